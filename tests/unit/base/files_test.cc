// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>

namespace ginnel {
namespace {

using ::testing::HasSubstr;

class Files : public testing::Test {
 protected:
  Files() {
    std::string name = testing::TempDir() + "files-XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~Files() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  static mode_t ModeOf(const std::string& path) {
    struct stat info {};
    EXPECT_EQ(stat(path.c_str(), &info), 0);
    return info.st_mode & 07777;
  }
  size_t Entries() const {
    size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_)) ++count;
    return count;
  }

  std::string folder_;
};

constexpr std::array<uint8_t, 3> kSecret = {7, 0, 9};

TEST_F(Files, ReadsBackWhatWasWritten) {
  std::string content(200'000, 'x');
  content[1] = '\0';
  ASSERT_TRUE(WriteFileAtomically(Path("a"), content, 0640).ok());
  EXPECT_EQ(ReadFile(Path("a")).value(), content);
  EXPECT_EQ(ModeOf(Path("a")), 0640u);
  ASSERT_TRUE(WriteFileAtomically(Path("a"), "").ok());
  EXPECT_EQ(ReadFile(Path("a")).value(), "");
  EXPECT_EQ(Entries(), 1u) << "no temporary file stays";
}

TEST_F(Files, NamesTheFileThatIsMissing) {
  const absl::Status status = ReadFile(Path("none")).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr(Path("none")));
}

TEST_F(Files, ReadsUpToTheLimitAndNoFurther) {
  ASSERT_TRUE(WriteFileAtomically(Path("a"), std::string(100, 'x')).ok());
  EXPECT_TRUE(ReadFile(Path("a"), 100).ok());
  EXPECT_EQ(ReadFile(Path("a"), 99).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(Files, FailsToWriteIntoAFolderThatIsNotThere) {
  EXPECT_EQ(WriteFileAtomically(Path("none/a"), "x").code(), absl::StatusCode::kNotFound);
}

TEST_F(Files, ASecretIsForItsOwnerOnlyAndIsNeverOverwritten) {
  ASSERT_TRUE(CreateSecretFile(Path("key"), kSecret).ok());
  EXPECT_EQ(ModeOf(Path("key")), 0600u);
  EXPECT_TRUE(EqualInConstantTime(ReadSecretFile(Path("key"))->view(), kSecret));
  EXPECT_EQ(CreateSecretFile(Path("key"), std::array<uint8_t, 1>{1}).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(EqualInConstantTime(ReadSecretFile(Path("key"))->view(), kSecret));
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(Files, RefusesASecretThatOthersCanReadAndSaysHowToMendIt) {
  ASSERT_TRUE(CreateSecretFile(Path("key"), kSecret).ok());
  for (const mode_t mode : {0640u, 0604u, 0620u, 0601u}) {
    ASSERT_EQ(chmod(Path("key").c_str(), mode), 0);
    const absl::Status status = ReadSecretFile(Path("key")).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_THAT(std::string(status.message()), HasSubstr("chmod 600 " + Path("key")));
  }
}

TEST_F(Files, RefusesASecretBehindALinkOrAPipe) {
  ASSERT_TRUE(CreateSecretFile(Path("key"), kSecret).ok());
  ASSERT_EQ(symlink(Path("key").c_str(), Path("link").c_str()), 0);
  EXPECT_FALSE(ReadSecretFile(Path("link")).ok());
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(ReadSecretFile(Path("pipe")).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(Files, MakesPrivateFoldersAndChecksThoseThatExist) {
  ASSERT_TRUE(MakePrivateDirectory(Path("a/b")).ok());
  EXPECT_EQ(ModeOf(Path("a")), 0700u);
  EXPECT_EQ(ModeOf(Path("a/b")), 0700u);
  EXPECT_TRUE(MakePrivateDirectory(Path("a/b")).ok());
  ASSERT_EQ(chmod(Path("a/b").c_str(), 0755), 0);
  EXPECT_THAT(std::string(MakePrivateDirectory(Path("a/b")).message()), HasSubstr("chmod 700"));
  ASSERT_TRUE(WriteFileAtomically(Path("file"), "").ok());
  EXPECT_EQ(MakePrivateDirectory(Path("file")).code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(Files, RelativePathsStartAtTheFolderOfTheFileThatNamesThem) {
  EXPECT_EQ(RelativeTo("/etc/ginnel/node.yaml", "keys"), "/etc/ginnel/keys");
  EXPECT_EQ(RelativeTo("/etc/ginnel/node.yaml", "/var/keys"), "/var/keys");
  EXPECT_EQ(RelativeTo("node.yaml", "keys"), "keys");
}

}  // namespace
}  // namespace ginnel
