// SPDX-License-Identifier: Apache-2.0
#include "sharing/party.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/field_codec.h"
#include "crypto/hash.h"
#include "sharing/coins.h"

namespace ginnel::sharing {
namespace {

constexpr size_t kSeedSize = 32;
constexpr size_t kMacSize = 32;
// 2 MiB: mailboxes and the RPC layer take 4 MiB with everything around it.
constexpr size_t kElementsInAMessage = (2u << 20) / crypto::kFieldElementSize;

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string Text(std::span<const uint8_t> bytes) { return std::string(bytes.begin(), bytes.end()); }

}  // namespace

absl::StatusOr<SecretElements> DecodeShares(std::string_view bytes, size_t size) {
  SecretElements elements(size);
  if (bytes.size() != size * crypto::kFieldElementSize ||
      !crypto::DecodeFieldElements(bytes, elements.mutable_view()).ok()) {
    return absl::DataLossError(
        absl::StrCat("expected ", size, " field elements below p, got ", bytes.size(), " bytes"));
  }
  return elements;
}

Party::Party(int index, RunContext run, Mailbox& mailbox, TrusteePeers& peers, RandomSource& random,
             absl::Duration timeout)
    : index_(index),
      run_(std::move(run)),
      mailbox_(mailbox),
      peers_(peers),
      random_(random),
      timeout_(timeout) {}

absl::Status Party::Send(uint32_t step, int receiver, std::string payload) {
  v1::PeerMessage message;
  message.set_protocol(kProtocolVersion);
  message.set_run_id(run_.run_id);
  message.set_attempt(run_.attempt);
  message.set_step(step);
  message.set_sender(static_cast<uint32_t>(index_));
  message.set_receiver(static_cast<uint32_t>(receiver));
  message.set_payload(std::move(payload));
  const absl::Status delivered = peers_.Deliver(message);
  std::string& sent = *message.mutable_payload();
  Wipe({reinterpret_cast<uint8_t*>(sent.data()), sent.size()});
  return delivered;
}

absl::Status Party::SendBoth(uint32_t step, const std::string& payload) {
  RETURN_IF_ERROR(Send(step, PreviousTrustee(index_), payload));
  return Send(step, NextTrustee(index_), payload);
}

absl::StatusOr<uint32_t> Party::ReserveSteps(size_t size) {
  const uint32_t first = step_ + 1;
  const size_t messages =
      std::max(size_t{1}, (size + kElementsInAMessage - 1) / kElementsInAMessage);
  // A step that came around again would be taken for a repeat.
  if (messages >= kAbortStep - step_) {
    return absl::ResourceExhaustedError("an attempt has no more than 2^32 − 2 steps");
  }
  step_ += static_cast<uint32_t>(messages);
  return first;
}

absl::Status Party::SendElements(uint32_t first_step, int receiver,
                                 const SecretElements& elements) {
  size_t from = 0;
  do {  // an empty vector is one empty message
    const size_t count = std::min(kElementsInAMessage, elements.size() - from);
    RETURN_IF_ERROR(Send(first_step++, receiver,
                         crypto::EncodeFieldElements(elements.view().subspan(from, count))));
    from += count;
  } while (from < elements.size());
  return absl::OkStatus();
}

absl::StatusOr<SecretElements> Party::TakeElements(uint32_t first_step, int sender, size_t size) {
  SecretElements elements(size);
  size_t from = 0;
  do {
    const size_t count = std::min(kElementsInAMessage, size - from);
    ASSIGN_OR_RETURN(std::string payload,
                     Take(first_step++, sender, count * crypto::kFieldElementSize));
    const absl::Status decoded =
        crypto::DecodeFieldElements(payload, elements.mutable_view().subspan(from, count));
    Wipe({reinterpret_cast<uint8_t*>(payload.data()), payload.size()});
    if (!decoded.ok()) {
      return absl::DataLossError(absl::StrCat("trustee ", sender, " sent in step ", first_step - 1,
                                              " what is no field element"));
    }
    from += count;
  } while (from < size);
  return elements;
}

absl::StatusOr<std::string> Party::Take(uint32_t step, int sender, size_t size) {
  ASSIGN_OR_RETURN(std::string payload, mailbox_.Take(step, sender, timeout_));
  if (payload.size() != size) {
    return absl::DataLossError(absl::StrCat("trustee ", sender, " sent ", payload.size(),
                                            " bytes in step ", step, " instead of ", size));
  }
  return payload;
}

absl::Status Party::AgreeSeeds() {
  const int previous = PreviousTrustee(index_);
  const int next = NextTrustee(index_);
  ASSIGN_OR_RETURN(const uint32_t step, ReserveSteps(1));
  const SecretBytes to_previous = SecretBytes::Random(kSeedSize, random_);
  const SecretBytes to_next = SecretBytes::Random(kSeedSize, random_);
  RETURN_IF_ERROR(Send(step, previous, Text(to_previous.view())));
  RETURN_IF_ERROR(Send(step, next, Text(to_next.view())));
  ASSIGN_OR_RETURN(std::string from_previous, Take(step, previous, kSeedSize));
  ASSIGN_OR_RETURN(std::string from_next, Take(step, next, kSeedSize));

  // k_j hashes both contributions, trustee j's first: neither of the two can choose it.
  const auto join = [&](std::span<const uint8_t> first, std::span<const uint8_t> second, int j) {
    SecretBytes both(2 * kSeedSize);
    std::copy(first.begin(), first.end(), both.mutable_view().begin());
    std::copy(second.begin(), second.end(), both.mutable_view().begin() + kSeedSize);
    return crypto::HkdfSha256(both, {}, KeyInfo(run_, "pair", "", static_cast<uint64_t>(j)),
                              kSeedSize);
  };
  ASSIGN_OR_RETURN(own_key_, join(to_previous.view(), Bytes(from_previous), index_));
  ASSIGN_OR_RETURN(next_key_, join(Bytes(from_next), to_next.view(), next));
  Wipe({reinterpret_cast<uint8_t*>(from_previous.data()), from_previous.size()});
  Wipe({reinterpret_cast<uint8_t*>(from_next.data()), from_next.size()});
  return absl::OkStatus();
}

absl::StatusOr<int> Party::Compare(std::string_view use, const std::vector<std::string>& own,
                                   const std::vector<std::string>& next) {
  ASSIGN_OR_RETURN(const uint32_t step, ReserveSteps(1));
  // The sender stands in the MAC, so that an answer cannot be an echo.
  const auto macs = [&](const SecretBytes& pair_key, const std::vector<std::string>& held,
                        int sender) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(
        const SecretBytes key,
        crypto::HkdfSha256(
            pair_key, {}, KeyInfo(run_, "compare", use, static_cast<uint64_t>(sender)), kSeedSize));
    std::string joined;
    for (const std::string& item : held) joined += Text(crypto::HmacSha256(key, Bytes(item)));
    return joined;
  };
  const int previous = PreviousTrustee(index_);
  const int following = NextTrustee(index_);
  ASSIGN_OR_RETURN(std::string to_previous, macs(own_key_, own, index_));
  ASSIGN_OR_RETURN(std::string to_next, macs(next_key_, next, index_));
  RETURN_IF_ERROR(Send(step, previous, std::move(to_previous)));
  RETURN_IF_ERROR(Send(step, following, std::move(to_next)));
  ASSIGN_OR_RETURN(const std::string expected_previous, macs(own_key_, own, previous));
  ASSIGN_OR_RETURN(const std::string expected_next, macs(next_key_, next, following));
  ASSIGN_OR_RETURN(const std::string from_previous, Take(step, previous, expected_previous.size()));
  ASSIGN_OR_RETURN(const std::string from_next, Take(step, following, expected_next.size()));
  for (size_t j = 0; j < std::max(own.size(), next.size()); ++j) {
    const auto equal = [&](const std::string& expected, const std::string& got) {
      return expected.size() < (j + 1) * kMacSize ||
             EqualInConstantTime(Bytes(expected).subspan(j * kMacSize, kMacSize),
                                 Bytes(got).subspan(j * kMacSize, kMacSize));
    };
    if (!equal(expected_previous, from_previous) || !equal(expected_next, from_next)) {
      return static_cast<int>(j);
    }
  }
  return -1;
}

absl::StatusOr<ShareVector> Party::Stream(std::string_view use, size_t size) {
  const uint64_t stream = ++stream_;
  ShareVector out(size);
  ASSIGN_OR_RETURN(crypto::Prg own, crypto::Prg::Create(own_key_, KeyInfo(run_, use, "", stream)));
  ASSIGN_OR_RETURN(crypto::Prg next,
                   crypto::Prg::Create(next_key_, KeyInfo(run_, use, "", stream)));
  own.Fill(out.own.mutable_view());
  next.Fill(out.next.mutable_view());
  return out;
}

absl::StatusOr<ShareVector> Party::RandomShares(size_t size, std::string_view use) {
  return Stream(use, size);
}

absl::StatusOr<ShareVector> Party::Multiply(const ShareVector& a, const ShareVector& b) {
  if (a.size() != b.size()) return absl::InternalError("factors differ in length");
  SecretElements summands(a.size());
  for (size_t k = 0; k < a.size(); ++k) summands[k] = LocalProduct(At(a, k), At(b, k));
  return Reshare(std::move(summands));
}

// With a fresh sharing of zero added, the summands tell nothing but their sum.
absl::Status Party::Hide(SecretElements& summands) {
  ASSIGN_OR_RETURN(const ShareVector zero, Stream("zero", summands.size()));
  for (size_t k = 0; k < summands.size(); ++k) summands[k] += zero.own[k] - zero.next[k];
  return absl::OkStatus();
}

absl::StatusOr<ShareVector> Party::Reshare(SecretElements summands) {
  const size_t size = summands.size();
  ASSIGN_OR_RETURN(const uint32_t step, ReserveSteps(size));
  RETURN_IF_ERROR(Hide(summands));
  RETURN_IF_ERROR(SendElements(step, PreviousTrustee(index_), summands));
  ASSIGN_OR_RETURN(SecretElements next, TakeElements(step, NextTrustee(index_), size));
  return ShareVector(std::move(summands), std::move(next));
}

absl::StatusOr<std::vector<FieldElement>> Party::OpenSum(SecretElements summands) {
  const size_t size = summands.size();
  ASSIGN_OR_RETURN(const uint32_t step, ReserveSteps(size));
  RETURN_IF_ERROR(Hide(summands));
  const std::array<int, 2> others = {PreviousTrustee(index_), NextTrustee(index_)};
  for (const int other : others) RETURN_IF_ERROR(SendElements(step, other, summands));
  std::vector<FieldElement> opened(summands.view().begin(), summands.view().end());
  for (const int other : others) {
    ASSIGN_OR_RETURN(const SecretElements theirs, TakeElements(step, other, size));
    for (size_t k = 0; k < size; ++k) opened[k] += theirs[k];
  }
  return opened;
}

// What another trustee says it has sent, it says after all that it waited for: with the word of
// both here, all that each of the three made before is with the one that keeps it, and fixed.
absl::Status Party::AwaitBoth() {
  ASSIGN_OR_RETURN(const uint32_t step, ReserveSteps(1));
  RETURN_IF_ERROR(SendBoth(step, ""));
  for (const int other : {PreviousTrustee(index_), NextTrustee(index_)}) {
    RETURN_IF_ERROR(Take(step, other, 0).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<FieldElement>> Party::OpenToAll(const ShareVector& shares) {
  // Of the last product a trustee needs the next one's part alone. Without this wait the one that
  // the previous trustee holds up could see what is opened before it says what it made of it.
  RETURN_IF_ERROR(AwaitBoth());
  ASSIGN_OR_RETURN(const uint32_t step, ReserveSteps(shares.size()));
  const int previous = PreviousTrustee(index_);
  const int next = NextTrustee(index_);
  RETURN_IF_ERROR(SendElements(step, next, shares.own));
  RETURN_IF_ERROR(SendElements(step, previous, shares.next));
  ASSIGN_OR_RETURN(const SecretElements missing, TakeElements(step, previous, shares.size()));
  ASSIGN_OR_RETURN(const SecretElements again, TakeElements(step, next, shares.size()));
  if (!std::ranges::equal(missing.view(), again.view())) {
    return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                         "two trustees sent different parts of one opened value");
  }
  std::vector<FieldElement> opened(shares.size());
  for (size_t k = 0; k < shares.size(); ++k) {
    opened[k] = shares.own[k] + shares.next[k] + missing[k];
  }
  return opened;
}

absl::StatusOr<crypto::Prg> Party::Coins(std::string_view use) {
  const CoinDraw draw{run_, use, ++stream_};
  const size_t mine = static_cast<size_t>(index_ - 1);
  std::array<SecretBytes, 3> contributions;
  std::array<crypto::Digest, 3> commitments;
  contributions[mine] = SecretBytes::Random(CoinDraw::kContribution, random_);
  commitments[mine] = draw.Commit(index_, contributions[mine].view());
  ASSIGN_OR_RETURN(const uint32_t commit, ReserveSteps(1));
  RETURN_IF_ERROR(SendBoth(commit, Text(commitments[mine].bytes)));
  for (int other : {PreviousTrustee(index_), NextTrustee(index_)}) {
    crypto::Digest& commitment = commitments[static_cast<size_t>(other - 1)];
    ASSIGN_OR_RETURN(const std::string said, Take(commit, other, commitment.bytes.size()));
    std::ranges::copy(Bytes(said), commitment.bytes.begin());
  }

  // Only now: both others are bound.
  const std::string seen = Text(draw.Seen(commitments).bytes);
  ASSIGN_OR_RETURN(const uint32_t reveal, ReserveSteps(1));
  RETURN_IF_ERROR(SendBoth(reveal, Text(contributions[mine].view()) + seen));
  for (int other : {PreviousTrustee(index_), NextTrustee(index_)}) {
    ASSIGN_OR_RETURN(const std::string said, Take(reveal, other, CoinDraw::kReveal));
    const auto contribution = Bytes(said).first(CoinDraw::kContribution);
    if (said.substr(CoinDraw::kContribution) != seen) {
      return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                           "the trustees saw different commitments to coins");
    }
    const auto at = static_cast<size_t>(other - 1);
    if (draw.Commit(other, contribution) != commitments[at]) {
      return ReasonedError(
          absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
          absl::StrCat("trustee ", other, " revealed other coins than it had committed to"));
    }
    contributions[at] = SecretBytes::CopyOf(contribution);
  }
  return crypto::Prg::Create(draw.Seed(contributions), draw.Info());
}

absl::Status Party::CheckZero(std::string_view use, const ShareVector& values) {
  ASSIGN_OR_RETURN(crypto::Prg coins, Coins(use));
  ShareVector sum(1);
  for (size_t k = 0; k < values.size(); ++k) Set(sum, 0, At(sum, 0) + At(values, k) * coins.Next());
  ASSIGN_OR_RETURN(const ShareVector random, RandomShares(1, "check zero"));
  ASSIGN_OR_RETURN(const ShareVector hidden, Multiply(sum, random));
  ASSIGN_OR_RETURN(const std::vector<FieldElement> opened, OpenToAll(hidden));
  if (opened[0] == FieldElement()) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                       absl::StrCat("a check (", std::string(use),
                                    ") found a wrong product: a trustee has cheated or erred"));
}

void Party::Abort(const absl::Status& why) {
  for (int other : {PreviousTrustee(index_), NextTrustee(index_)}) {
    // Best effort: the others' own deadlines end the attempt if this does not reach them.
    (void)Send(kAbortStep, other, std::string(why.message()));
  }
}

}  // namespace ginnel::sharing
