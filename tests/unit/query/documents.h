// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/document.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/query.pb.h"
#include "query/dictionary.h"
#include "query/expression.h"
#include "query/plan.h"

namespace ginnel::query {

/// A message from its YAML; a mistake in the test's own text fails the test.
template <typename T>
T FromYaml(const std::string& text) {
  T message;
  const absl::Status status = LoadYaml(text, "test.yaml", message);
  EXPECT_TRUE(status.ok()) << status;
  return message;
}

/// The dictionary and the model that ship.
v1::Dictionary CoreDictionaryProto();
const Dictionary& CoreDictionary();
v1::SegmentationModel AgeComplexity();

/// Three GP networks and an acute trust, with the core dictionary.
v1::Constitution Partnership();
/// The age and complexity matrix over the three networks.
v1::Query MatrixQuery();

/// Plans over the query's own roster with k = 8.
absl::StatusOr<Plan> PlanFor(const v1::Query& query, const v1::Constitution& constitution);

/// The message of an error, or "OK".
template <typename T>
std::string ErrorOf(const absl::StatusOr<T>& result) {
  return result.ok() ? "OK" : std::string(result.status().message());
}
inline std::string ErrorOf(const absl::Status& status) {
  return status.ok() ? "OK" : std::string(status.message());
}

}  // namespace ginnel::query
