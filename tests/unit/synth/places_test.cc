// SPDX-License-Identifier: Apache-2.0
#include "synth/places.h"

#include <map>
#include <set>
#include <string>

#include "base/document.h"
#include "ginnel/v1/dictionary.pb.h"
#include "gtest/gtest.h"

namespace ginnel::synth {
namespace {

TEST(Places, GeographyRollsEachPracticeUpToTheSystem) {
  v1::Geographies geography;
  ASSERT_TRUE(LoadYaml(GeographyYaml(), "geography.yaml", geography).ok())
      << LoadYaml(GeographyYaml(), "geography.yaml", geography);
  std::map<std::string, v1::Area> areas;
  for (const v1::Area& area : geography.areas()) {
    EXPECT_TRUE(areas.emplace(area.code(), area).second) << "twice: " << area.code();
  }
  size_t practices = 0;
  for (const v1::Area& area : geography.areas()) {
    if (area.level() != "practice") continue;
    ++practices;
    v1::Area at = area;
    for (int level = geography.levels_size() - 1; level > 0; --level) {
      ASSERT_EQ(at.level(), geography.levels(level)) << area.code();
      ASSERT_TRUE(areas.contains(at.within())) << at.code();
      at = areas[at.within()];
    }
    EXPECT_EQ(at.level(), "system");
  }
  EXPECT_EQ(practices, Practices().size());
}

TEST(Places, EachNetworkHasEightToTwelvePractices) {
  size_t all = 0;
  for (Member network : {Member::kHarness, Member::kKilburn, Member::kThirdNetwork}) {
    EXPECT_GE(PracticesOf(network).size(), 8u);
    EXPECT_LE(PracticesOf(network).size(), 12u);
    for (const Practice& practice : PracticesOf(network)) EXPECT_EQ(practice.network, network);
    all += PracticesOf(network).size();
  }
  EXPECT_EQ(all, Practices().size());
}

}  // namespace
}  // namespace ginnel::synth
