// SPDX-License-Identifier: Apache-2.0
//
// How many pseudonyms a node gets of the trustees: a refresh costs its new people alone, and beyond
// the quota another member's lead decides.
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/clock.h"
#include "base/files.h"
#include "tests/integration/city.h"
#include "tests/integration/test_number.h"

namespace ginnel::integration {
namespace {

constexpr const char* kMember = "my-practice";
constexpr const char* kOther = "your-practice";

class PseudonymTest : public ::testing::Test {
 protected:
  // Twenty people are expected: 1,030 pseudonyms, 16 canaries in each batch included.
  void SetUp() override {
    auto options = OneNetwork(kMember, files_.path(), PeopleCsv(20));
    ASSERT_TRUE(options.ok()) << options.status();
    options->members[0].expected_people = 20;
    options->members.push_back({kOther, {"general_practice"}});
    auto opened = Federation::Open(*options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = std::move(*opened);
  }
  static std::string PeopleCsv(int count) {
    std::string csv = "nhs_number,born\n";
    for (int i = 0; i < count; ++i) absl::StrAppend(&csv, TestNumber(i), ",1940-01\n");
    return csv;
  }
  Outcome IngestOf(int count) {
    EXPECT_TRUE(WriteFileAtomically(files_.path() + "/people.csv", PeopleCsv(count)).ok());
    return federation_->Ingest(kMember, files_.path() + "/mapping.yaml");
  }
  Outcome TopUp(const std::string& by, const std::string& people) {
    return federation_->Ginnel({"pseudonyms", "top-up", kMember, "--people", people, "--reason",
                                "The practice has grown", "--yes", "--as",
                                federation_->LeadFolder(by)});
  }

  // What the verified register shows, trustees 2 and 3 have read: they co-signed it.
  bool AwaitShown(std::vector<std::string> words, const std::string& text, size_t times) {
    words.insert(words.end(), {"--as", federation_->LeadFolder(kOther)});
    const RealClock clock;
    const absl::Time end = clock.Now() + absl::Seconds(60);
    Outcome shown;
    do {
      shown = federation_->Ginnel(words);
      const std::vector<std::string> parts = absl::StrSplit(shown.out, text);
      if (parts.size() > times) return true;
    } while (clock.Now() < end);
    ADD_FAILURE() << shown.out << shown.err;
    return false;
  }

  const TemporaryFolder files_;
  std::unique_ptr<Federation> federation_;
};

TEST_F(PseudonymTest, ARefreshAsksForNewPeopleAloneAndAnotherMembersLeadGivesMore) {
  const Outcome again = IngestOf(20);
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_TRUE(absl::StrContains(again.out, "0 people whose NHS number was new")) << again.out;
  const Outcome one_more = IngestOf(21);
  ASSERT_EQ(one_more.exit_code, 0) << one_more.err;
  EXPECT_TRUE(absl::StrContains(one_more.out, "1 person whose NHS number was new")) << one_more.out;

  const Outcome too_many = IngestOf(1200);
  EXPECT_NE(too_many.exit_code, 0);
  EXPECT_TRUE(absl::StrContains(too_many.err, "of the 1030 pseudonyms that it may have"))
      << too_many.err;
  EXPECT_TRUE(absl::StrContains(too_many.err, "ginnel pseudonyms top-up my-practice"))
      << too_many.err;

  // Less than 170 are left: ten people who ask are outside the quota.
  for (int i = 0; i < 10; ++i) {
    Launch launch;
    launch.command = {"ginnel-node", "person", "show", "--dir", federation_->NodeFolder(kMember)};
    launch.input = TestNumber(i) + "\n";
    const Outcome shown = integration::Run(launch);
    ASSERT_EQ(shown.exit_code, 0) << shown.err;
  }

  const Outcome own = TopUp(kMember, "1000");
  EXPECT_NE(own.exit_code, 0);
  EXPECT_TRUE(absl::StrContains(own.err, "other than 'my-practice'")) << own.err;
  EXPECT_NE(TopUp(kOther, "1031").exit_code, 0);  // more than the agreement gave
  for (const char* people : {"1030", "1000"}) {
    const Outcome given = TopUp(kOther, people);
    ASSERT_EQ(given.exit_code, 0) << given.err;
  }
  ASSERT_TRUE(AwaitShown({"pseudonyms", "show"}, "of      3060, topped up 2 times", 1));
  const Outcome filled = IngestOf(1200);
  ASSERT_EQ(filled.exit_code, 0) << filled.err;
  EXPECT_FALSE(absl::StrContains(filled.out, " 0 people whose")) << filled.out;
  // By the trustees' words, of which the first was said once the first thousand was begun; all
  // three said it.
  EXPECT_TRUE(
      AwaitShown({"pseudonyms", "show"}, "my-practice          up to      1000 of      3060", 1));
  EXPECT_TRUE(AwaitShown({"register", "list"}, "  quota         trustee, ", 3));
}

TEST_F(PseudonymTest, ASuspendedMemberGetsNone) {
  const Outcome suspended =
      federation_->Ginnel({"party", "suspend", "--reason", "The machine was stolen", "--as",
                           federation_->LeadFolder(kMember)});
  ASSERT_EQ(suspended.exit_code, 0) << suspended.err;
  const Outcome refused = IngestOf(20);
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_TRUE(absl::StrContains(refused.err, "my-practice has suspended its part")) << refused.err;
}

}  // namespace
}  // namespace ginnel::integration
