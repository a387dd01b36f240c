// SPDX-License-Identifier: Apache-2.0
//
// An exact mean beside a rounded count gives the count back, and so do a sum and a mean. The
// attacker here knows the rules, sees everything that is shown of one cell, and goes through every
// count and sum that would show the same.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "disclosure/amount_figure.h"
#include "disclosure/amount_table.h"
#include "scenario.h"
#include "tests/attack/disclosure/released_count.h"

namespace ginnel::disclosure {
namespace {

// All that is shown of a cell with this sum over this count.
std::string View(int64_t sum, int64_t count, const AmountBounds& bounds) {
  const AmountFigure amount = ReleaseMean(sum, count, Released(count), bounds, kThreshold);
  v1::ReleasedCell mean;
  Write(ShowMean(amount), mean);
  v1::ReleasedCell total;
  Write(ShowSum(amount), total);
  return absl::StrCat(amount.count.value, " | ", Say(mean), " | ", Say(total));
}

// The sums that `count` people can have of whom at least eight contribute.
std::pair<int64_t, int64_t> Sums(int64_t count, const AmountBounds& bounds) {
  return {std::max<int64_t>(kThreshold, count * bounds.lower), count * bounds.upper};
}

void ExpectEveryCountStaysPossible(int64_t released, const AmountBounds& bounds) {
  const CountFigure figure = Released(released);
  std::map<std::string, std::set<int64_t>> counts_behind;
  for (int64_t count = figure.low; count <= *figure.high; ++count) {
    const auto [least, most] = Sums(count, bounds);
    for (int64_t sum = least; sum <= most; ++sum) {
      counts_behind[View(sum, count, bounds)].insert(count);
    }
  }
  const auto every = static_cast<size_t>(*figure.high - figure.low + 1);
  for (const auto& [view, counts] : counts_behind) {
    EXPECT_EQ(counts.size(), every) << view << " rules out counts (bound " << bounds.upper << ")";
  }
}

TEST(CountFromMean, EveryViewOfASmallCellFitsEveryCountOfItsRange) {
  for (const int64_t upper : {1, 2, 7, 60}) {
    for (const int64_t released : {10, 15, 20, 60, 130}) {
      ExpectEveryCountStaysPossible(released, {0, 0, upper});
    }
  }
}

TEST(CountFromMean, EveryViewOfAFractionalScoreFitsEveryCount) {
  for (const int64_t released : {10, 25}) {
    ExpectEveryCountStaysPossible(released, {1, 0, 300});
    ExpectEveryCountStaysPossible(released, {1, 15, 100});  // never below 1.5
  }
}

TEST(CountFromMean, MoneyInPenceFitsEveryCountToo) {
  std::mt19937_64 random(20260401);
  const AmountBounds bounds{2, 0, 25'000'000};
  for (int i = 0; i < 300; ++i) {
    const int64_t count = 8 + static_cast<int64_t>(random() % 120);
    const int64_t each = 1 + static_cast<int64_t>(random() % (i % 3 == 0 ? 5 : 30'000));
    const int64_t sum = std::max<int64_t>(
        kThreshold, count * each + static_cast<int64_t>(random() % static_cast<uint64_t>(count)));
    const std::string view = View(sum, count, bounds);
    const CountFigure figure = Released(count);
    for (int64_t other = figure.low; other <= *figure.high; ++other) {
      // Sums of `other` people at the same mean, and outwards.
      const int64_t middle = sum * other / count;
      bool possible = false;
      for (int64_t off = 0; !possible && off <= middle + 100; ++off) {
        possible = View(middle + off, other, bounds) == view ||
                   (middle - off >= kThreshold && View(middle - off, other, bounds) == view);
      }
      EXPECT_TRUE(possible) << view << " rules out " << other;
    }
  }
}

TEST(CountFromMean, AnExactMeanWouldGiveTheCountAway) {
  // The attack itself works: over two exact decimals, 4.58 is 55/12 and nothing else from 8 to 12.
  int possible = 0;
  for (int64_t count = 8; count <= 12; ++count) {
    for (int64_t sum = count; sum <= 20 * count; ++sum) {
      possible += (200 * sum + count) / (2 * count) == 458 ? 1 : 0;
    }
  }
  EXPECT_EQ(possible, 1);
}

// `count` people who spend `sum` pence between them, so that as few pounds as possible are rounded
// up: that passes dominance easiest.
std::vector<TestPerson> Spenders(int64_t sum, int64_t count) {
  const int64_t pounds = sum / count / 100;
  const int64_t rest = sum - count * pounds * 100;
  const int64_t a_pound_more = std::max<int64_t>(0, (rest - 49 * count + 99) / 100);
  const int64_t pence = rest - 100 * a_pound_more;
  std::vector<TestPerson> people;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t cost =
        100 * (pounds + (i < a_pound_more ? 1 : 0)) + pence / count + (i < pence % count ? 1 : 0);
    people.push_back({.member = static_cast<size_t>(i % 2), .cost = cost});
  }
  return people;
}

TEST(CountFromMean, AWholeReleaseFitsEveryCount) {
  const Scenario scenario(
      {.columns = 1, .measures = {"people", "mean cost", "sum cost", "per_person cost"}});
  const auto release = [&](int64_t count, int64_t sum) {
    return scenario.Release(Spenders(sum, count)).SerializeAsString();
  };
  for (const int64_t sum : {123'457, 99'999, 4'321}) {
    const std::string seen = release(11, sum);
    for (int64_t count = 8; count <= 12; ++count) {
      bool possible = false;
      for (int64_t off = 0; !possible && off < 400; ++off) {
        possible = release(count, sum * count / 11 + off) == seen ||
                   release(count, sum * count / 11 - off) == seen;
      }
      EXPECT_TRUE(possible) << sum << " over 11 rules out " << count;
    }
  }
}

// What dominance adds: S² ≥ k·S2 can hold for k people only if all their values are the same. So a
// shown mean of whole numbers rules out the smallest count, and no other (documented in
// amount_table.h).
TEST(CountFromMean, DominanceRulesOutNothingButTheSmallestCount) {
  for (int64_t count = kThreshold + 1; count <= 12; ++count) {
    for (int64_t sum = kThreshold; sum <= 40 * count; ++sum) {
      const int64_t each = sum / count;
      const int64_t more = sum % count;
      const int64_t squares = (count - more) * each * each + more * (each + 1) * (each + 1);
      EXPECT_FALSE(IsDominated(sum, squares, 0, kThreshold)) << sum << " over " << count;
    }
  }
}

}  // namespace
}  // namespace ginnel::disclosure
