// SPDX-License-Identifier: Apache-2.0
#include "sharing/coins.h"

namespace ginnel::sharing {
namespace {

void Append(std::string& out, std::span<const uint8_t> bytes) {
  out.append(bytes.begin(), bytes.end());
}

}  // namespace

crypto::Digest CoinDraw::Commit(int trustee, std::span<const uint8_t> contribution) const {
  std::string text = KeyInfo(run, "coin commitment", use, draw);
  text.push_back(static_cast<char>(trustee));
  Append(text, contribution);
  const crypto::Digest digest = crypto::Sha256(text);
  Wipe({reinterpret_cast<uint8_t*>(text.data()), text.size()});
  return digest;
}

crypto::Digest CoinDraw::Seen(const std::array<crypto::Digest, 3>& commitments) const {
  std::string text = KeyInfo(run, "coin commitments", use, draw);
  for (const crypto::Digest& commitment : commitments) Append(text, commitment.bytes);
  return crypto::Sha256(text);
}

SecretBytes CoinDraw::Seed(const std::array<SecretBytes, 3>& contributions) const {
  std::string text = KeyInfo(run, "coin seed", use, draw);
  for (const SecretBytes& contribution : contributions) Append(text, contribution.view());
  return SecretBytes::CopyOf(crypto::Sha256(text).bytes);
}

}  // namespace ginnel::sharing
