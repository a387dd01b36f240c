// SPDX-License-Identifier: Apache-2.0
//
// Whatever somebody sends as a signed statement: an envelope is read or refused, and a payload is
// accepted only if it is, byte for byte, the canonical form of what it parses to.
#include <cstdlib>
#include <string>

#include "base/document.h"
#include "crypto/dsse.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/query.pb.h"
#include "ginnel/v1/statement.pb.h"

namespace {

template <typename T>
void CheckPayload(const std::string& text) {
  T message;
  if (!ginnel::ParseCanonicalJson(text, message).ok()) return;
  const auto again = ginnel::CanonicalJson(message);
  if (!again.ok() || *again != text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto envelope = ginnel::crypto::EnvelopeFromJson(text);
  if (envelope.ok()) {
    (void)ginnel::crypto::PayloadDigest(*envelope);
    CheckPayload<ginnel::v1::Approval>(envelope->payload());
  }
  CheckPayload<ginnel::v1::Approval>(text);
  CheckPayload<ginnel::v1::Query>(text);
  CheckPayload<ginnel::v1::Constitution>(text);
  CheckPayload<ginnel::v1::Run>(text);
  return 0;
}
