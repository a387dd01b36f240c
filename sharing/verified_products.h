// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <utility>

#include "absl/status/statusor.h"
#include "sharing/party.h"
#include "sharing/share_vector.h"

namespace ginnel::sharing {

class VerifiedProducts;

/// A share of a value v and of its MAC m·v. What is linear needs nobody. There is no way to take v
/// out: that is VerifiedProducts::Finish.
class AuthenticatedShare {
 public:
  friend AuthenticatedShare operator+(AuthenticatedShare a, AuthenticatedShare b) {
    return {a.value_ + b.value_, a.mac_ + b.mac_};
  }
  friend AuthenticatedShare operator-(AuthenticatedShare a, AuthenticatedShare b) {
    return {a.value_ - b.value_, a.mac_ - b.mac_};
  }
  friend AuthenticatedShare operator*(AuthenticatedShare a, FieldElement c) {
    return {a.value_ * c, a.mac_ * c};
  }

 private:
  friend class Authenticated;
  friend class VerifiedProducts;
  AuthenticatedShare(Share value, Share mac) : value_(value), mac_(mac) {}
  Share value_;
  Share mac_;
};

/// A vector of them, wiped when it goes.
class Authenticated {
 public:
  explicit Authenticated(size_t size) : values_(size), macs_(size) {}
  size_t size() const { return values_.size(); }
  AuthenticatedShare At(size_t i) const {
    return {ginnel::sharing::At(values_, i), ginnel::sharing::At(macs_, i)};
  }
  void Set(size_t i, AuthenticatedShare share) {
    ginnel::sharing::Set(values_, i, share.value_);
    ginnel::sharing::Set(macs_, i, share.mac_);
  }

 private:
  friend class VerifiedProducts;
  Authenticated(ShareVector values, ShareVector macs)
      : values_(std::move(values)), macs_(std::move(macs)) {}
  ShareVector values_;
  ShareVector macs_;
};

/// A batch of products that is right, or ends the attempt (protocols.md 3; Chida et al., CRYPTO
/// 2018, the protocol for large fields, over replicated shares). One trustee may cheat as it likes.
///
/// Each value goes with its MAC under a key m: shared, random, fresh for the batch, known to
/// nobody. An input's MAC is a product with m; a product's is [m·x]·[y], made in the same step as
/// [x]·[y]. Finish, when all is fixed: opens m; draws public coins c; forms T = Σ c·([m·v] − m·[v])
/// over all inputs, products and outputs, which is linear now; opens ρ·T for a fresh shared random
/// ρ, which must be 0. Nothing that depends on a product can be taken out before.
///
/// Why that is enough. All that a cheating trustee can do to a product is to add an error: the two
/// honest ones hold every part between them, so whatever it sends makes a valid sharing, of
/// something else. Take the first value in which it errs, by d in the value and by e in its MAC:
/// what went in was right, so its summand of T is e − m·d. It chose d and e without knowing m, of
/// which it lacks a part: the summand is 0 for one m of p at most. Coins that are drawn after all
/// is fixed let summands that are not all 0 cancel with probability 1/p. So T ≠ 0 but for 2/p. It
/// can add to the last product too, by d'; but ρ·T + d' is 0 for one ρ of p, and it lacks a part of
/// ρ. It gets through with probability 3/p at most, about 2^−59, in each batch. What is opened it
/// cannot change: each missing part comes from both others. Whether m or the coins are known first
/// makes no difference: everything was fixed before both. For that Party::OpenToAll waits for both
/// others: a product's part goes to one of them, and the other could open too early.
///
/// Why nothing leaks. Products are masked by fresh shares of zero until they are checked. m is
/// independent of all values, and nothing is multiplied under it once it is open. T is 0, or, of a
/// cheat, hidden by ρ. That a batch fails says nothing either: it fails whatever the values are,
/// because the MACs of inputs are in T too (else an error in one would be noticed only where its
/// cofactor is not 0). Of two factors one needs a MAC: the other is shared rightly already, and
/// what is made of it has the first one's. Who cheated cannot be known.
///
/// Not thread-safe. Memory: 32 bytes an input, a product and an output, and half as much again in
/// Finish.
class VerifiedProducts {
 public:
  /// Draws m. `party` outlives the batch.
  static absl::StatusOr<VerifiedProducts> Begin(Party& party);

  /// Values from outside the batch, with MACs: one step, an element each. What is returned here and
  /// by Multiply lives as long as the batch.
  absl::StatusOr<const Authenticated*> Input(ShareVector values);
  /// Element-wise: one step, two elements a product. `b` may be of the batch, or from outside: its
  /// own MACs have no part in the product.
  absl::StatusOr<const Authenticated*> Multiply(const Authenticated& a, const ShareVector& b);
  absl::StatusOr<const Authenticated*> Multiply(const Authenticated& a, const Authenticated& b) {
    return Multiply(a, b.values_);
  }
  /// Σ a·b over the first lengths[0] elements, then over the next lengths[1], …: one step, two
  /// elements a sum. `b` from outside. InternalError unless the lengths add up to the vectors'.
  absl::StatusOr<const Authenticated*> InnerProducts(const Authenticated& a, const ShareVector& b,
                                                     std::span<const size_t> lengths);
  /// Of the whole vectors.
  absl::StatusOr<const Authenticated*> InnerProduct(const Authenticated& a, const ShareVector& b) {
    const size_t all = a.size();
    return InnerProducts(a, b, {&all, 1});
  }
  /// With a public constant added.
  AuthenticatedShare Add(AuthenticatedShare share, FieldElement constant) const;
  /// Shares of `outputs`, once the whole batch is known to be right: DataLoss (REASON_INTEGRITY) if
  /// it is not. `outputs` are of this batch, or the check fails. The last call: m is open now.
  absl::StatusOr<ShareVector> Finish(Authenticated outputs);
  /// Instead of Finish: whether, beside that, `outputs` are what `claimed` says. `outputs` are of
  /// this batch: it is what they are made of that is checked. Nothing is told of how they differ.
  absl::Status FinishEqual(const Authenticated& outputs, const ShareVector& claimed);

 private:
  VerifiedProducts(Party& party, ShareVector key) : party_(party), key_(std::move(key)) {}
  absl::Status CheckOpen() const;
  absl::Status Close(const ShareVector& zeros);

  Party& party_;
  ShareVector key_;                  // [m]
  std::deque<Authenticated> fixed_;  // inputs and products: what the check is over
  bool finished_ = false;
};

}  // namespace ginnel::sharing
