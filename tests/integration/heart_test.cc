// SPDX-License-Identifier: Apache-2.0
//
// Really federated data: UCI heart disease, four hospitals (CC BY 4.0), in ../shared/data/heart or
// $GINNEL_SHARED. Where the files are not there, made-up rows of the same shape take their place,
// so that the path is always tested.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/document.h"
#include "base/files.h"
#include "base/store/database.h"
#include "crypto/keys.h"
#include "governance/agreement.h"
#include "query/plan.h"
#include "sharing/ledger.h"
#include "sharing/opening.h"
#include "tests/integration/federation.h"
#include "tests/integration/test_number.h"

namespace ginnel::integration {
namespace {

constexpr char kDictionary[] = R"(name: heart
version: 1
variables:
  - {name: age_years, title: age, type: integer, unit: years, lower: 0, upper: 120, sectors: [acute], from: {attribute: {}}}
  - {name: cholesterol, title: serum cholesterol, type: integer, unit: mg/dl, lower: 0, upper: 1000, sectors: [acute], from: {attribute: {}}}
  - {name: resting_bp, title: resting blood pressure, type: integer, unit: mm Hg, lower: 0, upper: 300, sectors: [acute], from: {attribute: {}}}
  - {name: heart_disease, title: heart disease, type: flag, sectors: [acute], from: {attribute: {}}}
geographies:
  levels: [place]
)";

constexpr char kQuery[] = R"(title: Heart disease in four hospitals
purpose: population-health-planning
author: analyst@place-office
index_date: 2026-04-01
period: 2025/26
population: {of: held}
by: ["band age_years 0-49,50-59,60+"]
measures: [people, mean cholesterol, mean resting_bp, prevalence heart_disease]
across: [acute]
members: [all]
profile: nhs-1-7-round-5
runs: 1
not_after: 2027-03-31
)";

struct Patient {
  std::optional<int> age, resting_bp, cholesterol;
  bool disease = false;
};

const std::vector<std::string> kHospitals = {"cleveland", "hungarian", "switzerland", "va"};

std::optional<int> Number(const std::string& field) {
  if (field.empty() || field == "?") return std::nullopt;
  return static_cast<int>(std::lround(std::stod(field)));
}

std::vector<Patient> ReadHospital(const std::string& hospital) {
  const char* shared = std::getenv("GINNEL_SHARED");
  const std::string folder =
      shared != nullptr ? shared : std::string(GINNEL_SOURCE_DIR) + "/../shared";
  std::ifstream file(folder + "/data/heart/processed." + hospital + ".csv");
  std::vector<Patient> patients;
  std::string line;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = absl::StrSplit(line, ',');
    if (fields.size() < 14) continue;
    Patient patient;
    patient.age = Number(fields[0]);
    patient.resting_bp = Number(fields[3]);
    patient.cholesterol = Number(fields[4]);
    // Coded as 0 where it was not measured, at Switzerland always.
    if (patient.cholesterol == 0) patient.cholesterol.reset();
    patient.disease = Number(fields[13]).value_or(0) > 0;
    patients.push_back(patient);
  }
  for (int i = 0; patients.size() < 120; ++i) {
    Patient made_up{40 + i % 35, 110 + i % 50, std::nullopt, i % 3 == 0};
    if (hospital != "switzerland") made_up.cholesterol = 180 + i % 90;
    patients.push_back(made_up);
  }
  return patients;
}

std::string Text(const std::optional<int>& value) { return value ? absl::StrCat(*value) : "?"; }

// A hospital's own file, with its missing values as it writes them.
std::string WriteHospital(const std::string& folder, const std::string& hospital,
                          const std::vector<Patient>& patients, int first_number) {
  std::string csv = "nhs_number,age,trestbps,chol,num\n";
  for (size_t i = 0; i < patients.size(); ++i) {
    const Patient& patient = patients[i];
    const std::string chol =
        !patient.cholesterol && hospital == "switzerland" ? "0" : Text(patient.cholesterol);
    absl::StrAppend(&csv, TestNumber(first_number + static_cast<int>(i)), ",", Text(patient.age),
                    ",", Text(patient.resting_bp), ",", chol, ",",
                    patient.disease ? "true" : "false", "\n");
  }
  const std::string mapping =
      absl::StrCat("member: ", hospital,
                   "\nsector: acute\ndata_from: 2025-04-01\ndata_to: 2026-03-31\nfiles:\n"
                   "  - file: ",
                   hospital,
                   ".csv\n    table: persons\n    columns:\n"
                   "      - {column: age, to: age_years, missing: [\"?\"]}\n"
                   "      - {column: trestbps, to: resting_bp, missing: [\"?\"]}\n"
                   "      - {column: chol, to: cholesterol, missing: [\"?\", \"0\"]}\n"
                   "      - {column: num, to: heart_disease}\n");
  EXPECT_TRUE(WriteFileAtomically(folder + "/" + hospital + ".csv", csv).ok());
  EXPECT_TRUE(WriteFileAtomically(folder + "/" + hospital + ".yaml", mapping).ok());
  return folder + "/" + hospital + ".yaml";
}

// What a trustee kept of the one run: read with its own key, as for a re-opening before an auditor.
sharing::PassedShares KeptBy(const Federation& federation, const std::string& trustee) {
  const std::string folder = federation.TrusteeFolder(trustee);
  const auto key = crypto::StoreKey::Load(folder + "/keys/store.key");
  EXPECT_TRUE(key.ok()) << key.status();
  const std::string copy = federation.Path("audit-" + trustee);
  std::filesystem::copy(folder, copy, std::filesystem::copy_options::recursive);
  // Any schema of the same kind of store will do for reading; the version is not changed.
  const int32_t kind = trustee == Federation::kCoordinator ? 0x47695431 : 0x47695432;
  store::Schema schema;
  schema.application_id = kind;
  constexpr size_t kVersions = 8;  // more than there are
  std::string bytes;
  for (size_t version = 1; version <= kVersions && bytes.empty(); ++version) {
    schema.migrations.assign(version, "SELECT 1");
    auto database =
        store::Database::Open(copy + "/store.db", key->view(), schema, {.must_exist = true});
    if (!database.ok()) continue;
    const absl::Status read = (*database)->Read("audit", [&](store::Snapshot& tx) {
      return tx.Query("SELECT shares FROM ledger WHERE state = 'opened'",
                      [&](const store::Row& row) { bytes = row.BlobString(0); });
    });
    EXPECT_TRUE(read.ok()) << read;
  }
  auto kept = sharing::PassedShares::Unpack(bytes);
  EXPECT_TRUE(kept.ok()) << kept.status();
  return std::move(*kept);
}

TEST(HeartDisease, FourHospitalsTogetherGiveThePooledCountsAndMeansExactly) {
  TemporaryFolder files;
  FederationOptions options;
  std::vector<Patient> pooled;
  for (const std::string& hospital : kHospitals) {
    const std::vector<Patient> patients = ReadHospital(hospital);
    const std::string mapping =
        WriteHospital(files.path(), hospital, patients, static_cast<int>(pooled.size()));
    options.members.push_back({hospital, {"acute"}, mapping});
    pooled.insert(pooled.end(), patients.begin(), patients.end());
  }
  options.dictionary = files.path() + "/dictionary.yaml";
  ASSERT_TRUE(WriteFileAtomically(options.dictionary, kDictionary).ok());
  auto opened = Federation::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  Federation& federation = **opened;
  auto query = federation.Submit(kQuery);
  ASSERT_TRUE(query.ok()) << query.status();
  ASSERT_TRUE(federation.ApproveByAll(*query).ok());
  const auto ended = federation.RunToEnd(query->query_digest());
  ASSERT_TRUE(ended.ok()) << ended.status();
  ASSERT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();

  // The pooled answer, by the plainest code.
  struct Cell {
    int64_t people = 0, disease = 0, chol_known = 0, chol_sum = 0, bp_known = 0, bp_sum = 0;
  };
  std::map<size_t, Cell> cells;
  for (const Patient& patient : pooled) {
    const int age = patient.age.value_or(-1);
    Cell& cell = cells[age < 0 ? 3 : age <= 49 ? 0 : age <= 59 ? 1 : 2];
    cell.people += 1;
    cell.disease += patient.disease ? 1 : 0;
    if (patient.cholesterol) cell.chol_known += 1, cell.chol_sum += *patient.cholesterol;
    if (patient.resting_bp) cell.bp_known += 1, cell.bp_sum += *patient.resting_bp;
  }
  ASSERT_GT(cells[0].people, 50);

  // The federated answer before rounding: trustee 1's two parts and trustee 2's.
  const RealClock clock;
  const auto agreement = governance::Agreement::Load(federation.Path("agreement"), clock);
  ASSERT_TRUE(agreement.ok()) << agreement.status();
  const auto dictionary = query::Dictionary::Create((*agreement)->constitution().dictionary());
  ASSERT_TRUE(dictionary.ok());
  v1::Query asked;
  ASSERT_TRUE(LoadYaml(kQuery, "query.yaml", asked).ok());
  const auto plan =
      query::PlanQuery(asked, (*agreement)->constitution(), *dictionary, kHospitals, 8);
  ASSERT_TRUE(plan.ok()) << plan.status();
  const sharing::PassedShares first = KeptBy(federation, Federation::kCoordinator);
  const sharing::PassedShares second = KeptBy(federation, Federation::kTrusteeTwo);
  ASSERT_EQ(first.passed, second.passed);
  const std::vector<uint32_t> open = sharing::OpenPositions(*plan, first.passed);
  std::map<uint32_t, int64_t> exact;
  for (size_t i = 0; i < open.size(); ++i) {
    exact[open[i]] = (first.shares.own[i] + first.shares.next[i] + second.shares.next[i]).ToInt64();
  }
  const auto value = [&](int aggregate, size_t cell) {
    const auto found = exact.find(static_cast<uint32_t>(plan->Position(aggregate, cell)));
    return found == exact.end() ? std::optional<int64_t>() : found->second;
  };
  const query::PlannedMeasure& chol = plan->measures[1];
  const query::PlannedMeasure& bp = plan->measures[2];
  const query::PlannedMeasure& disease = plan->measures[3];
  for (size_t cell = 0; cell < 3; ++cell) {
    SCOPED_TRACE(cell);
    EXPECT_EQ(value(chol.people, cell), cells[cell].people);
    EXPECT_EQ(value(disease.numerator, cell), cells[cell].disease);
    EXPECT_EQ(value(chol.known, cell), cells[cell].chol_known);
    EXPECT_EQ(value(chol.sum, cell), cells[cell].chol_sum);
    EXPECT_EQ(value(bp.known, cell), cells[cell].bp_known);
    EXPECT_EQ(value(bp.sum, cell), cells[cell].bp_sum);
    // Missing is missing: with zeros counted in, Switzerland would pull the mean far down.
    EXPECT_LT(cells[cell].chol_known, cells[cell].people);
  }
  // And what is released is its rounded form.
  const auto csv = federation.Release(query->query_digest(), "csv");
  ASSERT_TRUE(csv.ok()) << csv.status();
  for (size_t cell = 0; cell < 3; ++cell) {
    const int64_t rounded = (cells[cell].people + 2) / 5 * 5;
    EXPECT_NE(csv->find(absl::StrCat("People,", rounded, ",value,")), std::string::npos) << *csv;
  }
}

}  // namespace
}  // namespace ginnel::integration
