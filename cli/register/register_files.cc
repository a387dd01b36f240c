// SPDX-License-Identifier: Apache-2.0
#include "cli/register/register_files.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/files.h"
#include "base/status.h"
#include "cli/register/fixed_clock.h"
#include "governance/agreement_folder.h"
#include "governance/statement.h"

namespace ginnel::cli {

absl::Status WriteRegister(const VerifiedRegister& verified, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::ResourceExhaustedError(
        absl::StrCat("cannot make the folder ", folder, ": ", error.message()));
  }
  std::string lines;
  RETURN_IF_ERROR(verified.ForEach([&](const VerifiedRegister::Entry& entry) {
    // Its one form holds no line feed: DSSE's JSON has printable ASCII only.
    absl::StrAppend(&lines, absl::string_view(entry.bytes.data(), entry.bytes.size()), "\n");
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(WriteFileAtomically(FolderSource::EntriesPath(folder), lines));
  return WriteFileAtomically(FolderSource::CheckpointPath(folder), verified.note());
}

absl::StatusOr<std::string> EarlierCheckpoint(const std::string& folder) {
  const std::string path = FolderSource::CheckpointPath(folder);
  if (!FileExists(path)) return std::string();
  return ReadFile(path);
}

absl::StatusOr<std::shared_ptr<const governance::Agreement>> LoadAgreementOfAnyTime(
    const std::string& folder) {
  ASSIGN_OR_RETURN(const v1::Envelope envelope,
                   governance::AgreementFolder(folder).ReadSignedConstitution());
  ASSIGN_OR_RETURN(const v1::Constitution constitution,
                   governance::ReadUnverifiedStatement<v1::Constitution>(envelope));
  ASSIGN_OR_RETURN(const Day starts, ParseDay(constitution.starts()));
  return governance::Agreement::Load(
      folder, FixedClock(absl::UnixEpoch() + absl::Hours(24) * starts.value));
}

}  // namespace ginnel::cli
