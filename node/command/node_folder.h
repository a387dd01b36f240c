// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/store/database.h"
#include "crypto/keys.h"
#include "ginnel/config/process.pb.h"
#include "governance/agreement.h"
#include "node/spine/link_keys.h"
#include "node/store/objections.h"
#include "query/dictionary.h"

namespace ginnel::node {

/// A node's folder, as `ginnel-node init` makes it: node.yaml, keys/ (0600 each), store.db. Mode
/// 0700.
class NodeFolder {
 public:
  static absl::StatusOr<NodeFolder> Load(const std::string& folder);
  /// Writes node.yaml; AlreadyExists if there is one.
  static absl::StatusOr<NodeFolder> Create(const std::string& folder, const std::string& member,
                                           const std::string& agreement);

  const config::NodeConfig& config() const { return config_; }
  std::string ConfigPath() const { return folder_ + "/node.yaml"; }
  std::string KeyPath(const std::string& name) const;
  std::string KeyFolder() const;
  std::string StorePath() const;
  std::string AgreementPath() const;

  /// The store with the key of this folder; `init` makes both.
  absl::StatusOr<std::unique_ptr<store::Database>> OpenStore(bool must_exist) const;
  /// Makes the marks of this folder's store.
  absl::StatusOr<ObjectionMarker> LoadMarker() const;
  /// Makes statement.key and sealing.key where they are missing; whether any was.
  absl::StatusOr<bool> MakeLinkKeys(RandomSource& random) const;
  bool HasLinkKeys() const;
  absl::StatusOr<LinkKeys> LoadLinkKeys() const;
  /// The agreement, with this node's member and certificate checked to be in it.
  absl::StatusOr<std::shared_ptr<const governance::Agreement>> LoadAgreement(
      const Clock& clock) const;

 private:
  NodeFolder(std::string folder, config::NodeConfig config)
      : folder_(std::move(folder)), config_(std::move(config)) {}
  std::string folder_;
  config::NodeConfig config_;
};

}  // namespace ginnel::node
