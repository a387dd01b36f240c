// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/document.h"
#include "crypto/dsse.h"
#include "governance/statement.h"
#include "governance/succession.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {

/// `constitution` under the keys of these names, in that order.
inline v1::Envelope SignedBy(const v1::Constitution& constitution,
                             const std::vector<std::string>& names) {
  v1::Envelope envelope;
  envelope.set_payload_type(crypto::PayloadType("constitution"));
  envelope.set_payload(*CanonicalJson(constitution));
  for (const std::string& name : names)
    EXPECT_TRUE(crypto::AddSignature(envelope, SampleAgreement::Key(name)).ok()) << name;
  return envelope;
}

/// The text of `previous` as the version after it.
inline v1::Constitution NextOf(const v1::Envelope& previous) {
  auto next = ReadUnverifiedStatement<v1::Constitution>(previous);
  EXPECT_TRUE(next.ok()) << next.status();
  next->set_version(next->version() + 1);
  next->set_previous(crypto::PayloadDigest(previous).ToHex());
  next->clear_exclusions();
  return *next;
}

inline void AddMember(v1::Constitution& constitution, const std::string& id,
                      v1::MemberKind kind = v1::MEMBER_KIND_FULL) {
  v1::Member& member = *constitution.add_members();
  member.set_id(id);
  member.set_title("The " + id + " organisation");
  member.set_kind(kind);
  member.add_sectors(v1::SECTOR_SOCIAL_CARE);
  member.set_signing_key(SampleAgreement::KeyHex(id));
  member.set_expected_people(2000);
}

inline void RemoveMember(v1::Constitution& constitution, const std::string& id) {
  auto& members = *constitution.mutable_members();
  for (int i = members.size() - 1; i >= 0; --i) {
    if (members.Get(i).id() == id) members.DeleteSubrange(i, 1);
  }
}

inline void PutOut(v1::Constitution& constitution, const std::string& id) {
  RemoveMember(constitution, id);
  v1::Exclusion& exclusion = *constitution.add_exclusions();
  exclusion.set_member(id);
  exclusion.set_grounds(v1::GROUNDS_UNREACHABLE);
}

inline v1::Member& MemberOf(v1::Constitution& constitution, const std::string& id) {
  for (v1::Member& member : *constitution.mutable_members()) {
    if (member.id() == id) return member;
  }
  ADD_FAILURE() << "no member " << id;
  return *constitution.add_members();
}

/// The sample's first version, signed by its full members north, south and hospital, with a quorum
/// of 60 %: two of the three may put out the third.
struct SampleSuccession {
  SampleSuccession() {
    sample.constitution.mutable_reserved()->set_quorum_percent(60);
    first = SignedBy(sample.constitution, {"north", "south", "hospital"});
    next = NextOf(first);
  }
  absl::Status Check(const std::vector<std::string>& signers) const {
    return CheckSuccession(first, SignedBy(next, signers));
  }

  SampleAgreement sample;
  v1::Envelope first;
  v1::Constitution next;  // bent by tests before it is signed
};

}  // namespace ginnel::governance
