// SPDX-License-Identifier: Apache-2.0
#include "governance/register/register.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/register/entry_rules.h"
#include "governance/register/epoch_query.h"
#include "governance/register/register_query.h"
#include "governance/statement.h"

namespace ginnel::governance {
namespace {

// What is appended can never be taken out, and has to fit into one message (4 MiB) at everybody: so
// every copy refuses what is larger.
size_t LargestEntry(std::string_view type) {
  const bool agreement = type == StatementType<v1::Constitution>::kName ||
                         type == StatementType<v1::Operations>::kName;
  return agreement ? size_t{2} << 20 : size_t{1} << 18;
}

absl::StatusOr<uint64_t> SizeIn(store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const RegisterStore::Head head, RegisterStore::ReadHead(tx));
  return head.frontier.size();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Register>> Register::Open(store::Database& database,
                                                         std::shared_ptr<const Agreement> base,
                                                         std::string party) {
  std::unique_ptr<Register> copy(new Register(database, std::move(base), std::move(party)));
  RETURN_IF_ERROR(copy->Replay());
  return copy;
}

// What the entries make of the agreement; they were judged when they were taken.
absl::Status Register::Replay() {
  LivingAgreement living;
  const auto take = [&](uint64_t index, std::string_view entry) -> absl::Status {
    ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(entry));
    absl::StatusOr<LivingAgreement> next = living.After(envelope);
    if (!next.ok()) {
      return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                           absl::StrCat("entry ", index, " of the register in ", database_.path(),
                                        " does not hold: ", std::string(next.status().message())));
    }
    living = *std::move(next);
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) -> absl::Status {
    RETURN_IF_ERROR(
        RegisterStore::Read(tx, 0, 1, [&](uint64_t, std::string_view entry) -> absl::Status {
          ASSIGN_OR_RETURN(const v1::Envelope first, crypto::EnvelopeFromJson(entry));
          if (base_->Follows(crypto::PayloadDigest(first))) return absl::OkStatus();
          return ReasonedError(
              absl::StatusCode::kFailedPrecondition, v1::REASON_AGREEMENT_MISMATCH,
              absl::StrCat("the register in ", database_.path(),
                           " does not begin with the agreement of this folder: is it the store of "
                           "another partnership?"));
        }));
    return RegisterStore::ReadTypes(tx, StatementType<v1::Constitution>::kName,
                                    StatementType<v1::Operations>::kName, take);
  }));
  Adopt(std::move(living));
  return absl::OkStatus();
}

void Register::Adopt(LivingAgreement living) {
  std::map<std::string, v1::Envelope> newer;
  for (const auto& [party, envelope] : base_->signed_operations()) {
    if (party == party_ || base_->TrusteeIndex(party) != 0) newer[party] = envelope;
  }
  std::shared_ptr<const Agreement> reachable = living.With(newer);
  const std::lock_guard lock(mutex_);
  reachable_ = reachable ? std::move(reachable) : base_;
  living_ = std::move(living);
}

std::shared_ptr<const Agreement> Register::agreement() const {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const Agreement> current = living_.current();
  return current ? current : base_;
}

std::shared_ptr<const Agreement> Register::reachable() const {
  const std::lock_guard lock(mutex_);
  return reachable_;
}

absl::StatusOr<uint64_t> Register::size() const {
  uint64_t size = 0;
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(size, SizeIn(tx));
    return absl::OkStatus();
  }));
  return size;
}

absl::StatusOr<std::string> Register::checkpoint() const {
  std::string note;
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(RegisterStore::Head head, RegisterStore::ReadHead(tx));
    note = std::move(head.checkpoint);
    return absl::OkStatus();
  }));
  return note;
}

absl::Status Register::Read(store::Database::ReadBody body) const {
  return database_.Read("read the register", body);
}

Register::Appender::Appender(store::Transaction& tx, const Register& owner)
    : tx_(tx), owner_(owner) {
  const std::lock_guard lock(owner.mutex_);
  living_ = owner.living_;
}

absl::StatusOr<EntryFacts> Register::Appender::Judge(const v1::Envelope& statement) {
  if (!ChangesAgreement(statement)) {
    const std::shared_ptr<const Agreement> agreement = living_.current();
    if (agreement == nullptr) {
      return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                           "the register does not hold a whole agreement yet: a constitution, "
                           "and the operations of all three trustees");
    }
    return JudgeEntry(statement, *agreement, tx_);
  }
  EntryFacts facts;
  facts.digest = crypto::PayloadDigest(statement);
  const bool constitution = IsStatement<v1::Constitution>(statement);
  ASSIGN_OR_RETURN(const uint64_t size, SizeIn(tx_));
  if (size == 0 && constitution && !owner_.base_->Follows(facts.digest)) {
    return ReasonedError(
        absl::StatusCode::kDataLoss, v1::REASON_REGISTER_FORK,
        absl::StrCat("the register begins with the constitution ", facts.digest.ToHex(),
                     ", which this party's own agreement does not rest on"));
  }
  ASSIGN_OR_RETURN(living_, living_.After(statement));
  if (constitution) {
    facts.type = StatementType<v1::Constitution>::kName;
    return facts;
  }
  ASSIGN_OR_RETURN(const v1::Operations operations,
                   ReadUnverifiedStatement<v1::Operations>(statement));
  facts.type = StatementType<v1::Operations>::kName;
  facts.subject = AboutParty(operations.party());
  return facts;
}

absl::StatusOr<uint64_t> Register::Appender::Append(const v1::Envelope& statement) {
  // Before it is judged: what is there already would often not hold a second time.
  const std::string type = crypto::StatementName(statement.payload_type());
  const crypto::Digest digest = crypto::PayloadDigest(statement);
  ASSIGN_OR_RETURN(const auto found, RegisterStore::Find(tx_, type, digest));
  if (found) {
    return ReasonedError(
        absl::StatusCode::kAlreadyExists, v1::REASON_WRONG_STATE,
        absl::StrCat("the register holds this ", type, " already, as entry ", found->index));
  }
  const std::string entry = crypto::EnvelopeToJson(statement);
  if (entry.size() > LargestEntry(type)) {
    return ReasonedError(
        absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
        absl::StrCat("this ", type, " has ", entry.size(),
                     " bytes as an entry of the register, and may have ", LargestEntry(type)));
  }
  ASSIGN_OR_RETURN(const EntryFacts facts, Judge(statement));
  return RegisterStore::Append(tx_, facts, entry);
}

absl::Status Register::Commit(std::string_view name, Body body) {
  return Change(name,
                [&](store::Transaction& tx, Appender& appender) { return body(tx, appender); });
}

absl::Status Register::Change(std::string_view name, Work work) {
  const std::lock_guard one(changing_);
  LivingAgreement before, after;
  RETURN_IF_ERROR(database_.RunTransaction(name, [&](store::Transaction& tx) -> absl::Status {
    Appender appender(tx, *this);
    before = appender.living_;
    RETURN_IF_ERROR(work(tx, appender));
    after = appender.living_;
    return absl::OkStatus();
  }));
  if (!after.Same(before)) Adopt(std::move(after));
  return absl::OkStatus();
}

absl::StatusOr<std::string> Register::OriginIn(store::Snapshot& tx) const {
  std::string origin;
  RETURN_IF_ERROR(
      RegisterStore::Read(tx, 0, 1, [&](uint64_t, std::string_view entry) -> absl::Status {
        ASSIGN_OR_RETURN(const v1::Envelope first, crypto::EnvelopeFromJson(entry));
        origin = RegisterOrigin(crypto::PayloadDigest(first));
        return absl::OkStatus();
      }));
  if (!origin.empty()) return origin;
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_NOT_ON_REGISTER,
                       "the register is empty");
}

absl::StatusOr<crypto::SignedNote> Register::MakeCheckpoint(
    const crypto::Signer& coordinator) const {
  std::string origin;
  uint64_t size = 0;
  crypto::Digest root;
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(origin, OriginIn(tx));
    ASSIGN_OR_RETURN(const RegisterStore::Head head, RegisterStore::ReadHead(tx));
    size = head.frontier.size();
    root = head.frontier.Root();
    return absl::OkStatus();
  }));
  return governance::MakeCheckpoint(origin, size, root, coordinator);
}

absl::Status Register::CheckHeld(std::string_view type, const v1::Envelope& envelope) const {
  return Read([&](store::Snapshot& tx) { return governance::CheckHeld(tx, type, envelope); });
}

absl::StatusOr<v1::Policy> Register::PolicyOf(std::string_view member) const {
  v1::Policy policy;
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(policy, PolicyInForce(tx, member));
    return absl::OkStatus();
  }));
  return policy;
}

absl::StatusOr<v1::Delegation> Register::DelegationOf(std::string_view digest) const {
  v1::Delegation delegation;
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(delegation, StandingDelegation(tx, digest));
    return absl::OkStatus();
  }));
  return delegation;
}

absl::StatusOr<v1::GoAhead> Register::GoAheadOf(std::string_view query,
                                                std::string_view member) const {
  v1::GoAhead word;
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(word, LastGoAhead(tx, query, member));
    return absl::OkStatus();
  }));
  return word;
}

absl::StatusOr<AgreedSpine> Register::AgreedSpineNow() const {
  AgreedSpine spine;
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(spine, NewestAgreedSpine(tx, *agreement()));
    return absl::OkStatus();
  }));
  return spine;
}

}  // namespace ginnel::governance
