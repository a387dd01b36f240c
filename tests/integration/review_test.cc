// SPDX-License-Identifier: Apache-2.0
//
// A lead looks at the review card before they approve: at the node's machine, and over the node's
// local service with the lead's own key.
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "ginnel/v1/review.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/integration/city.h"
#include "tests/integration/test_number.h"

namespace ginnel::integration {
namespace {

constexpr const char* kMember = "my-practice";
constexpr int kOld = 5;     // of 75 or more: small
constexpr int kAdult = 18;  // of 18 to 74
constexpr int kMostTries = 100;

v1::ReviewCard CardFrom(const Outcome& outcome) {
  v1::ReviewCard card;
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(outcome.out, &card).ok()) << outcome.out;
  return card;
}

class ReviewTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string csv = "nhs_number,born\n";
    for (int i = 0; i < kOld + kAdult; ++i) {
      absl::StrAppend(&csv, TestNumber(i), i < kOld ? ",1940-01\n" : ",1980-01\n");
    }
    const auto options = OneNetwork(kMember, files_.path(), csv);
    ASSERT_TRUE(options.ok()) << options.status();
    auto opened = Federation::Open(*options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = std::move(*opened);
  }

  void SetReviewListen(const std::string& address) {
    const std::string path = federation_->NodeFolder(kMember) + "/node.yaml";
    (*federation_)[kMember].Kill9();
    if (unchanged_.empty()) unchanged_ = ReadFile(path).value_or("");
    ASSERT_TRUE(
        WriteFileAtomically(path, absl::StrCat(unchanged_, "review_listen: ", address, "\n"), 0600)
            .ok());
  }
  // "127.0.0.1:40123", as the node printed it.
  std::string CardsAt() {
    const std::string out = (*federation_)[kMember].out();
    const std::string words = "review cards at ";
    const size_t from = out.find(words);
    EXPECT_NE(from, std::string::npos) << out;
    if (from == std::string::npos) return "";
    return out.substr(from + words.size(), out.find('\n', from) - from - words.size());
  }

  std::string Ask() {
    const auto query =
        federation_->Submit(absl::StrCat("title: How many\nnot_after: ", DayFromToday(90), R"(
purpose: population-health-planning
author: analyst@place-office
index_date: 2026-04-01
period: 2025/26
population: {of: held}
by: [banding age-bands]
measures: [people, mean age]
across: [general_practice]
members: [my-practice]
profile: nhs-1-7-round-5
runs: 1
)"));
    EXPECT_TRUE(query.ok()) << query.status();
    return query.ok() ? query->query_digest() : "";
  }
  Outcome AtTheNode(const std::string& digest) {
    return integration::Run(
        {"ginnel-node", "review", digest, "--dir", federation_->NodeFolder(kMember), "--json"});
  }
  // The query is on the node's register a moment after it was submitted.
  void WaitForTheQuery(const std::string& digest) {
    for (int i = 0; i < kMostTries && AtTheNode(digest).exit_code != 0; ++i) {
    }
  }
  Outcome FromAfar(const std::string& digest, const std::string& person,
                   const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {
        "query", "review", digest, "--node", CardsAt(), "--as", federation_->PersonFolder(person)};
    words.insert(words.end(), more.begin(), more.end());
    return federation_->Ginnel(words);
  }
  static void ExpectTheNodesFigures(const v1::ReviewCard& card) {
    std::map<std::string, int64_t> people;
    std::map<std::string, v1::ReviewCard::OwnCount> counts;
    for (const v1::ReviewCard::Cell& cell : card.dry_run().cells()) {
      ASSERT_EQ(cell.labels_size(), 1);
      people[cell.labels(0)] = cell.values(0);
      counts[cell.labels(0)] = cell.counts(0);
    }
    EXPECT_EQ(people["75+"], kOld);
    EXPECT_EQ(counts["75+"], v1::ReviewCard::OWN_COUNT_SMALL);
    EXPECT_EQ(people["18-74"], kAdult);
    EXPECT_EQ(counts["18-74"], v1::ReviewCard::OWN_COUNT_ENOUGH);
    EXPECT_EQ(people["0-17"], 0);
    EXPECT_EQ(counts["0-17"], v1::ReviewCard::OWN_COUNT_ZERO);
    EXPECT_EQ(card.data().people(), static_cast<uint64_t>(kOld + kAdult));
  }

  TemporaryFolder files_;
  std::unique_ptr<Federation> federation_;
  std::string unchanged_;
};

TEST_F(ReviewTest, ALeadReviewsOverTheLocalServiceAndApprovesWhileNobodyElseLearnsOfIt) {
  SetReviewListen("127.0.0.1:0");
  const absl::Status started = federation_->Start(kMember);
  ASSERT_TRUE(started.ok()) << started;
  const std::string digest = Ask();
  WaitForTheQuery(digest);
  const v1::ReviewCard at_the_node = CardFrom(AtTheNode(digest));
  EXPECT_EQ(at_the_node.query_digest(), digest);
  ExpectTheNodesFigures(at_the_node);

  // Nobody is asked: everybody else holds still meanwhile.
  const std::vector<std::string> others = {Federation::kCoordinator, Federation::kTrusteeTwo,
                                           Federation::kTrusteeThree};
  for (const std::string& other : others) (*federation_)[other].Stop();
  const std::string lead = absl::StrCat("ig-lead@", kMember);
  const v1::ReviewCard from_afar = CardFrom(FromAfar(digest.substr(0, 16), lead, {"--json"}));
  const Outcome text = FromAfar(digest.substr(0, 16), lead);
  for (const std::string& other : others) (*federation_)[other].Continue();
  ExpectTheNodesFigures(from_afar);
  EXPECT_EQ(text.exit_code, 0) << text.err;
  for (const char* part : {"How many", "Population health planning", "data set loaded at ", "5*",
                           "ginnel query approve ", "Nobody else is asked"}) {
    EXPECT_TRUE(absl::StrContains(text.out, part)) << part << " is not in\n" << text.out;
  }
  // The log says who looked, and not what they saw.
  EXPECT_TRUE((*federation_)[kMember].WaitForLog("card_shown").ok());
  for (const std::string& other : others) {
    EXPECT_FALSE(absl::StrContains((*federation_)[other].err(), "card_shown")) << other;
  }

  const auto approved = federation_->Approve(digest, kMember);
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(approved->state(), v1::QUERY_STATE_APPROVED);
  const auto ended = federation_->RunToEnd(digest);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
}

TEST_F(ReviewTest, AnAnalystHasNoCardAndAnOpenAddressDoesNotStart) {
  SetReviewListen("127.0.0.1:0");
  ASSERT_TRUE(federation_->Start(kMember).ok());
  const std::string digest = Ask();
  WaitForTheQuery(digest);
  const Outcome refused = FromAfar(digest, "analyst@place-office");
  EXPECT_EQ(refused.exit_code, 3) << refused.err;
  EXPECT_EQ(refused.out, "");

  SetReviewListen("0.0.0.0:7450");
  const Outcome open =
      integration::Run({"ginnel-node", "serve", "--dir", federation_->NodeFolder(kMember)});
  EXPECT_EQ(open.exit_code, 2) << open.err;
  EXPECT_TRUE(absl::StrContains(open.err, "0.0.0.0:7450` is not an address of this machine alone"))
      << open.err;
}

}  // namespace
}  // namespace ginnel::integration
