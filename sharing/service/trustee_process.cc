// SPDX-License-Identifier: Apache-2.0
#include "sharing/service/trustee_process.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/rpc/channel.h"
#include "base/status.h"

namespace ginnel::sharing {

absl::Status TrusteeProcess::LoadKeys() {
  ASSIGN_OR_RETURN(identity_, TlsIdentity::Load(folder_.KeyPath("")));
  ASSIGN_OR_RETURN(signing_, crypto::SigningKey::Load(folder_.KeyPath("signing.key")));
  ASSIGN_OR_RETURN(oprf_, crypto::OprfKeyPart::Load(folder_.KeyPath("oprf.key")));
  const v1::Trustee& trustee = *agreement_->FindTrustee(folder_.config().trustee());
  const auto differs = [&](const char* what) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the ", what, " in ", folder_.KeyPath(""), " is not the one that the agreement names for ",
        trustee.id(), ": put the right folder, or a new card into the agreement"));
  };
  if (signing_->verifying_key().ToHex() != trustee.signing_key()) return differs("signing key");
  if (oprf_->public_part().ToHex() != trustee.oprf_key()) return differs("pseudonymisation key part");
  ASSIGN_OR_RETURN(const std::string pin, agreement_->CertificatePin(trustee.id()));
  if (identity_->pin() != pin) return differs("TLS certificate");
  return absl::OkStatus();
}

absl::Status TrusteeProcess::Dial(int self) {
  std::array<TrusteeClient*, 3> lines{};
  for (int index = 1; index <= 3; ++index) {
    if (index == self) continue;
    const std::string& id = agreement_->trustee(index).id();
    ChannelOptions options;
    ASSIGN_OR_RETURN(options.endpoint, agreement_->Endpoint(id));
    ASSIGN_OR_RETURN(options.server_pin, agreement_->CertificatePin(id));
    const auto at = static_cast<size_t>(index - 1);
    clients_[at] = std::make_unique<TrusteeClient>(
        MakeChannel(runtime_, options, *identity_, clock_, log_));
    lines[at] = clients_[at].get();
  }
  lines_.emplace(lines);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<TrusteeProcess>> TrusteeProcess::Start(
    const TrusteeFolder& folder, int index, const store::Schema& schema, const RpcRuntime& runtime,
    const Clock& clock, RandomSource& random, EventLog& log) {
  std::unique_ptr<TrusteeProcess> process(new TrusteeProcess(folder, runtime, clock, random, log));
  ASSIGN_OR_RETURN(process->agreement_, folder.LoadAgreement(clock, index));
  ASSIGN_OR_RETURN(process->dictionary_, query::Dictionary::Create(
                                             process->agreement_->constitution().dictionary()));
  RETURN_IF_ERROR(process->LoadKeys());
  ASSIGN_OR_RETURN(process->database_, folder.OpenStore(schema, /*must_exist=*/false));
  process->ledger_.emplace(*process->database_);
  RETURN_IF_ERROR(process->ledger_->ForgetShares(clock.Now() - Ledger::kKeepShares));
  const int self = process->agreement_->TrusteeIndex(folder.config().trustee());
  RETURN_IF_ERROR(process->Dial(self));

  Trustee::Parts parts;
  parts.index = self;
  parts.agreement = process->agreement_;
  parts.dictionary = &*process->dictionary_;
  parts.clock = &clock;
  parts.random = &random;
  parts.ledger = &*process->ledger_;
  parts.peers = &*process->lines_;
  parts.signer = &*process->signing_;
  parts.log = &log;
  process->trustee_.emplace(std::move(parts));
  process->services_.emplace(process->agreement_, *process->oprf_, *process->trustee_, log);
  return process;
}

absl::Status TrusteeProcess::Serve(const std::vector<grpc::Service*>& more) {
  RpcServer::Options options;
  options.listen = listen();
  options.services = services_->services();
  options.services.insert(options.services.end(), more.begin(), more.end());
  ASSIGN_OR_RETURN(server_, RpcServer::Start(runtime_, options, *identity_,
                                             [agreement = agreement_] { return agreement; }, clock_, log_));
  return absl::OkStatus();
}

void TrusteeProcess::Shutdown() {
  if (server_) server_->Shutdown(absl::Seconds(2));
}

}  // namespace ginnel::sharing
