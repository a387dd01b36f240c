// SPDX-License-Identifier: Apache-2.0
// What somebody who can change files of an agreement, or a party that writes its own part, might
// try.
#include <unistd.h>

#include <functional>
#include <string>

#include "absl/strings/str_replace.h"
#include "base/document.h"
#include "base/files.h"
#include "base/reason.h"
#include "crypto/dsse.h"
#include "gmock/gmock.h"
#include "governance/agreement.h"
#include "governance/statement.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

using testing::HasSubstr;

absl::Status LoadBent(const std::function<void(SampleAgreement&)>& bend) {
  SampleAgreement sample;
  bend(sample);
  return sample.Load().status();
}

void ExpectRefused(const std::function<void(SampleAgreement&)>& bend, absl::StatusCode code,
                   const std::string& why) {
  const absl::Status status = LoadBent(bend);
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(why));
}

// Loads the sample after `bend` has been at the written files.
absl::Status LoadAfter(const std::function<void(const AgreementFolder&)>& bend) {
  const std::string folder = FreshFolder();
  SampleAgreement().Write(folder);
  bend(AgreementFolder(folder));
  return Agreement::Load(folder, FakeClock()).status();
}

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kAltered = absl::StatusCode::kDataLoss;
constexpr auto kNotInForce = absl::StatusCode::kFailedPrecondition;

TEST(AgreementAttack, TheUnbentSampleLoads) {
  EXPECT_TRUE(LoadBent([](SampleAgreement&) {}).ok());
}

TEST(AgreementAttack, AMissingFullMembersSignatureSaysWhoAndHow) {
  const auto bend = [](SampleAgreement& sample) { sample.constitution_signers.erase("south"); };
  ExpectRefused(bend, kNotInForce, "south must still sign");
  ExpectRefused(bend, kNotInForce, "--as south --key KEY_FILE --constitution");
}

TEST(AgreementAttack, AnAssociateDoesNotVote) {
  EXPECT_TRUE(LoadBent([](SampleAgreement&) {}).ok());  // far-north and east have not signed
  ExpectRefused([](SampleAgreement& sample) { sample.constitution_signers.insert("east"); },
                kAltered, "signed by east, an associate, which does not vote");
}

TEST(AgreementAttack, AStrangersSignatureDoesNotReplaceAMembers) {
  ExpectRefused(
      [](SampleAgreement& sample) {
        sample.constitution_signers = {"north", "south", "mallory"};
      },
      kAltered, "no full member");
}

TEST(AgreementAttack, AnAlteredByteOfTheConstitutionIsNoticed) {
  const absl::Status status = LoadAfter([](const AgreementFolder& folder) {
    v1::Envelope envelope = *folder.ReadSignedConstitution();
    envelope.set_payload(
        absl::StrReplaceAll(envelope.payload(), {{"\"max_runs\":5", "\"max_runs\":9"}}));
    ASSERT_TRUE(folder.WriteSignedConstitution(envelope).ok());
  });
  EXPECT_EQ(status.code(), kAltered) << status;
}

TEST(AgreementAttack, AConstitutionWithADuplicateKeyIsRefused) {
  const absl::Status status = LoadAfter([](const AgreementFolder& folder) {
    v1::Envelope envelope = *folder.ReadSignedConstitution();
    const std::string payload = absl::StrReplaceAll(
        envelope.payload(), {{"{\"dictionary\"", "{\"ends\":\"2099-01-01\",\"dictionary\""}});
    ASSERT_NE(payload, envelope.payload());
    envelope.clear_signatures();
    envelope.set_payload(payload);
    for (const char* signer : {"north", "south", "hospital"}) {
      ASSERT_TRUE(crypto::AddSignature(envelope, SampleAgreement::Key(signer)).ok());
    }
    ASSERT_TRUE(folder.WriteSignedConstitution(envelope).ok());
  });
  EXPECT_EQ(ReasonOf(status), v1::REASON_STATEMENT_MALFORMED) << status;
}

TEST(AgreementAttack, AnUnsignedConstitutionSaysWhatToDo) {
  const absl::Status status = Agreement::Load(FreshFolder(), FakeClock()).status();
  EXPECT_EQ(status.code(), kNotInForce) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("ginnel agreement sign"));
}

TEST(AgreementAttack, ItIsInForceFromItsFirstToItsLastDay) {
  const SampleAgreement sample;
  EXPECT_TRUE(sample.Load(FakeClock("2026-04-01T00:00:00Z")).ok());
  EXPECT_TRUE(sample.Load(FakeClock("2027-03-31T23:59:59Z")).ok());
  EXPECT_EQ(sample.Load(FakeClock("2026-03-31T23:59:59Z")).status().code(), kNotInForce);
  EXPECT_EQ(sample.Load(FakeClock("2027-04-01T00:00:00Z")).status().code(), kNotInForce);
}

TEST(AgreementAttack, TwoTrusteesWithOneHostCountAsOne) {
  for (const char* host : {"office.example", "OFFICE.example", " office.example. "}) {
    ExpectRefused(
        [host](SampleAgreement& sample) {
          sample.constitution.mutable_trustees(1)->set_host(host);
        },
        kInvalid, "share the host");
  }
}

TEST(AgreementAttack, TwoTrusteesWithOneAdministratorCountAsOne) {
  ExpectRefused(
      [](SampleAgreement& sample) {
        sample.constitution.mutable_trustees(2)->set_administrator(
            "Administrators of  office of Data Analytics");
      },
      kInvalid, "share the administrator");
}

TEST(AgreementAttack, TwoTrusteesOfOneOrganisationCountAsOneByIdOrTitle) {
  for (const char* organisation :
       {"hospital", "THE Hospital organisation", "the hospital  organisation."}) {
    ExpectRefused(
        [organisation](SampleAgreement& sample) {
          sample.constitution.mutable_trustees(2)->set_organisation(organisation);
        },
        kInvalid, "share the organisation");
  }
}

TEST(AgreementAttack, ATrusteeThatStatesNoHostIsRefused) {
  ExpectRefused(
      [](SampleAgreement& sample) { sample.constitution.mutable_trustees(0)->clear_host(); },
      kInvalid, "states no host");
}

TEST(AgreementAttack, ThereAreExactlyThreeTrustees) {
  ExpectRefused(
      [](SampleAgreement& sample) {
        sample.constitution.mutable_trustees()->RemoveLast();
        sample.operations.erase("university");
      },
      kInvalid, "exactly three");
}

TEST(AgreementAttack, ATrusteeMustKnowItsPartOfThePseudonymisationKey) {
  ExpectRefused(
      [](SampleAgreement& sample) {
        v1::Trustee& last = *sample.constitution.mutable_trustees(2);
        last.set_oprf_key(sample.constitution.trustees(1).oprf_key());
        last.set_oprf_proof(sample.constitution.trustees(1).oprf_proof());
      },
      kInvalid, "oprf_key of trustee university");
  ExpectRefused(
      [](SampleAgreement& sample) { sample.constitution.mutable_trustees(2)->clear_oprf_proof(); },
      kInvalid, "oprf_key of trustee university");
}

TEST(AgreementAttack, NoKeyStandsForTwoParties) {
  ExpectRefused(
      [](SampleAgreement& sample) {
        sample.member("far-north").set_signing_key(SampleAgreement::KeyHex("north"));
      },
      kInvalid, "far-north and north have the same signing_key");
}

TEST(AgreementAttack, NoIdStandsForTwoParties) {
  ExpectRefused([](SampleAgreement& sample) { sample.member("east").set_id("office"); }, kInvalid,
                "two parties have the id 'office'");
}

TEST(AgreementAttack, NoTwoMembersHaveOneTitle) {
  ExpectRefused(
      [](SampleAgreement& sample) { sample.member("east").set_title("the NORTH organisation"); },
      kInvalid, "needs a title");
}

TEST(AgreementAttack, IdsThatCouldBeTakenForOthersAreRefused) {
  for (const char* id :
       {"", "North", "north@south", "nor th", "-north", "n\xc3\xb6rth", "../north"}) {
    ExpectRefused([id](SampleAgreement& sample) { sample.member("north").set_id(id); }, kInvalid,
                  "member id");
  }
}

TEST(AgreementAttack, APurposeStatesLegalBasisAndOptOutRule) {
  ExpectRefused(
      [](SampleAgreement& s) { s.constitution.mutable_purposes(0)->set_legal_basis(" "); },
      kInvalid, "legal_basis");
  ExpectRefused(
      [](SampleAgreement& s) { s.constitution.mutable_purposes(0)->clear_opt_out_rule(); },
      kInvalid, "opt_out_rule");
  ExpectRefused(
      [](SampleAgreement& s) { s.constitution.mutable_purposes(0)->clear_list_max_age_days(); },
      kInvalid, "list_max_age_days");
}

TEST(AgreementAttack, FloorsCannotBeLeftOut) {
  ExpectRefused([](SampleAgreement& s) { s.constitution.mutable_floors()->clear_profile(); },
                kInvalid, "floors.profile");
  ExpectRefused([](SampleAgreement& s) { s.constitution.mutable_floors()->set_minimum_members(2); },
                kInvalid, "floors.minimum_members");
  ExpectRefused([](SampleAgreement& s) { s.constitution.mutable_floors()->clear_max_runs(); },
                kInvalid, "floors.max_runs");
  ExpectRefused(
      [](SampleAgreement& s) { s.constitution.mutable_floors()->clear_max_approval_days(); },
      kInvalid, "floors.max_approval_days");
  ExpectRefused(
      [](SampleAgreement& s) {
        s.constitution.mutable_floors()->clear_queries_per_author_and_week();
      },
      kInvalid, "floors.queries_per_author_and_week");
}

TEST(AgreementAttack, AMemberStatesKindAndKnownSectors) {
  ExpectRefused([](SampleAgreement& s) { s.member("east").clear_kind(); }, kInvalid, "no kind");
  ExpectRefused([](SampleAgreement& s) { s.member("east").clear_sectors(); }, kInvalid,
                "no sector");
  ExpectRefused(
      [](SampleAgreement& s) { s.member("east").add_sectors(v1::SECTOR_GENERAL_PRACTICE); },
      kInvalid, "sector twice");
}

TEST(AgreementAttack, OperationsSignedByAnotherPartyAreRefused) {
  const auto bend = [](SampleAgreement& sample) { sample.operations_signer["north"] = "south"; };
  ExpectRefused(bend, kAltered, "north must sign it");
  ExpectRefused(bend, kAltered, "--as north --key KEY_FILE --operations");
}

TEST(AgreementAttack, ASubstitutedKeyOfAPersonIsNoticed) {
  const absl::Status status = LoadAfter([](const AgreementFolder& folder) {
    v1::Envelope envelope = *folder.ReadSignedOperations("north");
    const std::string mine = SampleAgreement::KeyHex("mallory");
    envelope.set_payload(absl::StrReplaceAll(envelope.payload(),
                                             {{SampleAgreement::KeyHex("ig-lead@north"), mine}}));
    ASSERT_TRUE(folder.WriteSignedOperations("north", envelope).ok());
  });
  EXPECT_EQ(status.code(), kAltered) << status;
}

TEST(AgreementAttack, OperationsUnderAnotherPartysNameAreRefused) {
  const absl::Status status = LoadAfter([](const AgreementFolder& folder) {
    v1::Operations south;
    south.set_party("south");
    south.set_version(2);
    ASSERT_TRUE(
        folder.WriteSignedOperations("north", *SignStatement(south, SampleAgreement::Key("north")))
            .ok());
  });
  EXPECT_EQ(status.code(), kInvalid) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("holds the operations of 'south'"));
}

TEST(AgreementAttack, OperationsWithADuplicateKeyAreRefused) {
  const absl::Status status = LoadAfter([](const AgreementFolder& folder) {
    const std::string payload = R"({"party":"north","version":1,"version":2})";
    ASSERT_TRUE(folder
                    .WriteSignedOperations(
                        "north", *crypto::SignEnvelope(crypto::PayloadType("operations"), payload,
                                                       SampleAgreement::Key("north")))
                    .ok());
  });
  EXPECT_EQ(ReasonOf(status), v1::REASON_STATEMENT_MALFORMED) << status;
}

TEST(AgreementAttack, OperationsOfAnUnknownPartyGiveNobodyAnything) {
  SampleAgreement sample;
  sample.operations["mallory"].set_party("mallory");
  sample.operations["mallory"].set_version(1);
  sample.operations["mallory"].set_certificate_sha256(SampleAgreement::Pin("mallory"));
  sample.AddPerson("ig-lead@mallory", {v1::ROLE_IG_LEAD});
  const auto agreement = sample.Load();
  ASSERT_TRUE(agreement.ok()) << agreement.status();
  EXPECT_EQ((*agreement)->FindOperations("mallory"), nullptr);
  EXPECT_EQ((*agreement)->FindPerson("ig-lead@mallory"), nullptr);
  EXPECT_EQ((*agreement)->Find(SampleAgreement::Pin("mallory")), std::nullopt);
  EXPECT_EQ((*agreement)->Find(SampleAgreement::Pin("ig-lead@mallory")), std::nullopt);
  sample.operations.erase("mallory");
  EXPECT_EQ((*agreement)->operations_digest(), (*sample.Load())->operations_digest());
}

TEST(AgreementAttack, OperationsThatAreWrittenButNotSignedSayWhoMustSign) {
  const absl::Status status = LoadAfter([](const AgreementFolder& folder) {
    ASSERT_TRUE(WriteFileAtomically(folder.OperationsPath("east"), "party: east\n").ok());
    ASSERT_EQ(unlink(folder.SignedOperationsPath("east").c_str()), 0);
  });
  EXPECT_EQ(status.code(), kNotInForce) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("--as east"));
}

TEST(AgreementAttack, EveryTrusteeMustHaveSignedItsOperations) {
  ExpectRefused([](SampleAgreement& sample) { sample.operations.erase("university"); }, kNotInForce,
                "--as university");
}

// An organisation whose name ends in another's ("far-north", "north") cannot speak for it.
TEST(AgreementAttack, APersonIsOfExactlyThePartyThatNamesThem) {
  ExpectRefused(
      [](SampleAgreement& sample) {
        sample.operations["far-north"].mutable_people(0)->set_id("ig-lead@north");
      },
      kInvalid, "is a person of north, not of far-north");
  ExpectRefused(
      [](SampleAgreement& sample) {
        sample.operations["north"].mutable_people(0)->set_id("ig-lead@far-north");
      },
      kInvalid, "is a person of far-north, not of north");
  ExpectRefused(
      [](SampleAgreement& sample) {
        sample.operations["north"].mutable_people(0)->set_id("ig-lead@far-north@north");
      },
      kInvalid, "is not a person id");
}

TEST(AgreementAttack, NoPersonHasAnothersKey) {
  ExpectRefused(
      [](SampleAgreement& sample) {
        sample.operations["south"].mutable_people(0)->set_signing_key(
            SampleAgreement::KeyHex("ig-lead@north"));
      },
      kInvalid, "have the same signing_key");
}

TEST(AgreementAttack, NoPersonHasAPartysKey) {
  for (const char* party : {"south", "office"}) {
    ExpectRefused(
        [party](SampleAgreement& sample) {
          sample.operations["south"].mutable_people(0)->set_signing_key(
              SampleAgreement::KeyHex(party));
        },
        kInvalid, "have the same signing_key");
  }
}

TEST(AgreementAttack, NoCertificateStandsForTwo) {
  ExpectRefused(
      [](SampleAgreement& sample) {
        sample.operations["south"].mutable_people(0)->set_certificate_sha256(
            SampleAgreement::Pin("north"));
      },
      kInvalid, "have the same certificate_sha256");
  ExpectRefused(
      [](SampleAgreement& sample) {
        sample.operations["south"].set_certificate_sha256(SampleAgreement::Pin("university"));
      },
      kInvalid, "have the same certificate_sha256");
}

TEST(AgreementAttack, NoPersonIsThereTwice) {
  ExpectRefused(
      [](SampleAgreement& sample) {
        v1::Person& twin = sample.AddPerson("ig-lead@north", {v1::ROLE_IG_LEAD});
        twin.set_signing_key(SampleAgreement::KeyHex("twin"));
        twin.set_certificate_sha256(SampleAgreement::Pin("twin"));
      },
      kInvalid, "have the same person id");
}

TEST(AgreementAttack, ATrusteeHasNoIgLead) {
  ExpectRefused(
      [](SampleAgreement& sample) { sample.AddPerson("ig-lead@office", {v1::ROLE_IG_LEAD}); },
      kInvalid, "cannot be an IG lead");
}

TEST(AgreementAttack, APersonWithoutARoleIsRefused) {
  ExpectRefused([](SampleAgreement& sample) { sample.AddPerson("nobody@north", {}); }, kInvalid,
                "has no role");
}

TEST(AgreementAttack, APinIsLowerCaseHex) {
  ExpectRefused(
      [](SampleAgreement& s) {
        s.operations["north"].mutable_people(0)->set_certificate_sha256("00");
      },
      kInvalid, "64 lower-case hex");
  ExpectRefused([](SampleAgreement& s) { s.operations["university"].clear_certificate_sha256(); },
                kInvalid, "64 lower-case hex");
  ExpectRefused(
      [](SampleAgreement& s) {
        s.operations["north"].set_certificate_sha256(std::string(64, 'A'));
      },
      kInvalid, "64 lower-case hex");
}

TEST(AgreementAttack, ATrusteeStatesWhereItIs) {
  for (const char* endpoint : {"", "university", "university:", ":7443", "university:0",
                               "university:70000", "university:7x"}) {
    ExpectRefused(
        [endpoint](SampleAgreement& sample) {
          sample.operations["university"].set_endpoint(endpoint);
        },
        kInvalid, "HOST:PORT");
  }
  ExpectRefused([](SampleAgreement& s) { s.operations["north"].set_endpoint("north:1"); }, kInvalid,
                "for trustees only");
}

}  // namespace
}  // namespace ginnel::governance
