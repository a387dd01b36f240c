// SPDX-License-Identifier: Apache-2.0
#include "governance/identifier.h"

#include <string>

#include "gtest/gtest.h"

namespace ginnel::governance {
namespace {

TEST(PartyId, IsOneLowerCaseWord) {
  for (const char* id : {"harness", "gp-7", "9th", "a"}) EXPECT_TRUE(IsPartyId(id)) << id;
  for (const char* id : {"", "-x", "Harness", "a.b", "a b", "a@b", "a/b", "\xc3\xa9"})
    EXPECT_FALSE(IsPartyId(id)) << id;
  EXPECT_TRUE(IsPartyId(std::string(63, 'a')));
  EXPECT_FALSE(IsPartyId(std::string(64, 'a')));
}

TEST(PersonId, IsTakenApartAtItsOnlyAt) {
  const auto person = ParsePersonId("ig-lead.2@far-north");
  ASSERT_TRUE(person.ok());
  EXPECT_EQ(person->name, "ig-lead.2");
  EXPECT_EQ(person->party, "far-north");
}

TEST(PersonId, RefusesEverythingElse) {
  for (const char* id : {"", "@", "a@", "@b", "a@b@c", "ab", "A@b", "a@B", "a@b.c", "a b@c"}) {
    EXPECT_FALSE(ParsePersonId(id).ok()) << id;
  }
}

}  // namespace
}  // namespace ginnel::governance
