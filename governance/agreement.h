// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/rpc/principal.h"
#include "crypto/digest.h"
#include "crypto/signing.h"
#include "ginnel/v1/agreement.pb.h"
#include "governance/agreement_folder.h"

namespace ginnel::governance {

/// The partnership agreement, verified: the only source of trust of every process. Immutable and
/// thread-safe; a change makes another one. It does not know who approved what, nor whether the
/// files of a folder are the newest: which agreement is in force is what the register's entries
/// make (register/living_agreement.h).
class Agreement final : public PinDirectory {
 public:
  /// Reads only what was signed (*.dsse.json), and never a next version that is still being signed.
  /// Verifies that every full member signed the constitution, that each version follows the one
  /// before it down to the first (constitution_chain.h), that it is valid and in force by `clock`,
  /// and that each party's operations are signed by that party's key in the constitution. All three
  /// trustees must have operations; a member without any has no node and no people yet. Operations
  /// of others (a party that has left, or joins with the next version) say nothing.
  /// FailedPrecondition: not in force, or who must still sign and how. DataLoss: altered.
  /// InvalidArgument: invalid content.
  static absl::StatusOr<std::shared_ptr<const Agreement>> Load(const std::string& folder,
                                                               const Clock& clock);

  /// The same from statements that are at hand: a constitution whose signatures the caller has
  /// judged, and each party's operations, by party. `before`: of the constitutions that it follows,
  /// which the caller has judged too. Dates are not judged.
  static absl::StatusOr<std::shared_ptr<const Agreement>> FromStatements(
      const v1::Envelope& constitution, const std::map<std::string, v1::Envelope>& operations,
      std::vector<crypto::Digest> before = {});

  const v1::Constitution& constitution() const { return constitution_; }
  /// SHA-256 of the constitution's payload: what approvals and runs name as `agreement_digest`.
  const crypto::Digest& digest() const { return digest_; }
  /// Whether that is the digest of this constitution, or of one that it follows.
  bool Follows(const crypto::Digest& constitution) const;
  /// Whether what was said under that constitution (hex digest) counts under this one: this one
  /// itself, or the one before it where this one lets queries in flight finish.
  bool Accepts(std::string_view constitution) const;
  /// Whether it is the one that `expected` names, a hex digest from outside the folder: what is in
  /// the folder proves only that the members which it names itself signed it. Empty: any. `where`
  /// says who expects it. FailedPrecondition with REASON_AGREEMENT_MISMATCH.
  absl::Status CheckDigest(std::string_view expected, std::string_view where) const;
  /// Pins people, keys and certificates too: SHA-256 over, for each party in order of its id, "ID
  /// DIGEST\n" with the hex SHA-256 of the payload of its operations. Changes without the
  /// constitution changing.
  const crypto::Digest& operations_digest() const { return operations_digest_; }
  /// Load's check of the dates again, for processes that live long.
  absl::Status CheckInForce(absl::Time now) const;

  /// Each party's operations as they were signed.
  const std::map<std::string, v1::Envelope>& signed_operations() const {
    return signed_operations_;
  }

  /// Null if there is none of that id. Live as long as the agreement.
  const v1::Member* FindMember(std::string_view id) const;
  const v1::Trustee* FindTrustee(std::string_view id) const;
  const v1::Person* FindPerson(std::string_view id) const;
  const v1::Purpose* FindPurpose(std::string_view id) const;
  const v1::Operations* FindOperations(std::string_view party) const;

  /// The party of a person of this agreement; empty if there is no such person.
  std::string PartyOf(std::string_view person) const;
  bool HasRole(std::string_view person, v1::Role role) const;
  /// One name for the organisation behind a party, comparable over members and trustees: where a
  /// trustee's organisation is a member (by id or title), that member's id.
  std::string OrganisationOf(std::string_view party) const;
  /// Position of a member in the constitution; −1 if it is not there. Rosters are in this order.
  int MemberIndex(std::string_view id) const;
  /// 1, 2 or 3; 0 if it is no trustee. 1 is the coordinator.
  int TrusteeIndex(std::string_view id) const;
  /// The trustee of that index, 1 to 3.
  const v1::Trustee& trustee(int index) const { return constitution_.trustees(index - 1); }

  /// "HOST:PORT". NotFound if `trustee` is none.
  absl::StatusOr<std::string> Endpoint(std::string_view trustee) const;
  /// Hex SHA-256 of the DER of the party's TLS certificate. NotFound if the party has not stated
  /// one yet.
  absl::StatusOr<std::string> CertificatePin(std::string_view party) const;
  /// The key that signs the statements of a member, trustee or person. NotFound if there is none of
  /// that id.
  absl::StatusOr<crypto::VerifyingKey> SigningKeyOf(std::string_view id) const;

  /// Who may speak with this certificate: a node (id of its member), a trustee or a person. Nothing
  /// if it is not pinned.
  std::optional<Principal> Find(std::string_view certificate_sha256_hex) const override;

 private:
  Agreement() = default;
  absl::Status ReadConstitution(const AgreementFolder& folder);
  absl::Status TakeConstitution(const v1::Envelope& envelope);
  absl::Status TakeOperations(const AgreementFolder& folder,
                              const std::map<std::string, v1::Envelope>& envelopes);
  absl::Status ReadOperations(const AgreementFolder& folder);
  bool IsParty(std::string_view id) const;
  absl::StatusOr<v1::Operations> OpenOperations(const AgreementFolder& folder,
                                                const std::string& party,
                                                const v1::Envelope& envelope) const;

  v1::Constitution constitution_;
  crypto::Digest digest_;
  std::vector<crypto::Digest> ancestors_;  // of the versions before
  crypto::Digest operations_digest_;
  std::map<std::string, v1::Operations, std::less<>> operations_;
  std::map<std::string, v1::Envelope> signed_operations_;
  std::map<std::string, const v1::Person*, std::less<>> people_;  // into operations_
  std::map<std::string, Principal, std::less<>> pins_;
};

/// The agreement in force at this moment. Take it once for one piece of work, and hold it for as
/// long as what it returned is used. Thread-safe; never null.
using AgreementSource = std::function<std::shared_ptr<const Agreement>()>;

}  // namespace ginnel::governance
