// SPDX-License-Identifier: Apache-2.0
#include "sharing/trustee.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/field_codec.h"
#include "disclosure/profile.h"
#include "governance/approval_verifier.h"
#include "governance/entitlement.h"
#include "governance/run_id.h"
#include "governance/run_register.h"
#include "governance/statement.h"
#include "governance/taken_back.h"
#include "sharing/encoder.h"
#include "sharing/linked/run_layout.h"
#include "sharing/party.h"

namespace ginnel::sharing {
namespace {

constexpr size_t kAttemptsAtOnce = 8;
constexpr size_t kLongestReason = 300;  // of another trustee, for log and status

absl::Status NoSuchAttempt(std::string_view run_id) {
  return ReasonedError(absl::StatusCode::kNotFound, v1::REASON_NOT_FOUND,
                       absl::StrCat("no attempt ", std::string(run_id), " is going on here"));
}

SecretBytes Seed(const std::string& bytes) {
  return SecretBytes::CopyOf({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace

Trustee::Trustee(Parts parts) : parts_(std::move(parts)) {}

Trustee::~Trustee() {
  std::map<std::string, Running, std::less<>> ending;
  {
    std::lock_guard lock(mutex_);
    ending.swap(running_);
  }
  for (auto& [id, running] : ending) {
    running.session->Close(absl::CancelledError("the trustee is shutting down"));
    if (running.thread.joinable()) running.thread.join();
  }
}

void Trustee::Reap() {
  std::vector<std::thread> ended;
  {
    std::lock_guard lock(mutex_);
    for (auto it = running_.begin(); it != running_.end();) {
      if (it->second.done) {
        ended.push_back(std::move(it->second.thread));
        it = running_.erase(it);
      } else {
        ++it;
      }
    }
  }
  for (std::thread& thread : ended) {
    if (thread.joinable()) thread.join();
  }
}

absl::Status Trustee::Prepare(const v1::RunPackage& package) {
  Reap();
  RETURN_IF_ERROR(parts_.ledger->ForgetShares(parts_.clock->Now() - Ledger::kKeepShares));
  ASSIGN_OR_RETURN(const InForce now, parts_.in_force());
  const governance::ApprovalVerifier verifier(now.agreement, *parts_.clock,
                                              governance::VerifierRole::Trustee(),
                                              disclosure::ThresholdOf, *parts_.on);
  ASSIGN_OR_RETURN(governance::VerifiedQuery run, verifier.Verify(package, *parts_.ledger));
  ASSIGN_OR_RETURN(query::Plan plan,
                   query::PlanQuery(run.query(), now.agreement->constitution(), *now.dictionary,
                                    run.roster(), run.threshold()));
  if (plan.sectors != run.sectors()) {
    return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_APPROVAL_OTHER_QUERY,
                         "the query reads other sectors' data than the approvals name");
  }
  ASSIGN_OR_RETURN(std::optional<LinkedLayout> layout, LayoutOf(run, plan, *parts_.on));
  const std::string run_id = run.run_id().ToHex();
  auto session = std::make_shared<RunSession>(run, std::move(plan), std::move(layout));

  std::lock_guard lock(mutex_);
  if (running_.size() >= kAttemptsAtOnce) {
    return ReasonedError(
        absl::StatusCode::kResourceExhausted, v1::REASON_QUOTA_EXCEEDED,
        absl::StrCat("this trustee has ", kAttemptsAtOnce, " runs in hand: try again later"));
  }
  RETURN_IF_ERROR(parts_.ledger->Accept(run, parts_.clock->Now()));
  Running& running = running_[run_id];
  running.session = session;
  if (parts_.index != 1) {
    running.thread = std::thread([this, session, run_id] {
      const absl::StatusOr<PassedShares> result = ServeSession(*session);
      if (!result.ok()) {
        parts_.log->Write(Event::kRunFailed,
                          {{"run_id", run_id}, {"error", result.status().ToString()}});
        session->Close(result.status());
      }
      std::lock_guard done_lock(mutex_);
      const auto found = running_.find(run_id);
      if (found != running_.end()) found->second.done = true;
      finished_.notify_all();
    });
  }
  parts_.log->Write(Event::kRunAccepted, {{"run_id", run_id}});
  return absl::OkStatus();
}

absl::StatusOr<PassedShares> Trustee::ServeSession(RunSession& session) {
  return ServeRun(
      parts_.index, session, *parts_.peers, *parts_.random, parts_.deadlines,
      {[&]() -> absl::Status {
         RETURN_IF_ERROR(
             RequireStands(session.run().query_digest().ToHex(), session.context().run_id));
         return parts_.ledger->MarkTesting(session.context().run_id, parts_.clock->Now());
       },
       [&](const PassedShares& passed) {
         return parts_.ledger->MarkReady(session.context().run_id, passed.Pack(),
                                         parts_.clock->Now());
       }});
}

absl::StatusOr<PassedShares> Trustee::Serve(const std::string& run_id) {
  ASSIGN_OR_RETURN(const std::shared_ptr<RunSession> session, Find(run_id));
  absl::StatusOr<PassedShares> result = ServeSession(*session);
  if (!result.ok()) session->Close(result.status());
  std::lock_guard lock(mutex_);
  running_.erase(run_id);
  return result;
}

absl::StatusOr<std::shared_ptr<RunSession>> Trustee::Find(std::string_view run_id) const {
  std::lock_guard lock(mutex_);
  const auto found = running_.find(run_id);
  if (found == running_.end()) return NoSuchAttempt(run_id);
  return found->second.session;
}

absl::Status Trustee::CheckUpload(const std::string& member,
                                  const v1::ShareChunk::Header& header) const {
  ASSIGN_OR_RETURN(const std::shared_ptr<RunSession> session, Find(header.run_id()));
  if (header.protocol() != kProtocolVersion || header.attempt() != session->context().attempt ||
      header.trustee() != static_cast<uint32_t>(parts_.index) || header.member() != member) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                         "the upload's header does not fit this run, trustee and caller");
  }
  RETURN_IF_ERROR(session->CheckMember(member));
  if (header.length() != session->LengthOf(member)) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                         absl::StrCat("the upload has ", header.length(), " elements, the plan ",
                                      session->LengthOf(member)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<UploadStream>> Trustee::OpenUpload(
    const std::string& member, const v1::ShareChunk::Header& header) {
  RETURN_IF_ERROR(CheckUpload(member, header));
  ASSIGN_OR_RETURN(const std::shared_ptr<RunSession> session, Find(header.run_id()));
  if (!session->linked()) return std::shared_ptr<UploadStream>();
  ASSIGN_OR_RETURN(std::shared_ptr<UploadStream> stream,
                   UploadStream::Create(parts_.index, session->context(), member, header.length(),
                                        Seed(header.first_seed()), Seed(header.second_seed())));
  RETURN_IF_ERROR(session->AddStream(stream));
  return stream;
}

absl::Status Trustee::TakeUpload(const std::string& member, const v1::ShareChunk::Header& header,
                                 SecretElements elements) {
  RETURN_IF_ERROR(CheckUpload(member, header));
  ASSIGN_OR_RETURN(const std::shared_ptr<RunSession> session, Find(header.run_id()));
  absl::StatusOr<ShareVector> share =
      Receive(parts_.index, session->context(), member, header.length(), Seed(header.first_seed()),
              Seed(header.second_seed()), std::move(elements));
  if (!share.ok()) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                         std::string(share.status().message()));
  }
  return session->AddUpload(member, std::move(*share));
}

absl::Status Trustee::Deliver(int sender, const v1::PeerMessage& message) {
  ASSIGN_OR_RETURN(const std::shared_ptr<RunSession> session, Find(message.run_id()));
  if (message.protocol() != kProtocolVersion || message.attempt() != session->context().attempt ||
      message.sender() != static_cast<uint32_t>(sender) ||
      message.receiver() != static_cast<uint32_t>(parts_.index)) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                         "the message does not fit this run, sender and receiver");
  }
  if (message.step() == Party::kAbortStep) {
    session->Close(ReasonedError(absl::StatusCode::kAborted, v1::REASON_UNAVAILABLE,
                                 absl::StrCat("trustee ", sender, " ended the attempt: ",
                                              message.payload().substr(0, kLongestReason))));
    return absl::OkStatus();
  }
  return session->mailbox().Put(message.step(), sender, message.payload());
}

absl::StatusOr<v1::OpenResponse> Trustee::Open(const std::string& run_id) {
  if (parts_.index == 1) return absl::InternalError("trustee 1 opens to nobody");
  {
    // Trustee 1 may be done a moment before this one.
    std::unique_lock lock(mutex_);
    finished_.wait_for(lock, absl::ToChronoNanoseconds(parts_.deadlines.step), [&] {
      const auto found = running_.find(run_id);
      return found == running_.end() || found->second.done;
    });
  }
  RETURN_IF_ERROR(CheckStands(run_id));
  ASSIGN_OR_RETURN(const std::string kept, parts_.ledger->Open(run_id, parts_.clock->Now()));
  ASSIGN_OR_RETURN(const PassedShares passed, PassedShares::Unpack(kept));
  parts_.log->Write(Event::kRunOpened, {{"run_id", run_id}});
  v1::OpenResponse response;
  response.set_passed(PackPassed(passed.passed));
  // x3 is trustee 2's next part and trustee 3's own.
  const SecretElements& x3 = parts_.index == 2 ? passed.shares.next : passed.shares.own;
  response.set_elements(crypto::EncodeFieldElements(x3.view()));
  return response;
}

// What was taken back since the run was accepted stops it before its tests and until the moment
// that it is opened; what has been opened stays so, and the same parts may be asked for again.
absl::Status Trustee::CheckStands(const std::string& run_id) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> query, parts_.ledger->QueryIfUnopened(run_id));
  if (!query) return absl::OkStatus();
  return RequireStands(*query, run_id);
}

absl::Status Trustee::RequireStands(const std::string& query, const std::string& run_id) const {
  const absl::Status stands = parts_.on->CheckStands(query, run_id);
  if (!governance::RulesOut(stands)) return stands;
  parts_.log->Write(Event::kRunRefused, {{"run_id", run_id}, {"error", stands.ToString()}});
  // The ledger's way of saying that it will not open this: the attempt can be voided.
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       std::string(stands.message()));
}

absl::StatusOr<v1::Envelope> Trustee::Void(const v1::Envelope& run) {
  ASSIGN_OR_RETURN(const InForce now, parts_.in_force());
  // Or by its key of before, if the register holds it: an attempt that a change of that key came
  // across can be voided too.
  ASSIGN_OR_RETURN(const v1::Run statement,
                   governance::OpenOrHeld<v1::Run>(run, parts_.on, [&](const v1::Run&) {
                     return governance::TrusteeKey(1, *now.agreement);
                   }));
  const std::string run_id = governance::RunIdOf(statement).ToHex();
  if (const auto session = Find(run_id); session.ok()) {
    (*session)->Close(absl::AbortedError("the attempt was voided"));
  }
  // Another may have sat here under an earlier agreement, and have opened it.
  const bool may_be_new = statement.agreement_digest() == now.agreement->digest().ToHex();
  ASSIGN_OR_RETURN(const bool tested,
                   parts_.ledger->MarkVoid(run_id, statement, may_be_new, parts_.clock->Now()));
  if (parts_.index == 1) {
    // Trustees 2 and 3 end in their own thread; trustee 1 may never have come to Serve.
    std::lock_guard lock(mutex_);
    running_.erase(run_id);
  }
  parts_.log->Write(Event::kRunVoided, {{"run_id", run_id}});
  v1::Void promise;
  promise.set_run_id(run_id);
  promise.set_query_digest(statement.query_digest());
  promise.set_n(statement.n());
  promise.set_attempt(statement.attempt());
  promise.set_tested(tested);
  promise.set_trustee(now.agreement->trustee(parts_.index).id());
  promise.set_at(ToRfc3339(parts_.clock->Now()));
  return governance::SignStatement(promise, *parts_.signer);
}

}  // namespace ginnel::sharing
