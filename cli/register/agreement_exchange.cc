// SPDX-License-Identifier: Apache-2.0
#include "cli/register/agreement_exchange.h"

#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status.h"
#include "cli/register/private_register.h"
#include "crypto/dsse.h"
#include "governance/agreement_folder.h"
#include "governance/register/living_agreement.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

using governance::AgreementFolder;
using governance::IsStatement;
using governance::ReadUnverifiedStatement;

// The signed documents of one agreement.
struct Documents {
  v1::Envelope constitution;
  std::map<uint32_t, v1::Envelope> before;         // constitutions that it follows, by version
  std::map<std::string, v1::Envelope> operations;  // by party
};

// What is in force at the end of the register: not a constitution that still waits for operations.
absl::StatusOr<Documents> InForce(const VerifiedRegister& verified) {
  governance::LivingAgreement living;
  Documents coming;
  std::optional<Documents> in_force;
  RETURN_IF_ERROR(verified.ForEach([&](const VerifiedRegister::Entry& entry) -> absl::Status {
    if (!governance::ChangesAgreement(entry.envelope)) return absl::OkStatus();
    ASSIGN_OR_RETURN(living, living.After(entry.envelope));
    if (IsStatement<v1::Constitution>(entry.envelope)) {
      ASSIGN_OR_RETURN(const v1::Constitution constitution,
                       ReadUnverifiedStatement<v1::Constitution>(entry.envelope));
      // Without the whole chain a folder is refused.
      if (!coming.constitution.payload().empty()) {
        coming.before[constitution.version() - 1] = coming.constitution;
      }
      coming.constitution = entry.envelope;
    } else {
      ASSIGN_OR_RETURN(const v1::Operations operations,
                       ReadUnverifiedStatement<v1::Operations>(entry.envelope));
      coming.operations[operations.party()] = entry.envelope;
    }
    if (living.current() != nullptr &&
        living.current()->digest() == crypto::PayloadDigest(coming.constitution)) {
      in_force = coming;
    }
    return absl::OkStatus();
  }));
  if (!in_force) {
    return absl::FailedPreconditionError("the register does not hold a whole agreement yet");
  }
  // Parties that are no longer there took their operations with them.
  const std::shared_ptr<const governance::Agreement> agreement = verified.agreement();
  std::erase_if(in_force->operations,
                [&](const auto& each) { return agreement->FindOperations(each.first) == nullptr; });
  return *std::move(in_force);
}

template <typename T>
absl::StatusOr<uint32_t> VersionIn(const std::string& path) {
  if (!FileExists(path)) return 0;
  ASSIGN_OR_RETURN(const std::string json, ReadFile(path));
  ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(json));
  ASSIGN_OR_RETURN(const T document, ReadUnverifiedStatement<T>(envelope));
  return document.version();
}

template <typename T>
absl::StatusOr<bool> IsNewer(const v1::Envelope& envelope, const std::string& path) {
  ASSIGN_OR_RETURN(const T document, ReadUnverifiedStatement<T>(envelope));
  ASSIGN_OR_RETURN(const uint32_t before, VersionIn<T>(path));
  return document.version() > before || !FileExists(path);
}

// The folder as it will be, apart: an agreement that does not load is not written.
absl::Status CheckLoads(const Documents& documents, const Clock& clock) {
  ASSIGN_OR_RETURN(const PrivateFolder apart, PrivateFolder::Create());
  const AgreementFolder folder(apart.path());
  std::error_code error;
  std::filesystem::create_directories(apart.path() + "/operations", error);
  RETURN_IF_ERROR(folder.WriteSignedConstitution(documents.constitution));
  for (const auto& [version, envelope] : documents.before) {
    RETURN_IF_ERROR(folder.WritePreviousConstitution(version, envelope));
  }
  for (const auto& [party, envelope] : documents.operations) {
    RETURN_IF_ERROR(folder.WriteSignedOperations(party, envelope));
  }
  return governance::Agreement::Load(apart.path(), clock).status();
}

}  // namespace

absl::StatusOr<v1::Envelope> ReadForSubmission(const std::string& file_or_folder,
                                               const std::string& party) {
  const AgreementFolder folder(file_or_folder);
  std::error_code error;
  v1::Envelope envelope;
  if (!std::filesystem::is_directory(file_or_folder, error)) {
    ASSIGN_OR_RETURN(const std::string json, ReadFile(file_or_folder));
    ASSIGN_OR_RETURN(envelope, crypto::EnvelopeFromJson(json));
  } else if (party.empty()) {
    ASSIGN_OR_RETURN(envelope, folder.ReadSignedConstitution());
  } else {
    ASSIGN_OR_RETURN(envelope, folder.ReadSignedOperations(party));
  }
  if (!governance::ChangesAgreement(envelope)) {
    return absl::InvalidArgumentError(
        absl::StrCat(file_or_folder,
                     " holds neither operations nor a constitution: only those change the "
                     "agreement"));
  }
  if (party.empty() || IsStatement<v1::Constitution>(envelope)) return envelope;
  ASSIGN_OR_RETURN(const v1::Operations operations,
                   ReadUnverifiedStatement<v1::Operations>(envelope));
  if (operations.party() == party) return envelope;
  return absl::InvalidArgumentError(absl::StrCat(file_or_folder, " holds the operations of '",
                                                 operations.party(), "', not of '", party, "'"));
}

absl::StatusOr<v1::StatementAdded> SubmitToRegister(const v1::Envelope& statement,
                                                    CoordinatorClient& client) {
  v1::StatementAdded added;
  ASSIGN_OR_RETURN(const uint64_t index, client.AddStatement(statement, v1::Remark()));
  added.set_index(index);
  added.set_type(crypto::StatementName(statement.payload_type()));
  added.set_digest(crypto::PayloadDigest(statement).ToHex());
  if (IsStatement<v1::Operations>(statement)) {
    ASSIGN_OR_RETURN(const v1::Operations operations,
                     ReadUnverifiedStatement<v1::Operations>(statement));
    added.set_party(operations.party());
  }
  return added;
}

absl::StatusOr<v1::AgreementFetched> FetchAgreement(const VerifiedRegister& verified,
                                                    const std::string& path, const Clock& clock) {
  ASSIGN_OR_RETURN(const Documents documents, InForce(verified));
  RETURN_IF_ERROR(CheckLoads(documents, clock));
  const AgreementFolder folder(path);
  std::error_code error;
  std::filesystem::create_directories(path + "/operations", error);
  if (error) {
    return absl::ResourceExhaustedError(
        absl::StrCat("cannot make the folder ", path, "/operations: ", error.message()));
  }
  v1::AgreementFetched fetched;
  fetched.set_constitution_digest(crypto::PayloadDigest(documents.constitution).ToHex());
  ASSIGN_OR_RETURN(const bool newer, IsNewer<v1::Constitution>(documents.constitution,
                                                               folder.SignedConstitutionPath()));
  for (const auto& [version, envelope] : documents.before) {
    const std::string file = folder.PreviousConstitutionPath(version);
    if (!newer || FileExists(file)) continue;
    RETURN_IF_ERROR(folder.WritePreviousConstitution(version, envelope));
    fetched.add_written(file);
  }
  if (newer) {
    RETURN_IF_ERROR(folder.WriteSignedConstitution(documents.constitution));
    fetched.add_written(folder.SignedConstitutionPath());
  }
  for (const auto& [party, envelope] : documents.operations) {
    const std::string file = folder.SignedOperationsPath(party);
    ASSIGN_OR_RETURN(const bool changed, IsNewer<v1::Operations>(envelope, file));
    if (!changed) continue;
    RETURN_IF_ERROR(folder.WriteSignedOperations(party, envelope));
    fetched.add_written(file);
  }
  return fetched;
}

}  // namespace ginnel::cli
