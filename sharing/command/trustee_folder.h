// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/store/database.h"
#include "ginnel/config/process.pb.h"
#include "governance/agreement.h"

namespace ginnel::sharing {

/// The folder of a trustee, the coordinator included, as `init` makes it: trustee.yaml, keys/
/// (store.key, signing.key, oprf.key, tls.key, each 0600, tls.crt), store.db. Mode 0700.
class TrusteeFolder {
 public:
  static absl::StatusOr<TrusteeFolder> Load(const std::string& folder);
  /// Makes all keys and the configuration. `listen` with port 0 takes a port that is free now.
  /// AlreadyExists if there is one.
  static absl::StatusOr<TrusteeFolder> Create(const std::string& folder, const std::string& trustee,
                                              const std::string& agreement,
                                              const std::string& listen, const Clock& clock,
                                              RandomSource& random);

  const config::TrusteeConfig& config() const { return config_; }
  const std::string& path() const { return folder_; }
  std::string ConfigPath() const { return folder_ + "/trustee.yaml"; }
  std::string KeyPath(const std::string& name) const;
  std::string StorePath() const;
  std::string AgreementPath() const;

  /// The agreement, with this trustee checked to be its trustee `index` (0: 2 or 3; −1: any).
  absl::StatusOr<std::shared_ptr<const governance::Agreement>> LoadAgreement(const Clock& clock,
                                                                             int index) const;
  absl::StatusOr<std::unique_ptr<store::Database>> OpenStore(const store::Schema& schema,
                                                             bool must_exist) const;

 private:
  TrusteeFolder(std::string folder, config::TrusteeConfig config)
      : folder_(std::move(folder)), config_(std::move(config)) {}
  std::string folder_;
  config::TrusteeConfig config_;
};

}  // namespace ginnel::sharing
