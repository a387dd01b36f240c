// SPDX-License-Identifier: Apache-2.0
#include "cli/register/evidence.h"

#include <functional>

#include "base/document.h"
#include "tests/unit/cli_register/cli_room.h"
#include "tests/unit/governance/sample_succession.h"

namespace ginnel::cli {
namespace {

using testing::HasSubstr;

class Evidence : public CliRoom {
 protected:
  CommandResult Write(const std::string& query) {
    return Run({"release", "evidence", query, "--as", Person("analyst@office"), "--out",
                Path("evidence.json")});
  }
  CommandResult Check(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"register", "verify", "--evidence", Path("evidence.json")});
    return Run(more);
  }
  // The version after `previous`, in which nothing else is new, signed by all who must.
  static v1::Envelope Next(const v1::Envelope& previous, v1::InFlight in_flight) {
    v1::Constitution next = governance::NextOf(previous);
    next.set_in_flight(in_flight);
    return governance::SignedBy(next, {"north", "south", "hospital"});
  }
  v1::Envelope Constitution() const {
    return *governance::AgreementFolder(AgreementPath()).ReadSignedConstitution();
  }
  // A partnership that has had `versions` constitutions when it makes its register.
  void BeginWithVersion(uint32_t versions) {
    const governance::AgreementFolder folder(AgreementPath());
    for (uint32_t version = 1; version < versions; ++version) {
      const v1::Envelope before = Constitution();
      ASSERT_TRUE(folder.WritePreviousConstitution(version, before).ok());
      ASSERT_TRUE(folder.WriteSignedConstitution(Next(before, v1::IN_FLIGHT_STOP)).ok());
    }
    agreement_ = *governance::Agreement::Load(AgreementPath(), clock_);
    package_ = governance::SamplePackage(agreement_);
    on_.reset();
    database_ = *store::Database::Open(folder_ + "/new.db", std::array<uint8_t, 32>{},
                                       {{std::string(governance::RegisterStore::kSchema)}, 9});
    on_ = *governance::Register::Open(*database_, agreement_, "office");
    office_.on = on_.get();
    ASSERT_TRUE(governance::EnterFolder(folder, *on_).ok());
  }
  // Ends the run of `package`, which is on the register; the query's digest.
  std::string ReleaseOf(const v1::RunPackage& package) {
    const v1::Release table = TableOf(package);
    const v1::Envelope release = Sign(table, "office");
    Add(Sign(WordOn(table, release), "office"));
    office_.releases[table.query_digest()] = release;
    Publish();
    return table.query_digest();
  }
  // The file with `bend` done to it by somebody who knows how its digest is made.
  CommandResult CheckBent(const std::function<void(v1::ReleaseEvidence&)>& bend) {
    v1::ReleaseEvidence evidence = *ParseCanonicalJson<v1::ReleaseEvidence>(Read("evidence.json"));
    bend(evidence);
    CliRoom::Write("bent.json", *WriteEvidence(evidence));
    return Run({"register", "verify", "--evidence", Path("bent.json")});
  }
};

TEST_F(Evidence, VerifiesByItselfWithoutPersonFolderOrCoordinator) {
  const std::string query = Release();
  const CommandResult written = Write(query.substr(0, 8));
  ASSERT_EQ(written.exit_code, kOk) << written.error;
  std::filesystem::remove_all(AgreementPath());
  std::filesystem::remove_all(Path("people"));
  office_.shown = std::vector<std::string>();
  clock_.Set("2031-01-01T00:00:00Z");
  const CommandResult result = Check();
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_THAT(result.out, HasSubstr("People by age: run 1"));
  EXPECT_THAT(result.out, HasSubstr("Constitution " + agreement_->digest().ToHex()));
  EXPECT_THAT(result.out, HasSubstr("of 3 figures 1 are suppressed and 0 withheld"));
  EXPECT_THAT(result.out, HasSubstr("that nothing was left out"));
}

TEST_F(Evidence, RestsOnTheConstitutionThatIsNamedOrIsRefused) {
  ASSERT_EQ(Write(Release()).exit_code, kOk);
  EXPECT_EQ(Check({"--agreement-digest", agreement_->digest().ToHex()}).exit_code, kOk);
  EXPECT_EQ(Check({"--agreement-digest", std::string(64, '0')}).exit_code, kIntegrity);
}

TEST_F(Evidence, HoldsAcrossLaterOperationsAndAReplacedKey) {
  const std::string query = Release();
  v1::Operations next = sample_.operations.at("north");
  next.set_version(2);
  next.mutable_people(0)->set_signing_key(Sample::KeyHex("ig-lead@north, a new key"));
  Add(Sign(next, "north"));
  Publish();
  ASSERT_EQ(Write(query).exit_code, kOk);
  EXPECT_EQ(Check().exit_code, kOk);
}

TEST_F(Evidence, HoldsOnARegisterThatBeganWithALaterVersionOfTheConstitution) {
  BeginWithVersion(3);
  const CommandResult written = Write(Release());
  ASSERT_EQ(written.exit_code, kOk) << written.error;
  EXPECT_EQ(Check({"--agreement-digest", agreement_->digest().ToHex()}).exit_code, kOk);
}

TEST_F(Evidence, HoldsForARunThatTheNextConstitutionLetFinish) {
  const v1::RunPackage package = Approve();
  Add(package.run());
  const v1::Envelope next = Next(Constitution(), v1::IN_FLIGHT_FINISH);
  Add(next);
  const CommandResult written = Write(ReleaseOf(package));
  ASSERT_EQ(written.exit_code, kOk) << written.error;
  // What was run and approved under version 1 rests on version 1.
  EXPECT_EQ(Check({"--agreement-digest", agreement_->digest().ToHex()}).exit_code, kOk);
  EXPECT_EQ(Check({"--agreement-digest", crypto::PayloadDigest(next).ToHex()}).exit_code,
            kIntegrity);
}

TEST_F(Evidence, HoldsForARunUnderTheNextConstitutionOnApprovalsThatItAccepts) {
  const v1::Envelope next = Next(Constitution(), v1::IN_FLIGHT_FINISH);
  package_.bend_run = [&](v1::Run& run) {
    run.set_agreement_digest(crypto::PayloadDigest(next).ToHex());
  };
  const v1::RunPackage package = Approve();
  Add(next);
  Add(package.run());
  const CommandResult written = Write(ReleaseOf(package));
  ASSERT_EQ(written.exit_code, kOk) << written.error;
  EXPECT_EQ(Check({"--agreement-digest", crypto::PayloadDigest(next).ToHex()}).exit_code, kOk);
}

TEST_F(Evidence, IsRefusedWhereTheNextConstitutionStoppedWhatWasApprovedBeforeIt) {
  const v1::Envelope next = Next(Constitution(), v1::IN_FLIGHT_STOP);
  package_.bend_run = [&](v1::Run& run) {
    run.set_agreement_digest(crypto::PayloadDigest(next).ToHex());
  };
  const v1::RunPackage package = Approve();
  Add(next);
  Add(package.run());
  EXPECT_EQ(Write(ReleaseOf(package)).exit_code, kIntegrity);
}

TEST_F(Evidence, HoldsForASecondAttemptAfterBothVoids) {
  const v1::RunPackage package = Approve();
  Add(package.run());
  const v1::Run first = *governance::ReadUnverifiedStatement<v1::Run>(package.run());
  for (const char* trustee : {"hospital-trustee", "university"}) {
    v1::Void word;
    word.set_run_id(governance::RunIdOf(first).ToHex());
    word.set_query_digest(first.query_digest());
    word.set_n(1);
    word.set_attempt(1);
    word.set_trustee(trustee);
    Add(Sign(word, trustee));
  }
  package_.bend_run = [](v1::Run& run) { run.set_attempt(2); };
  const v1::RunPackage second = package_.Build();
  Add(second.run());
  const v1::Release table = TableOf(second);
  office_.releases[table.query_digest()] = Sign(table, "office");
  Add(Sign(WordOn(table, office_.releases[table.query_digest()]), "office"));
  Publish();
  ASSERT_EQ(Write(table.query_digest()).exit_code, kOk);
  EXPECT_EQ(Check().exit_code, kOk);
  EXPECT_EQ(CheckBent([](auto& evidence) { evidence.mutable_voids()->RemoveLast(); }).exit_code,
            kIntegrity);
}

TEST_F(Evidence, IsRefusedWithoutAnyOfItsParts) {
  ASSERT_EQ(Write(Release()).exit_code, kOk);
  ASSERT_EQ(CheckBent([](auto&) {}).exit_code, kOk);
  const std::function<void(v1::ReleaseEvidence&)> bends[] = {
      [](auto& evidence) { evidence.clear_checkpoint(); },
      [](auto& evidence) { evidence.mutable_agreement()->DeleteSubrange(0, 1); },
      [](auto& evidence) { evidence.clear_query(); },
      [](auto& evidence) { evidence.mutable_approvals()->RemoveLast(); },
      [](auto& evidence) { evidence.clear_runs(); },
      [](auto& evidence) { evidence.clear_released(); },
      [](auto& evidence) { evidence.clear_release(); },
      [](auto& evidence) { evidence.mutable_query()->mutable_proof()->RemoveLast(); },
      [](auto& evidence) { evidence.clear_cells(); },
      [](auto& evidence) { evidence.mutable_approvals()->SwapElements(0, 1); },
      [](auto& evidence) {
        crypto::SignedNote note = *crypto::SignedNote::Parse(evidence.checkpoint());
        note.lines.push_back({"somebody-else", note.lines[1].signature});
        evidence.set_checkpoint(note.ToText());
      },
  };
  for (size_t i = 0; i < std::size(bends); ++i) {
    EXPECT_EQ(CheckBent(bends[i]).exit_code, kIntegrity) << i;
  }
}

TEST_F(Evidence, IsRefusedWithAnySignatureOfTheCheckpointChanged) {
  ASSERT_EQ(Write(Release()).exit_code, kOk);
  for (size_t line = 0; line < 3; ++line) {
    const CommandResult bent = CheckBent([&](v1::ReleaseEvidence& evidence) {
      crypto::SignedNote note = *crypto::SignedNote::Parse(evidence.checkpoint());
      ASSERT_EQ(note.lines.size(), 3u);
      note.lines[line].signature.back() = static_cast<char>(note.lines[line].signature.back() ^ 1);
      evidence.set_checkpoint(note.ToText());
    });
    EXPECT_NE(bent.exit_code, kOk) << line;
  }
}

// By its own coordinator, of the same run, and with as many figures of each kind.
TEST_F(Evidence, IsRefusedWithAnotherTableThanTheRegisterKnows) {
  ASSERT_EQ(Write(Release()).exit_code, kOk);
  const CommandResult bent = CheckBent([this](v1::ReleaseEvidence& evidence) {
    auto table = governance::ReadUnverifiedStatement<v1::Release>(evidence.release());
    for (v1::ReleasedCell& cell : *table->mutable_cells()) {
      if (cell.state() == v1::CELL_STATE_VALUE) cell.set_value("995");
    }
    *evidence.mutable_release() = Sign(*table, "office");
  });
  EXPECT_EQ(bent.exit_code, kIntegrity) << bent.error;
  EXPECT_THAT(bent.error, HasSubstr("is not the one of which the register holds the digest"));
}

// Its bytes are those of which the register has the digest: only the signature is somebody else's.
TEST_F(Evidence, IsRefusedWhereAnotherThanTheCoordinatorSignedTheRelease) {
  ASSERT_EQ(Write(Release()).exit_code, kOk);
  const auto signed_by = [this](const std::string& name) {
    return CheckBent([&](v1::ReleaseEvidence& evidence) {
      const auto table = governance::ReadUnverifiedStatement<v1::Release>(evidence.release());
      *evidence.mutable_release() = Sign(*table, name);
    });
  };
  EXPECT_EQ(signed_by("office").exit_code, kOk);
  for (const char* name : {"hospital-trustee", "north", "analyst@office"}) {
    EXPECT_NE(signed_by(name).exit_code, kOk) << name;
  }
}

// Signed rightly, and on the register: what the coordinator could do alone.
TEST_F(Evidence, IsRefusedWhereTheReleaseDoesNotFitItsRunOrItsOwnCounts) {
  const v1::RunPackage package = Approve();
  Add(package.run());
  const std::function<void(v1::Release&, v1::Released&)> bends[] = {
      [](auto&, auto& word) { word.set_suppressed(0); },
      [](auto& table, auto&) { table.set_threshold(5); },
      [](auto& table, auto&) { table.set_title("Another question"); },
      [](auto& table, auto&) { table.set_profile("loose"); },
      [](auto& table, auto&) { table.set_agreement_digest(std::string(64, 'a')); },
      // (A `released` of a run that is not there is on no register: tests/unit/register.)
      [](auto& table, auto&) { table.set_run_id(std::string(64, 'a')); },
      [](auto& table, auto&) { table.set_opening_commitment("other"); },
  };
  for (size_t i = 0; i < std::size(bends); ++i) {
    v1::Release table = TableOf(package);
    v1::Released word = WordOn(table, v1::Envelope());
    bends[i](table, word);
    const v1::Envelope release = Sign(table, "office");
    word.set_release_digest(crypto::PayloadDigest(release).ToHex());
    Add(Sign(word, "office"));
    office_.releases[table.query_digest()] = release;
    Publish();
    EXPECT_EQ(Write(table.query_digest()).exit_code, kIntegrity) << i;
    EXPECT_FALSE(FileExists(Path("evidence.json"))) << i;
  }
}

TEST_F(Evidence, IsRefusedWhereTheRunIsNotWhatWasApproved) {
  const std::function<void(v1::Run&)> bends[] = {
      [](v1::Run& run) { run.set_threshold(5); },
      [](v1::Run& run) { run.set_roster(0, "hospital"); },
      [](v1::Run& run) { run.mutable_roster()->RemoveLast(); },
      [](v1::Run& run) { run.mutable_approval_digests()->SwapElements(0, 1); },
      [](v1::Run& run) { run.set_agreement_digest(std::string(64, 'a')); },
      [](v1::Run& run) { run.set_started_at("2026-07-01T00:00:00Z"); },
  };
  for (size_t i = 0; i < std::size(bends); ++i) {
    package_.query.set_title("Question " + std::to_string(i));
    package_.bend_run = bends[i];
    EXPECT_EQ(Write(Release()).exit_code, kIntegrity) << i;
  }
}

TEST_F(Evidence, IsRefusedForMoreRunsThanWereApproved) {
  package_.query.set_runs(2);
  package_.bend_approval = [](v1::Approval& approval) { approval.set_max_runs(1); };
  const v1::RunPackage once = Approve();
  Add(once.run());
  EXPECT_EQ(Write(ReleaseOf(once)).exit_code, kOk);
  package_.bend_run = [](v1::Run& run) { run.set_n(2); };
  const v1::RunPackage again = package_.Build();
  Add(again.run());
  const CommandResult written = Write(ReleaseOf(again));
  EXPECT_EQ(written.exit_code, kIntegrity);
  EXPECT_THAT(written.error, HasSubstr("is for fewer runs"));
}

TEST_F(Evidence, NoticesAnotherProgramVersionByTheFilesOwnDigest) {
  ASSERT_EQ(Write(Release()).exit_code, kOk);
  v1::ReleaseEvidence evidence = *ParseCanonicalJson<v1::ReleaseEvidence>(Read("evidence.json"));
  evidence.set_program_version("9.9.9");
  CliRoom::Write("evidence.json", *CanonicalJson(evidence));
  EXPECT_EQ(Check().exit_code, kIntegrity);
}

TEST_F(Evidence, IsRefusedWhereAnApprovalHadExpiredWhenTheRunStarted) {
  package_.bend_approval = [](v1::Approval& approval) {
    approval.set_not_after("2026-05-01T11:00:00Z");
  };
  const CommandResult result = Write(Release());
  EXPECT_EQ(result.exit_code, kIntegrity);
  EXPECT_THAT(result.error, HasSubstr("expired"));
}

TEST_F(Evidence, IsOfTheReleaseThatWasAskedForAndThatTheRegisterKnows) {
  const std::string query = Release();
  office_.releases[std::string(64, 'f')] = office_.releases[query];
  EXPECT_EQ(Write(std::string(8, 'f')).exit_code, kIntegrity);
  v1::Release other;
  other.set_query_digest(query);
  office_.releases[query] = Sign(other, "office");
  EXPECT_EQ(Write(query).exit_code, kWrongState);
}

}  // namespace
}  // namespace ginnel::cli
