// SPDX-License-Identifier: Apache-2.0
#include "linked_documents.h"

namespace ginnel::query {

v1::Constitution LinkedPartnership() {
  v1::Constitution constitution = Partnership();
  const auto members = FromYaml<v1::Constitution>(R"(
members:
  - {id: minds, title: Minds trust, kind: full, sectors: [mental_health, community]}
  - {id: council, title: The council, kind: full, sectors: [social_care]}
)");
  constitution.mutable_members()->MergeFrom(members.members());
  const auto geographies = FromYaml<v1::Dictionary>(R"(
geographies:
  areas:
    - {level: place, code: P, title: Place}
    - {level: locality, code: L1, title: North, within: P}
    - {level: locality, code: L2, title: South, within: P}
)");
  constitution.mutable_dictionary()->mutable_geographies()->mutable_areas()->MergeFrom(
      geographies.geographies().areas());
  return constitution;
}

v1::Query LinkedQuery() {
  v1::Query query = MatrixQuery();
  query.clear_by();
  query.mutable_measures()->Clear();
  query.add_measures("people");
  query.add_across(v1::SECTOR_GENERAL_PRACTICE);
  query.add_across(v1::SECTOR_ACUTE);
  return query;
}

absl::StatusOr<Plan> PlanLinked(const v1::Query& query, const v1::Constitution& constitution) {
  const absl::StatusOr<Dictionary> dictionary = Dictionary::Create(constitution.dictionary());
  if (!dictionary.ok()) return dictionary.status();
  const auto roster = RosterOf(query, constitution, *dictionary);
  if (!roster.ok()) return roster.status();
  return PlanQuery(query, constitution, *dictionary, *roster, 8);
}

LinkedPlan LinkedOf(const v1::Query& query, const v1::Constitution& constitution) {
  const absl::StatusOr<Plan> plan = PlanLinked(query, constitution);
  EXPECT_TRUE(plan.ok()) << plan.status();
  if (!plan.ok() || plan->linked == nullptr) {
    ADD_FAILURE() << "not linked";
    return LinkedPlan();
  }
  return *plan->linked;
}

v1::Query LinkedQueryOf(const std::string& where, const std::vector<std::string>& by,
                        const std::vector<std::string>& measures,
                        const std::vector<v1::Sector>& across) {
  v1::Query query = LinkedQuery();
  query.mutable_population()->set_where(where);
  query.mutable_by()->Assign(by.begin(), by.end());
  query.mutable_measures()->Assign(measures.begin(), measures.end());
  query.clear_across();
  for (v1::Sector sector : across) query.add_across(sector);
  return query;
}

}  // namespace ginnel::query
