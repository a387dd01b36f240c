// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/gate.h"
#include "disclosure/opened_table.h"
#include "ginnel/v1/query.pb.h"
#include "ginnel/v1/release.pb.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::disclosure {

/// One person of a made-up partnership, in one cell of a table.
struct TestPerson {
  size_t cell = 0;
  size_t member = 0;
  int64_t visits = 0;                           // a count; no record means none
  int64_t cost = 0;                             // pence; no record means none
  std::optional<int64_t> score = std::nullopt;  // in tenths; may be missing
  bool asthma = false;
  bool smi = false;                           // sensitive
  std::optional<bool> smoker = std::nullopt;  // may be missing
};

/// `count` people alike, shared out over the first `members` members.
void AddPeople(std::vector<TestPerson>& people, size_t count, TestPerson person,
               size_t members = 2);

/// What the opening protocol would open of a table.
class OpenedTableForTest {
 public:
  /// `totals`: one vector for each member, in the plan's order.
  static OpenedTable Open(const query::Plan& plan, const std::vector<std::vector<int64_t>>& totals);
  /// Any table at all, as a broken opening could make it.
  static OpenedTable Make(std::vector<std::optional<int64_t>> values, std::vector<bool> passed);
};

struct ScenarioOptions {
  size_t rows = 1;  // 1: one axis
  size_t columns = 2;
  std::vector<std::string> measures = {"people"};
  size_t members = 2;
  v1::Totals totals = v1::TOTALS_DERIVED;
  std::string where = "";  // a free condition hides zeros
  std::string profile = "nhs-1-7-round-5";
  uint32_t threshold = 8;
};

/// A query with its plan from the real planner, over `rows` × `columns` cells.
class Scenario {
 public:
  explicit Scenario(const ScenarioOptions& options);

  const query::Plan& plan() const { return plan_; }
  query::Plan& plan() { return plan_; }
  v1::Query& query() { return query_; }
  const query::Dictionary& dictionary() const { return dictionary_; }

  /// Each member's own totals.
  std::vector<std::vector<int64_t>> Totals(const std::vector<TestPerson>& people) const;
  OpenedTable Open(const std::vector<TestPerson>& people) const;
  absl::StatusOr<v1::Release> Release(const OpenedTable& opened) const;
  /// The release of these people; fails the test if there is none.
  v1::Release Release(const std::vector<TestPerson>& people) const;
  ReleaseContext Context() const;

 private:
  size_t members_;
  query::Dictionary dictionary_;
  v1::Query query_;
  query::Plan plan_;
};

/// The cell with these labels and measure; fails the test if it is not there.
v1::ReleasedCell CellOf(const v1::Release& release, const std::vector<std::string>& labels,
                        const std::string& measure);

/// "value 10 [8, 12]", "suppressed [1, 7]", "withheld".
std::string Say(const v1::ReleasedCell& cell);

}  // namespace ginnel::disclosure
