// SPDX-License-Identifier: Apache-2.0
// A trustee that deviates in the small-count test: in every product, in the check of the products,
// in the coins; alone and in ways that fit each other.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "crypto/field_codec.h"
#include "sharing/coins.h"
#include "sharing/small_count_test.h"
#include "tests/unit/crypto/scripted_random.h"
#include "tests/unit/sharing/three_parties.h"

namespace ginnel::sharing {
namespace {

constexpr uint64_t kFresh = 0;     // seed of runs whose randomness nobody knows
constexpr uint32_t kNever = 1000;  // a step that nobody takes
const RunContext kRun{"run", 1};
const FieldElement kOne = FieldElement::FromUint64(1);

// Four tests in two batches of the same form, k = 4: {5}, {2 and 9}, {0}, {1 and 3}.
constexpr size_t kBatch = 13;
const std::vector<int64_t> kCounts = {5, 2, 9, 0, 1, 3};
const std::vector<bool> kBits = {true, false, true, false};

query::Plan SmallPlan() {
  query::Plan plan;
  plan.cells = kCounts.size();
  plan.aggregates = {query::Aggregate{}};
  plan.threshold = 4;
  for (const std::vector<uint32_t>& positions :
       std::vector<std::vector<uint32_t>>{{0}, {1, 2}, {3}, {4, 5}}) {
    query::SmallnessTest test;
    for (uint32_t position : positions) {
      query::LinearForm form;
      form.terms = {{position, 1}};
      form.zero_is_small = positions.size() > 1;
      test.forms.push_back(form);
    }
    plan.tests.push_back(test);
  }
  return plan;
}

using Result = absl::StatusOr<std::vector<bool>>;
struct Outcome {
  std::array<Result, 3> results = {absl::UnknownError(""), absl::UnknownError(""),
                                   absl::UnknownError("")};
  std::vector<v1::PeerMessage> sent;
  const Result& of(uint32_t trustee) const { return results[trustee - 1]; }
};

Outcome RunTests(const Wires::Change& change = {}, uint64_t seed = kFresh,
                 absl::Duration timeout = absl::Seconds(30)) {
  Wires wires(change);
  SystemRandom fresh;
  std::array<crypto::SeededRandom, 3> seeded = {
      crypto::SeededRandom(seed), crypto::SeededRandom(seed + 1), crypto::SeededRandom(seed + 2)};
  const auto dealt = Deal(kCounts);
  const query::Plan plan = SmallPlan();
  Outcome outcome;
  AllThree([&](int i) {
    const auto at = static_cast<size_t>(i - 1);
    RandomSource& random =
        seed == kFresh ? static_cast<RandomSource&>(fresh) : static_cast<RandomSource&>(seeded[at]);
    Party party(i, kRun, wires.mailbox(i), wires.peers(i), random, timeout);
    outcome.results[at] = [&]() -> Result {
      if (absl::Status agreed = party.AgreeSeeds(); !agreed.ok()) return agreed;
      return TestSmallCounts(party, plan, {}, dealt[at], kBatch);
    }();
    if (!outcome.results[at].ok()) party.Abort(outcome.results[at].status());
  });
  outcome.sent = wires.sent();
  return outcome;
}

// The steps of an honest run by what is sent in them.
struct Steps {
  std::vector<uint32_t> products;  // z_i, to the trustee before
  std::vector<uint32_t> waits;     // nothing, before each opening
  std::vector<uint32_t> openings;  // m, ρ·T; the last one is all t
  std::vector<uint32_t> commitments;
  std::vector<uint32_t> reveals;
  std::map<uint32_t, size_t> bytes;
  uint32_t last = 0;
};

Steps StepsOf(const std::vector<v1::PeerMessage>& sent) {
  Steps steps;
  std::set<uint32_t> to_next;
  for (const v1::PeerMessage& message : sent) {
    steps.bytes[message.step()] = message.payload().size();
    if (message.receiver() == message.sender() % 3 + 1) to_next.insert(message.step());
    steps.last = std::max(steps.last, message.step());
  }
  for (const auto& [step, bytes] : steps.bytes) {
    if (step == 1) continue;  // seeds
    if (bytes == 0) {
      steps.waits.push_back(step);
    } else if (!to_next.contains(step)) {
      steps.products.push_back(step);
    } else if (step != steps.last && bytes == sizeof(crypto::Digest::bytes)) {
      steps.commitments.push_back(step);
    } else if (bytes == CoinDraw::kReveal) {
      steps.reveals.push_back(step);
    } else {
      steps.openings.push_back(step);
    }
  }
  return steps;
}

FieldElement ElementAt(const v1::PeerMessage& message, size_t element) {
  return (*crypto::DecodeFieldElements(message.payload()))[element];
}

void AddTo(v1::PeerMessage& message, size_t element, FieldElement error) {
  auto elements = *crypto::DecodeFieldElements(message.payload());
  elements[element] += error;
  message.set_payload(crypto::EncodeFieldElements(elements));
}

bool FromTo(const v1::PeerMessage& message, int sender, int receiver, uint32_t step) {
  return message.sender() == static_cast<uint32_t>(sender) &&
         message.receiver() == static_cast<uint32_t>(receiver) && message.step() == step;
}

// No honest trustee sent a part of a test's result, and both know that the run is over.
void ExpectCaught(const Outcome& outcome, int cheat, uint32_t last_step, const std::string& what) {
  for (const v1::PeerMessage& message : outcome.sent) {
    if (message.sender() == static_cast<uint32_t>(cheat)) continue;
    if (message.step() == Party::kAbortStep) continue;
    EXPECT_LT(message.step(), last_step) << what;
  }
  for (uint32_t trustee : {1u, 2u, 3u}) {
    if (trustee == static_cast<uint32_t>(cheat)) continue;
    const Result& result = outcome.of(trustee);
    EXPECT_FALSE(result.ok()) << what << ": trustee " << trustee;
  }
}

// By the check, or because the cheat's two copies of what the check opened differ.
void ExpectFound(const Outcome& outcome, int cheat, uint32_t last_step, const std::string& what) {
  ExpectCaught(outcome, cheat, last_step, what);
  for (const Result& result : outcome.results) {
    EXPECT_TRUE(absl::StrContains(result.status().message(), "wrong product") ||
                absl::StrContains(result.status().message(), "different parts"))
        << what << ": " << result.status();
  }
}

class ProductAttack : public testing::Test {
 protected:
  ProductAttack() {
    const Outcome honest = RunTests();
    for (const Result& result : honest.results) {
      EXPECT_TRUE(result.ok()) << result.status();
      if (result.ok()) {
        EXPECT_EQ(*result, kBits);
      }
    }
    steps_ = StepsOf(honest.sent);
  }
  // The products of the first batch: MACs of inputs, levels of the tree, the product of the check.
  size_t ProductsOfABatch() const { return steps_.products.size() / 2; }
  // The step in which t of the first batch is made, beside m·t.
  uint32_t StepOfT() const { return steps_.products[ProductsOfABatch() - 2]; }

  Steps steps_;
};

TEST_F(ProductAttack, MeetsTheStepsThatItThinksOf) {
  // Each batch: MACs of inputs, four levels (1 + 8 factors), the check's own product.
  EXPECT_EQ(steps_.products.size(), 2u * 6);
  EXPECT_EQ(steps_.commitments.size(), 2u);
  EXPECT_EQ(steps_.reveals.size(), 2u);
  EXPECT_EQ(steps_.openings.size(), 2u * 2 + 1);
  EXPECT_EQ(steps_.waits.size(), steps_.openings.size());
  EXPECT_EQ(steps_.bytes[StepOfT()], 2u * crypto::kFieldElementSize);
}

TEST_F(ProductAttack, AnErrorInAnyElementOfAnyProductIsFoundBeforeAnyBitIsKnown) {
  for (uint32_t step : steps_.products) {
    const size_t elements = steps_.bytes[step] / crypto::kFieldElementSize;
    for (size_t element = 0; element < elements; ++element) {
      const int cheat = static_cast<int>((step + element) % 3) + 1;
      const Outcome outcome = RunTests([&](v1::PeerMessage& message) {
        if (FromTo(message, cheat, PreviousTrustee(cheat), step)) AddTo(message, element, kOne);
      });
      ExpectFound(outcome, cheat, steps_.last,
                  "step " + std::to_string(step) + " element " + std::to_string(element));
    }
  }
}

TEST_F(ProductAttack, AnyTrusteeIsFoundInAnyStep) {
  for (int cheat : {1, 2, 3}) {
    for (uint32_t step : steps_.products) {
      const Outcome outcome = RunTests([&](v1::PeerMessage& message) {
        if (FromTo(message, cheat, PreviousTrustee(cheat), step)) AddTo(message, 0, -kOne);
      });
      ExpectFound(outcome, cheat, steps_.last,
                  "trustee " + std::to_string(cheat) + " step " + std::to_string(step));
    }
  }
}

TEST_F(ProductAttack, ProductsOfAnEarlierStepAreNoProductsOfALaterOne) {
  constexpr int kCheat = 2;
  for (size_t p = 0; p < ProductsOfABatch(); ++p) {
    const uint32_t earlier = steps_.products[p];
    const uint32_t later = steps_.products[p + ProductsOfABatch()];
    ASSERT_EQ(steps_.bytes[earlier], steps_.bytes[later]);
    std::string kept;
    const Outcome outcome = RunTests([&](v1::PeerMessage& message) {
      if (FromTo(message, kCheat, 1, earlier)) kept = message.payload();
      if (FromTo(message, kCheat, 1, later)) message.set_payload(kept);
    });
    ExpectFound(outcome, kCheat, steps_.last, "step " + std::to_string(later));
  }
}

// --- Attacks that fit: t of the second test, which is 0, is to become something else, and the
// --- check is to say nothing of it.

constexpr size_t kSmallTest = 1;

TEST_F(ProductAttack, AGuessOfTheKeyDoesNotMakeASmallCellPass) {
  for (int64_t guess : {0, 1, -1, 2, 1'000'000}) {
    const FieldElement m = FieldElement::FromInt64(guess);
    const Outcome outcome = RunTests([&](v1::PeerMessage& message) {
      if (!FromTo(message, 3, 2, StepOfT())) return;
      // One product of this step is t of the small test, the other its MAC.
      AddTo(message, 0, kOne);
      AddTo(message, 1, m);
    });
    ExpectFound(outcome, 3, steps_.last, "guess " + std::to_string(guess));
  }
}

// The parts of m as they are opened: trustee i sends m_i to the next one.
std::array<FieldElement, 3> PartsOfKey(const Outcome& outcome, uint32_t step) {
  std::array<FieldElement, 3> parts;
  for (int i : {1, 2, 3}) {
    for (const v1::PeerMessage& message : outcome.sent) {
      if (FromTo(message, i, NextTrustee(i), step)) {
        parts[static_cast<size_t>(i - 1)] = ElementAt(message, 0);
      }
    }
  }
  return parts;
}

// What lets trustee 3 stand by its error in t: it opens its part with the error too.
void StandBy(v1::PeerMessage& message, uint32_t last_step) {
  if (FromTo(message, 3, 1, last_step)) AddTo(message, kSmallTest, kOne);
}

void ExpectSmallCellPasses(const Outcome& outcome) {
  for (uint32_t honest : {1u, 2u}) {
    const Result& result = outcome.of(honest);
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_TRUE((*result)[kSmallTest]);
  }
}

TEST_F(ProductAttack, TheTwoPartsOfTheKeyThatOneHoldsDoNotMakeASmallCellPass) {
  constexpr uint64_t kSeed = 77;  // of all three: runs repeat, with the same m
  const auto parts = PartsOfKey(RunTests({}, kSeed), steps_.openings[0]);
  const auto with = [&](FieldElement m) {
    return RunTests(
        [&, m](v1::PeerMessage& message) {
          if (FromTo(message, 3, 2, StepOfT())) {
            AddTo(message, 0, kOne);
            AddTo(message, 1, m);
          }
          StandBy(message, steps_.last);
        },
        kSeed);
  };
  // Trustee 3 holds m_3 and m_1.
  ExpectFound(with(parts[2] + parts[0]), 3, steps_.last, "two parts");
  // The attack is right but for the third part: whoever had it would get through.
  ExpectSmallCellPasses(with(parts[0] + parts[1] + parts[2]));
}

FieldElement OpenedAt(const Outcome& outcome, uint32_t step) {
  const auto parts = PartsOfKey(outcome, step);
  return parts[0] + parts[1] + parts[2];
}

TEST_F(ProductAttack, AnErrorInTheChecksOwnProductDoesNotHideAnotherError) {
  constexpr uint64_t kSeed = 99;
  const uint32_t product_of_check = steps_.products[ProductsOfABatch() - 1];
  const uint32_t opening_of_check = steps_.openings[1];
  const auto with = [&](FieldElement hide, uint64_t seed) {
    return RunTests(
        [&, hide](v1::PeerMessage& message) {
          if (FromTo(message, 3, 2, StepOfT())) AddTo(message, 0, kOne);
          if (FromTo(message, 3, 2, product_of_check)) AddTo(message, 0, hide);
          // It stands by this error as well, and counts it in itself.
          if (FromTo(message, 1, 3, product_of_check)) AddTo(message, 0, hide);
          if (FromTo(message, 3, 2, opening_of_check)) AddTo(message, 0, -hide);
          if (FromTo(message, 3, 1, opening_of_check)) AddTo(message, 0, hide);
          StandBy(message, steps_.last);
        },
        seed);
  };
  // What would have to be taken away is ρ·T, which shows only when it is too late.
  const Outcome open_cheat = with(FieldElement(), kSeed);
  ExpectFound(open_cheat, 3, steps_.last, "no attempt to hide");
  const FieldElement hide = -OpenedAt(open_cheat, opening_of_check);
  ExpectFound(with(hide, kFresh), 3, steps_.last, "of another run");
  ExpectFound(with(-kOne, kFresh), 3, steps_.last, "a guess");
  // Whoever had foreseen it would get through.
  ExpectSmallCellPasses(with(hide, kSeed));
}

// In MACs alone, where no value is wrong and nothing follows from them: those of both t.
TEST_F(ProductAttack, ErrorsWhoseSumIsZeroDoNotCancel) {
  const uint32_t step_of_first_t = steps_.products[2];  // of four factors
  ASSERT_EQ(steps_.bytes[step_of_first_t], 6u * crypto::kFieldElementSize);
  const Outcome outcome = RunTests([&](v1::PeerMessage& message) {
    if (FromTo(message, 1, 3, step_of_first_t)) AddTo(message, 3, kOne);
    if (FromTo(message, 1, 3, StepOfT())) AddTo(message, 1, -kOne);
  });
  ExpectFound(outcome, 1, steps_.last, "two MACs");
}

// --- A trustee that speaks last

// What the trustee after `cheat` says to it while the one before still waits for the cheat's part
// of the product at `step`.
class HeldBack {
 public:
  HeldBack(int cheat, uint32_t step) : cheat_(cheat), step_(step) {}

  // Holds the part until the next trustee has said anything later.
  void operator()(v1::PeerMessage& message) {
    if (FromTo(message, cheat_, PreviousTrustee(cheat_), step_)) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return said_.has_value(); });
    } else if (message.sender() == static_cast<uint32_t>(NextTrustee(cheat_)) &&
               message.receiver() == static_cast<uint32_t>(cheat_) && message.step() > step_) {
      const std::lock_guard lock(mutex_);
      if (!said_) said_ = message.payload();
      changed_.notify_all();
    }
  }
  const std::string& said() const { return *said_; }

 private:
  const int cheat_;
  const uint32_t step_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<std::string> said_;
};

TEST_F(ProductAttack, WhoHoldsItsPartBackIsToldNothingThatItCouldMakeItFit) {
  size_t before_an_opening = 0;
  for (const uint32_t step : steps_.products) {
    if (std::find(steps_.waits.begin(), steps_.waits.end(), step + 1) == steps_.waits.end()) {
      continue;  // a product or coins come next
    }
    ++before_an_opening;
    for (int cheat : {1, 2, 3}) {
      HeldBack held(cheat, step);
      const Outcome outcome = RunTests([&](v1::PeerMessage& message) { held(message); });
      EXPECT_EQ(held.said(), "") << "step " << step << ", held back by " << cheat;
      for (const Result& result : outcome.results) EXPECT_TRUE(result.ok()) << result.status();
    }
  }
  // The last level of the tree, before m is opened, and the product of the check, in both batches.
  EXPECT_EQ(before_an_opening, 4u);
}

// --- The check itself

TEST_F(ProductAttack, AWrongPartOfAnythingOpenedIsFound) {
  for (uint32_t step : steps_.openings) {
    for (int cheat : {1, 2, 3}) {
      for (int receiver : {PreviousTrustee(cheat), NextTrustee(cheat)}) {
        const Outcome outcome = RunTests([&](v1::PeerMessage& message) {
          if (FromTo(message, cheat, receiver, step)) AddTo(message, 0, kOne);
        });
        const std::string what = "step " + std::to_string(step) + " from " + std::to_string(cheat);
        EXPECT_FALSE(outcome.of(static_cast<uint32_t>(receiver)).ok()) << what;
        // The third may not know it yet: what it has is right, and the transcript stops it.
        for (const Result& result : outcome.results) {
          if (result.ok()) {
            EXPECT_EQ(*result, kBits) << what;
          }
        }
        if (step < steps_.openings[steps_.openings.size() - 2]) {
          ExpectCaught(outcome, cheat, steps_.last, what);
        }
      }
    }
  }
}

TEST_F(ProductAttack, AWrongCommitmentOrRevealOfCoinsEndsTheRun) {
  std::vector<uint32_t> steps = steps_.commitments;
  steps.insert(steps.end(), steps_.reveals.begin(), steps_.reveals.end());
  for (uint32_t step : steps) {
    for (int cheat : {1, 2, 3}) {
      for (size_t byte : {size_t{0}, steps_.bytes[step] - 1}) {
        const Outcome outcome = RunTests([&](v1::PeerMessage& message) {
          if (FromTo(message, cheat, NextTrustee(cheat), step)) {
            (*message.mutable_payload())[byte] ^= 1;
          }
        });
        ExpectCaught(outcome, cheat, steps_.last, "step " + std::to_string(step));
      }
    }
  }
}

TEST_F(ProductAttack, AWithheldRevealEndsTheRunAndNamesWhoWithheldIt) {
  const Outcome outcome = RunTests(
      [&](v1::PeerMessage& message) {
        // Its word that it waits for others is withheld too.
        if (message.sender() == 2 && message.step() >= steps_.reveals[0]) message.set_step(kNever);
      },
      kFresh, absl::Seconds(2));
  for (const v1::PeerMessage& message : outcome.sent) {
    if (message.sender() != 2 && message.step() != Party::kAbortStep) {
      EXPECT_LE(message.step(), steps_.reveals[0]);
    }
  }
  for (uint32_t honest : {1u, 3u}) {
    ASSERT_FALSE(outcome.of(honest).ok());
    EXPECT_TRUE(absl::StrContains(outcome.of(honest).status().message(), "trustee 2 did not"))
        << outcome.of(honest).status();
  }
}

}  // namespace
}  // namespace ginnel::sharing
