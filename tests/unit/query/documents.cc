// SPDX-License-Identifier: Apache-2.0
#include "documents.h"

namespace ginnel::query {
namespace {

template <typename T>
T Shipped(const std::string& name) {
  const absl::StatusOr<T> message =
      LoadYamlFile<T>(std::string(GINNEL_SOURCE_DIR) + "/models/" + name);
  EXPECT_TRUE(message.ok()) << message.status();
  return message.value_or(T());
}

}  // namespace

v1::Dictionary CoreDictionaryProto() { return Shipped<v1::Dictionary>("dictionary.yaml"); }

const Dictionary& CoreDictionary() {
  static const Dictionary& dictionary = *new Dictionary([] {
    absl::StatusOr<Dictionary> created = Dictionary::Create(CoreDictionaryProto());
    EXPECT_TRUE(created.ok()) << created.status();
    return *std::move(created);
  }());
  return dictionary;
}

v1::SegmentationModel AgeComplexity() {
  return Shipped<v1::SegmentationModel>("age-complexity.yaml");
}

v1::Constitution Partnership() {
  auto constitution = FromYaml<v1::Constitution>(R"(
title: A partnership
version: 1
members:
  - {id: beck, title: Beck network, kind: full, sectors: [general_practice]}
  - {id: infirmary, title: City infirmary, kind: full, sectors: [acute]}
  - {id: moor, title: Moor network, kind: full, sectors: [general_practice]}
  - {id: dale, title: Dale network, kind: associate, sectors: [general_practice]}
purposes:
  - id: population-health-planning
    title: Population health planning
    legal_basis: Health and Care Act 2022
    opt_out_rule: allow_list
  - {id: service-review, opt_out_rule: not_applicable}
floors: {profile: nhs-1-7-round-5, minimum_members: 3, max_runs: 2}
)");
  *constitution.mutable_dictionary() = CoreDictionaryProto();
  *constitution.add_models() = AgeComplexity();
  return constitution;
}

v1::Query MatrixQuery() {
  return FromYaml<v1::Query>(R"(
title: Age and complexity matrix
purpose: population-health-planning
period: 2025/26
author: analyst@observatory
index_date: 2026-04-01
population: {of: registered}
by: [model age-complexity]
measures: [people, mean age, prevalence diabetes]
members: [all]
profile: nhs-1-7-round-5
runs: 1
not_after: 2026-06-30
)");
}

absl::StatusOr<Plan> PlanFor(const v1::Query& query, const v1::Constitution& constitution) {
  absl::StatusOr<std::vector<std::string>> roster = RosterOf(query, constitution, CoreDictionary());
  if (!roster.ok()) return roster.status();
  return PlanQuery(query, constitution, CoreDictionary(), *roster, 8);
}

}  // namespace ginnel::query
