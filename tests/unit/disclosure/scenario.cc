// SPDX-License-Identifier: Apache-2.0
#include "scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "disclosure/render_csv.h"
#include "ginnel/v1/agreement.pb.h"

namespace ginnel::disclosure {
namespace {

constexpr char kDictionary[] = R"(
name: test
version: 1
variables:
  - {name: age, title: age, type: integer, unit: years, lower: 0, upper: 120, scale: "1",
     sectors: [general_practice], from: {age: {}}}
  - {name: visits, title: visits, type: count, lower: 0, upper: 200, scale: "1", absent: zero,
     sectors: [general_practice], from: {events: {kinds: [visit], sum: rows}}}
  - {name: cost, title: cost, type: amount, unit: GBP, lower: 0, upper: 10000, scale: "0.01",
     absent: zero, sectors: [general_practice], from: {events: {kinds: [visit], sum: cost}}}
  - {name: score, title: score, type: score, lower: 0, upper: 100, scale: "0.1",
     sectors: [general_practice], from: {observation: {}}}
  - {name: asthma, title: asthma, type: flag, absent: "false", sectors: [general_practice],
     from: {condition: {}}}
  - {name: smi, title: serious mental illness, type: flag, absent: "false", sensitive: true,
     sectors: [general_practice], from: {condition: {}}}
  - {name: smoker, title: smoking, type: flag, sectors: [general_practice], from: {observation: {}}}
)";

v1::Dictionary DictionaryProto() {
  v1::Dictionary dictionary;
  const absl::Status status = LoadYaml(kDictionary, "dictionary.yaml", dictionary);
  EXPECT_TRUE(status.ok()) << status;
  return dictionary;
}

query::Dictionary MakeDictionary() {
  absl::StatusOr<query::Dictionary> dictionary = query::Dictionary::Create(DictionaryProto());
  EXPECT_TRUE(dictionary.ok()) << dictionary.status();
  return *std::move(dictionary);
}

template <typename Segments>
void AddSegments(size_t count, const std::string& prefix, Segments* segments) {
  for (size_t i = 0; i < count; ++i) {
    v1::Segment& segment = *segments->Add();
    segment.set_name(absl::StrCat(prefix, i));
    segment.set_when(i + 1 == count ? "otherwise" : absl::StrCat("age <= ", 10 * i));
  }
}

v1::SegmentationModel Model(size_t rows, size_t columns) {
  v1::SegmentationModel model;
  model.set_model("grid");
  model.set_version(1);
  model.set_title("Grid");
  model.set_source("a test");
  if (rows == 1) {
    AddSegments(columns, "c", model.mutable_segments());
    return model;
  }
  v1::Axis& row_axis = *model.add_axes();
  row_axis.set_name("row");
  AddSegments(rows, "r", row_axis.mutable_segments());
  v1::Axis& column_axis = *model.add_axes();
  column_axis.set_name("column");
  AddSegments(columns, "c", column_axis.mutable_segments());
  return model;
}

v1::Constitution Partnership(const ScenarioOptions& options) {
  v1::Constitution constitution;
  constitution.set_title("A partnership");
  constitution.set_version(1);
  for (size_t i = 0; i < options.members; ++i) {
    v1::Member& member = *constitution.add_members();
    member.set_id(absl::StrCat("network-", i));
    member.set_title(absl::StrCat("Network ", i));
    member.set_kind(v1::MEMBER_KIND_FULL);
    member.add_sectors(v1::SECTOR_GENERAL_PRACTICE);
  }
  v1::Purpose& purpose = *constitution.add_purposes();
  purpose.set_id("planning");
  purpose.set_opt_out_rule(v1::OPT_OUT_RULE_NOT_APPLICABLE);
  constitution.mutable_floors()->set_max_runs(1);
  *constitution.mutable_dictionary() = DictionaryProto();
  *constitution.add_models() = Model(options.rows, options.columns);
  return constitution;
}

v1::Query MakeQuery(const ScenarioOptions& options) {
  v1::Query query;
  query.set_title("A table");
  query.set_purpose("planning");
  query.set_period("2025/26");
  query.set_author("analyst@observatory");
  query.set_index_date("2026-04-01");
  query.mutable_population()->set_of(v1::POPULATION_BASE_REGISTERED);
  query.mutable_population()->set_where(options.where);
  if (options.columns * options.rows > 1) {
    query.add_by("model grid");
  }
  query.mutable_measures()->Add(options.measures.begin(), options.measures.end());
  query.add_members("all");
  // The planner offers the default profile only; the gate knows more.
  query.set_profile("nhs-1-7-round-5");
  query.set_runs(1);
  query.set_not_after("2026-06-30");
  query.set_totals(options.totals);
  return query;
}

query::Plan MakePlan(const v1::Query& query, const ScenarioOptions& options,
                     const query::Dictionary& dictionary) {
  const v1::Constitution constitution = Partnership(options);
  const auto roster = query::RosterOf(query, constitution, dictionary);
  EXPECT_TRUE(roster.ok()) << roster.status();
  absl::StatusOr<query::Plan> plan =
      query::PlanQuery(query, constitution, dictionary, *roster, options.threshold, 1'000'000);
  EXPECT_TRUE(plan.ok()) << plan.status();
  return *std::move(plan);
}

std::optional<int64_t> ValueOf(const TestPerson& person, const std::string& variable) {
  if (variable == "visits") return person.visits;
  if (variable == "cost") return person.cost;
  if (variable == "score") return person.score;
  if (variable == "asthma") return person.asthma ? 1 : 0;
  if (variable == "smi") return person.smi ? 1 : 0;
  if (variable == "smoker" && person.smoker.has_value()) return *person.smoker ? 1 : 0;
  return std::nullopt;
}

int64_t Contribution(const query::Aggregate& aggregate, const TestPerson& person,
                     const query::Dictionary& dictionary) {
  using Kind = query::Aggregate::Kind;
  if (aggregate.kind == Kind::kPeople) return 1;
  const auto value = ValueOf(person, dictionary.variable(aggregate.variable).name());
  if (!value.has_value()) return 0;
  int64_t scale = 1;
  for (int i = 0; i < dictionary.decimals(aggregate.variable); ++i) scale *= 10;
  const int64_t whole = (2 * *value + scale) / (2 * scale);
  switch (aggregate.kind) {
    case Kind::kTrue:
    case Kind::kContributors:
      return *value != 0 ? 1 : 0;
    case Kind::kKnown:
      return 1;
    case Kind::kSum:
      return *value;
    default:
      return whole * whole;
  }
}

bool IsSmall(const query::LinearForm& form, uint32_t threshold,
             const std::vector<std::vector<int64_t>>& totals) {
  int64_t value = 0;
  for (size_t member = 0; member < totals.size(); ++member) {
    if (static_cast<int>(member) != form.without_member) {
      for (const auto& [position, coefficient] : form.terms) {
        value += coefficient * totals[member][position];
      }
    }
  }
  return value >= (form.zero_is_small ? 0 : 1) && value < threshold;
}

}  // namespace

void AddPeople(std::vector<TestPerson>& people, size_t count, TestPerson person, size_t members) {
  for (size_t i = 0; i < count; ++i) {
    person.member = i % members;
    people.push_back(person);
  }
}

OpenedTable OpenedTableForTest::Open(const query::Plan& plan,
                                     const std::vector<std::vector<int64_t>>& totals) {
  std::vector<bool> passed;
  for (const query::SmallnessTest& test : plan.tests) {
    passed.push_back(std::none_of(test.forms.begin(), test.forms.end(), [&](const auto& form) {
      return IsSmall(form, plan.threshold, totals);
    }));
  }
  std::vector<std::optional<int64_t>> values(plan.positions());
  for (size_t position = 0; position < plan.positions(); ++position) {
    const auto& guards = plan.guards[position];
    if (std::all_of(guards.begin(), guards.end(),
                    [&](int guard) { return passed[static_cast<size_t>(guard)]; })) {
      int64_t total = 0;
      for (const std::vector<int64_t>& member : totals) total += member[position];
      values[position] = total;
    }
  }
  return OpenedTable(std::move(values), std::move(passed));
}

OpenedTable OpenedTableForTest::Make(std::vector<std::optional<int64_t>> values,
                                     std::vector<bool> passed) {
  return OpenedTable(std::move(values), std::move(passed));
}

Scenario::Scenario(const ScenarioOptions& options)
    : members_(options.members),
      dictionary_(MakeDictionary()),
      query_(MakeQuery(options)),
      plan_(MakePlan(query_, options, dictionary_)) {
  query_.set_profile(options.profile);
}

std::vector<std::vector<int64_t>> Scenario::Totals(const std::vector<TestPerson>& people) const {
  std::vector<std::vector<int64_t>> totals(members_, std::vector<int64_t>(plan_.positions(), 0));
  for (const TestPerson& person : people) {
    for (size_t a = 0; a < plan_.aggregates.size(); ++a) {
      totals[person.member][plan_.Position(static_cast<int>(a), person.cell)] +=
          Contribution(plan_.aggregates[a], person, dictionary_);
    }
  }
  return totals;
}

OpenedTable Scenario::Open(const std::vector<TestPerson>& people) const {
  return OpenedTableForTest::Open(plan_, Totals(people));
}

absl::StatusOr<v1::Release> Scenario::Release(const OpenedTable& opened) const {
  return Gate(dictionary_).MakeRelease(plan_, query_, opened, Context());
}

v1::Release Scenario::Release(const std::vector<TestPerson>& people) const {
  absl::StatusOr<v1::Release> release = Release(Open(people));
  EXPECT_TRUE(release.ok()) << release.status();
  return release.value_or(v1::Release());
}

ReleaseContext Scenario::Context() const {
  ReleaseContext context;
  context.query_digest = "q1";
  context.agreement_digest = "a1";
  context.run_id = "r1";
  context.n = 1;
  context.attempt = 1;
  for (size_t i = 0; i < members_; ++i) {
    v1::MemberEnvelope member;
    member.set_member(absl::StrCat("network-", i));
    member.set_state(v1::MEMBER_STATE_CONTRIBUTED);
    member.set_data_from("2023-04-01");
    member.set_data_to("2026-03-31");
    context.members.push_back(member);
  }
  context.shadow = false;
  context.released_at = absl::UnixEpoch();
  context.opening_commitment = "c1";
  context.opt_out_rule = "not applicable";
  context.population = "everyone registered on 1 April 2026";
  return context;
}

v1::ReleasedCell CellOf(const v1::Release& release, const std::vector<std::string>& labels,
                        const std::string& measure) {
  for (const v1::ReleasedCell& cell : release.cells()) {
    if (cell.measure() == measure &&
        std::equal(labels.begin(), labels.end(), cell.labels().begin(), cell.labels().end())) {
      return cell;
    }
  }
  ADD_FAILURE() << "no such cell for " << measure;
  return {};
}

std::string Say(const v1::ReleasedCell& cell) {
  std::string text = StateName(cell.state());
  if (!cell.value().empty()) absl::StrAppend(&text, " ", cell.value());
  if (!cell.low().empty() || !cell.high().empty()) {
    absl::StrAppend(&text, " [", cell.low(), ", ", cell.high(), "]");
  }
  return text;
}

}  // namespace ginnel::disclosure
