// SPDX-License-Identifier: Apache-2.0
//
// What people do wrong, at the command line: the exit code, the words that help, and nothing
// changed.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/files.h"
#include "tests/integration/city.h"

namespace ginnel::integration {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPersons = "nhs_number,born\n9990016526,1972-04\n9990003394,2013-05\n";
constexpr const char* kEvents = "nhs_number,date,cost\n9990016526,2025-06-01,12.34\n";

// One federation for the suite's cases under ctest, which runs them together.
class BadInputTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const absl::StatusOr<std::string> city = City(300);
    ASSERT_TRUE(city.ok()) << city.status();
    auto opened = Federation::Open(GpNetworks(*city));
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = std::move(*opened);
  }
  static void TearDownTestSuite() { federation_.reset(); }

  void SetUp() override { ASSERT_NE(federation_, nullptr); }

  // Ingests two small files into harness; what it held stays.
  static Outcome IngestFiles(const std::string& persons, const std::string& events,
                             const std::string& more_columns = "") {
    const std::string folder = federation_->Path("bad");
    fs::create_directories(folder);
    const std::string mapping = absl::StrCat(R"(member: harness
sector: general_practice
data_from: 2025-04-01
data_to: 2026-03-31
files:
  - file: persons.csv
    table: persons
    nhs_number: nhs_number
    columns: [{column: born, to: birth_month}]
  - file: events.csv
    table: events
    nhs_number: nhs_number
    columns: [{column: date, to: date}, {column: cost, to: cost})",
                                             more_columns, R"(]
    constants: [{to: kind, value: gp_appointment}, {to: portfolio, value: general_practice}]
)");
    EXPECT_TRUE(WriteFileAtomically(folder + "/mapping.yaml", mapping).ok());
    EXPECT_TRUE(WriteFileAtomically(folder + "/persons.csv", persons).ok());
    EXPECT_TRUE(WriteFileAtomically(folder + "/events.csv", events).ok());
    return federation_->Ingest("harness", folder + "/mapping.yaml");
  }

  static std::string Holds() {
    return Command({"ginnel-node", "status", "--json", "--dir", federation_->NodeFolder("harness")})
        .out;
  }
  // ::testing::Test has a Run of its own.
  static Outcome Command(const std::vector<std::string>& command) {
    return integration::Run(command);
  }

  static void ExpectRefused(const Outcome& outcome, int code,
                            const std::vector<std::string>& words) {
    EXPECT_EQ(outcome.exit_code, code) << outcome.err << outcome.out;
    for (const std::string& word : words) {
      EXPECT_TRUE(absl::StrContains(outcome.err, word))
          << "no `" << word << "` in: " << outcome.err;
    }
    EXPECT_FALSE(absl::StrContains(outcome.err, "9990016526")) << "an NHS number in an error";
  }

  static std::unique_ptr<Federation> federation_;
};

std::unique_ptr<Federation> BadInputTest::federation_;

TEST_F(BadInputTest, FilesThatCannotBeReadAreSaidByLineAndNothingChanges) {
  const std::string before = Holds();
  struct Case {
    std::string persons, events;
    std::vector<std::string> words;
  };
  const std::vector<Case> cases = {
      {"nhs_number,born\n9990016526,\"1972-04\n", kEvents, {"persons.csv:2"}},
      {"nhs_number,born\n9990016526,1972-04,x\n", kEvents, {"persons.csv:2"}},
      {"nhs_number,born\n9990016526,19\xff"
       "72\n",
       kEvents,
       {"persons.csv:2", "UTF-8"}},
      {"nhs_number,born,shoe_size\n9990016526,1972-04,9\n", kEvents, {"shoe_size"}},
      {kPersons, "nhs_number,date,cost\n9990016526,2225-06-01,1\n", {"events.csv:2", "future"}},
      {kPersons, "nhs_number,date,cost\n9990016526,2025-06-01,-1\n", {"events.csv:2", "negative"}},
  };
  for (const Case& bad : cases) ExpectRefused(IngestFiles(bad.persons, bad.events), 2, bad.words);
  ExpectRefused(IngestFiles(kPersons, kEvents, ", {column: cost, to: cots}"), 2,
                {"mapping.yaml:", "cots", "did you mean"});
  EXPECT_EQ(Holds(), before);
}

TEST_F(BadInputTest, InvalidNhsNumbersAreCountedAndListedByLine) {
  const std::string before = Holds();
  const Outcome outcome = IngestFiles(absl::StrCat(kPersons, "9990016527,1950-01\n"), kEvents);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(absl::StrContains(outcome.out, "1 row without a valid NHS number")) << outcome.out;
  EXPECT_TRUE(absl::StrContains(outcome.out, "persons.csv line 4")) << outcome.out;
  EXPECT_FALSE(absl::StrContains(outcome.out, "9990016527")) << outcome.out;
  EXPECT_NE(Holds(), before);
}

TEST_F(BadInputTest, AFullDiskLeavesTheEarlierDataWhole) {
  const absl::StatusOr<std::string> city = City(300);
  ASSERT_TRUE(city.ok());
  const std::string before = Holds();
  // No file may grow beyond 16 KiB: to the store that is a disk without room.
  const Outcome outcome =
      Command({"bash", "-c",
               absl::StrCat("trap '' XFSZ; ulimit -f 16; exec ", ProgramPath("ginnel-node"),
                            " ingest --dir ", federation_->NodeFolder("harness"), " ", *city,
                            "/harness/mapping.yaml")});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_EQ(Holds(), before) << outcome.err;
}

TEST_F(BadInputTest, AQueryOnAnUnknownVariableSuggestsTheNearest) {
  const std::string text =
      absl::StrReplaceAll(CountsByAge("Typing"), {{"prevalence diabetes", "prevalence diabtes"}});
  const std::string file = federation_->Path("typing.yaml");
  ASSERT_TRUE(WriteFileAtomically(file, text).ok());
  ExpectRefused(federation_->Ginnel({"query", "submit", file, "--as",
                                     federation_->PersonFolder("analyst@place-office")}),
                2, {"diabtes", "did you mean", "diabetes"});
}

TEST_F(BadInputTest, AnExpiredQueryIsRefused) {
  std::string text = CountsByAge("Late");
  text = absl::StrReplaceAll(text, {{DayFromToday(90), DayFromToday(-1)}});
  const std::string file = federation_->Path("late.yaml");
  ASSERT_TRUE(WriteFileAtomically(file, text).ok());
  const Outcome outcome = federation_->Ginnel(
      {"query", "submit", file, "--as", federation_->PersonFolder("analyst@place-office")});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_TRUE(absl::StrContains(outcome.err, "the query ended on")) << outcome.err;
}

TEST_F(BadInputTest, AKeyThatOthersCanReadIsRefusedWithItsRemedy) {
  const std::string key = federation_->NodeFolder("kilburn") + "/keys/store.key";
  ASSERT_EQ(chmod(key.c_str(), 0644), 0);
  ExpectRefused(Command({"ginnel-node", "status", "--dir", federation_->NodeFolder("kilburn")}), 3,
                {"store.key", "chmod 600"});
  ASSERT_EQ(chmod(key.c_str(), 0600), 0);
}

TEST_F(BadInputTest, APortInUseIsNamed) {
  ExpectRefused(Command({"ginnel-trustee", "serve", "--dir",
                         federation_->TrusteeFolder(Federation::kTrusteeTwo)}),
                4, {"127.0.0.1:", "in use"});
}

TEST_F(BadInputTest, ANodeWithKeysThatTheAgreementDoesNotPinSaysSo) {
  const std::string other = federation_->Path("other-node");
  ASSERT_EQ(Command({"ginnel-node", "init", "--member", "third-network", "--dir", other,
                     "--agreement", federation_->Path("agreement")})
                .exit_code,
            0);
  ExpectRefused(Command({"ginnel-node", "ingest", "--dir", other, federation_->Path("none.yaml")}),
                4, {"another TLS certificate for third-network", "ginnel-node card"});
}

TEST_F(BadInputTest, APersonWithACertificateThatIsNotPinnedIsTurnedAwayAndTheReasonIsLogged) {
  const std::string other = federation_->Path("other-person");
  ASSERT_EQ(federation_
                ->Ginnel({"keys", "create", "--person", "analyst@place-office", "--dir", other,
                          "--agreement", federation_->Path("agreement")})
                .exit_code,
            0);
  Process& coordinator = (*federation_)[Federation::kCoordinator];
  const size_t seen = coordinator.LogSize();
  const Outcome outcome = federation_->Ginnel({"query", "list", "--as", other});
  ExpectRefused(outcome, 5, {"certificate"});
  const auto rejected = coordinator.WaitForLog("\"peer_rejected\"", seen, absl::Seconds(5));
  EXPECT_TRUE(rejected.ok()) << rejected.status();
}

TEST_F(BadInputTest, AnAgreementWithAMissingSignatureOrAnAlteredByteIsRefused) {
  const std::string agreement = federation_->Path("agreement");
  const std::string file = agreement + "/constitution.dsse.json";
  const std::string whole = ReadFile(file).value_or("");
  const auto check = [&](const std::string& content) {
    EXPECT_TRUE(WriteFileAtomically(file, content).ok());
    // What every process does with it when it starts, and what `check` says of it.
    const Outcome started = Command({"ginnel-trustee", "serve", "--dir",
                                     federation_->TrusteeFolder(Federation::kTrusteeThree)});
    EXPECT_FALSE(absl::StrContains(started.err, "in use")) << "it was accepted";
    EXPECT_NE(started.exit_code, 0);
    const Outcome outcome = Command({"ginnel", "agreement", "check", agreement});
    EXPECT_TRUE(WriteFileAtomically(file, whole).ok());
    EXPECT_NE(outcome.exit_code, 0) << outcome.out;
    return outcome.out + outcome.err + started.err;
  };
  std::string altered = whole;
  const size_t payload = altered.find("\"payload\"");
  ASSERT_NE(payload, std::string::npos);
  char& byte = altered[payload + 60];
  byte = byte == 'A' ? 'B' : 'A';
  EXPECT_TRUE(absl::StrContains(check(altered), "constitution"));

  // The first signature, cut out.
  const size_t from = whole.find('{', whole.find("\"signatures\""));
  const size_t to = whole.find('{', from + 1);
  ASSERT_NE(to, std::string::npos);
  EXPECT_TRUE(absl::StrContains(check(whole.substr(0, from) + whole.substr(to)), "sign"));
}

TEST_F(BadInputTest, AVariableThatAMemberDoesNotOfferFailsTheRunWithThatMembersName) {
  // Harness now holds no conditions: it cannot say who has diabetes.
  ASSERT_EQ(IngestFiles(kPersons, kEvents).exit_code, 0);
  ASSERT_TRUE(federation_->Start("harness").ok());
  const auto query = federation_->Submit(CountsByAge("Not offered"));
  ASSERT_TRUE(query.ok()) << query.status();
  ASSERT_TRUE(federation_->ApproveByAll(*query).ok());
  const auto ended = federation_->RunToEnd(query->query_digest());
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), v1::QUERY_STATE_FAILED);
  EXPECT_TRUE(absl::StrContains(ended->detail(), "harness")) << ended->detail();
  EXPECT_TRUE(absl::StrContains(ended->detail(), "offer")) << ended->detail();
}

}  // namespace
}  // namespace ginnel::integration
