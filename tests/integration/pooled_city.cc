// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/pooled_city.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/integration/city_files.h"

namespace ginnel::integration {
namespace {

constexpr std::string_view kPeriodFrom = "2025-04-01";
constexpr std::string_view kSpineFrom = "2024-04-01";

// Whether somebody was registered from … to on some day since `first`, and lived: the dead are from
// the second day of their last month on.
bool RegisteredSince(std::string_view first, const std::string& from, const std::string& to,
                     const std::string& died) {
  const std::string last = died.empty() ? "9999-99-99" : died + "-01";
  return from < kIndexDate && from <= last && (to.empty() || to > first) && last >= first;
}

bool RegisteredInPeriod(const std::string& from, const std::string& to, const std::string& died) {
  return RegisteredSince(kPeriodFrom, from, to, died);
}

// As synth's geography places practices.
std::string LocalityOf(const std::string& network, const std::string& practice) {
  if (network == "harness") return "Harness locality";
  if (network == "kilburn") return "Kilburn locality";
  return practice < "Y90028" ? "Riverside locality" : "Hillside locality";
}

}  // namespace

Clients ClientsOf(const std::string& city, const std::string& member, const std::string& kind) {
  Clients clients;
  for (const auto& row : Rows(absl::StrCat(city, "/", member, "/persons.csv"))) {
    clients.emplace(row[0], Client());
  }
  for (const auto& row : Rows(absl::StrCat(city, "/", member, "/events.csv"))) {
    if (row[1] < kPeriodFrom || row[1] >= kIndexDate || row[2] != kind) continue;
    ++clients[row[0]].events;
  }
  for (const std::string network : {"harness", "kilburn", "third-network"}) {
    std::map<std::string, std::string> died;
    for (const auto& row : Rows(absl::StrCat(city, "/", network, "/persons.csv"))) {
      died[row[0]] = row[3];
    }
    for (const auto& row : Rows(absl::StrCat(city, "/", network, "/registrations.csv"))) {
      const auto client = clients.find(row[0]);
      if (client == clients.end()) continue;
      client->second.matched |= RegisteredSince(kSpineFrom, row[2], row[3], died[row[0]]);
    }
  }
  return clients;
}

std::map<std::string, Person> PooledPeople(const std::string& city) {
  std::map<std::string, Person> people;
  std::map<std::string, Person> gone;
  for (const std::string network : {"harness", "kilburn", "third-network"}) {
    std::map<std::string, std::vector<std::string>> persons;
    for (const auto& row : Rows(absl::StrCat(city, "/", network, "/persons.csv"))) {
      persons[row[0]] = row;
    }
    for (const auto& row : Rows(absl::StrCat(city, "/", network, "/registrations.csv"))) {
      const auto person = persons.find(row[0]);
      if (person == persons.end()) continue;
      const std::string& died = person->second[3];
      Person known{true, network, LocalityOf(network, row[1]), AgeOf(person->second[2])};
      if (died.empty() && RegisteredAtIndexDate(row[2], row[3])) people.emplace(row[0], known);
      known.now = false;
      if (RegisteredInPeriod(row[2], row[3], died)) gone.emplace(row[0], known);
    }
  }
  people.merge(gone);
  for (const auto& row : Rows(city + "/acute-trust/events.csv")) {
    const auto found = people.find(row[0]);
    if (found == people.end() || row[1] < kPeriodFrom || row[1] >= kIndexDate) continue;
    const bool attendance = row[2] == "ae_attendance";
    if (attendance) ++found->second.attendances;
    double pounds = 0;
    EXPECT_TRUE(absl::SimpleAtod(row[4], &pounds)) << row[4];
    if (attendance || row[2] == "emergency_spell") {
      found->second.nonelective_pence += static_cast<int64_t>(pounds * 100 + 0.5);
    }
  }
  for (const auto& row : Rows(city + "/council/conditions.csv")) {
    const auto found = people.find(row[0]);
    if (found == people.end() || row[1] != "asc_long_term_support") continue;
    found->second.social_care |= row[2] < kIndexDate && (row[3].empty() || row[3] > kIndexDate);
  }
  return people;
}

}  // namespace ginnel::integration
