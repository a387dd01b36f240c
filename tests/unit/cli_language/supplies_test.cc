// SPDX-License-Identifier: Apache-2.0
#include "cli/language/supplies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.h"

namespace ginnel::cli {
namespace {

v1::MemberSupply Member(const std::string& id, const std::vector<std::string>& variables,
                        const std::string& to = "2026-03-31") {
  v1::MemberSupply member;
  member.set_member(id);
  for (const std::string& variable : variables) member.add_variables(variable);
  member.set_data_from("2023-04-01");
  member.set_data_to(to);
  member.set_said_at("2026-11-26T09:00:00Z");
  return member;
}

v1::MemberSupply Unheard(const std::string& id) {
  v1::MemberSupply member;
  member.set_member(id);
  return member;
}

TEST(Supplies, AreSaidByTheDaysThatTheRecordsCover) {
  const std::vector<v1::MemberSupply> members = {Member("harness", {"age", "diabetes"}),
                                                 Member("trust", {"age"}, "2026-02-28"),
                                                 Member("kilburn", {"age"}), Unheard("council")};
  EXPECT_EQ(SayWhoOffers("age", members),
            "harness, kilburn 2023-04-01 to 2026-03-31; trust 2023-04-01 to 2026-02-28");
  EXPECT_EQ(SayWhoOffers("diabetes", members), "harness 2023-04-01 to 2026-03-31");
  EXPECT_EQ(SayWhoOffers("cost_gp", members), "nobody");
  EXPECT_EQ(SayUnheard(members), "council");
}

TEST(Supplies, TellWhoDoesNotOfferFromWhoWasNotHeard) {
  const Supplies supplies = {
      {Member("harness", {"diabetes"}), Member("kilburn", {"age"}), Unheard("third")}, ""};
  EXPECT_EQ(SayWhoDoesNot("diabetes", {"harness", "kilburn", "third"}, supplies),
            "kilburn; not known of third (no word from the node since the coordinator started)");
  EXPECT_EQ(SayWhoDoesNot("diabetes", {"harness"}, supplies), "");  // others need not
}

TEST(Supplies, OfAFileOrOfflineAreAskedOfNobody) {
  const Dial dial = [](const Person&,
                       const Clock&) -> absl::StatusOr<std::unique_ptr<CoordinatorClient>> {
    ADD_FAILURE() << "dialled";
    return absl::UnavailableError("");
  };
  WordsOptions file;
  file.dictionary = "dictionary.yaml";
  EXPECT_FALSE(AskForSupplies(file, RealClock(), dial).Asked());
  WordsOptions offline;
  offline.as = "people/analyst";
  offline.offline = true;
  EXPECT_EQ(AskForSupplies(offline, RealClock(), dial).not_asked, "--offline");
}

}  // namespace
}  // namespace ginnel::cli
