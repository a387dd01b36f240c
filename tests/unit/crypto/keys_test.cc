// SPDX-License-Identifier: Apache-2.0
#include "crypto/keys.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "base/files.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

std::string TempPath(const std::string& name) {
  return testing::TempDir() + "ginnel-" + std::to_string(getpid()) + "-" + name;
}

TEST(StoreKey, IsReadBackFromItsFile) {
  SeededRandom random(1);
  const StoreKey key = StoreKey::Generate(random);
  const std::string path = TempPath("store.key");
  ASSERT_TRUE(key.Save(path).ok());
  struct stat info {};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto read = StoreKey::Load(path);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(EqualInConstantTime(read->view(), key.view()));
  EXPECT_EQ(key.Save(path).code(), absl::StatusCode::kAlreadyExists);
  unlink(path.c_str());
}

TEST(StoreKey, IsRefusedFromAFileOfAnotherLength) {
  const std::string path = TempPath("short-store.key");
  ASSERT_TRUE(CreateSecretFile(path, std::vector<uint8_t>(33, 1)).ok());
  EXPECT_EQ(StoreKey::Load(path).status().code(), absl::StatusCode::kInvalidArgument);
  unlink(path.c_str());
}

TEST(StoreKey, CheckValueTellsAWrongKeyFromDamage) {
  SeededRandom random(2);
  const StoreKey key = StoreKey::Generate(random);
  const StoreKey other = StoreKey::Generate(random);
  EXPECT_TRUE(key.Check(key.CheckValue()).ok());
  EXPECT_EQ(other.Check(key.CheckValue()).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(key.Check("").ok());
}

}  // namespace
}  // namespace ginnel::crypto
