// SPDX-License-Identifier: Apache-2.0
#include "disclosure/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/disclosure_profiles.h"

namespace ginnel::disclosure {
namespace {

using ::testing::HasSubstr;

Profile Named(const std::string& name) {
  const absl::StatusOr<Profile> profile = FindProfile(name);
  EXPECT_TRUE(profile.ok()) << profile.status();
  return profile.value_or(Profile());
}

TEST(Profile, TheDefaultSuppressesOneToSevenAndRoundsToFive) {
  const Profile profile = Named(ProfileNames().front());
  EXPECT_EQ(profile.name, "nhs-1-7-round-5");
  EXPECT_EQ(profile.threshold, 8u);
  EXPECT_EQ(profile.Round(0), 0);
  EXPECT_EQ(profile.Round(8), 10);
  EXPECT_EQ(profile.Round(12), 10);
  EXPECT_EQ(profile.Round(13), 15);
  EXPECT_EQ(profile.Round(229'323), 229'325);
  EXPECT_EQ(profile.CountsThatRoundTo(10), (CountRange{8, 12}));
}

TEST(Profile, MidpointSixIsOpenSafelysFormula) {
  const Profile profile = Named("opensafely-midpoint-6");
  EXPECT_EQ(profile.threshold, 8u);
  for (int64_t x = 0; x < 1000; ++x) {
    const int64_t ceiling = (x + 5) / 6;
    EXPECT_EQ(profile.Round(x), ceiling * 6 - (x != 0 ? 3 : 0)) << x;
  }
}

TEST(Profile, CohortDiscoveryRoundsToTenHalfUp) {
  const Profile profile = Named("cohort-discovery-10-10");
  EXPECT_EQ(profile.threshold, 10u);
  EXPECT_EQ(profile.Round(14), 10);
  EXPECT_EQ(profile.Round(15), 20);
  EXPECT_EQ(profile.CountsThatRoundTo(20), (CountRange{15, 24}));
}

TEST(Profile, RangesAreExactlyWhatRoundsToThem) {
  for (const std::string& name : ProfileNames()) {
    const Profile profile = Named(name);
    for (int64_t x = 0; x < 500; ++x) {
      const CountRange range = profile.CountsThatRoundTo(profile.Round(x));
      EXPECT_LE(range.low, x) << name;
      EXPECT_GE(range.high, x) << name;
      EXPECT_EQ(profile.Round(range.low), profile.Round(x)) << name;
      EXPECT_EQ(profile.Round(range.high), profile.Round(x)) << name;
      EXPECT_NE(profile.Round(range.high + 1), profile.Round(x)) << name;
    }
  }
}

TEST(Profile, SaysWhichProfilesThereAre) {
  EXPECT_THAT(FindProfile("nhs-round-5").status().message(),
              HasSubstr("unknown disclosure profile `nhs-round-5`: choose one of nhs-1-7-round-5"));
  EXPECT_THAT(FindProfile("cell-key-10-5").status().message(), HasSubstr("is not offered yet"));
}

TEST(Profile, KnowsTheThresholdOfEach) {
  EXPECT_EQ(*ThresholdOf("nhs-1-7-round-5"), 8u);
  EXPECT_EQ(*ThresholdOf("ons-10-5"), 10u);
  EXPECT_FALSE(ThresholdOf("none").ok());
}

TEST(Profile, NeverLetsAFloorBeLoosened) {
  const Profile nhs = Named("nhs-1-7-round-5");
  const Profile ons = Named("ons-10-5");
  const Profile cohort = Named("cohort-discovery-10-10");
  EXPECT_TRUE(AtLeastAsStrict(nhs, nhs));
  EXPECT_TRUE(AtLeastAsStrict(ons, nhs));
  EXPECT_TRUE(AtLeastAsStrict(cohort, ons));
  EXPECT_FALSE(AtLeastAsStrict(nhs, ons));
  EXPECT_FALSE(AtLeastAsStrict(ons, cohort));
}

TEST(Profile, AgreesWithThePlannerOnWhatIsAtLeastAsStrict) {
  for (const std::string& floor : ProfileNames()) {
    EXPECT_EQ(query::CheckProfile("nhs-1-7-round-5", floor).ok(),
              AtLeastAsStrict(Named("nhs-1-7-round-5"), Named(floor)))
        << floor;
  }
}

}  // namespace
}  // namespace ginnel::disclosure
