// SPDX-License-Identifier: Apache-2.0
#include "coordinator/spine_desk.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "crypto/sealed_box.h"
#include "governance/linkage.h"
#include "governance/refuse.h"
#include "governance/statement.h"

namespace ginnel::coordinator {
namespace {

using governance::EpochOnRegister;

constexpr uint64_t kIdBytes = 16;
constexpr uint64_t kLongest = governance::kMostPeopleOnList * kIdBytes + crypto::kSealedBoxOverhead;

bool Contains(const std::vector<std::string>& members, const std::string& member) {
  return std::find(members.begin(), members.end(), member) != members.end();
}

absl::Status WrongState(std::string why) {
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       std::move(why));
}

absl::Status Malformed(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED, std::move(why));
}

bool IsAgreed(const EpochOnRegister& epoch) {
  return governance::MissingFor(epoch, governance::LinkageMembers(epoch.constitution)).empty();
}

std::string DigestFor(const v1::SpinePart& list, const std::string& recipient) {
  for (const v1::SpinePart::Sealed& sealed : list.sealed()) {
    if (sealed.recipient() == recipient) return sealed.ciphertext_sha256();
  }
  return "";
}

absl::Status NotOwn(const std::string& member) {
  return governance::Refuse(v1::REASON_ROLE_REQUIRED,
                            absl::StrCat("a node hands in and states what is its own: this is not "
                                         "of ",
                                         member));
}

}  // namespace

absl::StatusOr<EpochOnRegister> SpineDesk::Making(uint32_t epoch) const {
  std::optional<v1::Epoch> last;
  EpochOnRegister making;
  RETURN_IF_ERROR(parts_.on->Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(last, governance::LastEpoch(tx));
    if (!last) return absl::OkStatus();
    ASSIGN_OR_RETURN(making, governance::ReadEpoch(tx, *last));
    return absl::OkStatus();
  }));
  if (!last || last->epoch() != epoch || IsAgreed(making)) {
    return WrongState(absl::StrCat("epoch ", epoch, " is not in the making"));
  }
  return making;
}

absl::StatusOr<std::unique_ptr<SealedParts::Incoming>> SpineDesk::Receive(
    const std::string& member, const v1::SealedChunk::Header& header) {
  if (header.sender() != member) return NotOwn(member);
  ASSIGN_OR_RETURN(const EpochOnRegister epoch, Making(header.epoch()));
  if (!Contains(governance::SpineMembers(epoch.constitution), member)) {
    return governance::Refuse(
        v1::REASON_ROLE_REQUIRED,
        absl::StrCat(member, " is no general-practice member of epoch ", header.epoch()));
  }
  if (!Contains(governance::LinkageMembers(epoch.constitution), header.recipient())) {
    return Malformed("the recipient takes no part in this epoch");
  }
  const uint64_t size = header.size();
  if (size < crypto::kSealedBoxOverhead || size > kLongest ||
      (size - crypto::kSealedBoxOverhead) % kIdBytes != 0) {
    return Malformed(absl::StrCat("a sealed list cannot have ", size, " bytes"));
  }
  const absl::StatusOr<crypto::Digest> digest = crypto::Digest::FromHex(header.sha256());
  if (!digest.ok()) return Malformed("sha256 must be 64 lower-case hex digits");
  const v1::SpinePart* stated = epoch.ListOf(member);
  if (stated != nullptr && DigestFor(*stated, header.recipient()) != header.sha256()) {
    return WrongState(absl::StrCat("this is not what ", member, " stated of epoch ", header.epoch(),
                                   ": a list is made once"));
  }
  return parts_.sealed->Receive({header.epoch(), member, header.recipient()}, size, *digest);
}

absl::StatusOr<std::map<std::string, std::string>> SpineDesk::Held(const std::string& member,
                                                                   uint32_t epoch) const {
  RETURN_IF_ERROR(Making(epoch).status());
  return parts_.sealed->Held(epoch, member);
}

absl::Status SpineDesk::Fetch(const std::string& member, const v1::FetchRequest& request,
                              SealedParts::Visitor visit) {
  ASSIGN_OR_RETURN(const EpochOnRegister epoch, Making(request.epoch()));
  const v1::SpinePart* list = epoch.ListOf(request.sender());
  if (list == nullptr) return WrongState("no such list was handed in yet");
  const absl::StatusOr<crypto::Digest> digest = crypto::Digest::FromHex(DigestFor(*list, member));
  if (!digest.ok()) {
    return governance::Refuse(
        v1::REASON_ROLE_REQUIRED,
        absl::StrCat("nothing of epoch ", request.epoch(), " is sealed to ", member));
  }
  const absl::Status read =
      parts_.sealed->Read({request.epoch(), list->member(), member}, *digest, visit);
  if (absl::IsDataLoss(read)) {
    parts_.log->Write(Event::kSpinePartLost, {{"epoch", static_cast<int64_t>(request.epoch())},
                                              {"sender", list->member()},
                                              {"recipient", member}});
  }
  return read;
}

absl::Status SpineDesk::CheckAllHere(const v1::SpinePart& list) const {
  ASSIGN_OR_RETURN(const auto held, parts_.sealed->Held(list.epoch(), list.member()));
  for (const v1::SpinePart::Sealed& sealed : list.sealed()) {
    const auto found = held.find(sealed.recipient());
    if (found == held.end() || found->second != sealed.ciphertext_sha256()) {
      return WrongState(absl::StrCat("hand in first what is sealed to ", sealed.recipient()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> SpineDesk::State(const std::string& member,
                                          const v1::Envelope& statement) {
  const bool list = governance::IsStatement<v1::SpinePart>(statement);
  std::string type(governance::StatementType<v1::Spine>::kName);
  if (list) {
    type = governance::StatementType<v1::SpinePart>::kName;
    ASSIGN_OR_RETURN(const v1::SpinePart part,
                     governance::ReadUnverifiedStatement<v1::SpinePart>(statement));
    if (part.member() != member) return NotOwn(member);
  } else {
    ASSIGN_OR_RETURN(const v1::Spine spine,
                     governance::ReadUnverifiedStatement<v1::Spine>(statement));
    if (spine.member() != member) return NotOwn(member);
  }
  std::optional<governance::RegisterStore::Found> found;
  RETURN_IF_ERROR(parts_.on->Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(found,
                     governance::RegisterStore::Find(tx, type, crypto::PayloadDigest(statement)));
    return absl::OkStatus();
  }));
  if (found) return found->index;
  if (list) {
    ASSIGN_OR_RETURN(const v1::SpinePart part,
                     governance::ReadUnverifiedStatement<v1::SpinePart>(statement));
    RETURN_IF_ERROR(CheckAllHere(part));
  }
  ASSIGN_OR_RETURN(const uint64_t index, parts_.append(statement));
  RETURN_IF_ERROR(Tidy());
  return index;
}

absl::Status SpineDesk::Tidy() {
  std::optional<v1::Epoch> last;
  bool making = false;
  RETURN_IF_ERROR(parts_.on->Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(last, governance::LastEpoch(tx));
    if (!last) return absl::OkStatus();
    ASSIGN_OR_RETURN(const EpochOnRegister epoch, governance::ReadEpoch(tx, *last));
    making = !IsAgreed(epoch);
    return absl::OkStatus();
  }));
  return parts_.sealed->KeepOnly(making ? last->epoch() : 0);
}

}  // namespace ginnel::coordinator
