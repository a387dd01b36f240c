// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "linked_documents.h"
#include "query/area_tree.h"
#include "query/linkage/linkage_cost.h"

namespace ginnel::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::SizeIs;

// Beck's and dale's people are registered in the North, moor's in the South; neighbourhoods A and B
// are of the North, C of the South.
v1::Constitution ByArea() {
  v1::Constitution constitution = LinkedPartnership();
  const auto geographies = FromYaml<v1::Dictionary>(R"(
geographies:
  areas:
    - {level: neighbourhood, code: A, within: L1}
    - {level: neighbourhood, code: B, within: L1}
    - {level: neighbourhood, code: C, within: L2}
)");
  constitution.mutable_dictionary()->mutable_geographies()->mutable_areas()->MergeFrom(
      geographies.geographies().areas());
  for (v1::Member& member : *constitution.mutable_members()) {
    if (member.sectors(0) != v1::SECTOR_GENERAL_PRACTICE) continue;
    member.mutable_areas()->set_level("locality");
    member.mutable_areas()->add_codes(member.id() == "moor" ? "L2" : "L1");
  }
  return constitution;
}

TEST(AreaTree, ClimbsToWiderAreasAndToNoOthers) {
  const v1::Constitution constitution = ByArea();
  const AreaTree tree(constitution.dictionary().geographies());
  EXPECT_EQ(tree.Climb("neighbourhood", "B", "locality"), "L1");
  EXPECT_EQ(tree.Climb("neighbourhood", "B", "place"), "P");
  EXPECT_EQ(tree.Climb("locality", "L2", "locality"), "L2");
  EXPECT_EQ(tree.Climb("locality", "L2", "neighbourhood"), "");
  EXPECT_EQ(tree.Climb("neighbourhood", "elsewhere", "place"), "");
  EXPECT_EQ(tree.Climb("moon", "B", "place"), "");
}

TEST(LinkageAreas, GiveEachGroupOfPracticesItsOwnCodes) {
  const LinkedPlan linked = LinkedOf(
      LinkedQueryOf("ae_attendances >= 2", {"variable locality"}, {"people", "sum cost_gp"}),
      ByArea());
  ASSERT_THAT(linked.sources, SizeIs(3));
  const LinkedSource& north = linked.sources[0];
  const LinkedSource& south = linked.sources[1];
  EXPECT_THAT(north.members, ElementsAre(0, 3));
  EXPECT_THAT(south.members, ElementsAre(2));
  EXPECT_EQ(linked.sources[2].name, "infirmary");
  EXPECT_THAT(linked.practices(), ElementsAre(0, 2, 3));
  // Labels: North, South, not known. Not counted, one's own, and not known.
  for (const LinkedSource* source : {&north, &south}) {
    EXPECT_TRUE(source->counts_registered);
    EXPECT_EQ(source->codes, 3u);
    EXPECT_THAT(source->axes[0].labels, SizeIs(3));
    EXPECT_THAT(source->figures, SizeIs(6));  // three figures, each of two codes
  }
  EXPECT_THAT(north.held, Optional(ElementsAre(0, 2)));
  EXPECT_THAT(south.held, Optional(ElementsAre(1, 2)));
  // People, contributors, sum and squares of a code, against the trust's one.
  ASSERT_THAT(linked.terms, SizeIs(2));
  for (int g = 0; g < 2; ++g) {
    const LinkedTerm& term = linked.terms[static_cast<size_t>(g)];
    EXPECT_THAT(term.factors, ElementsAre(LinkedFactor{g, 1, 8}, LinkedFactor{2, 1, 1}));
    EXPECT_TRUE(linked.IsOver(term, linked.sources[static_cast<size_t>(g)]));
    EXPECT_FALSE(linked.IsOver(term, linked.sources[static_cast<size_t>(1 - g)]));
    EXPECT_EQ(term.to[0], g);
    EXPECT_EQ(term.to[1], 2);
  }
}

TEST(LinkageAreas, DoNotMatterWhereNoQuestionIsOfAreas) {
  const v1::Query query = LinkedQueryOf("ae_attendances >= 2", {"banding ltc-bands"}, {"people"});
  const LinkedPlan linked = LinkedOf(query, ByArea());
  ASSERT_THAT(linked.sources, SizeIs(2));
  EXPECT_THAT(linked.sources[0].members, ElementsAre(0, 2, 3));
  EXPECT_FALSE(linked.sources[0].held);
}

TEST(LinkageAreas, AreOfWiderAndNarrowerLevelsToo) {
  v1::Query query = LinkedQueryOf("", {"variable neighbourhood"}, {"people", "sum ae_attendances"});
  LinkedPlan linked = LinkedOf(query, ByArea());
  ASSERT_THAT(linked.sources, SizeIs(3));
  EXPECT_THAT(linked.sources[0].held, Optional(ElementsAre(0, 1, 3)));
  EXPECT_THAT(linked.sources[1].held, Optional(ElementsAre(2, 3)));
  query.mutable_by()->Clear();
  query.add_by("variable place");
  linked = LinkedOf(query, ByArea());
  ASSERT_THAT(linked.sources, SizeIs(2));  // all are in the one place
  EXPECT_FALSE(linked.sources[0].held);
}

TEST(LinkageAreas, LeaveNoCodesToWhomAConditionLeavesOut) {
  const LinkedPlan linked =
      LinkedOf(LinkedQueryOf("locality == 'L1' && ae_attendances >= 2", {}, {"people"}), ByArea());
  ASSERT_THAT(linked.sources, SizeIs(3));
  EXPECT_EQ(linked.sources[0].codes, 2u);
  EXPECT_EQ(linked.sources[1].codes, 1u);
  EXPECT_THAT(linked.sources[1].held, Optional(IsEmpty()));
  ASSERT_THAT(linked.terms, SizeIs(1));
  EXPECT_EQ(linked.terms[0].factors[0].source, 0);
}

// Of whom the other sources decide, and whom they do not, is told by one code each; the last label
// is of nobody whom the agreement lets a member have.
TEST(LinkageAreas, KeepALabelForWhomNobodyHas) {
  const LinkedPlan linked =
      LinkedOf(LinkedQueryOf("locality == 'L1' ? ae_attendances >= 2 : age >= 65", {}, {"people"}),
               ByArea());
  ASSERT_THAT(linked.sources, SizeIs(3));
  for (size_t group = 0; group < 2; ++group) {
    const LinkedSource& source = linked.sources[group];
    EXPECT_EQ(source.codes, 2u);
    EXPECT_THAT(source.held, Optional(ElementsAre(0)));
    ASSERT_THAT(source.axes, SizeIs(1));
    EXPECT_THAT(source.axes[0].labels, SizeIs(2));
  }
}

// Ten labels of age by three areas, or a member's own two, by ten bands of attendances.
TEST(LinkageAreas, LetFinerQuestionsFit) {
  v1::Constitution constitution = ByArea();
  *constitution.mutable_dictionary()->add_bandings() = FromYaml<v1::Banding>(R"(
{name: attendances, variable: ae_attendances, axis: attendances, bands: ["0", "1", "2", "3", "4", "5", "6", "7", "8", 9+]}
)");
  const v1::Query query = LinkedQueryOf(
      "", {"variable locality", "banding age-life-stages", "banding attendances"}, {"people"});
  EXPECT_THAT(LinkedOf(query, constitution).terms, SizeIs(2));
  for (v1::Member& member : *constitution.mutable_members()) member.clear_areas();
  const absl::StatusOr<Plan> plan = PlanLinked(query, constitution);
  EXPECT_THAT(std::string(plan.status().message()), HasSubstr("300 combinations"));
}

TEST(LinkageAreas, LeaveNobodyWhereNoMemberThatIsAskedIs) {
  v1::Query query = LinkedQueryOf("locality == 'L2' && ae_attendances >= 2", {}, {"people"});
  query.clear_members();
  for (const char* member : {"beck", "infirmary", "dale"}) query.add_members(member);
  const absl::StatusOr<Plan> plan = PlanLinked(query, ByArea());
  EXPECT_THAT(std::string(plan.status().message()), HasSubstr("nobody can meet it"));
}

TEST(PracticesOutside, AreThoseThatLieElsewhere) {
  v1::Constitution constitution = ByArea();
  v1::Geographies& geographies = *constitution.mutable_dictionary()->mutable_geographies();
  for (const auto& [code, within] : {std::pair("p1", "A"), {"p2", "B"}, {"p3", "C"}}) {
    v1::Area& practice = *geographies.add_areas();
    practice.set_level("practice");
    practice.set_code(code);
    practice.set_within(within);
  }
  v1::MemberAreas areas;
  areas.set_level("locality");
  areas.add_codes("L1");
  EXPECT_THAT(PracticesOutside({"p3", "p1", "unplaced", "p2"}, areas, geographies),
              ElementsAre("p3"));
  areas.set_level("neighbourhood");
  areas.set_codes(0, "B");
  EXPECT_THAT(PracticesOutside({"p3", "p1", "unplaced", "p2"}, areas, geographies),
              ElementsAre("p1", "p3"));
}

TEST(LinkageAreas, MakeWhatIsSentAndMultipliedLess) {
  const v1::Query query =
      LinkedQueryOf("", {"variable neighbourhood"}, {"people", "sum ae_attendances"});
  v1::Constitution constitution = ByArea();
  const LinkageCost by_area = CostOf(LinkedOf(query, constitution), 300);
  for (v1::Member& member : *constitution.mutable_members()) member.clear_areas();
  const LinkageCost anywhere = CostOf(LinkedOf(query, constitution), 300);
  // 200 slots of three codes and 100 of two, and not of four, each against three figures.
  EXPECT_EQ(by_area.products, (200u * 3 + 100 * 2) * 3);
  EXPECT_EQ(anywhere.products, 300u * 4 * 3);
  EXPECT_LT(by_area.bytes, anywhere.bytes);
}

}  // namespace
}  // namespace ginnel::query
