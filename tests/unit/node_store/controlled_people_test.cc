// SPDX-License-Identifier: Apache-2.0
#include "node/store/controlled_people.h"

#include <gmock/gmock.h>

#include "node/store/record_store.h"
#include "tests/unit/node_store/node_store_fixture.h"

namespace ginnel::node {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

struct Listed {
  std::string practice;
  bool withdrawn = false;
};

Controllers Listing(const std::vector<Listed>& practices) {
  v1::Operations operations;
  for (const Listed& each : practices) {
    v1::Controller& controller = *operations.add_controllers();
    controller.set_ods_code(each.practice);
    controller.set_withdrawn(each.withdrawn);
  }
  return Controllers(operations);
}

struct Episode {
  uint32_t row;
  std::string practice;
  int32_t from, to;
};

// As many people as are named, born in month 100, 101, …; each with a condition.
Records PeopleWith(uint32_t people, const std::vector<Episode>& episodes) {
  Records records;
  for (uint32_t row = 0; row < people; ++row) {
    records.ids.push_back({static_cast<uint8_t>(row)});
    records.birth_month.push_back(100 + static_cast<int32_t>(row));
    records.death_month.push_back(kMissing);
    Records::Conditions& asthma = records.conditions["asthma"];
    asthma.row.push_back(row);
    asthma.from.push_back(200 + static_cast<int32_t>(row));
    asthma.to.push_back(kOpen);
  }
  Records::Registrations& table = records.registrations;
  table.practices = {"A", "B", "C"};
  for (const Episode& each : episodes) {
    table.row.push_back(each.row);
    table.practice.push_back(static_cast<uint16_t>(each.practice[0] - 'A'));
    table.from.push_back(each.from);
    table.to.push_back(each.to);
  }
  return records;
}

// The birth months of those who stay.
std::vector<int32_t> Staying(Records records, const Controllers& controllers) {
  const absl::Status kept = KeepControlled(records, controllers);
  EXPECT_TRUE(kept.ok()) << kept;
  return records.birth_month;
}

TEST(ControlledPeople, NobodyIsLeftOutOfAMemberThatActsForItself) {
  const Records records = PeopleWith(2, {{0, "A", 10, kOpen}});
  EXPECT_THAT(Staying(records, Controllers()), ElementsAre(100, 101));
  EXPECT_THAT(Staying(records, Listing({})), ElementsAre(100, 101));
}

TEST(ControlledPeople, StayWhereTheirPracticeIsListedAndHasNotWithdrawn) {
  const Records records =
      PeopleWith(3, {{0, "A", 10, kOpen}, {1, "B", 10, kOpen}, {2, "C", 10, kOpen}});
  EXPECT_THAT(Staying(records, Listing({{"A"}, {"C"}})), ElementsAre(100, 102));
  EXPECT_THAT(Staying(records, Listing({{"A"}, {"B", true}, {"C"}})), ElementsAre(100, 102));
}

TEST(ControlledPeople, NobodyStaysWhereEveryPracticeHasWithdrawn) {
  const Records records = PeopleWith(2, {{0, "A", 10, kOpen}, {1, "B", 10, kOpen}});
  EXPECT_THAT(Staying(records, Listing({{"A", true}})), IsEmpty());
}

TEST(ControlledPeople, WhoIsRegisteredNowhereIsLeftOutWhereControllersAreListed) {
  EXPECT_THAT(Staying(PeopleWith(2, {{0, "A", 10, kOpen}}), Listing({{"A"}})), ElementsAre(100));
  Records none = PeopleWith(2, {});
  none.registrations.practices.clear();
  EXPECT_THAT(Staying(none, Listing({{"A"}})), IsEmpty());
}

TEST(ControlledPeople, ACodeOfAnotherSpellingIsAnotherPractice) {
  EXPECT_THAT(Staying(PeopleWith(1, {{0, "A", 10, kOpen}}), Listing({{"a"}})), IsEmpty());
}

TEST(ControlledPeople, BelongToThePracticeOfTheirNewestEpisode) {
  const Records records = PeopleWith(5, {{0, "A", 10, 20},
                                         {0, "B", 20, kOpen},
                                         {1, "B", 10, 20},
                                         {1, "A", 20, 30},  // it has ended, and is the newest
                                         {2, "A", 10, 12},
                                         {2, "B", 10, kOpen},  // begun on one day: the open one
                                         {3, "A", 10, kOpen},
                                         {3, "B", 10, 12},
                                         {4, "A", 10, 11},
                                         {4, "B", 10, 12}});
  EXPECT_THAT(Staying(records, Listing({{"A"}})), ElementsAre(101, 103));
  EXPECT_THAT(Staying(records, Listing({{"B"}})), ElementsAre(100, 102, 104));
}

TEST(ControlledPeople, OfTwoEpisodesThatAreAlikeTheOneNotActedForCounts) {
  for (const auto& [first, second] : {std::pair{"A", "B"}, std::pair{"B", "A"}}) {
    const Records records = PeopleWith(1, {{0, first, 10, kOpen}, {0, second, 10, kOpen}});
    EXPECT_THAT(Staying(records, Listing({{"A"}})), IsEmpty());
    EXPECT_THAT(Staying(records, Listing({{"A"}, {"B"}})), ElementsAre(100));
  }
}

TEST(ControlledPeople, WhoStayKeepNoEpisodeAtAPracticeThatIsNotListed) {
  Records records = PeopleWith(2, {{0, "B", 1, 5}, {0, "A", 5, kOpen}, {1, "B", 1, kOpen}});
  ASSERT_TRUE(KeepControlled(records, Listing({{"A"}})).ok());
  EXPECT_THAT(records.registrations.row, ElementsAre(0u));
  EXPECT_THAT(records.registrations.from, ElementsAre(5));
  EXPECT_THAT(records.registrations.to, ElementsAre(kOpen));
  // Not even the name of the other practice is left.
  EXPECT_THAT(records.registrations.practices, ElementsAre("A"));
  EXPECT_THAT(records.conditions.at("asthma").from, ElementsAre(200));
}

TEST(ControlledPeople, ColumnsThatDoNotFitTogetherAreDamage) {
  const Controllers a = Listing({{"A"}});
  const Records fine = PeopleWith(2, {{0, "A", 10, kOpen}, {1, "B", 10, kOpen}});
  for (const auto& bend : std::vector<void (*)(Records::Registrations&)>{
           [](auto& t) { t.practice.pop_back(); }, [](auto& t) { t.to.pop_back(); },
           [](auto& t) { t.practice[0] = 3; }, [](auto& t) { t.row[1] = 2; },
           [](auto& t) { std::swap(t.row[0], t.row[1]); }}) {
    Records records = fine;
    bend(records.registrations);
    EXPECT_TRUE(absl::IsDataLoss(KeepControlled(records, a)));
    EXPECT_TRUE(absl::IsDataLoss(CountLeftOut(records.registrations, 2, a).status()));
  }
}

TEST(ControlledPeople, AreCountedByPracticeSoThatASlipInACodeShows) {
  const Records records = PeopleWith(
      5, {{0, "A", 10, kOpen}, {1, "B", 10, kOpen}, {2, "B", 10, kOpen}, {3, "C", 10, kOpen}});
  const LeftOut left_out =
      CountLeftOut(records.registrations, 5, Listing({{"A"}, {"C", true}, {"8"}})).value();
  EXPECT_THAT(left_out.not_listed, ElementsAre(Pair("B", 2u)));
  EXPECT_THAT(left_out.withdrawn, ElementsAre(Pair("C", 1u)));
  EXPECT_EQ(left_out.unregistered, 1u);
  EXPECT_THAT(left_out.without_people, ElementsAre("8"));
  EXPECT_EQ(left_out.people(), 4u);
  EXPECT_TRUE(CountLeftOut(records.registrations, 5, Controllers())->nothing_to_say());
}

TEST(ControllersTest, AreTheSameWhereTheSamePeopleTakePart) {
  EXPECT_EQ(Listing({{"A"}, {"B"}}), Listing({{"B"}, {"A"}}));
  EXPECT_EQ(Listing({{"A"}, {"B", true}}), Listing({{"A"}}));
  EXPECT_FALSE(Listing({{"A"}}) == Listing({{"A"}, {"B"}}));
  // Withdrawn all, and no list at all.
  EXPECT_FALSE(Listing({{"A", true}}) == Listing({}));
}

class LeftOutOfStore : public NodeStoreTest {};

TEST_F(LeftOutOfStore, IsCountedFromTheEpisodesThatAreHeld) {
  RecordStore store(*database_, marker_);
  EXPECT_TRUE(absl::IsNotFound(store.CountLeftOut(Listing({{"A"}})).status()));
  ASSERT_TRUE(
      store.SaveRecords(PeopleWith(3, {{0, "A", 10, kOpen}, {1, "B", 10, 20}}), DataSetInfo{})
          .ok());
  const LeftOut left_out = store.CountLeftOut(Listing({{"A"}})).value();
  EXPECT_THAT(left_out.not_listed, ElementsAre(Pair("B", 1u)));
  EXPECT_EQ(left_out.unregistered, 1u);
}

}  // namespace
}  // namespace ginnel::node
