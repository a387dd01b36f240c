// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <mutex>
#include <optional>
#include <set>

#include "base/reason.h"
#include "crypto/oprf.h"
#include "node/ingest/oprf_pseudonymiser.h"
#include "tests/unit/node_ingest/ingest_fixture.h"

namespace ginnel::node {
namespace {

using testing::HasSubstr;

/// A trustee in the same process.
class LocalPeer final : public PseudonymPeer {
 public:
  explicit LocalPeer(crypto::OprfKeyPart key) : key_(std::move(key)) {}
  absl::StatusOr<std::string> Evaluate(std::string_view blinded) override {
    const size_t size = blinded.size() / crypto::kOprfElementSize;
    {
      const std::lock_guard lock(mutex_);
      largest = std::max(largest, size);
      elements += size;
      for (size_t i = 0; i < size; ++i) seen.emplace(blinded.substr(i * 32, 32));
    }
    if (fails && ++calls_ > 2) return absl::UnavailableError("gone away");
    return crypto::EvaluatePart(other_key ? *other_key : key_, blinded);
  }
  const crypto::OprfPublicPart& public_part() const { return key_.public_part(); }

  std::atomic<bool> fails{false};
  std::optional<crypto::OprfKeyPart> other_key;  // answers by it, and not by its own
  size_t largest = 0, elements = 0;
  std::set<std::string> seen;

 private:
  std::mutex mutex_;
  std::atomic<int> calls_{0};
  crypto::OprfKeyPart key_;
};

class OprfPseudonymiserTest : public testing::Test {
 protected:
  PersonNumbers PeopleOf(int count, int from = 0) {
    PersonNumbers people;
    for (int i = from; i < from + count; ++i)
      people.Add(crypto::NhsNumber::Parse(TestNumber(i)).value());
    return people;
  }

  SystemRandom random_;
  LocalPeer one_{crypto::OprfKeyPart::Generate(random_)};
  LocalPeer two_{crypto::OprfKeyPart::Generate(random_)};
  LocalPeer three_{crypto::OprfKeyPart::Generate(random_)};
  OprfPseudonymiser pseudonymiser_{{&one_, &two_, &three_},
                                   {one_.public_part(), two_.public_part(), three_.public_part()},
                                   random_,
                                   2};
};

TEST_F(OprfPseudonymiserTest, TheSamePersonGetsTheSameIdWhateverTheBatch) {
  const auto many = pseudonymiser_.Pseudonymise(PeopleOf(700), {});
  const auto few = pseudonymiser_.Pseudonymise(PeopleOf(3, 500), {});
  ASSERT_TRUE(many.ok() && few.ok()) << many.status() << few.status();
  EXPECT_EQ(std::set(many->begin(), many->end()).size(), 700u);
  EXPECT_EQ((*few)[0], (*many)[500]);
  EXPECT_EQ((*few)[2], (*many)[502]);
}

TEST_F(OprfPseudonymiserTest, SendsEachPersonOnceInBatchesAndBlindedAnew) {
  uint64_t done = 0;
  const auto progress = [&](uint64_t now, uint64_t total) {
    EXPECT_GT(now, done);
    EXPECT_EQ(total, 700u);
    done = now;
  };
  ASSERT_TRUE(pseudonymiser_.Pseudonymise(PeopleOf(700), progress).ok());
  ASSERT_TRUE(pseudonymiser_.Pseudonymise(PeopleOf(700), {}).ok());
  EXPECT_EQ(done, 700u);
  for (const LocalPeer* peer : {&one_, &two_, &three_}) {
    // And 16 canaries in each of three batches.
    EXPECT_EQ(peer->elements, 1400u + 2 * 3 * 16);
    EXPECT_EQ(peer->seen.size(), peer->elements);
    EXPECT_LE(peer->largest, crypto::kMaxOprfBatch);
  }
}

TEST_F(OprfPseudonymiserTest, ATrusteeThatGoesAwayEndsTheWorkAndIsNamed) {
  three_.fails = true;
  const auto ids = pseudonymiser_.Pseudonymise(PeopleOf(700), {});
  EXPECT_TRUE(absl::IsUnavailable(ids.status())) << ids.status();
  EXPECT_THAT(std::string(ids.status().message()),
              HasSubstr("trustee 3 did not pseudonymise: gone away"));
}

TEST_F(OprfPseudonymiserTest, ATrusteeThatAnswersByAnotherKeyIsNamedAndNothingIsUsed) {
  two_.other_key = crypto::OprfKeyPart::Generate(random_);
  const auto ids = pseudonymiser_.Pseudonymise(PeopleOf(3), {});
  EXPECT_TRUE(absl::IsDataLoss(ids.status())) << ids.status();
  EXPECT_EQ(ReasonOf(ids.status()), v1::REASON_INTEGRITY);
  EXPECT_THAT(std::string(ids.status().message()),
              HasSubstr("trustee 2 did not pseudonymise: it answered a canary wrongly"));
}

TEST_F(OprfPseudonymiserTest, ASecretIsTheSameForItsLabelAndForNoOther) {
  const auto first = pseudonymiser_.SecretOf("ginnel/a");
  const auto again = pseudonymiser_.SecretOf("ginnel/a");
  const auto other = pseudonymiser_.SecretOf("ginnel/b");
  ASSERT_TRUE(first.ok() && again.ok() && other.ok());
  EXPECT_EQ(first->size(), 64u);
  EXPECT_TRUE(EqualInConstantTime(first->view(), again->view()));
  EXPECT_FALSE(EqualInConstantTime(first->view(), other->view()));
}

TEST_F(OprfPseudonymiserTest, NobodyIsNobody) {
  const auto ids = pseudonymiser_.Pseudonymise(PersonNumbers(), {});
  ASSERT_TRUE(ids.ok()) << ids.status();
  EXPECT_TRUE(ids->empty());
}

}  // namespace
}  // namespace ginnel::node
