// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/integration/federation.h"

namespace ginnel::integration {
namespace {

std::vector<MemberSetup> SevenMembers(const std::string& city) {
  std::vector<MemberSetup> members = {{"harness", {"general_practice"}, ""},
                                      {"kilburn", {"general_practice"}, ""},
                                      {"third-network", {"general_practice"}, ""},
                                      {"acute-trust", {"acute"}, ""},
                                      {"mental-health-trust", {"mental_health"}, ""},
                                      {"community-trust", {"community"}, ""},
                                      {"council", {"social_care"}, ""}};
  for (MemberSetup& member : members) member.mapping = city + "/" + member.id + "/mapping.yaml";
  return members;
}

TEST(MainPath, RunsFromKeysToRelease) {
  const auto city = City(400);
  ASSERT_TRUE(city.ok()) << city.status();
  auto federation =
      Federation::Open({.members = SevenMembers(*city), .geography = *city + "/geography.yaml"});
  ASSERT_TRUE(federation.ok()) << federation.status();
  auto query = (*federation)->Submit(CountsByAge("Counts"));
  ASSERT_TRUE(query.ok()) << query.status();
  auto approved = (*federation)->ApproveByAll(*query);
  ASSERT_TRUE(approved.ok()) << approved.status();
  auto ended = (*federation)->RunToEnd(query->query_digest());
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
}

}  // namespace
}  // namespace ginnel::integration
