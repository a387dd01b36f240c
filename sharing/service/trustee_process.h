// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/random.h"
#include "base/rpc/rpc_runtime.h"
#include "base/rpc/rpc_server.h"
#include "base/rpc/tls_identity.h"
#include "base/store/database.h"
#include "crypto/oprf_key.h"
#include "crypto/signing.h"
#include "governance/register/register.h"
#include "sharing/command/trustee_folder.h"
#include "sharing/in_force.h"
#include "sharing/ledger.h"
#include "sharing/pseudonym_quota.h"
#include "sharing/service/trustee_client.h"
#include "sharing/service/trustee_services.h"
#include "sharing/trustee.h"

namespace ginnel::sharing {

/// Everything that a running trustee is made of, the coordinator's part as trustee 1 included, put
/// together from its folder. Members are in the order in which they need each other.
class TrusteeProcess {
 public:
  /// `index` 1 for the coordinator, 0 for trustees 2 and 3. `schema` holds Ledger::kSchema,
  /// RegisterStore::kSchema and PseudonymQuota::kSchema. Errors say what is missing and how to mend
  /// it.
  static absl::StatusOr<std::unique_ptr<TrusteeProcess>> Start(
      const TrusteeFolder& folder, int index, const store::Schema& schema,
      const RpcRuntime& runtime, const Clock& clock, RandomSource& random, EventLog& log);
  /// Serves on the folder's address; `more` are the coordinator's own services.
  absl::Status Serve(const std::vector<grpc::Service*>& more);
  /// Takes no new calls, ends the attempts in memory.
  void Shutdown();

  const std::string& listen() const { return folder_.config().listen(); }
  /// The agreement in force.
  governance::AgreementSource agreement() {
    return [on = register_.get()] { return on->agreement(); };
  }
  const InForceSource& in_force() const { return in_force_; }
  /// The same for connections (governance::Register::reachable).
  governance::AgreementSource reachable() {
    return [on = register_.get()] { return on->reachable(); };
  }
  governance::Register& on() { return *register_; }
  const crypto::Signer& signer() const { return *signing_; }
  store::Database& database() { return *database_; }
  Ledger& ledger() { return *ledger_; }
  /// What this trustee has to say on the register now, signed.
  absl::StatusOr<std::vector<v1::Envelope>> OwnWords();
  Trustee& trustee() { return *trustee_; }
  /// The line to another trustee.
  TrusteeClient& other(int index) { return *clients_[static_cast<size_t>(index - 1)]; }

 private:
  TrusteeProcess(TrusteeFolder folder, const RpcRuntime& runtime, const Clock& clock,
                 RandomSource& random, EventLog& log)
      : folder_(std::move(folder)), runtime_(runtime), clock_(clock), random_(random), log_(log) {}
  absl::Status LoadKeys(const governance::Agreement& agreement);
  void Dial(int self);
  absl::StatusOr<v1::WitnessResponse> Witness(const v1::RegisterUpdate& update);

  const TrusteeFolder folder_;
  const RpcRuntime& runtime_;
  const Clock& clock_;
  RandomSource& random_;
  EventLog& log_;
  std::optional<TlsIdentity> identity_;
  std::optional<crypto::SigningKey> signing_;
  std::optional<crypto::OprfKeyPart> oprf_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<governance::Register> register_;
  InForceSource in_force_;
  std::optional<Ledger> ledger_;
  std::optional<PseudonymQuota> quota_;
  std::array<std::unique_ptr<TrusteeClient>, 3> clients_;
  std::optional<TrusteeLines> lines_;
  std::optional<Trustee> trustee_;
  std::optional<TrusteeServices> services_;
  std::unique_ptr<RpcServer> server_;
};

}  // namespace ginnel::sharing
