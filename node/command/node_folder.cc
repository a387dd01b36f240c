// SPDX-License-Identifier: Apache-2.0
#include "node/command/node_folder.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/files.h"
#include "base/status.h"
#include "node/store/node_schema.h"

namespace ginnel::node {
namespace {

constexpr char kStatementKey[] = "statement.key";
constexpr char kSealingKey[] = "sealing.key";

}  // namespace

absl::StatusOr<NodeFolder> NodeFolder::Load(const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/node.yaml");
  if (!FileExists(path)) {
    return absl::NotFoundError(
        absl::StrCat(path, ": not here. Make the folder with `ginnel-node init --dir ", folder,
                     " --member ID --agreement DIR`"));
  }
  ASSIGN_OR_RETURN(config::NodeConfig config, LoadYamlFile<config::NodeConfig>(path));
  if (config.member().empty() || config.agreement().empty() || config.key_dir().empty() ||
      config.store().empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": `member`, `agreement`, `key_dir` and `store` are all needed"));
  }
  return NodeFolder(folder, std::move(config));
}

absl::StatusOr<NodeFolder> NodeFolder::Create(const std::string& folder, const std::string& member,
                                              const std::string& agreement) {
  RETURN_IF_ERROR(MakePrivateDirectory(folder));
  config::NodeConfig config;
  config.set_member(member);
  config.set_agreement(agreement);
  config.set_key_dir("keys");
  config.set_store("store.db");
  NodeFolder created(folder, config);
  if (FileExists(created.ConfigPath())) {
    return absl::AlreadyExistsError(
        absl::StrCat(created.ConfigPath(), ": a node is here already; nothing was changed"));
  }
  RETURN_IF_ERROR(MakePrivateDirectory(created.KeyFolder()));
  RETURN_IF_ERROR(WriteFileAtomically(
      created.ConfigPath(),
      absl::StrCat("# Configuration of this node; paths are relative to this file.\nmember: ",
                   member, "\nagreement: ", agreement, "\nkey_dir: keys\nstore: store.db\n"),
      0600));
  return created;
}

std::string NodeFolder::KeyFolder() const { return RelativeTo(ConfigPath(), config_.key_dir()); }
std::string NodeFolder::KeyPath(const std::string& name) const {
  return absl::StrCat(KeyFolder(), "/", name);
}
std::string NodeFolder::StorePath() const { return RelativeTo(ConfigPath(), config_.store()); }
std::string NodeFolder::AgreementPath() const {
  return RelativeTo(ConfigPath(), config_.agreement());
}

absl::StatusOr<std::unique_ptr<store::Database>> NodeFolder::OpenStore(bool must_exist) const {
  ASSIGN_OR_RETURN(const crypto::StoreKey key, crypto::StoreKey::Load(KeyPath("store.key")));
  store::Options options;
  options.must_exist = must_exist;
  return OpenNodeStore(StorePath(), key, options);
}

absl::StatusOr<ObjectionMarker> NodeFolder::LoadMarker() const {
  ASSIGN_OR_RETURN(const crypto::StoreKey key, crypto::StoreKey::Load(KeyPath("store.key")));
  return ObjectionMarker::Create(key);
}

absl::StatusOr<bool> NodeFolder::MakeLinkKeys(RandomSource& random) const {
  bool made = false;
  if (!FileExists(KeyPath(kStatementKey))) {
    RETURN_IF_ERROR(crypto::SigningKey::Generate(random).Save(KeyPath(kStatementKey)));
    made = true;
  }
  if (!FileExists(KeyPath(kSealingKey))) {
    RETURN_IF_ERROR(crypto::SealingKey::Generate(random).Save(KeyPath(kSealingKey)));
    made = true;
  }
  return made;
}

bool NodeFolder::HasLinkKeys() const {
  return FileExists(KeyPath(kStatementKey)) && FileExists(KeyPath(kSealingKey));
}

absl::StatusOr<LinkKeys> NodeFolder::LoadLinkKeys() const {
  ASSIGN_OR_RETURN(crypto::SigningKey statement, crypto::SigningKey::Load(KeyPath(kStatementKey)));
  ASSIGN_OR_RETURN(crypto::SealingKey sealing, crypto::SealingKey::Load(KeyPath(kSealingKey)));
  return LinkKeys{std::move(statement), std::move(sealing)};
}

absl::StatusOr<std::shared_ptr<const governance::Agreement>> NodeFolder::LoadAgreement(
    const Clock& clock) const {
  ASSIGN_OR_RETURN(std::shared_ptr<const governance::Agreement> agreement,
                   governance::Agreement::Load(AgreementPath(), clock));
  RETURN_IF_ERROR(agreement->CheckDigest(config_.agreement_digest(), ConfigPath()));
  if (agreement->FindMember(config_.member()) == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(ConfigPath(), ": member `", config_.member(),
                                                      "` is not in the agreement at ",
                                                      AgreementPath()));
  }
  return agreement;
}

}  // namespace ginnel::node
