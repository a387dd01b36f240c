// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/city.h"

#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status.h"

namespace ginnel::integration {
namespace {

FederationOptions Members(const std::string& city,
                          const std::vector<std::pair<std::string, std::string>>& members) {
  FederationOptions options;
  for (const auto& [member, sector] : members) {
    options.members.push_back({member, {sector}, absl::StrCat(city, "/", member, "/mapping.yaml")});
  }
  options.geography = city + "/geography.yaml";
  return options;
}

}  // namespace

absl::StatusOr<std::string> City(int people) {
  static std::map<int, std::unique_ptr<TemporaryFolder>> cities;
  std::unique_ptr<TemporaryFolder>& folder = cities[people];
  if (folder == nullptr) {
    auto made = std::make_unique<TemporaryFolder>();
    const Outcome outcome = Run({"ginnel", "synth", "--people", absl::StrCat(people), "--seed", "1",
                                 "--out", made->path() + "/city"});
    if (outcome.exit_code != 0) return absl::InternalError(outcome.err);
    folder = std::move(made);
  }
  return folder->path() + "/city";
}

FederationOptions WholeCity(const std::string& city) {
  return Members(city, {{"harness", "general_practice"},
                        {"kilburn", "general_practice"},
                        {"third-network", "general_practice"},
                        {"acute-trust", "acute"},
                        {"mental-health-trust", "mental_health"},
                        {"community-trust", "community"},
                        {"council", "social_care"}});
}

FederationOptions GpNetworks(const std::string& city) {
  return Members(city, {{"harness", "general_practice"},
                        {"kilburn", "general_practice"},
                        {"third-network", "general_practice"}});
}

absl::StatusOr<FederationOptions> OneNetwork(const std::string& member, const std::string& folder,
                                             const std::string& people_csv,
                                             const std::string& more) {
  const std::string mapping = folder + "/mapping.yaml";
  RETURN_IF_ERROR(WriteFileAtomically(folder + "/people.csv", people_csv));
  RETURN_IF_ERROR(WriteFileAtomically(mapping, absl::StrCat("member: ", member, R"(
sector: general_practice
data_from: 2025-04-01
data_to: 2026-03-31
files:
  - file: people.csv
    table: persons
    columns: [{column: born, to: birth_month}]
)",
                                                            more)));
  FederationOptions options;
  options.members = {{member, {"general_practice"}, mapping}};
  return options;
}

absl::StatusOr<std::string> ShippedQuery() {
  ASSIGN_OR_RETURN(std::string text,
                   ReadFile(GINNEL_SOURCE_DIR "/models/queries/age-complexity-matrix.yaml"));
  const size_t from = text.find("not_after: ");
  if (from == std::string::npos) return absl::InternalError("the shipped query has no not_after");
  text.replace(from, text.find('\n', from) - from, "not_after: " + DayFromToday(90));
  return text;
}

}  // namespace ginnel::integration
