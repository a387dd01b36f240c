// SPDX-License-Identifier: Apache-2.0
#include "governance/agreement_folder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/document.h"
#include "base/files.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/identifier.h"

namespace ginnel::governance {
namespace {

constexpr char kYaml[] = ".yaml";
constexpr char kSigned[] = ".dsse.json";

// Names of the files in `folder` that end in `ending`, without it, sorted. A folder that is not
// there has none.
absl::StatusOr<std::vector<std::string>> ListFiles(const std::string& folder, const char* ending) {
  std::vector<std::string> names;
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return names;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.front() != '.' && absl::EndsWith(name, ending)) {
      names.emplace_back(absl::StripSuffix(name, ending));
    }
  }
  if (error) return absl::UnavailableError(absl::StrCat(folder, ": ", error.message()));
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status WriteEnvelope(const std::string& path, const v1::Envelope& envelope) {
  return WriteFileAtomically(path, crypto::EnvelopeToJson(envelope) + "\n");
}

}  // namespace

absl::StatusOr<v1::Envelope> ReadEnvelopeFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string json, ReadFile(path));
  absl::StatusOr<v1::Envelope> envelope = crypto::EnvelopeFromJson(json);
  if (!envelope.ok()) {
    return ReasonedError(envelope.status().code(), ReasonOf(envelope.status()),
                         absl::StrCat(path, ": ", std::string(envelope.status().message())));
  }
  return envelope;
}

std::string AgreementFolder::PreviousConstitutionPath(uint32_t version) const {
  return absl::StrCat(folder_, "/previous/", version, kSigned);
}

std::string AgreementFolder::OperationsPath(std::string_view party) const {
  return absl::StrCat(folder_, "/operations/", std::string(party), kYaml);
}

std::string AgreementFolder::SignedOperationsPath(std::string_view party) const {
  return absl::StrCat(folder_, "/operations/", std::string(party), kSigned);
}

std::string AgreementFolder::SignCommand(std::string_view party, std::string_view what) const {
  return absl::StrCat("`ginnel agreement sign ", folder_, " --as ", std::string(party),
                      " --key KEY_FILE --", std::string(what), "`");
}

absl::StatusOr<v1::Constitution> AgreementFolder::AssembleConstitution() const {
  const std::string file = WrittenConstitutionPath();
  ASSIGN_OR_RETURN(v1::Constitution constitution, LoadYamlFile<v1::Constitution>(file));
  if (constitution.has_dictionary() || !constitution.models().empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        file,
        ": dictionary and models have files of their own: dictionary.yaml and models/*.yaml"));
  }
  RETURN_IF_ERROR(LoadYamlFile(folder_ + "/dictionary.yaml", *constitution.mutable_dictionary()));
  ASSIGN_OR_RETURN(const std::vector<std::string> names, ListFiles(folder_ + "/models", kYaml));
  std::vector<v1::SegmentationModel> models;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(models.emplace_back(), LoadYamlFile<v1::SegmentationModel>(
                                                absl::StrCat(folder_, "/models/", name, kYaml)));
  }
  std::sort(models.begin(), models.end(),
            [](const auto& a, const auto& b) { return a.model() < b.model(); });
  for (v1::SegmentationModel& model : models) *constitution.add_models() = std::move(model);
  return constitution;
}

absl::StatusOr<v1::Operations> AgreementFolder::ReadOperations(std::string_view party) const {
  const std::string file = OperationsPath(party);
  ASSIGN_OR_RETURN(v1::Operations operations, LoadYamlFile<v1::Operations>(file));
  if (operations.party() != party) {
    return absl::InvalidArgumentError(absl::StrCat(file, ": party is '", operations.party(),
                                                   "': the file must have the party's name"));
  }
  return operations;
}

absl::StatusOr<v1::Envelope> AgreementFolder::ReadSignedConstitution() const {
  if (!FileExists(SignedConstitutionPath())) {
    return absl::FailedPreconditionError(
        absl::StrCat(SignedConstitutionPath(),
                     " is not there: nobody has signed the constitution. Every full member runs ",
                     SignCommand("MEMBER", "constitution")));
  }
  return ReadEnvelopeFile(SignedConstitutionPath());
}

absl::StatusOr<v1::Envelope> AgreementFolder::ReadNextConstitution() const {
  return ReadEnvelopeFile(NextConstitutionPath());
}

absl::StatusOr<v1::Envelope> AgreementFolder::ReadPreviousConstitution(uint32_t version) const {
  const std::string path = PreviousConstitutionPath(version);
  if (!FileExists(path)) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, " is not there: what the members of version ", version,
        " agreed to cannot be checked without it. Fetch it from another party: its folder "
        "previous/, or its constitution.dsse.json if it still holds version ",
        version));
  }
  return ReadEnvelopeFile(path);
}

absl::StatusOr<std::map<std::string, v1::Envelope>> AgreementFolder::ReadAllSignedOperations()
    const {
  std::map<std::string, v1::Envelope> operations;
  const std::string folder = folder_ + "/operations";
  ASSIGN_OR_RETURN(const std::vector<std::string> names, ListFiles(folder, kSigned));
  for (const std::string& party : names) {
    ASSIGN_OR_RETURN(operations[party], ReadSignedOperations(party));
  }
  return operations;
}

absl::StatusOr<std::vector<std::string>> AgreementFolder::UnsignedOperations() const {
  const std::string folder = folder_ + "/operations";
  ASSIGN_OR_RETURN(std::vector<std::string> parties, ListFiles(folder, kYaml));
  parties.erase(std::remove_if(parties.begin(), parties.end(),
                               [this](const std::string& party) {
                                 return FileExists(SignedOperationsPath(party));
                               }),
                parties.end());
  return parties;
}

absl::StatusOr<v1::Envelope> AgreementFolder::ReadSignedOperations(std::string_view party) const {
  return ReadEnvelopeFile(SignedOperationsPath(party));
}

absl::Status AgreementFolder::WriteSignedConstitution(const v1::Envelope& envelope) const {
  return WriteEnvelope(SignedConstitutionPath(), envelope);
}

absl::Status AgreementFolder::WriteNextConstitution(const v1::Envelope& envelope) const {
  return WriteEnvelope(NextConstitutionPath(), envelope);
}

absl::Status AgreementFolder::WritePreviousConstitution(uint32_t version,
                                                        const v1::Envelope& envelope) const {
  std::error_code error;
  std::filesystem::create_directories(folder_ + "/previous", error);
  if (error) return absl::UnavailableError(absl::StrCat(folder_, "/previous: ", error.message()));
  return WriteEnvelope(PreviousConstitutionPath(version), envelope);
}

absl::Status AgreementFolder::RemoveNextConstitution() const {
  std::error_code error;
  std::filesystem::remove(NextConstitutionPath(), error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(NextConstitutionPath(), ": ", error.message()));
}

absl::Status AgreementFolder::WriteSignedOperations(std::string_view party,
                                                    const v1::Envelope& envelope) const {
  return WriteEnvelope(SignedOperationsPath(party), envelope);
}

absl::StatusOr<v1::Constitution> AssembleConstitution(const std::string& folder) {
  return AgreementFolder(folder).AssembleConstitution();
}

}  // namespace ginnel::governance
