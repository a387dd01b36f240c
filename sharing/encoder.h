// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "sharing/local_table.h"
#include "sharing/run_context.h"
#include "sharing/share_vector.h"

namespace ginnel::sharing {

/// What one upload is made of: figures, and the two seeds that hide them. Only the encoder sees it.
class Splitting;

/// Reads x3 = x − PRG(s1) − PRG(s2) from the front.
class ElementReader {
 public:
  ElementReader(ElementReader&&) noexcept;
  ElementReader& operator=(ElementReader&&) noexcept;
  ~ElementReader();
  uint64_t left() const;
  /// The next out.size() elements, at most left().
  void Read(std::span<FieldElement> out);

 private:
  template <int kTrustee>
  friend class ShareFor;
  struct State;
  explicit ElementReader(std::unique_ptr<State> state);
  static absl::StatusOr<ElementReader> Of(std::shared_ptr<const Splitting> splitting);
  std::unique_ptr<State> state_;
};

/// What a node sends to trustee kTrustee, and can send to no other: each trustee has its own type.
///   T1: seeds s1, s2.   T2: seed s2, elements x3.   T3: seed s1, elements x3.
/// Elements are worked out as they are read, for each of the two again, so that an upload of any
/// length takes no more memory than what is on its way.
template <int kTrustee>
class ShareFor {
 public:
  ShareFor(ShareFor&&) = default;
  ShareFor& operator=(ShareFor&&) = default;

  const RunContext& run() const { return run_; }
  const std::string& member() const { return member_; }
  uint64_t length() const { return length_; }
  /// Of all members together, where their uploads are taken side by side; else 0. How long the
  /// upload may take goes by it: whose turn comes late waits for the others.
  uint64_t length_of_run() const { return length_of_run_; }
  const SecretBytes& first_seed() const { return first_seed_; }
  const SecretBytes& second_seed() const { return second_seed_; }  // empty but for trustee 1
  /// From the front, the same each time.
  absl::StatusOr<ElementReader> Elements() const requires(kTrustee != 1) {
    return ElementReader::Of(splitting_);
  }

 private:
  friend class Encoder;
  ShareFor() = default;
  RunContext run_;
  std::string member_;
  uint64_t length_ = 0;
  uint64_t length_of_run_ = 0;
  SecretBytes first_seed_, second_seed_;
  std::shared_ptr<const Splitting> splitting_;  // none for trustee 1
};

using Shares = std::tuple<ShareFor<1>, ShareFor<2>, ShareFor<3>>;

/// The seam to one trustee for uploads.
template <int kTrustee>
class ShareChannel {
 public:
  virtual ~ShareChannel() = default;
  /// Returns when the trustee has acknowledged the whole upload.
  virtual absl::Status Upload(const ShareFor<kTrustee>& share) = 0;
};

/// Splits a local table into x1 = PRG(s1), x2 = PRG(s2), x3 = x − x1 − x2 (protocols.md 3). Fresh
/// seeds for each call: a second upload is a new attempt. Any one trustee's share is independent of
/// the table.
class Encoder {
 public:
  explicit Encoder(RandomSource& random) : random_(random) {}
  absl::StatusOr<Shares> Encode(LocalTable table, const RunContext& run, const std::string& member,
                                uint64_t length_of_run = 0) const;

 private:
  RandomSource& random_;
};

/// Stream `stream` (1 or 2) of an upload, expanded from its seed; the same at node and trustee.
absl::StatusOr<SecretElements> ExpandSeed(const SecretBytes& seed, const RunContext& run,
                                          const std::string& member, int stream, size_t length);

/// What trustee `trustee` holds of an upload. InvalidArgument if seeds or elements are not of the
/// form for that trustee.
absl::StatusOr<ShareVector> Receive(int trustee, const RunContext& run, const std::string& member,
                                    uint64_t length, const SecretBytes& first_seed,
                                    const SecretBytes& second_seed, SecretElements elements);

}  // namespace ginnel::sharing
