// SPDX-License-Identifier: Apache-2.0
#include "governance/constitution_rules.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/random.h"
#include "crypto/oprf_key.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

using testing::HasSubstr;

std::string ProblemOf(const std::function<void(v1::Constitution&)>& bend) {
  v1::Constitution constitution = SampleAgreement().constitution;
  bend(constitution);
  const absl::Status status = ValidateConstitution(constitution);
  EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status)) << status;
  return std::string(status.message());
}

TEST(ConstitutionRules, AcceptTheSample) {
  EXPECT_EQ(ProblemOf([](v1::Constitution&) {}), "");
}

TEST(ConstitutionRules, WantTitleAndVersion) {
  EXPECT_THAT(ProblemOf([](auto& c) { c.clear_title(); }), HasSubstr("title is missing"));
  EXPECT_THAT(ProblemOf([](auto& c) { c.clear_version(); }), HasSubstr("version is missing"));
}

TEST(ConstitutionRules, WantADigestOfTheVersionBefore) {
  const auto problem = [](uint32_t version, const std::string& previous) {
    return ProblemOf([&](auto& c) {
      c.set_version(version);
      c.set_previous(previous);
    });
  };
  EXPECT_THAT(problem(2, "first"), HasSubstr("previous must be"));
  EXPECT_THAT(problem(2, ""), HasSubstr("previous must be"));
  EXPECT_EQ(problem(2, std::string(64, 'a')), "");
  EXPECT_THAT(problem(1, std::string(64, 'a')), HasSubstr("version 1 is the first"));
}

TEST(ConstitutionRules, WantAreasOfMembersThatTheDictionaryHas) {
  const auto problem = [](int member, const std::string& level, std::vector<std::string> codes) {
    return ProblemOf([&](auto& c) {
      v1::Area& area = *c.mutable_dictionary()->mutable_geographies()->add_areas();
      area.set_level("locality");
      area.set_code("L1");
      v1::MemberAreas& areas = *c.mutable_members(member)->mutable_areas();
      areas.set_level(level);
      *areas.mutable_codes() = {codes.begin(), codes.end()};
    });
  };
  EXPECT_EQ(problem(0, "locality", {"L1"}), "");
  EXPECT_THAT(
      problem(0, "locality", {"L2"}),
      HasSubstr("areas of member north: the dictionary's geographies have no locality `L2`"));
  EXPECT_THAT(problem(0, "place", {"L1"}), HasSubstr("have no place `L1`"));
  EXPECT_THAT(problem(0, "locality", {}), HasSubstr("codes are missing"));
  EXPECT_THAT(problem(0, "locality", {"L1", "L1"}), HasSubstr("`L1` is there twice"));
  EXPECT_THAT(problem(2, "locality", {"L1"}), HasSubstr("only general_practice has areas"));
}

TEST(ConstitutionRules, WantDatesInOrder) {
  EXPECT_THAT(ProblemOf([](auto& c) { c.set_starts("1 April"); }), HasSubstr("starts: "));
  EXPECT_THAT(ProblemOf([](auto& c) { c.clear_ends(); }), HasSubstr("ends: "));
  EXPECT_THAT(ProblemOf([](auto& c) { c.set_ends("2026-03-31"); }), HasSubstr("before it starts"));
}

TEST(ConstitutionRules, WantKeysThatAreKeys) {
  EXPECT_THAT(ProblemOf([](auto& c) { c.mutable_members(0)->set_signing_key("00"); }),
              HasSubstr("signing_key of north: "));
  EXPECT_THAT(ProblemOf([](auto& c) { c.mutable_members(3)->clear_signing_key(); }),
              HasSubstr("signing_key of east: "));
  EXPECT_THAT(ProblemOf([](auto& c) { c.mutable_trustees(0)->clear_signing_key(); }),
              HasSubstr("signing_key of office: "));
}

TEST(ConstitutionRules, WantAFullMember) {
  EXPECT_THAT(ProblemOf([](auto& c) {
                for (auto& member : *c.mutable_members())
                  member.set_kind(v1::MEMBER_KIND_ASSOCIATE);
              }),
              HasSubstr("no full member"));
}

TEST(ConstitutionRules, WantSectorsByName) {
  EXPECT_THAT(ProblemOf([](auto& c) { c.mutable_members(0)->add_sectors(v1::SECTOR_UNSPECIFIED); }),
              HasSubstr("unknown sector"));
}

// One part at two trustees, each with a proof of its own: one of them would learn two parts of the
// key.
TEST(ConstitutionRules, WantADifferentKeyPartAtEachTrustee) {
  SystemRandom random;
  const crypto::OprfKeyPart part = crypto::OprfKeyPart::Generate(random);
  EXPECT_THAT(
      ProblemOf([&](auto& c) {
        for (const int i : {1, 2}) {
          v1::Trustee& trustee = *c.mutable_trustees(i);
          trustee.set_oprf_key(part.public_part().ToHex());
          trustee.set_oprf_proof(
              part.Prove(SampleAgreement::Key(trustee.id()).verifying_key(), random).ToHex());
        }
      }),
      HasSubstr("another trustee's oprf_key"));
}

TEST(ConstitutionRules, WantPurposesWithIds) {
  EXPECT_THAT(ProblemOf([](auto& c) { c.clear_purposes(); }), HasSubstr("there is no purpose"));
  EXPECT_THAT(ProblemOf([](auto& c) { c.mutable_purposes(0)->set_id("All purposes"); }),
              HasSubstr("purpose id"));
  EXPECT_THAT(ProblemOf([](auto& c) { *c.add_purposes() = v1::Purpose(c.purposes(0)); }),
              HasSubstr("is there twice"));
}

TEST(ConstitutionRules, WantADictionaryAndNamedModels) {
  EXPECT_THAT(ProblemOf([](auto& c) { c.clear_dictionary(); }),
              HasSubstr("the dictionary has no variables"));
  EXPECT_THAT(ProblemOf([](auto& c) { c.add_models(); }), HasSubstr("has no name"));
  EXPECT_THAT(ProblemOf([](auto& c) { c.add_models()->set_model("age-complexity"); }),
              HasSubstr("is there twice"));
}

TEST(ConstitutionRules, ListEveryProblemAtOnce) {
  const std::string problems = ProblemOf([](auto& c) {
    c.clear_title();
    c.clear_purposes();
  });
  EXPECT_THAT(problems, HasSubstr("title is missing"));
  EXPECT_THAT(problems, HasSubstr("there is no purpose"));
}

TEST(ComparableName, SeesThroughCaseSpacesAndFinalDots) {
  EXPECT_EQ(ComparableName(" The\tHospital  Trust. "), "the hospital trust");
  EXPECT_EQ(ComparableName("host.example."), "host.example");
  EXPECT_NE(ComparableName("host-a"), ComparableName("host-b"));
  EXPECT_EQ(ComparableName(" . "), "");
  EXPECT_EQ(ComparableName("a b ."), "a b");
}

}  // namespace
}  // namespace ginnel::governance
