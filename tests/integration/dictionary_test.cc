// SPDX-License-Identifier: Apache-2.0
//
// What an analyst is told of who offers what, before asking: as the nodes say it themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/clock.h"
#include "base/files.h"
#include "tests/integration/city.h"
#include "tests/integration/test_number.h"

namespace ginnel::integration {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr const char* kMember = "my-practice";
constexpr absl::Duration kPatience = absl::Seconds(30);

class DictionaryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string csv = "nhs_number,born\n";
    for (int i = 0; i < 20; ++i) absl::StrAppend(&csv, TestNumber(i), ",1980-01\n");
    const auto options = OneNetwork(kMember, files_.path(), csv);
    ASSERT_TRUE(options.ok()) << options.status();
    auto opened = Federation::Open(*options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = std::move(*opened);
  }

  Outcome Dictionary(const std::vector<std::string>& words) const {
    std::vector<std::string> command = {"dictionary"};
    command.insert(command.end(), words.begin(), words.end());
    command.insert(command.end(), {"--as", federation_->PersonFolder("analyst@place-office")});
    return federation_->Ginnel(command);
  }

  // The list, once it says `text`: a node says what it offers just after it is welcomed.
  Outcome ListOnceItSays(const std::string& text) const {
    const RealClock clock;
    const absl::Time end = clock.Now() + kPatience;
    Outcome outcome = Dictionary({"list"});
    while (outcome.out.find(text) == std::string::npos && clock.Now() < end) {
      outcome = Dictionary({"list"});
    }
    return outcome;
  }

  TemporaryFolder files_;
  std::unique_ptr<Federation> federation_;
};

TEST_F(DictionaryTest, SaysWhichMemberOffersWhatAndForWhichDaysUntilItsNextDataSet) {
  const Outcome list = ListOnceItSays("offered by my-practice");
  ASSERT_EQ(list.exit_code, 0) << list.err;
  EXPECT_THAT(list.out, ContainsRegex("age +integer .*offered by my-practice 2025-04-01 to "
                                      "2026-03-31\n"));
  EXPECT_THAT(list.out, ContainsRegex("diabetes .*offered by nobody\n"));
  const Outcome show = Dictionary({"show", "diabetes"});
  EXPECT_THAT(show.out, HasSubstr("  offered by   nobody\n  not by       my-practice\n"));
  const Outcome json = Dictionary({"show", "age", "--json"});
  EXPECT_THAT(json.out, HasSubstr("\"data_to\": \"2026-03-31\""));
  EXPECT_THAT(json.out, HasSubstr("\"connected\": true"));

  const std::string mapping = files_.path() + "/mapping.yaml";
  const auto text = ReadFile(mapping);
  ASSERT_TRUE(text.ok()) << text.status();
  ASSERT_TRUE(WriteFileAtomically(mapping, absl::StrReplaceAll(*text, {{"data_to: 2026-03-31",
                                                                        "data_to: 2026-02-28"}}))
                  .ok());
  const Outcome ingested = federation_->Ingest(kMember, mapping);
  ASSERT_EQ(ingested.exit_code, 0) << ingested.err;
  // Something that passes over the node's line: a question, by the register.
  ASSERT_TRUE(federation_->Submit(CountsByAge("After the next data set")).ok());
  const Outcome later = ListOnceItSays("to 2026-02-28");
  EXPECT_THAT(later.out, HasSubstr("offered by my-practice 2025-04-01 to 2026-02-28"));
}

TEST_F(DictionaryTest, IsReadWithoutTheCoordinatorWhichIsSaid) {
  ASSERT_EQ((*federation_)[Federation::kCoordinator].Terminate(), 0);
  const Outcome list = Dictionary({"list"});
  EXPECT_EQ(list.exit_code, 0) << list.err;
  EXPECT_THAT(list.err, HasSubstr("who offers what is not known: "));
  EXPECT_THAT(list.err, HasSubstr("or write --offline"));
  EXPECT_THAT(list.out, ContainsRegex("age +integer .* · general_practice\n"));
  const Outcome offline = Dictionary({"list", "--offline"});
  EXPECT_EQ(offline.exit_code, 0);
  EXPECT_EQ(offline.err, "");
  EXPECT_EQ(offline.out, list.out);
}

}  // namespace
}  // namespace ginnel::integration
