// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "governance/verified_query.h"
#include "node/engine/engine.h"
#include "query/dictionary.h"
#include "query/expression.h"
#include "query/plan.h"
#include "sharing/local_table.h"

namespace ginnel::governance {

/// Makes the proof that only the approval verifier makes elsewhere: for a run of one member on the
/// plan's own terms.
class VerifiedQueryForTest {
 public:
  static VerifiedQuery Of(const query::Plan& plan, const std::string& period,
                          const std::string& member) {
    VerifiedQuery verified;
    verified.query_.set_index_date(ToString(plan.index_date));
    verified.query_.set_period(period);
    verified.query_.mutable_population()->set_of(plan.population);
    if (plan.baseline) {
      verified.query_.mutable_population()->set_as_at(ToString(plan.baseline->index_date));
    }
    verified.run_.set_threshold(plan.threshold);
    verified.roster_ = {member};
    return verified;
  }
};

}  // namespace ginnel::governance

namespace ginnel::sharing {

class LocalTableForTest {
 public:
  /// Read `piece` figures at a time; 0: all at once.
  static std::vector<int64_t> Values(const LocalTable& table, size_t piece = 0) {
    std::vector<int64_t> values(table.size());
    const std::unique_ptr<FigureReader> reader = table.figures_->Read();
    if (piece == 0) piece = values.size();
    for (size_t from = 0; from < values.size(); from += piece) {
      reader->Read(std::span(values).subspan(from, std::min(piece, values.size() - from)));
    }
    return values;
  }
};

}  // namespace ginnel::sharing

namespace ginnel::node {

inline constexpr char kTestMember[] = "harness";
inline constexpr char kTestPeriod[] = "2025/26";

inline Day On(const std::string& day) { return ParseDay(day).value(); }
inline int32_t InMonth(const std::string& month) { return ParseMonth(month).value().value; }

/// A dictionary of the variables written as text protos, each `name: … type: …` without its
/// sectors.
inline query::Dictionary DictionaryOf(const std::vector<std::string>& variables,
                                      const std::string& geographies = "") {
  v1::Dictionary proto;
  for (const std::string& text : variables) {
    v1::Variable& variable = *proto.add_variables();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &variable)) << text;
    variable.add_sectors(v1::SECTOR_GENERAL_PRACTICE);
  }
  EXPECT_TRUE(
      google::protobuf::TextFormat::ParseFromString(geographies, proto.mutable_geographies()));
  absl::StatusOr<query::Dictionary> dictionary = query::Dictionary::Create(std::move(proto));
  EXPECT_TRUE(dictionary.ok()) << dictionary.status();
  return std::move(dictionary).value();
}

/// Records of `people` of whom nothing is known.
inline Records PeopleOf(size_t people) {
  Records records;
  records.ids.resize(people);
  for (size_t row = 0; row < people; ++row) {
    records.ids[row][0] = static_cast<uint8_t>(row >> 8);
    records.ids[row][1] = static_cast<uint8_t>(row);
  }
  records.birth_month.assign(people, kMissing);
  records.death_month.assign(people, kMissing);
  return records;
}

inline std::shared_ptr<const Snapshot> SnapshotOf(Records records,
                                                  std::vector<std::string> offers = {}) {
  DataSetInfo info;
  info.member = kTestMember;
  info.offers = std::move(offers);
  info.people = records.people();
  absl::StatusOr<std::shared_ptr<const Snapshot>> snapshot =
      Snapshot::Create(std::move(records), std::move(info));
  EXPECT_TRUE(snapshot.ok()) << snapshot.status();
  return snapshot.value();
}

inline query::Expression True() {
  query::Expression expression;
  expression.value = 1;
  return expression;
}

/// A plan of one cell and no aggregates over everybody held.
inline query::Plan PlanAt(const std::string& index_date) {
  query::Plan plan;
  plan.population = v1::POPULATION_BASE_HELD;
  plan.where = True();
  plan.index_date = On(index_date);
  plan.period = ParsePeriod(kTestPeriod).value();
  plan.threshold = 8;
  return plan;
}

inline absl::StatusOr<std::vector<int64_t>> ComputeWith(Engine& engine, const query::Plan& plan,
                                                        const query::Dictionary& dictionary) {
  const auto verified = governance::VerifiedQueryForTest::Of(plan, kTestPeriod, kTestMember);
  absl::StatusOr<sharing::LocalTable> table = engine.Compute(verified, plan, dictionary);
  if (!table.ok()) return table.status();
  return sharing::LocalTableForTest::Values(*table);
}

}  // namespace ginnel::node
