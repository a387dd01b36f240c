// SPDX-License-Identifier: Apache-2.0
#include "node/spine/sealed_list.h"

#include <cstring>
#include <span>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/secret_bytes.h"
#include "base/status.h"

namespace ginnel::node {
namespace {

void AddNumber(uint64_t value, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

void AddText(std::string_view text, std::string& out) {
  AddNumber(text.size(), out);
  out.append(text);
}

}  // namespace

std::string ListLabel::Header() const {
  std::string header;
  AddText("ginnel spine list v1", header);
  AddNumber(epoch, header);
  AddText(agreement_digest, header);
  AddText(sender, header);
  AddText(recipient, header);
  return header;
}

absl::StatusOr<std::string> SealList(const ListLabel& label, const std::vector<LinkageId>& ids,
                                     const crypto::SealingPublicKey& recipient,
                                     RandomSource& random) {
  return crypto::Seal(
      recipient, label.Header(),
      {reinterpret_cast<const uint8_t*>(ids.data()), ids.size() * sizeof(LinkageId)}, random);
}

absl::StatusOr<std::vector<LinkageId>> OpenList(const ListLabel& label, std::string_view sealed,
                                                uint64_t people, const crypto::SealingKey& key) {
  const auto wrong = [&](std::string_view why) {
    return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                         absl::StrCat("the list of ", label.sender, " for epoch ", label.epoch,
                                      ": ", std::string(why)));
  };
  absl::StatusOr<std::vector<uint8_t>> plain = crypto::OpenSealed(
      key, label.Header(), {reinterpret_cast<const uint8_t*>(sealed.data()), sealed.size()});
  if (!plain.ok()) {
    return wrong(absl::StrCat(std::string(plain.status().message()),
                              ". If this node's sealing key has changed since the epoch began, it "
                              "takes part from the next epoch on"));
  }
  if (plain->size() != people * sizeof(LinkageId)) {
    return wrong("it does not hold as many people as its node stated");
  }
  std::vector<LinkageId> ids(people);
  if (people > 0) std::memcpy(ids.data(), plain->data(), plain->size());
  Wipe(*plain);
  return ids;
}

}  // namespace ginnel::node
