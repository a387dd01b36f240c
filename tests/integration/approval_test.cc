// SPDX-License-Identifier: Apache-2.0
//
// Who approves, and how: six members, two of them associates, each deciding in its own way, through
// the commands that people use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/files.h"
#include "tests/integration/city.h"

namespace ginnel::integration {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr char kAnalyst[] = "analyst@place-office";

// Six GP networks over three networks' files: what is asked here is who decides, not what comes
// out.
FederationOptions SixMembers(const std::string& city) {
  FederationOptions options = GpNetworks(city);
  const std::vector<MemberSetup> three = options.members;
  const char* more[] = {"fourth", "east-associate", "west-associate"};
  for (size_t i = 0; i < three.size(); ++i) {
    MemberSetup member = three[i];
    member.id = more[i];
    member.mapping = city + "/" + member.id + "/mapping.yaml";
    if (!fs::exists(member.mapping)) {
      fs::copy(city + "/" + three[i].id, city + "/" + member.id);
      const std::string text =
          absl::StrReplaceAll(ReadFile(member.mapping).value_or(""),
                              {{"member: " + three[i].id, "member: " + member.id}});
      EXPECT_TRUE(WriteFileAtomically(member.mapping, text).ok());
    }
    if (i > 0) member.kind = "associate";
    options.members.push_back(member);
  }
  options.constitution = R"(
panels:
  - id: city-panel
    title: Panel of the city
    people: [lay-member@place-office, auditor@harness, ig-lead@kilburn]
    quorum: 2
escalation: {title: Partnership board, days: 14}
)";
  options.people = {"lay-member@place-office", "auditor@harness", "ig-deputy@harness",
                    "ig-deputy@kilburn"};
  return options;
}

// Asked by all six, of whom west-associate may be away.
std::string Question(const std::string& title, const std::string& index_date = "2026-04-01") {
  return absl::StrReplaceAll(CountsByAge(title),
                             {{"runs: 3", "runs: 1"},
                              {"index_date: 2026-04-01", "index_date: " + index_date},
                              {"members: [all]",
                               "members: [all]\noptional: [west-associate]\n"
                               "coverage: 5"}});
}

constexpr char kClass[] = R"(purpose: population-health-planning
any_population: true
by: [model age-complexity]
measures: [people as Population, prevalence diabetes as Diabetes]
across: [general_practice]
members: [harness, kilburn, third-network, fourth, east-associate, west-associate]
coverage: 5
profile: nhs-1-7-round-5
)";

class ApprovalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<std::string> city = City(300);
    ASSERT_TRUE(city.ok()) << city.status();
    absl::StatusOr<std::unique_ptr<Federation>> opened = Federation::Open(SixMembers(*city));
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = std::move(*opened);
    ASSERT_TRUE(WriteFileAtomically(federation_->Path("class.yaml"), kClass).ok());
  }

  Outcome As(const std::string& person, std::vector<std::string> words) const {
    words.insert(words.end(), {"--as", federation_->PersonFolder(person)});
    return federation_->Ginnel(words);
  }
  void Expect(const Outcome& outcome) const {
    ASSERT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  }
  Outcome Approve(const std::string& digest, const std::string& person,
                  std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"query",    "approve",         digest,
                                      "--reason", "Within the plan", "--yes"};
    words.insert(words.end(), more.begin(), more.end());
    return As(person, words);
  }
  void Policy(const std::string& member, const std::string& text) const {
    const std::string file = federation_->Path("policy-" + member + ".yaml");
    ASSERT_TRUE(WriteFileAtomically(file, text).ok());
    Expect(As("ig-lead@" + member, {"policy", "publish", file}));
  }
  std::string Submit(const std::string& text) const {
    const auto submitted = federation_->Submit(text);
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    return submitted.ok() ? submitted->query_digest() : "";
  }
  // When the member's data set was loaded, as its node says it.
  std::string LoadedAt(const std::string& member) const {
    const Outcome status =
        integration::Run({"ginnel-node", "status", "--dir", federation_->NodeFolder(member)});
    const size_t at = status.out.find("20", status.out.find("loaded"));
    return at == std::string::npos ? status.out : status.out.substr(at, 20);
  }
  const v1::MemberDecision& Of(const v1::QueryStatus& status, const std::string& member) const {
    for (const v1::MemberDecision& each : status.decisions()) {
      if (each.member() == member) return each;
    }
    return v1::MemberDecision::default_instance();
  }

  std::unique_ptr<Federation> federation_;
};

TEST_F(ApprovalTest, AQueryRunsOnceEachMemberDecidedInItsOwnWay) {
  // harness: two people; kilburn: by hand, by its deputy; third-network: looks before its node
  // answers; fourth: ahead of queries; east-associate: lets the panel decide; west-associate: away.
  Policy("harness", "mode: manual\napprovers: 2\n");
  Policy("third-network", "mode: hold\n");
  Policy("fourth", "mode: standing\n");
  const std::string question = federation_->Path("question.yaml");
  ASSERT_TRUE(WriteFileAtomically(question, Question("monthly matrix")).ok());
  Expect(As("ig-lead@fourth", {"standing", "give", question, "--cadence", "month", "--until",
                               DayFromToday(200), "--reason", "Every month", "--yes"}));
  Expect(As("ig-lead@east-associate",
            {"panel", "delegate", "city-panel", "--class", federation_->Path("class.yaml"),
             "--until", DayFromToday(200), "--reason", "Routine figures", "--yes"}));
  federation_->operator[]("west-associate").Kill9();

  const std::string digest = Submit(Question("monthly matrix"));
  auto status = federation_->Show(digest);
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->coverage(), 5u);
  EXPECT_THAT(Of(*status, "fourth").basis(), HasSubstr("standing approval"));
  EXPECT_EQ(Of(*status, "fourth").decision(), v1::MemberDecision::DECISION_APPROVED);

  Expect(Approve(digest, "ig-lead@harness"));
  EXPECT_THAT(Of(*federation_->Show(digest), "harness").detail(), HasSubstr("wants 2 people"));
  Expect(Approve(digest, "ig-deputy@harness"));
  Expect(Approve(digest, "ig-deputy@kilburn"));
  Expect(Approve(digest, "ig-lead@third-network"));
  EXPECT_EQ(federation_->Show(digest)->state(), v1::QUERY_STATE_AWAITING_APPROVAL);
  Expect(Approve(digest, "lay-member@place-office", {"--panel", "city-panel"}));
  EXPECT_THAT(Of(*federation_->Show(digest), "east-associate").detail(), HasSubstr("quorum is 2"));
  Expect(Approve(digest, "auditor@harness", {"--panel", "city-panel"}));
  EXPECT_EQ(federation_->Show(digest)->state(), v1::QUERY_STATE_APPROVED);

  // Not before third-network's lead has seen what its node would contribute.
  const Outcome held = As(kAnalyst, {"query", "run", digest});
  EXPECT_EQ(held.exit_code, 4) << held.err;
  Expect(As("ig-lead@third-network",
            {"query", "go-ahead", digest, "--loaded-at", LoadedAt("third-network")}));

  status = federation_->RunToEnd(digest);
  ASSERT_TRUE(status.ok()) << status.status();
  ASSERT_EQ(status->state(), v1::QUERY_STATE_RELEASED) << status->detail();
  const auto release = federation_->Release(digest, "table");
  ASSERT_TRUE(release.ok()) << release.status();
  EXPECT_THAT(*release, HasSubstr("west-associate"));

  // All of it is on the register, and it proves the release to whoever has neither.
  Expect(As(kAnalyst, {"register", "verify"}));
  const std::string evidence = federation_->Path("evidence.json");
  Expect(As(kAnalyst, {"release", "evidence", digest, "--out", evidence}));
  Expect(federation_->Ginnel({"register", "verify", "--evidence", evidence}));
  const Outcome listed = As(kAnalyst, {"register", "list"});
  for (const char* type : {"standing-approval", "delegation", "policy", "go-ahead"}) {
    EXPECT_THAT(listed.out, HasSubstr(type));
  }
}

TEST_F(ApprovalTest, AStandingApprovalIsForOneQueryInEachPeriodAndEndsWhenItIsTakenBack) {
  Policy("fourth", "mode: standing\n");
  const std::string question = federation_->Path("question.yaml");
  ASSERT_TRUE(WriteFileAtomically(question, Question("yearly")).ok());
  const Outcome given =
      As("ig-lead@fourth", {"standing", "give", question, "--cadence", "year", "--until",
                            DayFromToday(300), "--reason", "Every year", "--yes", "--json"});
  Expect(given);
  const auto approve_others = [&](const std::string& digest) {
    for (const char* member : {"harness", "kilburn", "third-network", "east-associate"}) {
      Expect(Approve(digest, absl::StrCat("ig-lead@", member)));
    }
  };
  const std::string first = Submit(Question("yearly"));
  approve_others(first);
  auto ended = federation_->RunToEnd(first);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();

  // Another index date is the same series, and the same year.
  const std::string second = Submit(Question("yearly", "2026-03-01"));
  approve_others(second);
  EXPECT_EQ(federation_->Show(second)->state(), v1::QUERY_STATE_AWAITING_APPROVAL);
  EXPECT_THAT(Of(*federation_->Show(second), "fourth").detail(),
              HasSubstr("one query run in each period"));
  Expect(Approve(second, "ig-lead@fourth"));
  ended = federation_->RunToEnd(second);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();

  // Another title is another question: asked for as ever.
  const std::string other = Submit(Question("something else"));
  EXPECT_EQ(Of(*federation_->Show(other), "fourth").decision(),
            v1::MemberDecision::DECISION_UNSPECIFIED);

  const size_t at = given.out.find("\"digest\": \"") + 11;
  Expect(As("ig-lead@fourth", {"standing", "revoke", given.out.substr(at, 16), "--reason",
                               "The purpose has changed"}));
  EXPECT_THAT(As(kAnalyst, {"standing", "list"}).out, HasSubstr("taken back"));
}

TEST_F(ApprovalTest, APolicyThatLoosensTheAgreementIsRefused) {
  const std::string file = federation_->Path("loose.yaml");
  ASSERT_TRUE(WriteFileAtomically(file, "mode: manual\nprofile: nothing-at-all\n").ok());
  const Outcome refused = As("ig-lead@harness", {"policy", "publish", file});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("looser"));
  const Outcome deputy = As("ig-deputy@harness", {"policy", "publish", file});
  EXPECT_NE(deputy.exit_code, 0);
  EXPECT_THAT(deputy.err, HasSubstr("a deputy decides on single queries only"));
}

TEST_F(ApprovalTest, ARefusalOfAMemberThatMayBeAwayLeavesItOutAndAnyOtherRefuses) {
  const std::string digest = Submit(Question("without the west"));
  Expect(As("ig-lead@west-associate",
            {"query", "refuse", digest, "--reason", "No need shown", "--yes"}));
  EXPECT_EQ(federation_->Show(digest)->state(), v1::QUERY_STATE_AWAITING_APPROVAL);
  for (const char* member : {"harness", "kilburn", "third-network", "fourth", "east-associate"}) {
    Expect(Approve(digest, absl::StrCat("ig-lead@", member)));
  }
  const auto ended = federation_->RunToEnd(digest);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();

  const std::string refused = Submit(Question("refused"));
  Expect(As("ig-lead@harness", {"query", "refuse", refused, "--reason", "No need shown", "--yes"}));
  EXPECT_EQ(federation_->Show(refused)->state(), v1::QUERY_STATE_REFUSED);
  EXPECT_THAT(As(kAnalyst, {"query", "show", refused}).out, HasSubstr("Partnership board"));
}

}  // namespace
}  // namespace ginnel::integration
