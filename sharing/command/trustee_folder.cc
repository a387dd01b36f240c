// SPDX-License-Identifier: Apache-2.0
#include "sharing/command/trustee_folder.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/files.h"
#include "base/free_port.h"
#include "base/rpc/tls_identity.h"
#include "base/status.h"
#include "crypto/keys.h"
#include "crypto/oprf_key.h"
#include "crypto/signing.h"

namespace ginnel::sharing {
namespace {

constexpr absl::Duration kCertificateLifetime = absl::Hours(24 * 825);

}  // namespace

absl::StatusOr<TrusteeFolder> TrusteeFolder::Load(const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/trustee.yaml");
  if (!FileExists(path)) {
    return absl::NotFoundError(absl::StrCat(path, ": not here. Make the folder with `init --dir ",
                                            folder,
                                            " --trustee ID --agreement DIR --listen HOST:PORT`"));
  }
  ASSIGN_OR_RETURN(config::TrusteeConfig config, LoadYamlFile<config::TrusteeConfig>(path));
  if (config.trustee().empty() || config.agreement().empty() || config.key_dir().empty() ||
      config.store().empty() || config.listen().empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": `trustee`, `agreement`, `key_dir`, `store` and `listen` are all needed"));
  }
  return TrusteeFolder(folder, std::move(config));
}

absl::StatusOr<TrusteeFolder> TrusteeFolder::Create(const std::string& folder,
                                                    const std::string& trustee,
                                                    const std::string& agreement,
                                                    const std::string& listen, const Clock& clock,
                                                    RandomSource& random) {
  RETURN_IF_ERROR(MakePrivateDirectory(folder));
  config::TrusteeConfig config;
  config.set_trustee(trustee);
  config.set_agreement(agreement);
  config.set_key_dir("keys");
  config.set_store("store.db");
  ASSIGN_OR_RETURN(*config.mutable_listen(), WithFreePort(listen));
  TrusteeFolder created(folder, config);
  if (FileExists(created.ConfigPath())) {
    return absl::AlreadyExistsError(
        absl::StrCat(created.ConfigPath(), ": a trustee is here already; nothing was changed"));
  }
  RETURN_IF_ERROR(MakePrivateDirectory(created.KeyPath("")));
  RETURN_IF_ERROR(crypto::StoreKey::Generate(random).Save(created.KeyPath("store.key")));
  RETURN_IF_ERROR(crypto::SigningKey::Generate(random).Save(created.KeyPath("signing.key")));
  RETURN_IF_ERROR(crypto::OprfKeyPart::Generate(random).Save(created.KeyPath("oprf.key")));
  ASSIGN_OR_RETURN(const TlsIdentity tls,
                   CreateTlsIdentity(trustee, random, clock, kCertificateLifetime));
  RETURN_IF_ERROR(tls.Save(created.KeyPath("")));
  RETURN_IF_ERROR(WriteFileAtomically(
      created.ConfigPath(),
      absl::StrCat("# Configuration of this trustee; paths are relative to this file.\ntrustee: ",
                   trustee, "\nagreement: ", agreement,
                   "\nkey_dir: keys\nstore: store.db\nlisten: \"", config.listen(), "\"\n"),
      0600));
  return created;
}

std::string TrusteeFolder::KeyPath(const std::string& name) const {
  const std::string keys = RelativeTo(ConfigPath(), config_.key_dir());
  return name.empty() ? keys : absl::StrCat(keys, "/", name);
}

std::string TrusteeFolder::StorePath() const { return RelativeTo(ConfigPath(), config_.store()); }
std::string TrusteeFolder::AgreementPath() const {
  return RelativeTo(ConfigPath(), config_.agreement());
}

absl::StatusOr<std::shared_ptr<const governance::Agreement>> TrusteeFolder::LoadAgreement(
    const Clock& clock, int index) const {
  ASSIGN_OR_RETURN(std::shared_ptr<const governance::Agreement> agreement,
                   governance::Agreement::Load(AgreementPath(), clock));
  RETURN_IF_ERROR(agreement->CheckDigest(config_.agreement_digest(), ConfigPath()));
  const int actual = agreement->TrusteeIndex(config_.trustee());
  if (actual == 0 || (index == 0 ? actual == 1 : index > 0 && actual != index)) {
    return absl::FailedPreconditionError(absl::StrCat(
        ConfigPath(), ": in the agreement `", config_.trustee(), "` is ",
        actual == 0 ? "no trustee" : absl::StrCat("trustee ", actual), "; ",
        index == 1 ? "the coordinator is trustee 1, the first of the list"
                   : "this program is for trustees 2 and 3 (trustee 1 is `ginnel-coordinator`)"));
  }
  return agreement;
}

absl::StatusOr<std::unique_ptr<store::Database>> TrusteeFolder::OpenStore(
    const store::Schema& schema, bool must_exist) const {
  ASSIGN_OR_RETURN(const crypto::StoreKey key, crypto::StoreKey::Load(KeyPath("store.key")));
  store::Options options;
  options.must_exist = must_exist;
  return store::Database::Open(StorePath(), key.view(), schema, options);
}

}  // namespace ginnel::sharing
