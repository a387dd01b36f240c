// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "crypto/prg.h"
#include "sharing/mailbox.h"
#include "sharing/peers.h"
#include "sharing/run_context.h"
#include "sharing/share_vector.h"

namespace ginnel::sharing {

/// One trustee's hand in the three-party arithmetic of one attempt (protocols.md 3; Araki et al.,
/// CCS 2016). The three parties make the same calls in the same order; nothing in that order
/// depends on a secret. A changed share in anything that is opened is noticed, because two parties
/// send it. Products alone are not checked: a party can add to one what it likes
/// (verified_products.h). Not thread-safe.
///
///   call        what party i sends
///   ----------  ------------------------------------------------------------------------------
///   AgreeSeeds  a fresh contribution to i−1 (for k_i) and to i+1 (for k_{i+1}); k_j is known to
///               j−1 and j only
///   Compare     HMACs, under k_i and k_{i+1}, of what it holds in common with each neighbour
///   Multiply    z_i to i−1: one element a product, or an inner product
///   OpenToAll   to both: nothing, so that all know that all are here; then x_i to i+1 and x_{i+1}
///               to i−1: each misses one part, and gets it twice
///   Coins       to both: a commitment; then what it committed to
class Party {
 public:
  Party(int index, RunContext run, Mailbox& mailbox, TrusteePeers& peers, RandomSource& random,
        absl::Duration timeout);

  int index() const { return index_; }

  /// First of all calls: fresh pairwise keys, in memory only.
  absl::Status AgreeSeeds();
  /// Whether both neighbours hold the same: `own[j]` is what it shares with the previous trustee,
  /// `next[j]` with the next one. Returns the first j that differs, or −1. DataLoss never says how
  /// they differ.
  absl::StatusOr<int> Compare(std::string_view use, const std::vector<std::string>& own,
                              const std::vector<std::string>& next);
  /// Element-wise product, shared again. A cheating party can add to each what it likes.
  absl::StatusOr<ShareVector> Multiply(const ShareVector& a, const ShareVector& b);
  /// Shares what `summands` (LocalProduct, or sums of it) add up to over the three parties.
  absl::StatusOr<ShareVector> Reshare(SecretElements summands);
  /// The sum of the summands, to all three, and nothing else of them. One cheating party can shift
  /// it.
  absl::StatusOr<std::vector<FieldElement>> OpenSum(SecretElements summands);
  /// Uniform elements that nobody knows; `use` is in their keys.
  absl::StatusOr<ShareVector> RandomShares(size_t size, std::string_view use = "random");
  /// The elements, to all three, once each of them holds all that it was to get before: nobody can
  /// make a product fit what is opened. DataLoss if the two copies of the missing part differ.
  absl::StatusOr<std::vector<FieldElement>> OpenToAll(const ShareVector& shares);
  /// Public coins that no party could foresee or choose, as long as one is honest: each commits to
  /// 32 random bytes, then reveals them; the seed hashes all three. Draw them when what they check
  /// is fixed. Never drawn again: DataLoss for a wrong reveal, DeadlineExceeded for a withheld one,
  /// and the attempt is over.
  absl::StatusOr<crypto::Prg> Coins(std::string_view use);
  /// Whether all `values` are 0, and nothing else about them (Chida et al., CRYPTO 2018, CheckZero,
  /// over their combination by Coins(use)): the combination times a fresh random element that
  /// nobody knows is opened. What a cheating party adds to that product cannot depend on the random
  /// element, so that it turns a value other than 0 into 0 with probability 1/p at most; with the
  /// combination 2/p. DataLoss (REASON_INTEGRITY) if one is not 0; who is at fault cannot be known.
  absl::Status CheckZero(std::string_view use, const ShareVector& values);
  /// Tells the others why it goes no further; best effort.
  void Abort(const absl::Status& why);

  /// Messages with this step carry an abort.
  static constexpr uint32_t kAbortStep = 0xffffffff;

 private:
  absl::Status Send(uint32_t step, int receiver, std::string payload);
  absl::Status SendBoth(uint32_t step, const std::string& payload);
  absl::StatusOr<std::string> Take(uint32_t step, int sender, size_t size);
  /// Vectors of any length go as several messages, at the steps from the first that this reserves.
  absl::StatusOr<uint32_t> ReserveSteps(size_t size);
  absl::Status SendElements(uint32_t first_step, int receiver, const SecretElements& elements);
  absl::StatusOr<SecretElements> TakeElements(uint32_t first_step, int sender, size_t size);
  absl::StatusOr<ShareVector> Stream(std::string_view use, size_t size);
  absl::Status Hide(SecretElements& summands);
  absl::Status AwaitBoth();

  const int index_;
  const RunContext run_;
  Mailbox& mailbox_;
  TrusteePeers& peers_;
  RandomSource& random_;
  const absl::Duration timeout_;
  uint32_t step_ = 0;
  uint64_t stream_ = 0;   // of random streams and draws of coins: each is used once
  SecretBytes own_key_;   // k_i, with the previous trustee
  SecretBytes next_key_;  // k_{i+1}, with the next one
};

/// DataLoss unless `bytes` are exactly `size` encoded elements.
absl::StatusOr<SecretElements> DecodeShares(std::string_view bytes, size_t size);

}  // namespace ginnel::sharing
