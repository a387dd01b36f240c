// SPDX-License-Identifier: Apache-2.0
//
// A member whose people are registered elsewhere than the agreement says: it is told wherever it
// looks, and its node answers no question that would be wrong by it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "tests/integration/city.h"
#include "tests/integration/federation.h"

namespace ginnel::integration {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kOutside[] = "outside the areas that the agreement gives harness";

std::string Query(const std::string& title, const std::string& where, const std::string& axis) {
  return absl::StrCat("title: ", title,
                      "\npurpose: population-health-planning\nperiod: 2025/26\n"
                      "author: analyst@place-office\nindex_date: 2026-04-01\n"
                      "population: {of: registered, where: \"",
                      where, "\"}\nby: [", axis,
                      "]\nmeasures: [people]\nacross: [general_practice, acute]\nmembers: [all]\n"
                      "profile: nhs-1-7-round-5\nruns: 1\nnot_after: ",
                      DayFromToday(90), "\n");
}

class LinkedAreasTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto city = City(2000);
    ASSERT_TRUE(city.ok()) << city.status();
    FederationOptions options = WholeCity(*city);
    options.linkage = true;
    // Two of its three neighbourhoods.
    options.members[0].areas = "{level: neighbourhood, codes: [N01, N02]}";
    auto made = Federation::Open(std::move(options));
    ASSERT_TRUE(made.ok()) << made.status();
    federation_ = *std::move(made);
    const absl::Status agreed = federation_->AgreeOnSpine();
    ASSERT_TRUE(agreed.ok()) << agreed;
  }
  v1::QueryStatus Approved(const std::string& text) {
    const auto query = federation_->Submit(text);
    EXPECT_TRUE(query.ok()) << query.status();
    if (!query.ok()) return {};
    const auto approved = federation_->ApproveByAll(*query);
    EXPECT_TRUE(approved.ok()) << approved.status();
    return *query;
  }
  v1::QueryStatus Ask(const std::string& text) {
    const auto ended = federation_->RunToEnd(Approved(text).query_digest());
    EXPECT_TRUE(ended.ok()) << ended.status();
    return ended.value_or(v1::QueryStatus());
  }
  std::string CardOf(const v1::QueryStatus& query, const std::string& member) {
    const Outcome card =
        integration::Run({"ginnel-node", "review", query.query_digest().substr(0, 12), "--json",
                          "--dir", federation_->NodeFolder(member)});
    EXPECT_EQ(card.exit_code, 0) << card.err;
    return card.out;
  }

  std::unique_ptr<Federation> federation_;
};

TEST_F(LinkedAreasTest, AMemberWithPeopleOutsideItsAreasAnswersNothingThatCountsOnThem) {
  const Outcome again = federation_->Ingest("harness", *City(2000) + "/harness/mapping.yaml");
  EXPECT_THAT(again.out, AllOf(HasSubstr(kOutside), HasSubstr("Y90008, Y90009, Y90010")));

  // Whatever is asked of people, so that a refusal says nothing of any: nobody is so old.
  for (const std::string where : {"ae_attendances >= 1", "age >= 119 && ae_attendances >= 1"}) {
    const v1::QueryStatus ended = Ask(Query("By neighbourhood", where, "variable neighbourhood"));
    EXPECT_EQ(ended.state(), v1::QUERY_STATE_FAILED);
    EXPECT_THAT(ended.detail(), AllOf(HasSubstr("harness"), HasSubstr("outside the areas"),
                                      Not(HasSubstr("Y90008"))));
    EXPECT_THAT(CardOf(ended, "harness"),
                AllOf(HasSubstr("would refuse to run it today"), HasSubstr("Y90008")));
    EXPECT_THAT(CardOf(ended, "kilburn"), Not(HasSubstr("would refuse")));
  }
  const v1::QueryStatus ended = Ask(Query("By age", "ae_attendances >= 1", "banding age-bands"));
  EXPECT_EQ(ended.state(), v1::QUERY_STATE_RELEASED) << ended.detail();
  EXPECT_THAT(CardOf(ended, "harness"), Not(HasSubstr("would refuse")));
}

// The synthetic city's practices keep to areas where the agreement's do: with the same table.
TEST_F(LinkedAreasTest, ARehearsalIsTheSameWithAreasAsWithout) {
  const std::string file = federation_->Path("rehearsed.yaml");
  ASSERT_TRUE(WriteFileAtomically(file, Query("By locality and age", "ae_attendances >= 1",
                                              "variable locality, banding age-bands"))
                  .ok());
  const auto rehearse = [&](const std::vector<std::string>& from) {
    std::vector<std::string> words = {"ginnel",   "query", "rehearse", file,
                                      "--people", "3000",  "--format", "csv"};
    words.insert(words.end(), from.begin(), from.end());
    const Outcome outcome = integration::Run(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  };
  const std::string without =
      rehearse({"--dictionary", std::string(GINNEL_SOURCE_DIR) + "/models/dictionary.yaml"});
  EXPECT_THAT(without, HasSubstr("Riverside locality"));
  EXPECT_EQ(rehearse({"--as", federation_->PersonFolder(
                                  absl::StrCat("analyst@", Federation::kCoordinator))}),
            without);
}

}  // namespace
}  // namespace ginnel::integration
