// SPDX-License-Identifier: Apache-2.0
#include "governance/run_id.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ginnel::governance {
namespace {

class Transcript {
 public:
  Transcript& Number(uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes_.push_back(static_cast<char>((value >> shift) & 0xff));
    }
    return *this;
  }
  Transcript& Text(std::string_view text) {
    Number(text.size());
    bytes_.append(text);
    return *this;
  }
  template <typename List>
  Transcript& Texts(const List& list) {
    Number(static_cast<uint64_t>(list.size()));
    for (const std::string& text : list) Text(text);
    return *this;
  }
  crypto::Digest Hash() const { return crypto::Sha256(std::string_view(bytes_)); }

 private:
  std::string bytes_;
};

}  // namespace

crypto::Digest RunIdOf(const v1::Run& run) {
  Transcript transcript;
  transcript.Text("ginnel run v1")
      .Text(run.query_digest())
      .Texts(run.approval_digests())
      .Text(run.agreement_digest())
      .Texts(run.roster())
      .Text(run.nonce())
      .Number(run.n())
      .Number(run.attempt())
      .Number(run.threshold())
      .Text(run.started_at());
  if (run.epoch() != 0 || !run.spine_digest().empty()) {
    transcript.Number(run.epoch()).Text(run.spine_digest());
  }
  return transcript.Hash();
}

}  // namespace ginnel::governance
