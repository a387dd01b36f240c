// SPDX-License-Identifier: Apache-2.0
#include "node/spine/registered_list.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace ginnel::node {
namespace {

// People 0, 1, 2 … in the order of their ids; each test registers them.
class RegisteredList : public testing::Test {
 protected:
  RegisteredList() {
    for (const char* level : {"place", "neighbourhood", "practice"}) geographies_.add_levels(level);
    AddArea("place", "P", "");
    AddArea("neighbourhood", "N1", "P");
    AddArea("neighbourhood", "N2", "P");
    AddArea("practice", "B", "N1");
    AddArea("practice", "C", "N1");
    AddArea("practice", "A", "N2");
    records_.registrations.practices = {"A", "B", "C", "unplaced"};
  }
  void AddArea(const char* level, const char* code, const char* within) {
    v1::Area& area = *geographies_.add_areas();
    area.set_level(level);
    area.set_code(code);
    area.set_within(within);
  }
  LinkageId Id(uint32_t person) const {
    LinkageId id{};
    id[0] = static_cast<uint8_t>(person);
    return id;
  }
  void AddPeople(uint32_t people) {
    for (uint32_t i = 0; i < people; ++i) {
      records_.ids.push_back(Id(i));
      records_.birth_month.push_back(0);
      records_.death_month.push_back(kMissing);
    }
  }
  void Register(uint32_t person, uint16_t practice, const char* from = "2020-01-01",
                const char* to = nullptr) {
    records_.registrations.row.push_back(person);
    records_.registrations.practice.push_back(practice);
    records_.registrations.from.push_back(ParseDay(from)->value);
    records_.registrations.to.push_back(to == nullptr ? kOpen : ParseDay(to)->value);
  }
  std::vector<uint32_t> List(const char* day = "2026-05-01") {
    const auto list = ListRegistered(records_, geographies_, {*ParseDay(day), *ParseDay(day)});
    EXPECT_TRUE(list.ok()) << list.status();
    EXPECT_EQ(list->former, 0u);
    return PeopleOf(list->ids);
  }
  static std::vector<uint32_t> PeopleOf(const std::vector<LinkageId>& ids) {
    std::vector<uint32_t> people;
    for (const LinkageId& id : ids) people.push_back(id[0]);
    return people;
  }

  static constexpr uint16_t kA = 0, kB = 1, kC = 2, kUnplaced = 3;
  v1::Geographies geographies_;
  Records records_;
};

TEST_F(RegisteredList, IsOrderedByNeighbourhoodThenPracticeThenId) {
  AddPeople(5);
  Register(0, kA);  // in N2
  Register(1, kC);
  Register(2, kB);
  Register(3, kB);
  Register(4, kUnplaced);
  EXPECT_EQ(List(), (std::vector<uint32_t>{4, 2, 3, 1, 0}));
}

TEST_F(RegisteredList, HoldsWhoIsRegisteredOnTheDay) {
  AddPeople(4);
  Register(0, kA, "2020-01-01", "2026-05-01");  // left on the day
  Register(1, kA, "2026-05-01");
  Register(2, kA, "2026-05-02");
  EXPECT_EQ(List(), std::vector<uint32_t>{1});
  EXPECT_EQ(List("2026-04-30"), std::vector<uint32_t>{0});
}

TEST_F(RegisteredList, LeavesOutTheDead) {
  AddPeople(3);
  for (uint32_t person = 0; person < 3; ++person) Register(person, kA);
  records_.death_month[0] = MonthOf(*ParseDay("2026-04-01")).value;
  records_.death_month[1] = MonthOf(*ParseDay("2026-05-01")).value;
  EXPECT_EQ(List("2026-05-01"), (std::vector<uint32_t>{1, 2}));
  EXPECT_EQ(List("2026-05-02"), std::vector<uint32_t>{2});
}

TEST_F(RegisteredList, TakesTheEpisodeThatBeganLast) {
  AddPeople(2);
  Register(0, kB, "2020-01-01");
  Register(0, kA, "2024-01-01");
  Register(1, kC, "2020-01-01");
  EXPECT_EQ(List(), (std::vector<uint32_t>{1, 0}));
}

TEST_F(RegisteredList, RefusesColumnsThatDoNotFit) {
  AddPeople(1);
  Register(1, kA);  // nobody
  EXPECT_TRUE(absl::IsDataLoss(ListRegistered(records_, geographies_, {Day{0}, Day{0}}).status()));
}

TEST_F(RegisteredList, HasThoseBehindWhoWereRegisteredAndAreNoLonger) {
  AddPeople(7);
  Register(0, kA, "2020-01-01", "2025-05-02");  // on the first day
  Register(1, kA, "2020-01-01", "2025-05-01");  // not any more on it
  Register(2, kB, "2026-04-30", "2026-05-01");  // on the last day before
  Register(3, kA);                              // died in the time
  records_.death_month[3] = MonthOf(*ParseDay("2025-05-01")).value;
  Register(4, kA);  // before it
  records_.death_month[4] = MonthOf(*ParseDay("2025-04-01")).value;
  Register(5, kB, "2020-01-01", "2026-01-01");  // moved
  Register(5, kC, "2026-01-01");
  Register(6, kA, "2026-05-02");  // comes later
  const auto list =
      ListRegistered(records_, geographies_, {*ParseDay("2025-05-01"), *ParseDay("2026-05-01")});
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(PeopleOf(list->ids), (std::vector<uint32_t>{5, 2, 0, 3}));
  EXPECT_EQ(list->former, 3u);
  EXPECT_EQ(list->current().size(), 1u);
}

TEST(ListedDays, EndWithTheRecordsAndBeginNotBeforeThem) {
  const auto listed = [](const char* from, const char* to) {
    DataSetInfo info;
    info.data_from = from;
    info.data_to = to;
    const DayRange days = ListedDays(info, *ParseDay("2026-06-15"), 12);
    return ToString(days.first) + " " + ToString(days.end);
  };
  EXPECT_EQ(listed("2020-04-01", "2026-03-31"), "2025-04-01 2026-04-01");
  EXPECT_EQ(listed("2020-04-01", "2026-12-31"), "2025-06-15 2026-06-15");
  EXPECT_EQ(listed("2026-01-01", "2026-03-31"), "2026-01-01 2026-04-01");
}

}  // namespace
}  // namespace ginnel::node
