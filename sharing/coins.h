// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/secret_bytes.h"
#include "crypto/digest.h"
#include "sharing/run_context.h"

namespace ginnel::sharing {

/// One draw of public coins by commit and reveal: what each trustee commits to, and what the three
/// reveals make. Every hash is over run, attempt, use and the draw's number, so that neither a
/// commitment nor a seed of another draw fits; a commitment holds its trustee's index, so that
/// nobody can repeat another's as its own.
struct CoinDraw {
  static constexpr size_t kContribution = 32;  // random bytes of each trustee
  static constexpr size_t kReveal = kContribution + sizeof(crypto::Digest::bytes);

  const RunContext& run;
  std::string_view use;
  uint64_t draw;

  /// Binding, and hiding because the contribution is random.
  crypto::Digest Commit(int trustee, std::span<const uint8_t> contribution) const;
  /// The three commitments, trustee 1's first, as one trustee saw them. It goes with each reveal:
  /// whoever told the two others different things is found out before a coin is used.
  crypto::Digest Seen(const std::array<crypto::Digest, 3>& commitments) const;
  /// From the three contributions, trustee 1's first.
  SecretBytes Seed(const std::array<SecretBytes, 3>& contributions) const;
  /// What the generator of coins is made with, beside the seed.
  std::string Info() const { return KeyInfo(run, "coins", use, draw); }
};

}  // namespace ginnel::sharing
