// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "crypto/sealed_box.h"
#include "governance/linkage.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {

/// Whose nodes share the spine in samples: all but far-north, of whom north, south and east make
/// it. East is an associate.
inline const std::vector<std::string> kSampleLinkage = {"north", "south", "hospital", "east"};

/// As a signer: `SampleAgreement::Key(NodeOf("north"))`.
inline std::string NodeOf(const std::string& member) { return "node of " + member; }

/// Of each member another one, the same every time.
inline crypto::SealingKey SampleSealingKey(const std::string& member) {
  class FromName final : public RandomSource {
   public:
    explicit FromName(const std::string& name) : digest_(crypto::Sha256("sealing " + name)) {}
    void Fill(std::span<uint8_t> out) override {
      for (size_t i = 0; i < out.size(); ++i) out[i] = digest_.bytes[i % digest_.bytes.size()];
    }

   private:
    const crypto::Digest digest_;
  } random(member);
  return crypto::SealingKey::Generate(random);
}

/// Epochs at least 30 days apart, in which one person in a hundred may be on two lists.
inline void WithLinkage(SampleAgreement& sample) {
  v1::Linkage& linkage = *sample.constitution.mutable_linkage();
  linkage.set_days_between_epochs(30);
  linkage.set_most_dual_per_10000(100);
  for (const std::string& member : kSampleLinkage) {
    linkage.add_members(member);
    v1::Operations& operations = sample.operations[member];
    operations.set_node_statement_key(SampleAgreement::KeyHex(NodeOf(member)));
    operations.set_node_sealing_key(SampleSealingKey(member).public_key().ToHex());
  }
}

/// Statements of an epoch of the sample, right in all parts until a test bends one.
struct SampleEpoch {
  explicit SampleEpoch(std::string agreement_digest) : digest(std::move(agreement_digest)) {}

  std::string digest;
  uint32_t epoch = 1;
  std::string given_at = "2026-05-01T09:00:00Z";

  v1::Epoch Start(const std::string& person = "ig-lead@north") const {
    v1::Epoch start;
    start.set_epoch(epoch);
    start.set_agreement_digest(digest);
    start.set_person(person);
    start.set_given_at(given_at);
    return start;
  }
  v1::SpinePart List(const std::string& member, uint64_t people = 10) const {
    v1::SpinePart list;
    list.set_epoch(epoch);
    list.set_agreement_digest(digest);
    list.set_member(member);
    list.set_people(people);
    list.set_registered_from("2025-05-01");
    list.set_registered_until("2026-05-01");
    for (const std::string& recipient : kSampleLinkage) {
      v1::SpinePart::Sealed& sealed = *list.add_sealed();
      sealed.set_recipient(recipient);
      sealed.set_ciphertext_sha256(crypto::Sha256(member + " to " + recipient).ToHex());
    }
    list.set_at("2026-05-01T09:01:00Z");
    return list;
  }
  v1::Spine Word(const std::string& member, const std::string& spine = "the spine") const {
    v1::Spine word;
    word.set_epoch(epoch);
    word.set_agreement_digest(digest);
    word.set_member(member);
    word.set_spine_digest(crypto::Sha256(spine).ToHex());
    for (const char* part : {"north", "south", "east"}) {
      v1::Spine::Part& added = *word.add_parts();
      added.set_member(part);
      added.set_slots(part == std::string("east") ? 9 : 10);
    }
    word.set_at("2026-05-01T09:02:00Z");
    return word;
  }
};

}  // namespace ginnel::governance
