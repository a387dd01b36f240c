// SPDX-License-Identifier: Apache-2.0
#include "node/engine/column_cache.h"

#include <gtest/gtest.h>

#include "node/engine/derived_columns.h"
#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

std::shared_ptr<const DerivedColumn> OneBlock() {
  DerivedColumn column = DerivedColumn::OfNumbers(1, 0, 100);
  column.Append(DerivedColumn::RawBlock{});
  column.Finish();
  return std::make_shared<const DerivedColumn>(std::move(column));
}

TEST(ColumnCache, DropsTheLeastRecentlyUsedColumn) {
  ColumnCache cache(2 * OneBlock()->bytes());
  cache.Insert("a", OneBlock());
  cache.Insert("b", OneBlock());
  EXPECT_NE(cache.Find("a"), nullptr);
  cache.Insert("c", OneBlock());
  EXPECT_NE(cache.Find("a"), nullptr);
  EXPECT_EQ(cache.Find("b"), nullptr);
  EXPECT_NE(cache.Find("c"), nullptr);
  EXPECT_EQ(cache.bytes(), 2 * OneBlock()->bytes());
}

TEST(ColumnCache, DoesNotKeepWhatExceedsItsLimit) {
  ColumnCache cache(OneBlock()->bytes() - 1);
  cache.Insert("a", OneBlock());
  EXPECT_EQ(cache.Find("a"), nullptr);
  EXPECT_EQ(cache.bytes(), 0);
}

TEST(ColumnCache, KeepsAColumnInUseAliveAfterDroppingIt) {
  ColumnCache cache(OneBlock()->bytes());
  cache.Insert("a", OneBlock());
  const auto held = cache.Find("a");
  cache.Insert("b", OneBlock());
  EXPECT_EQ(cache.Find("a"), nullptr);
  EXPECT_EQ(held->rows(), 1);
}

class DerivedColumnsTest : public ::testing::Test {
 protected:
  static std::shared_ptr<const Snapshot> Visits() {
    Records records = PeopleOf(1);
    records.birth_month = {InMonth("1980-01")};
    Records::Events& visits = records.events["visit"];
    visits.row = {0};
    visits.date = {On("2025-05-01").value};
    visits.quantity = {1};
    visits.cost = {0};
    return SnapshotOf(std::move(records));
  }

  const DerivedColumn* Get(const query::Dictionary& dictionary, int variable,
                           const std::string& index_date, const std::string& period) {
    const AsOf as_of{On(index_date), ParsePeriod(period).value()};
    return columns_.Get(dictionary, {variable}, as_of, 2).value().Find(variable);
  }

  const query::Dictionary dictionary_ =
      DictionaryOf({"name: 'age' type: VARIABLE_TYPE_INTEGER lower: 0 upper: 120 from {age {}}",
                    "name: 'visits' type: VARIABLE_TYPE_COUNT lower: 0 upper: 9 from {events "
                    "{kinds: 'visit'}}"});
  DerivedColumns columns_{Visits(), 1 << 20};
};

TEST_F(DerivedColumnsTest, DerivesAColumnOncePerIndexDate) {
  const DerivedColumn* first = Get(dictionary_, 0, "2026-04-01", "2025/26");
  EXPECT_EQ(Get(dictionary_, 0, "2026-04-01", "2025/26"), first);
  EXPECT_NE(Get(dictionary_, 0, "2026-05-01", "2025/26"), first);
}

TEST_F(DerivedColumnsTest, DistinguishesPeriodsOnlyWhereTheDefinitionReadsThem) {
  EXPECT_EQ(Get(dictionary_, 0, "2026-04-01", "2024/25"),
            Get(dictionary_, 0, "2026-04-01", "2025/26"));
  EXPECT_NE(Get(dictionary_, 1, "2026-04-01", "2024/25"),
            Get(dictionary_, 1, "2026-04-01", "2025/26"));
}

TEST_F(DerivedColumnsTest, DoesNotMixUpDefinitionsOfOneNameInTwoDictionaries) {
  const query::Dictionary next =
      DictionaryOf({"name: 'age' type: VARIABLE_TYPE_INTEGER lower: 0 upper: 40 from {age {}}"});
  const DerivedColumn* before = Get(dictionary_, 0, "2026-04-01", "2025/26");
  const DerivedColumn* after = Get(next, 0, "2026-04-01", "2025/26");
  EXPECT_NE(before, after);
  EXPECT_EQ(before->capped_people(), 0);
  EXPECT_EQ(after->capped_people(), 1);
}

}  // namespace
}  // namespace ginnel::node
