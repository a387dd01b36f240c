// SPDX-License-Identifier: Apache-2.0
//
// A trustee has a new signing key, and copies that are far behind follow over that change.
#include "base/random.h"
#include "crypto/oprf_key.h"
#include "governance/run_id.h"
#include "tests/unit/governance/sample_succession.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

constexpr const char* kWitnesses[] = {"hospital-trustee", "university"};

class KeyChange : public RegisterRoom {
 protected:
  KeyChange() : newest_(*AgreementFolder(folder_ + "/agreement").ReadSignedConstitution()) {}

  std::string KeyOf(const std::string& trustee) const {
    const auto changed = keys_.find(trustee);
    return changed == keys_.end() ? trustee : changed->second;
  }
  // The next constitution gives `trustee` another signing key, and the trustee states its
  // operations anew under it: with that the change is in force.
  void Change(const std::string& trustee) {
    v1::Constitution next = NextOf(newest_);
    const std::string key = trustee + ", version " + std::to_string(next.version());
    for (v1::Trustee& each : *next.mutable_trustees()) {
      if (each.id() != trustee) continue;
      SystemRandom random;
      const auto part = crypto::OprfKeyPart::Generate(random);
      const crypto::SigningKey signing = SampleAgreement::Key(key);
      each.set_signing_key(signing.verifying_key().ToHex());
      each.set_oprf_key(part.public_part().ToHex());
      each.set_oprf_proof(part.Prove(signing.verifying_key(), random).ToHex());
    }
    newest_ = SignedBy(next, {"north", "south", "hospital"});
    const auto added = Add(newest_);
    ASSERT_TRUE(added.ok()) << added.status();
    v1::Operations& operations = sample_.operations.at(trustee);
    operations.set_version(operations.version() + 1);
    ASSERT_TRUE(Add(Sign(operations, key)).ok());
    keys_[trustee] = key;
  }
  // Two pages, and less than what goes over a change in one piece.
  void Fill(const std::string& title) {
    for (int i = 0; i < 10; ++i) AddLong(title + std::to_string(i));
  }
  void AddLong(const std::string& title) {
    package_.query.set_title(title + std::string(170'000, 't'));
    ASSERT_TRUE(Add(package_.Build().query()).ok());
  }
  // As the coordinator publishes: each witness from where it is to its cosignature.
  absl::StatusOr<std::string> TryToPublish() {
    crypto::SignedNote note = *office().MakeCheckpoint(SampleAgreement::Key(KeyOf("office")));
    const std::string plain = note.ToText();  // each is asked for its own word, on no other's
    for (const std::string witness : kWitnesses) {
      v1::WitnessResponse response;
      while (response.checkpoint().empty()) {
        const uint64_t before = *At(witness).size();
        const auto update = office().UpdateFrom(before, plain);
        if (!update.ok()) return update.status();
        const auto said = At(witness).Witness(*update, witness,
                                              SampleAgreement::Key(KeyOf(witness)), clock_.Now());
        if (!said.ok()) return said.status();
        response = *said;
        if (response.checkpoint().empty() && response.size() == before) {
          return absl::AbortedError(witness + " does not go on");
        }
      }
      note.lines.push_back(crypto::SignedNote::Parse(response.checkpoint())->lines.back());
    }
    const absl::Status kept = office().KeepCosigned(note.ToText());
    if (!kept.ok()) return kept;
    return note.ToText();
  }
  void PublishAll() {
    const auto note = TryToPublish();
    ASSERT_TRUE(note.ok()) << note.status();
  }
  // As the coordinator feeds a node, until it holds everything; how many updates that took.
  absl::StatusOr<int> FeedAll(const std::string& node) {
    const std::string newest = *office().checkpoint();
    for (int updates = 0;; ++updates) {
      const uint64_t before = *At(node).size();
      if (before == *office().size()) return updates;
      const auto update = office().UpdateFrom(before, newest);
      if (!update.ok()) return update.status();
      const absl::Status taken = At(node).Extend(*update, Register::Cosignatures::kBoth);
      if (!taken.ok()) return taken;
      if (*At(node).size() == before) return absl::AbortedError("does not go on");
    }
  }
  void ExpectFollows(const std::string& node) {
    const auto updates = FeedAll(node);
    ASSERT_TRUE(updates.ok()) << updates.status();
    EXPECT_GT(*updates, 2);
    EXPECT_EQ(*At(node).checkpoint(), *office().checkpoint());
    EXPECT_EQ(At(node).agreement()->digest(), crypto::PayloadDigest(newest_));
  }
  // Begins a party's store anew.
  void Lose(const std::string& party) {
    copies_.erase(party);
    for (const char* file : {"", ".check", "-wal", "-shm"}) {
      std::filesystem::remove(PathOf(party) + file);
    }
    Reopen(party);
  }

  v1::Envelope newest_;                      // constitution
  std::map<std::string, std::string> keys_;  // of trustees that have another than at first
};

class KeyChangeOf : public KeyChange, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(EachTrustee, KeyChangeOf,
                         testing::Values("office", "hospital-trustee", "university"));

TEST_P(KeyChangeOf, ANodeThatIsFarBehindFollowsOverIt) {
  Fill("before");
  PublishAll();
  Change(GetParam());
  PublishAll();
  Fill("after");
  PublishAll();
  ExpectFollows("north");
}

TEST_P(KeyChangeOf, ATrusteeThatIsFarBehindFollowsOverItAndCosigns) {
  Fill("before");
  PublishAll();
  Change(GetParam());
  // One that has lost its copy gives its word on the first checkpoint by the new keys.
  Lose("university");
  PublishAll();
  EXPECT_EQ(*At("university").size(), *office().size());
  Lose("hospital-trustee");
  Fill("after");
  PublishAll();
  EXPECT_EQ(*At("hospital-trustee").size(), *office().size());
}

TEST_P(KeyChangeOf, WhatWasNotCosignedBeforeItGoesOverInOnePiece) {
  Fill("before");
  PublishAll();
  Fill("not published before the change");
  Change(GetParam());
  PublishAll();
  Fill("after");
  PublishAll();
  ExpectFollows("north");
}

TEST_P(KeyChangeOf, NobodyTakesACheckpointByTheOldKeyAfterIt) {
  PublishAll();
  const std::string changed = GetParam();
  Change(changed);
  keys_.erase(changed);
  EXPECT_FALSE(TryToPublish().ok());
  EXPECT_LT(*At("north").size(), *office().size());
}

// By itself: no copy relies on what the coordinator would not publish.
TEST_P(KeyChangeOf, ACopyRefusesACheckpointByTheOldKey) {
  PublishAll();
  ASSERT_TRUE(FeedAll("north").ok());
  Change(GetParam());
  crypto::SignedNote note = *office().MakeCheckpoint(SampleAgreement::Key("office"));
  const std::string origin = crypto::ParseCheckpointBody(note.body)->origin;
  for (const std::string witness : kWitnesses) {
    ASSERT_TRUE(Cosign(note, origin, witness, SampleAgreement::Key(witness), clock_.Now()).ok());
  }
  const auto update = office().UpdateFrom(*At("north").size(), note.ToText());
  ASSERT_TRUE(update.ok()) << update.status();
  EXPECT_EQ(ReasonOf(At("north").Extend(*update, Register::Cosignatures::kBoth)),
            v1::REASON_SIGNATURE_INVALID);
}

TEST_F(KeyChange, SeveralAreFollowedOneByOne) {
  int change = 0;
  for (const char* trustee : {"office", "university", "hospital-trustee", "office"}) {
    Fill(std::to_string(++change) + " before that of " + trustee);
    PublishAll();
    Change(trustee);
    PublishAll();
  }
  ExpectFollows("north");
  Lose("university");
  Fill("after all");
  PublishAll();
  EXPECT_EQ(*At("university").size(), *office().size());
}

TEST_F(KeyChange, TwoWithoutACheckpointBetweenAreOne) {
  Fill("before");
  PublishAll();
  Change("office");
  Change("university");
  PublishAll();
  Fill("after");
  PublishAll();
  ExpectFollows("north");
}

TEST_F(KeyChange, TheWayOverItIsKnownAfterARestart) {
  Fill("before");
  PublishAll();
  Change("office");
  PublishAll();
  Fill("after");
  PublishAll();
  Reopen("office");
  ExpectFollows("north");
}

// Entries are judged under the agreement of their place, also by who reads them all at once.
TEST_F(KeyChange, RunsAndVoidsByTheOldKeysStandWhereTheyAre) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(package.run()).ok());
  const v1::Run run = *ReadUnverifiedStatement<v1::Run>(package.run());
  for (const std::string witness : kWitnesses) {
    v1::Void word;
    word.set_run_id(RunIdOf(run).ToHex());
    word.set_query_digest(run.query_digest());
    word.set_n(1);
    word.set_attempt(1);
    word.set_trustee(witness);
    ASSERT_TRUE(Add(Sign(word, witness)).ok());
  }
  Change("office");
  Change("university");
  package_.bend_run = [](v1::Run& next) { next.set_attempt(2); };
  EXPECT_EQ(ReasonFor(Add(package_.Build().run())), v1::REASON_SIGNATURE_INVALID);
  package_.run_signer = KeyOf("office");
  ASSERT_TRUE(Add(package_.Build().run()).ok());
  PublishAll();
  const auto updates = FeedAll("north");
  EXPECT_TRUE(updates.ok()) << updates.status();
}

// A checkpoint that was co-signed before is no word on what is there now.
TEST_F(KeyChange, ATrusteeGivesNoNewTimeToAnOldCheckpoint) {
  Fill("before");
  PublishAll();
  const std::string old = *office().checkpoint();
  Lose("university");
  v1::WitnessResponse response;
  while (*At("university").size() < *office().size()) {
    response = *At("university")
                    .Witness(*office().UpdateFrom(*At("university").size(), old), "university",
                             SampleAgreement::Key("university"), clock_.Now());
    ASSERT_EQ(response.checkpoint(), "");
  }
}

}  // namespace
}  // namespace ginnel::governance
