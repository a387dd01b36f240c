// SPDX-License-Identifier: Apache-2.0
#include "synth/city.h"

#include <algorithm>
#include <array>
#include <vector>

#include "gtest/gtest.h"
#include "synth/events.h"
#include "synth/history.h"
#include "synth/population.h"
#include "synth/timeline.h"

namespace ginnel::synth {
namespace {

constexpr int64_t kPeople = 6'000;

const City& SmallCity() {
  static const City city = City::Create(kPeople, 3).value();
  return city;
}

bool Covers(const Episode& episode, Day day) { return episode.from <= day && day < episode.to; }

TEST(City, RefusesASizeThatCannotBeMade) {
  EXPECT_EQ(City::Create(City::kFewestPeople - 1, 1).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(City::Create(-5, 1).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(City::Create(City::kMostPeople + 1, 1).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(City::Create(City::kFewestPeople, 1).ok());
}

TEST(City, EveryoneRegisteredHasExactlyOneEpisodeAtTheIndexDate) {
  for (const Person& person : SmallCity().registered()) {
    int covering = 0;
    for (uint8_t i = 0; i < person.episode_count; ++i)
      covering += Covers(person.episodes[i], kIndexDate) ? 1 : 0;
    ASSERT_EQ(covering, 1);
    ASSERT_EQ(person.death, kAlive);
    ASSERT_GE(person.episodes[0].from, FirstDayOf(person.birth));
  }
}

TEST(City, NobodyElseIsRegisteredAtTheIndexDate) {
  size_t left = 0, died = 0, never = 0;
  for (const Person& person : SmallCity().others()) {
    for (uint8_t i = 0; i < person.episode_count; ++i)
      ASSERT_FALSE(Covers(person.episodes[i], kIndexDate));
    if (person.episode_count == 0) {
      ++never;
    } else if (person.death == kAlive) {
      ++left;
    } else {
      ++died;
      ASSERT_EQ(person.death, MonthOf(person.gone));
    }
  }
  EXPECT_GT(left, 0u);
  EXPECT_GT(died, 0u);
  EXPECT_GT(never, 0u);
}

TEST(City, SomePeopleJoinedAndSomeMovedBetweenNetworks) {
  size_t joined = 0, moved = 0;
  for (const Person& person : SmallCity().registered()) {
    const Episode& first = person.episodes[0];
    if (person.episode_count == 1 && first.from >= kDataFrom && person.age >= 4) ++joined;
    if (person.episode_count == 2 &&
        Practices()[first.practice].network != Practices()[person.episodes[1].practice].network) {
      ++moved;
      ASSERT_EQ(first.to, person.episodes[1].from);
    }
  }
  EXPECT_GT(joined, kPeople / 20u);
  EXPECT_GT(moved, kPeople / 100u);
}

TEST(City, ConditionCountAndAgeAreThoseOfTheCell) {
  constexpr std::array<int, 4> kCuts = {0, 5, 11, 61};
  for (size_t cell = 0; cell < kCells; ++cell) {
    for (const Person& person : SmallCity().cell(cell)) {
      ASSERT_EQ(person.cell, cell);
      ASSERT_EQ(person.age <= 17 ? 0u : person.age <= 74 ? 1u : 2u, cell / 3);
      ASSERT_GE(person.condition_count, kCuts[cell % 3]);
      ASSERT_LT(person.condition_count, kCuts[cell % 3 + 1]);
    }
  }
}

TEST(City, PopulationsAreThePrintedOnesAtThePrintedSize) {
  const std::array<int64_t, kCells> populations = CellPopulations(kPrintedPeople);
  for (size_t cell = 0; cell < kCells; ++cell) {
    EXPECT_EQ(populations[cell], FigureOf(Measure::kPopulation).cells[cell]);
  }
}

TEST(City, EventsOfThePeriodCarryExactlyWhatTheActivitySays) {
  std::vector<Event> events;
  for (const Person& person : SmallCity().registered()) {
    EventsOf(SmallCity(), person, events);
    Activity carried;
    for (const Event& event : events) {
      ASSERT_GE(event.date, std::max(kDataFrom, FirstDayOf(person.birth)));
      ASSERT_LT(event.date, kIndexDate);
      ASSERT_GE(event.pence, 0);
      if (event.date < FinancialYear(0).first) continue;
      ++carried.of(event.kind);
      constexpr std::array<Category, kEventKinds> kCarries = {
          Category::kAcuteElective, Category::kAcuteNonElective, Category::kAcuteNonElective,
          Category::kAcuteElective, Category::kMentalHealth,     Category::kCommunity,
          Category::kSocialCare,    Category::kGeneralPractice,  Category::kPrescribing};
      carried.of(kCarries[static_cast<size_t>(event.kind)]) += event.pence;
    }
    ASSERT_EQ(carried.rows, person.activity.rows);
    ASSERT_EQ(carried.pence, person.activity.pence);
  }
}

TEST(City, GeneralPracticeEventsFallOnDaysOfRegistrationWithThatPractice) {
  std::vector<Event> events;
  for (const Person& person : SmallCity().people()) {
    EventsOf(SmallCity(), person, events);
    for (const Event& event : events) {
      ASSERT_LT(event.date, person.gone);
      if (event.member > Member::kThirdNetwork) continue;
      bool covered = false;
      for (uint8_t i = 0; i < person.episode_count; ++i) {
        const Episode& episode = person.episodes[i];
        covered = covered || (episode.practice == event.practice && Covers(episode, event.date));
      }
      ASSERT_TRUE(covered);
      ASSERT_EQ(Practices()[event.practice].network, event.member);
    }
  }
}

TEST(City, HistoryIsDatedInsideTheLifeOfThePersonAndBeforeTheIndexDate) {
  History history;
  size_t resolved = 0;
  for (const Person& person : SmallCity().people()) {
    HistoryOf(SmallCity(), person, history);
    const Day end = std::min(kIndexDate, person.gone);
    for (const DatedCondition& condition : history.conditions) {
      ASSERT_GE(condition.from, FirstDayOf(person.birth)) << CodeOf(condition.condition);
      ASSERT_LT(condition.from, end) << CodeOf(condition.condition);
      if (condition.to == kForever) continue;
      ASSERT_GT(condition.to, condition.from);
      ASSERT_LE(condition.to, end);
      ++resolved;
    }
    for (const DatedValue& value : history.values) {
      ASSERT_GE(value.date, kDataFrom);
      ASSERT_LT(value.date, end);
    }
  }
  EXPECT_GT(resolved, 100u);
}

TEST(City, DeprivationGoesWithSmokingAndSpend) {
  double smokers[2] = {}, pounds[2] = {}, people[2] = {};
  for (const Person& person : SmallCity().registered()) {
    const int affluent = person.imd_decile_2019 > 5 ? 1 : 0;
    ++people[affluent];
    smokers[affluent] += person.conditions.Has(Condition::kCurrentSmoker) ? 1 : 0;
    for (int32_t pence : person.activity.pence) pounds[affluent] += pence / 100.0;
  }
  EXPECT_GT(smokers[0] / people[0], 1.3 * smokers[1] / people[1]);
  EXPECT_GT(pounds[0] / people[0], 1.1 * pounds[1] / people[1]);
}

TEST(City, SpendIsSkewed) {
  std::vector<int64_t> pence;
  int64_t total = 0;
  for (const Person& person : SmallCity().registered()) {
    int64_t own = 0;
    for (int32_t part : person.activity.pence) own += part;
    pence.push_back(own);
    total += own;
  }
  std::sort(pence.begin(), pence.end());
  int64_t top = 0;
  for (size_t i = pence.size() * 95 / 100; i < pence.size(); ++i) top += pence[i];
  EXPECT_GT(top * 100, total * 35) << "the costliest 5 % of people carry over a third of the spend";
  EXPECT_LT(pence[pence.size() / 2] * static_cast<int64_t>(pence.size()) * 2, total)
      << "the median is under half the mean";
}

}  // namespace
}  // namespace ginnel::synth
