// SPDX-License-Identifier: Apache-2.0
//
// A standard deviation beside a mean and a rounded count must not give the count back. The attacker
// knows the rules and goes through every group of people that would show the same mean and
// deviation.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "disclosure/amount_figure.h"
#include "disclosure/amount_table.h"
#include "disclosure/deviation.h"
#include "scenario.h"
#include "tests/attack/disclosure/released_count.h"

namespace ginnel::disclosure {
namespace {

// Which (contributors up to eight, sum, sum of squares) some people with values 0 … `most` can
// have.
class Sums {
 public:
  Sums(int64_t people, int64_t most)
      : most_(most), sums_(people * most + 1), squares_(people * most * most + 1) {
    possible_.resize(static_cast<size_t>(9 * sums_ * squares_));
    possible_[0] = true;
  }
  void AddOne() {
    std::vector<bool> more(possible_.size());
    ForEach([&](int64_t contributors, int64_t sum, int64_t squares) {
      for (int64_t value = 0; value <= most_; ++value) {
        if (sum + value >= sums_ || squares + value * value >= squares_) continue;
        const int64_t now = std::min<int64_t>(8, contributors + (value > 0 ? 1 : 0));
        more[At(now, sum + value, squares + value * value)] = true;
      }
    });
    possible_ = std::move(more);
  }
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (int64_t contributors = 0; contributors <= 8; ++contributors) {
      for (int64_t sum = 0; sum < sums_; ++sum) {
        for (int64_t squares = 0; squares < squares_; ++squares) {
          if (possible_[At(contributors, sum, squares)]) visit(contributors, sum, squares);
        }
      }
    }
  }

 private:
  size_t At(int64_t contributors, int64_t sum, int64_t squares) const {
    return static_cast<size_t>((contributors * sums_ + sum) * squares_ + squares);
  }
  int64_t most_, sums_, squares_;
  std::vector<bool> possible_;
};

std::string View(int64_t sum, int64_t squares, int64_t count, const AmountBounds& bounds) {
  AmountFigure amount = ReleaseMean(sum, count, Released(count), bounds, kThreshold);
  amount.deviation = ReleaseDeviation(sum, squares, count, kThreshold, amount, bounds, kThreshold);
  v1::ReleasedCell mean;
  Write(ShowMean(amount), mean);
  v1::ReleasedCell deviation;
  Write(ShowDeviation(amount), deviation);
  return absl::StrCat(Say(mean), " | ", Say(deviation));
}

void ExpectEveryCountStaysPossible(int64_t released, int64_t most) {
  const AmountBounds bounds{0, 0, most};
  const CountFigure figure = Released(released);
  std::map<std::string, std::set<int64_t>> counts_behind;
  Sums sums(*figure.high, most);
  for (int64_t count = 1; count <= *figure.high; ++count) {
    sums.AddOne();
    if (count < figure.low) continue;
    sums.ForEach([&](int64_t contributors, int64_t sum, int64_t squares) {
      if (contributors < 8) return;
      // That dominance rules out the smallest count is said there (amount_table.h).
      if (IsDominated(sum, squares, 0, kThreshold)) return;
      counts_behind[View(sum, squares, count, bounds)].insert(count);
    });
  }
  const auto every = static_cast<size_t>(*figure.high - figure.low + 1);
  size_t telling = 0;
  for (const auto& [view, counts] : counts_behind) {
    if (counts.size() + (figure.low == kThreshold ? 1 : 0) < every) {
      ++telling;
      ADD_FAILURE() << view << " fits only " << counts.size() << " of " << every << " counts";
    }
    if (telling > 5) return;
  }
  EXPECT_GE(counts_behind.size(), static_cast<size_t>(most)) << "nothing was shown";
}

// Of a larger cell: every other count has a sum with the same mean, and squares with the same
// deviation.
bool CanBeOf(const std::string& view, int64_t count, double mean, double deviation,
             const AmountBounds& bounds) {
  const double n = static_cast<double>(count);
  const auto near = static_cast<int64_t>(mean * n);
  for (int64_t sum = near - 40; sum <= near + 40; ++sum) {
    const double s = static_cast<double>(sum);
    const auto middle = static_cast<int64_t>(deviation * deviation * (n - 1) + s * s / n);
    for (int64_t squares = middle - 4; squares <= middle + 4; ++squares) {
      if (sum < 8 || (squares - sum) % 2 != 0 || squares < sum) continue;
      if (View(sum, squares, count, bounds) == view) return true;
    }
  }
  return false;
}

TEST(CountFromDeviation, EveryViewOfALargerCellFitsEveryCount) {
  std::mt19937_64 random(20260401);
  const AmountBounds bounds{0, 0, 100'000};
  for (int round = 0; round < 400; ++round) {
    const int64_t count = 20 + static_cast<int64_t>(random() % 400);
    const CountFigure figure = Released(count);
    const double n = static_cast<double>(count);
    const double mean = 2 + static_cast<double>(random() % 1000) / 20;
    const double deviation = 0.5 + mean * static_cast<double>(random() % 100) / 100;
    const auto sum = static_cast<int64_t>(mean * n);
    const double s = static_cast<double>(sum);
    auto squares = static_cast<int64_t>(deviation * deviation * (n - 1) + s * s / n);
    squares += (squares - sum) % 2 == 0 ? 0 : 1;
    const std::string view = View(sum, squares, count, bounds);
    for (int64_t other = figure.low; other <= *figure.high; ++other) {
      EXPECT_TRUE(CanBeOf(view, other, s / n, deviation, bounds))
          << view << " of " << count << " cannot be of " << other;
    }
  }
}

TEST(CountFromDeviation, EveryViewOfASmallCellFitsEveryCountOfItsRange) {
  for (const int64_t released : {10, 15, 20}) {
    for (const int64_t most : {1, 2, 3, 7}) ExpectEveryCountStaysPossible(released, most);
  }
}

TEST(CountFromDeviation, AnExactDeviationWouldTell) {
  // The same search without the rounding: two counts never share all three sums.
  std::map<std::string, std::set<int64_t>> counts_behind;
  for (int64_t count = 8; count <= 12; ++count) {
    const double n = static_cast<double>(count);
    const double sum = 2 * n;
    const double squares = 4 * n + 2;  // all 2, but a 1 and a 3
    counts_behind[absl::StrCat((squares - sum * sum / n) / (n - 1))].insert(count);
  }
  EXPECT_EQ(counts_behind.size(), 5u);
}

}  // namespace
}  // namespace ginnel::disclosure
