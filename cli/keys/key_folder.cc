// SPDX-License-Identifier: Apache-2.0
#include "cli/keys/key_folder.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/document.h"
#include "base/files.h"
#include "base/rpc/tls_identity.h"
#include "base/status.h"
#include "crypto/signing.h"
#include "ginnel/config/process.pb.h"

namespace ginnel::cli {
namespace {

constexpr char kSigningKey[] = "/signing.key";
constexpr char kPersonFile[] = "/person.yaml";
constexpr absl::Duration kCertificateLife = absl::Hours(24 * 730);
constexpr size_t kLongestName = 64;  // of a certificate's subject

absl::Status CheckUnused(const std::string& folder) {
  for (const char* name : {kSigningKey, "/tls.key", "/tls.crt", kPersonFile}) {
    if (FileExists(folder + name)) {
      return absl::AlreadyExistsError(absl::StrCat(
          folder, name, " is there: keys are never overwritten. Choose another --dir"));
    }
  }
  return absl::OkStatus();
}

// `text` as a YAML scalar in double quotes.
std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

absl::StatusOr<std::string> PersonYaml(const std::string& person, const std::string& agreement) {
  std::string yaml = absl::StrCat(
      "# Made by `ginnel keys create`. Paths are relative to this file's folder.\nperson: ", person,
      "\n");
  if (!agreement.empty()) {
    std::error_code error;
    const std::filesystem::path absolute = std::filesystem::absolute(agreement, error);
    if (error)
      return absl::InvalidArgumentError(
          absl::StrCat("--agreement ", agreement, ": ", error.message()));
    absl::StrAppend(&yaml, "agreement: ", Quoted(absolute.lexically_normal().string()), "\n");
  }
  return yaml + "key_dir: .\n";
}

}  // namespace

absl::StatusOr<PublicKeys> CreatePersonKeys(const std::string& folder, const std::string& person,
                                            const std::string& agreement, RandomSource& random,
                                            const Clock& clock) {
  RETURN_IF_ERROR(MakePrivateDirectory(folder));
  RETURN_IF_ERROR(CheckUnused(folder));
  ASSIGN_OR_RETURN(const std::string yaml, PersonYaml(person, agreement));
  const crypto::SigningKey key = crypto::SigningKey::Generate(random);
  ASSIGN_OR_RETURN(const TlsIdentity tls, CreateTlsIdentity(person.substr(0, kLongestName), random,
                                                            clock, kCertificateLife));
  RETURN_IF_ERROR(key.Save(folder + kSigningKey));
  RETURN_IF_ERROR(tls.Save(folder));
  RETURN_IF_ERROR(WriteFileAtomically(folder + kPersonFile, yaml));
  return PublicKeys{key.verifying_key().ToHex(), person, tls.pin()};
}

absl::StatusOr<PublicKeys> CreateOrganisationKey(const std::string& folder, RandomSource& random) {
  RETURN_IF_ERROR(MakePrivateDirectory(folder));
  RETURN_IF_ERROR(CheckUnused(folder));
  const crypto::SigningKey key = crypto::SigningKey::Generate(random);
  RETURN_IF_ERROR(key.Save(folder + kSigningKey));
  return PublicKeys{key.verifying_key().ToHex(), "", ""};
}

absl::StatusOr<PublicKeys> ReadPublicKeys(const std::string& folder) {
  ASSIGN_OR_RETURN(const crypto::SigningKey key, crypto::SigningKey::Load(folder + kSigningKey));
  PublicKeys keys{key.verifying_key().ToHex(), "", ""};
  if (!FileExists(folder + kPersonFile)) return keys;
  ASSIGN_OR_RETURN(const config::PersonConfig config,
                   LoadYamlFile<config::PersonConfig>(folder + kPersonFile));
  ASSIGN_OR_RETURN(const TlsIdentity tls,
                   TlsIdentity::Load(RelativeTo(folder + kPersonFile, config.key_dir())));
  keys.person = config.person();
  keys.certificate_sha256 = tls.pin();
  return keys;
}

}  // namespace ginnel::cli
