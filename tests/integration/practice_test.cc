// SPDX-License-Identifier: Apache-2.0
//
// A practice withdraws by operations that its network alone signs, while the network's node serves:
// the next release is without its people, and nothing was started or ingested again.
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "tests/integration/city.h"
#include "tests/integration/test_number.h"

namespace ginnel::integration {
namespace {

constexpr const char* kMember = "network";
constexpr const char* kCanal = "Y00001";
constexpr const char* kMill = "Y00002";
// Of 75 or more: 20 at each practice, shown as 40, 20 or 0.
constexpr int kEach = 20;

class PracticeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string people = "nhs_number,born\n";
    std::string episodes = "nhs_number,practice,from,to\n";
    for (int i = 0; i < 2 * kEach; ++i) {
      absl::StrAppend(&people, TestNumber(i), ",1940-01\n");
      // Those of Mill were with Canal before.
      const bool mill = i >= kEach;
      absl::StrAppend(&episodes, TestNumber(i), ",", kCanal, ",2001-01-01,",
                      mill ? "2020-01-01" : "", "\n");
      if (mill) absl::StrAppend(&episodes, TestNumber(i), ",", kMill, ",2020-01-01,\n");
    }
    mapping_ = files_.path() + "/mapping.yaml";
    ASSERT_TRUE(WriteFileAtomically(files_.path() + "/episodes.csv", episodes).ok());
    const auto options = OneNetwork(kMember, files_.path(), people,
                                    R"(  - file: episodes.csv
    table: registrations
    columns: [{column: practice, to: practice}, {column: from, to: from}, {column: to, to: to}]
)");
    ASSERT_TRUE(options.ok()) << options.status();
    auto opened = Federation::Open(*options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = std::move(*opened);
    own_ = ReadFile(OperationsFile()).value();
  }

  std::string OperationsFile() const {
    return federation_->Path(absl::StrCat("agreement/operations/", kMember, ".yaml"));
  }
  // The member's next operations, with these controllers.
  void Write(const std::string& controllers, int version) {
    std::string text = own_;
    const size_t at = text.find("version: 1");
    ASSERT_NE(at, std::string::npos) << text;
    text.replace(at, 10, absl::StrCat("version: ", version));
    ASSERT_TRUE(WriteFileAtomically(
                    OperationsFile(),
                    controllers.empty() ? text : absl::StrCat(text, "controllers:\n", controllers))
                    .ok());
  }
  // As docs/operations.md says: signed by the member alone, handed in by anybody.
  Outcome HandIn() {
    return federation_->Ginnel({"agreement", "submit", federation_->Path("agreement"), "--party",
                                kMember, "--as",
                                federation_->PersonFolder("analyst@place-office")});
  }
  void Restate(const std::string& controllers, int version) {
    ASSERT_NO_FATAL_FAILURE(Write(controllers, version));
    const absl::Status signed_anew = federation_->Sign(kMember);
    ASSERT_TRUE(signed_anew.ok()) << signed_anew;
    const Outcome handed_in = HandIn();
    ASSERT_EQ(handed_in.exit_code, 0) << handed_in.err;
  }

  void Ask() {
    const auto query =
        federation_->Submit(absl::StrCat("title: How many\nnot_after: ", DayFromToday(90), R"(
purpose: population-health-planning
author: analyst@place-office
index_date: 2026-04-01
period: 2025/26
population: {of: registered}
by: [banding age-bands]
measures: [people as Population]
across: [general_practice]
members: [network]
profile: nhs-1-7-round-5
runs: 6
)"));
    ASSERT_TRUE(query.ok()) << query.status();
    const auto approved = federation_->ApproveByAll(*query);
    ASSERT_TRUE(approved.ok()) << approved.status();
    query_ = query->query_digest();
  }
  // How many of 75 or more the next run's release counts.
  std::string CountNext() {
    const auto ended = federation_->RunToEnd(query_);
    EXPECT_TRUE(ended.ok()) << ended.status();
    if (!ended.ok()) return "";
    EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
    const auto csv = federation_->Release(query_, "csv", ++runs_);
    EXPECT_TRUE(csv.ok()) << csv.status();
    for (const absl::string_view line : absl::StrSplit(csv.value_or(""), '\n')) {
      const std::vector<std::string> fields = absl::StrSplit(line, ',');
      if (fields.size() > 2 && fields[0] == "75+" && fields[1] == "Population") return fields[2];
    }
    ADD_FAILURE() << csv.value_or("");
    return "";
  }
  std::string NodeStatus() const {
    return integration::Run({"ginnel-node", "status", "--dir", federation_->NodeFolder(kMember)})
        .out;
  }

  const TemporaryFolder files_;
  std::string mapping_;
  std::unique_ptr<Federation> federation_;
  std::string own_;  // operations as they were
  std::string query_;
  int runs_ = 0;
};

std::string Listed(const char* practice, bool withdrawn = false) {
  return absl::StrCat("  - {ods_code: ", practice, withdrawn ? ", withdrawn: true" : "", "}\n");
}

TEST_F(PracticeTest, AWithdrawalShowsInTheNextReleaseOfARunningNodeAndItsReturnToo) {
  ASSERT_NO_FATAL_FAILURE(Ask());
  const pid_t node = (*federation_)[kMember].pid();
  EXPECT_EQ(CountNext(), "40");  // it acts for itself
  ASSERT_NO_FATAL_FAILURE(Restate(absl::StrCat(Listed(kCanal), Listed(kMill)), 2));
  EXPECT_EQ(CountNext(), "40");

  ASSERT_NO_FATAL_FAILURE(Restate(absl::StrCat(Listed(kCanal), Listed(kMill, true)), 3));
  EXPECT_EQ(CountNext(), "20");
  EXPECT_TRUE(absl::StrContains(NodeStatus(), "practices that have withdrawn: Y00002 (20 people)"))
      << NodeStatus();

  // The last one too: nobody, not everybody. Nor can the list be dropped.
  ASSERT_NO_FATAL_FAILURE(Restate(absl::StrCat(Listed(kCanal, true), Listed(kMill, true)), 4));
  EXPECT_EQ(CountNext(), "0");
  ASSERT_NO_FATAL_FAILURE(Write("", 5));
  EXPECT_FALSE(federation_->Sign(kMember).ok());

  ASSERT_NO_FATAL_FAILURE(Restate(absl::StrCat(Listed(kCanal, true), Listed(kMill)), 5));
  EXPECT_EQ(CountNext(), "20");  // Mill's, who count as registered with Mill alone

  EXPECT_TRUE(federation_->Runs(kMember));
  EXPECT_EQ((*federation_)[kMember].pid(), node);
  const std::string log = (*federation_)[kMember].err();
  EXPECT_TRUE(absl::StrContains(log, "\"cause\":\"controllers\"")) << log;
  for (int i = 0; i < 2 * kEach; ++i) EXPECT_FALSE(absl::StrContains(log, TestNumber(i)));
}

TEST_F(PracticeTest, ANodeThatIsStartedAfterAWithdrawalHoldsToIt) {
  ASSERT_NO_FATAL_FAILURE(Ask());
  ASSERT_NO_FATAL_FAILURE(Restate(absl::StrCat(Listed(kCanal), Listed(kMill, true)), 2));
  EXPECT_EQ(CountNext(), "20");
  (*federation_)[kMember].Kill9();
  const absl::Status started = federation_->Start(kMember);
  ASSERT_TRUE(started.ok()) << started;
  EXPECT_EQ(CountNext(), "20");

  const Outcome ingested = federation_->Ingest(kMember, mapping_);
  ASSERT_EQ(ingested.exit_code, 0) << ingested.err;
  EXPECT_TRUE(absl::StrContains(ingested.out, "practices that have withdrawn: Y00002 (20 people)"))
      << ingested.out;
  EXPECT_EQ(CountNext(), "20");
}

}  // namespace
}  // namespace ginnel::integration
