// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::governance {

/// Where the files of an agreement are. People write the YAML; what counts is what was signed.
///
///   constitution.yaml  dictionary.yaml  models/*.yaml     written by people
///   constitution.dsse.json                                the version in force, completely signed
///   constitution.next.dsse.json                           a next version, while it is being signed
///   previous/N.dsse.json                                  version N, for each before the one in
///   force operations/PARTY.yaml                                 written by that party
///   operations/PARTY.dsse.json                            signed by that party
class AgreementFolder {
 public:
  explicit AgreementFolder(std::string folder) : folder_(std::move(folder)) {}

  const std::string& path() const { return folder_; }
  std::string SignedConstitutionPath() const { return folder_ + "/constitution.dsse.json"; }
  std::string WrittenConstitutionPath() const { return folder_ + "/constitution.yaml"; }
  std::string NextConstitutionPath() const { return folder_ + "/constitution.next.dsse.json"; }
  std::string PreviousConstitutionPath(uint32_t version) const;
  std::string OperationsPath(std::string_view party) const;
  std::string SignedOperationsPath(std::string_view party) const;

  /// The constitution as people wrote it, dictionary and models (sorted by name) put in. Not
  /// validated.
  absl::StatusOr<v1::Constitution> AssembleConstitution() const;
  /// operations/PARTY.yaml; its `party` must be PARTY. Not validated.
  absl::StatusOr<v1::Operations> ReadOperations(std::string_view party) const;

  /// FailedPrecondition with the remedy if nobody has signed yet.
  absl::StatusOr<v1::Envelope> ReadSignedConstitution() const;
  absl::StatusOr<v1::Envelope> ReadNextConstitution() const;
  /// FailedPrecondition with the remedy if it is not there.
  absl::StatusOr<v1::Envelope> ReadPreviousConstitution(uint32_t version) const;
  /// By party id, from the file's name.
  absl::StatusOr<std::map<std::string, v1::Envelope>> ReadAllSignedOperations() const;
  /// Parties whose operations are written and not signed, sorted.
  absl::StatusOr<std::vector<std::string>> UnsignedOperations() const;
  absl::StatusOr<v1::Envelope> ReadSignedOperations(std::string_view party) const;

  absl::Status WriteSignedConstitution(const v1::Envelope& envelope) const;
  absl::Status WriteNextConstitution(const v1::Envelope& envelope) const;
  absl::Status WritePreviousConstitution(uint32_t version, const v1::Envelope& envelope) const;
  absl::Status RemoveNextConstitution() const;
  absl::Status WriteSignedOperations(std::string_view party, const v1::Envelope& envelope) const;

  /// "ginnel agreement sign DIR --as PARTY --key KEY_FILE …", as errors name it.
  std::string SignCommand(std::string_view party, std::string_view what) const;

 private:
  std::string folder_;
};

/// The envelope in one file; errors name it.
absl::StatusOr<v1::Envelope> ReadEnvelopeFile(const std::string& path);

/// AgreementFolder(folder).AssembleConstitution().
absl::StatusOr<v1::Constitution> AssembleConstitution(const std::string& folder);

}  // namespace ginnel::governance
