// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/ascii.h"
#include "cli/register/public_page.h"
#include "cli/register/public_record.h"
#include "tests/unit/cli_register/cli_room.h"

namespace ginnel::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class RegisterPublic : public CliRoom {
 protected:
  CommandResult Export() {
    return Run({"register", "export", "--as", Person("analyst@office"), "--out", Path("public")});
  }
  void AddEverything() {
    Release();
    v1::Suspension word;
    word.set_party("north");
    word.set_person("it@north");
    word.set_given_at("2026-05-02T09:00:00Z");
    Add(Sign(word, "it@north"));
    v1::Rejection rejection;
    rejection.set_person("doctor@north");
    rejection.set_type("approval");
    Add(Sign(rejection, "office"));
    Publish();
  }
};

TEST_F(RegisterPublic, ListSaysWhoSaidWhatAsOrganisationAndRole) {
  AddEverything();
  const CommandResult result = Run({"register", "list", "--as", Person("analyst@office")});
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_THAT(result.out, HasSubstr("IG lead, The north organisation  "));
  EXPECT_THAT(result.out, HasSubstr("IT admin, The north organisation"));
  EXPECT_THAT(result.out, HasSubstr("analyst, Office of Data Analytics"));
  EXPECT_THAT(result.out, HasSubstr("People by age  2026-05-01T12:05:00Z"));
  for (const std::string& person : People()) EXPECT_THAT(result.out, Not(HasSubstr(person)));
}

TEST_F(RegisterPublic, ATitleCannotSteerTheTerminal) {
  package_.query.set_title("People\x1b[2J");
  Approve();
  Publish();
  const CommandResult result = Run({"register", "list", "--as", Person("analyst@office")});
  EXPECT_THAT(result.out, Not(HasSubstr("\x1b")));
}

TEST_F(RegisterPublic, ExportTellsWhatWasAskedWhoApprovedAndWhatLeft) {
  v1::QueryStatus& status = *office_.queries.add_queries();
  status.set_query_digest(Release());
  status.set_submitted_at("2026-04-30T08:00:00Z");
  ASSERT_EQ(Export().exit_code, kOk);
  const std::string page = Read("public/index.html");
  for (const char* said :
       {"People by age", "Planning of services", "UK GDPR article 6(1)(e) and 9(2)(h)",
        "Office of Data Analytics, analyst", "2026-04-30T08:00:00Z", "The east organisation",
        "<td>approved</td>", "<td>none</td>", "<td>shadow</td>", "2026-05-01T12:05:00Z"}) {
    EXPECT_THAT(page, HasSubstr(said));
  }
  EXPECT_THAT(Read("public/register.csv"), HasSubstr("released,,,,2026-05-01T12:05:00Z,1,"));
}

TEST_F(RegisterPublic, ExportNamesNoPersonAndNoKeyEvenWhereATitleDoes) {
  package_.query.set_title("For IG-Lead@north and analyst@office, urgently");
  AddEverything();
  ASSERT_EQ(Export().exit_code, kOk);
  const std::string all = Read("public/index.html") + Read("public/register.csv");
  for (const std::string& person : People()) {
    EXPECT_THAT(absl::AsciiStrToLower(all), Not(HasSubstr(person)));
    EXPECT_THAT(all, Not(HasSubstr(Sample::Key(person).verifying_key().KeyId())));
    EXPECT_THAT(all, Not(HasSubstr(Sample::KeyHex(person))));
  }
  EXPECT_THAT(all, HasSubstr("For [a person] and [a person], urgently"));
}

TEST_F(RegisterPublic, ExportEscapesWhatPeopleWroteAndFetchesNothing) {
  package_.query.set_title("<script>alert(\"1\")</script> & 'more'");
  Release();
  ASSERT_EQ(Export().exit_code, kOk);
  const std::string page = Read("public/index.html");
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more"));
  for (const char* active : {"<script", "src=", "href=", "url(", "onload", "http://", "https://"}) {
    EXPECT_THAT(page, Not(HasSubstr(active))) << active;
  }
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST_F(RegisterPublic, ExportGuardsSpreadsheetsAgainstFormulas) {
  package_.query.set_title("=HYPERLINK(\"x\")");
  Release();
  ASSERT_EQ(Export().exit_code, kOk);
  EXPECT_THAT(Read("public/register.csv"), HasSubstr(",\"'=HYPERLINK(\"\"x\"\")\","));
}

TEST_F(RegisterPublic, ExportOfAFetchedFolderIsTheSamePage) {
  Release();
  ASSERT_EQ(Export().exit_code, kOk);
  ASSERT_EQ(
      Run({"register", "fetch", "--as", Person("analyst@office"), "--out", Path("copy")}).exit_code,
      kOk);
  const CommandResult result = Run({"register", "export", "--from", Path("copy"), "--agreement",
                                    AgreementPath(), "--out", Path("offline")});
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_EQ(Read("offline/index.html"), Read("public/index.html"));
}

TEST_F(RegisterPublic, NothingIsExportedFromARegisterThatDoesNotHold) {
  Release();
  std::vector<std::string> entries = office_.Held();
  entries.pop_back();
  office_.shown = entries;
  EXPECT_EQ(Export().exit_code, kIntegrity);
  EXPECT_FALSE(FileExists(Path("public/index.html")));
}

TEST(WithoutPeople, TakesEachIdOutInAnyCase) {
  EXPECT_EQ(WithoutPeople("ask A@b, not a@B", {"a@b"}), "ask [a person], not [a person]");
  EXPECT_EQ(WithoutPeople("nobody", {"a@b"}), "nobody");
}

}  // namespace
}  // namespace ginnel::cli
