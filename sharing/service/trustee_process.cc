// SPDX-License-Identifier: Apache-2.0
#include "sharing/service/trustee_process.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "governance/statement.h"

namespace ginnel::sharing {

absl::Status TrusteeProcess::LoadKeys(const governance::Agreement& agreement) {
  ASSIGN_OR_RETURN(identity_, TlsIdentity::Load(folder_.KeyPath("")));
  ASSIGN_OR_RETURN(signing_, crypto::SigningKey::Load(folder_.KeyPath("signing.key")));
  ASSIGN_OR_RETURN(oprf_, crypto::OprfKeyPart::Load(folder_.KeyPath("oprf.key")));
  const v1::Trustee* found = agreement.FindTrustee(folder_.config().trustee());
  if (found == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("by the register ", folder_.config().trustee(), " is no trustee any more"));
  }
  const v1::Trustee& trustee = *found;
  const auto differs = [&](const char* what) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the ", what, " in ", folder_.KeyPath(""), " is not the one that the agreement names for ",
        trustee.id(), ": put the right folder, or a new card into the agreement"));
  };
  if (signing_->verifying_key().ToHex() != trustee.signing_key()) return differs("signing key");
  if (oprf_->public_part().ToHex() != trustee.oprf_key())
    return differs("pseudonymisation key part");
  ASSIGN_OR_RETURN(const std::string pin, agreement.CertificatePin(trustee.id()));
  if (identity_->pin() != pin) return differs("TLS certificate");
  return absl::OkStatus();
}

void TrusteeProcess::Dial(int self) {
  std::array<TrusteeClient*, 3> lines{};
  for (int index = 1; index <= 3; ++index) {
    if (index == self) continue;
    const auto at = static_cast<size_t>(index - 1);
    clients_[at] = std::make_unique<TrusteeClient>(
        std::make_unique<PartyChannel>(reachable(), index, runtime_, *identity_, clock_, log_));
    lines[at] = clients_[at].get();
  }
  lines_.emplace(lines);
}

absl::StatusOr<std::unique_ptr<TrusteeProcess>> TrusteeProcess::Start(
    const TrusteeFolder& folder, int index, const store::Schema& schema, const RpcRuntime& runtime,
    const Clock& clock, RandomSource& random, EventLog& log) {
  std::unique_ptr<TrusteeProcess> process(new TrusteeProcess(folder, runtime, clock, random, log));
  ASSIGN_OR_RETURN(const auto base, folder.LoadAgreement(clock, index));
  ASSIGN_OR_RETURN(process->database_, folder.OpenStore(schema, /*must_exist=*/false));
  ASSIGN_OR_RETURN(process->register_, governance::Register::Open(*process->database_, base,
                                                                  folder.config().trustee()));
  RETURN_IF_ERROR(process->LoadKeys(*process->register_->reachable()));
  process->in_force_ = Following(process->agreement());
  process->ledger_.emplace(*process->database_);
  process->quota_.emplace(*process->database_, folder.config().trustee());
  RETURN_IF_ERROR(process->ledger_->ForgetShares(clock.Now() - Ledger::kKeepShares));
  const int self = base->TrusteeIndex(folder.config().trustee());
  process->Dial(self);

  Trustee::Parts parts;
  parts.index = self;
  parts.in_force = process->in_force_;
  parts.on = process->register_.get();
  parts.clock = &clock;
  parts.random = &random;
  parts.ledger = &*process->ledger_;
  parts.peers = &*process->lines_;
  parts.signer = &*process->signing_;
  parts.log = &log;
  process->trustee_.emplace(std::move(parts));
  process->services_.emplace(
      process->reachable(),
      TrusteeServices::Pseudonymisation{
          .key = &*process->oprf_, .quota = &*process->quota_, .clock = &clock},
      *process->trustee_,
      [made = process.get()](const v1::RegisterUpdate& update) { return made->Witness(update); },
      log);
  return process;
}

absl::StatusOr<v1::WitnessResponse> TrusteeProcess::Witness(const v1::RegisterUpdate& update) {
  const auto before = register_->agreement();
  absl::StatusOr<v1::WitnessResponse> response =
      register_->Witness(update, folder_.config().trustee(), *signing_, clock_.Now());
  const auto after = register_->agreement();
  if (after->digest() != before->digest() ||
      after->operations_digest() != before->operations_digest()) {
    log_.Write(Event::kAgreementChanged, {{"constitution", after->digest().ToHex()}});
  }
  if (!response.ok()) {
    log_.Write(Event::kRegisterRefused, {{"error", response.status().ToString()}});
  } else if (!response->checkpoint().empty()) {
    // The cosignature counts whatever comes of these.
    const absl::StatusOr<std::vector<v1::Envelope>> words = OwnWords();
    if (!words.ok()) log_.Write(Event::kStoreFailed, {{"error", words.status().ToString()}});
    for (const v1::Envelope& word : words.value_or(std::vector<v1::Envelope>())) {
      *response->add_statements() = word;
    }
  }
  return response;
}

absl::StatusOr<std::vector<v1::Envelope>> TrusteeProcess::OwnWords() {
  ASSIGN_OR_RETURN(const std::vector<v1::Quota> due,
                   quota_->Due(*register_->agreement(), clock_.Now()));
  std::vector<v1::Envelope> words;
  for (const v1::Quota& quota : due) {
    ASSIGN_OR_RETURN(words.emplace_back(), governance::SignStatement(quota, *signing_));
  }
  return words;
}

absl::Status TrusteeProcess::Serve(const std::vector<grpc::Service*>& more) {
  RpcServer::Options options;
  options.listen = listen();
  options.services = services_->services();
  options.services.insert(options.services.end(), more.begin(), more.end());
  ASSIGN_OR_RETURN(server_,
                   RpcServer::Start(runtime_, options, *identity_, reachable(), clock_, log_));
  return absl::OkStatus();
}

void TrusteeProcess::Shutdown() {
  if (server_) server_->Shutdown(absl::Seconds(2));
}

}  // namespace ginnel::sharing
