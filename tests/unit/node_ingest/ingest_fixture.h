// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "crypto/digest.h"
#include "node/ingest/ingest.h"
#include "node/ingest/pseudonymiser.h"
#include "tests/unit/node_store/node_store_fixture.h"

namespace ginnel::node {

class FixedClock final : public Clock {
 public:
  absl::Time Now() const override {
    return absl::FromUnixSeconds(1'782'820'800);
  }  // 2026-06-30T12:00:00Z
};

/// Ids that only a test can check: a plain hash of the number. Counts whom it was asked for.
class HashPseudonymiser final : public Pseudonymiser {
 public:
  absl::StatusOr<std::vector<LinkageId>> Pseudonymise(const PersonNumbers& people,
                                                      const PseudonymProgress&) override {
    asked += people.size();
    if (!failure.ok()) return failure;
    std::vector<LinkageId> ids;
    for (size_t i = 0; i < people.size(); ++i) ids.push_back(IdOf(people.at(i)));
    return ids;
  }
  static LinkageId IdOf(const crypto::NhsNumber& number) {
    const crypto::Digest digest = crypto::Sha256(number.digits());
    LinkageId id;
    std::copy_n(digest.bytes.begin(), id.size(), id.begin());
    return id;
  }

  size_t asked = 0;
  absl::Status failure;
};

/// The i-th number of the 999 test range, 0 ≤ i < 99,999: never given to anybody.
inline std::string TestNumber(int i) {
  // Every eleventh stem or so has no check digit.
  for (int stem = 999'000'000 + i * 9;; ++stem) {
    const std::string digits = absl::StrCat(stem);
    int sum = 0;
    for (size_t d = 0; d < 9; ++d) sum += (10 - static_cast<int>(d)) * (digits[d] - '0');
    const int check = (11 - sum % 11) % 11;
    if (check != 10) return absl::StrCat(digits, check);
  }
}

/// A node with an empty store, the core dictionary, and a folder to write files to.
class IngestTest : public NodeStoreTest {
 protected:
  IngestTest()
      : dictionary_(LoadDictionary()), store_(std::make_unique<RecordStore>(*database_, marker_)) {}

  static query::Dictionary LoadDictionary() {
    auto proto =
        LoadYamlFile<v1::Dictionary>(std::string(GINNEL_SOURCE_DIR) + "/models/dictionary.yaml");
    EXPECT_TRUE(proto.ok()) << proto.status();
    auto dictionary = query::Dictionary::Create(*std::move(proto));
    EXPECT_TRUE(dictionary.ok()) << dictionary.status();
    return *std::move(dictionary);
  }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name), std::ios::binary) << text;
  }

  /// mapping.yaml with a head that is in order (5 lines) before `files` and the rest.
  void WriteMapping(const std::string& rest) const {
    Write("mapping.yaml",
          "member: harness\nsector: general_practice\ndata_from: \"2023-04-01\"\ndata_to: "
          "\"2026-03-31\"\n" +
              rest);
  }

  /// persons.csv with birth month, sex and an eFI-like number, and its mapping.
  void WritePersonsMapping() const {
    WriteMapping(R"(files:
  - file: persons.csv
    table: persons
    columns:
      - {column: born, to: birth_month}
      - {column: died, to: death_month}
      - {column: sex, to: sex}
      - {column: imd, to: imd_decile_2019}
)");
  }
  static constexpr char kPersonsHeading[] = "nhs_number,born,died,sex,imd\n";

  absl::StatusOr<IngestSummary> Load(const IngestOptions& options = {}) {
    return Ingest(Path("mapping.yaml"), dictionary_, *store_, pseudonymiser_, clock_, {}, options);
  }

  /// The errors of an ingest that must fail, with the folder taken off, and that leaves the store
  /// as it was.
  std::vector<std::string> Errors(const IngestOptions& options = {}) {
    const absl::StatusOr<DataSetInfo> before = store_->Info();
    const absl::StatusOr<IngestSummary> result = Load(options);
    EXPECT_TRUE(absl::IsInvalidArgument(result.status())) << result.status();
    const absl::StatusOr<DataSetInfo> after = store_->Info();
    EXPECT_EQ(before.ok(), after.ok());
    if (before.ok() && after.ok()) {
      EXPECT_EQ(before->generation, after->generation);
    }
    EXPECT_EQ(pseudonymiser_.asked, asked_before_);
    std::vector<std::string> lines;
    std::istringstream text{std::string(result.status().message())};
    for (std::string line; std::getline(text, line);) {
      for (size_t at; (at = line.find(folder_ + "/")) != std::string::npos;)
        line.erase(at, folder_.size() + 1);
      lines.push_back(line);
    }
    if (!lines.empty() && lines.back().starts_with("nothing was loaded")) lines.pop_back();
    return lines;
  }

  /// The row of the i-th test person; −1 if there is none.
  static int RowOf(const Records& records, int i) {
    const LinkageId id = HashPseudonymiser::IdOf(crypto::NhsNumber::Parse(TestNumber(i)).value());
    const auto found = std::find(records.ids.begin(), records.ids.end(), id);
    return found == records.ids.end() ? -1 : static_cast<int>(found - records.ids.begin());
  }

  query::Dictionary dictionary_;
  std::unique_ptr<RecordStore> store_;
  HashPseudonymiser pseudonymiser_;
  FixedClock clock_;
  size_t asked_before_ = 0;
};

}  // namespace ginnel::node
