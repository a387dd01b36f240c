// SPDX-License-Identifier: Apache-2.0
//
// After a whole run no NHS number of the input is anywhere but in the input: not in a store, log,
// message or agreement, not in the memory of a process; and nobody else can look.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <unordered_set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "tests/integration/city.h"

namespace ginnel::integration {
namespace {

namespace fs = std::filesystem;

// Finds numbers of the input in any bytes: as text, in the NHS's 3-3-4 form, and as a 64-bit
// integer.
class NumberFinder {
 public:
  void AddFile(const std::string& path) {
    const std::string text = ReadFile(path).value_or("");
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      uint64_t number = 0;
      if (Digits(line.data(), line.size(), number)) numbers_.insert(number);
    }
  }
  size_t size() const { return numbers_.size(); }

  // Where the first one stands, or nothing. One that is found is not shown.
  std::optional<std::string> Find(std::string_view bytes) const {
    for (size_t at = 0; at < bytes.size(); ++at) {
      const char* here = bytes.data() + at;
      const size_t left = bytes.size() - at;
      uint64_t number = 0;
      if (Digits(here, left, number) && numbers_.contains(number)) {
        return absl::StrCat("as text at byte ", at);
      }
      if (left < sizeof(number)) continue;
      std::memcpy(&number, here, sizeof(number));
      if (number < 10'000'000'000u && numbers_.contains(number)) {
        return absl::StrCat("as an integer at byte ", at);
      }
    }
    return std::nullopt;
  }

 private:
  // Ten digits, with one space or hyphen allowed after the third and the sixth.
  static bool Digits(const char* text, size_t size, uint64_t& number) {
    if (size < 10 || text[0] < '0' || text[0] > '9') return false;
    size_t at = 0;
    number = 0;
    for (int digit = 0; digit < 10; ++digit, ++at) {
      const bool gap = digit == 3 || digit == 6;
      if (gap && at < size && (text[at] == ' ' || text[at] == '-')) ++at;
      if (at >= size || text[at] < '0' || text[at] > '9') return false;
      number = number * 10 + static_cast<uint64_t>(text[at] - '0');
    }
    return true;
  }

  std::unordered_set<uint64_t> numbers_;
};

TEST(NumberFinder, FindsANumberInEachForm) {
  TemporaryFolder folder;
  ASSERT_TRUE(WriteFileAtomically(folder.path() + "/a.csv", "nhs_number\n9990016526,1\n").ok());
  NumberFinder finder;
  finder.AddFile(folder.path() + "/a.csv");
  ASSERT_EQ(finder.size(), 1u);
  EXPECT_TRUE(finder.Find("x9990016526"));
  EXPECT_TRUE(finder.Find("x999 001 6526"));
  EXPECT_TRUE(finder.Find("x999-001-6526"));
  const uint64_t number = 9990016526;
  EXPECT_TRUE(finder.Find("abc" + std::string(reinterpret_cast<const char*>(&number), 8)));
  EXPECT_FALSE(finder.Find("9990016527 99900165 26"));
}

// Larger than any part of a process here: what a sanitizer keeps for its own accounts.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr uint64_t kReserved = uint64_t{64} << 20;
#else
constexpr uint64_t kReserved = uint64_t{2} << 30;
#endif

// What a process holds in all its readable memory; nothing if it may not be read.
std::optional<std::string> FindInMemory(pid_t pid, const NumberFinder& finder, size_t& read_bytes) {
  std::ifstream maps(absl::StrCat("/proc/", pid, "/maps"));
  std::ifstream memory(absl::StrCat("/proc/", pid, "/mem"), std::ios::binary);
  std::string line;
  while (std::getline(maps, line)) {
    uint64_t from = 0, to = 0;
    char readable = 0;
    if (std::sscanf(line.c_str(), "%" SCNx64 "-%" SCNx64 " %c", &from, &to, &readable) != 3)
      continue;
    // Program files hold no records; the kernel's own pages cannot be read.
    if (readable != 'r' || absl::StrContains(line, "[v") || absl::StrContains(line, " /")) continue;
    if (to - from > kReserved) continue;
    std::string region(to - from, '\0');
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(from));
    memory.read(region.data(), static_cast<std::streamsize>(region.size()));
    region.resize(static_cast<size_t>(memory.gcount()));
    read_bytes += region.size();
    if (const auto found = finder.Find(region)) {
      return absl::StrCat(*found, " of ", line);
    }
  }
  return std::nullopt;
}

// One federation for the suite's cases, after a run; each case looks at it as it finds it.
class PrivacyTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const absl::StatusOr<std::string> city = City(400);
    ASSERT_TRUE(city.ok()) << city.status();
    const FederationOptions options = WholeCity(*city);
    for (const MemberSetup& member : options.members) {
      for (const auto& file : fs::directory_iterator(*city + "/" + member.id)) {
        if (file.path().extension() == ".csv") numbers_.AddFile(file.path().string());
      }
      servers_.push_back(member.id);
    }
    for (const char* trustee :
         {Federation::kCoordinator, Federation::kTrusteeTwo, Federation::kTrusteeThree}) {
      servers_.push_back(trustee);
    }
    auto opened = Federation::Open(options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = std::move(*opened);
    const auto query = federation_->Submit(CountsByAge("Counts"));
    ASSERT_TRUE(query.ok()) << query.status();
    ASSERT_TRUE(federation_->ApproveByAll(*query).ok());
    const auto ended = federation_->RunToEnd(query->query_digest());
    ASSERT_TRUE(ended.ok()) << ended.status();
    ASSERT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
    AskAboutAPerson(*city + "/harness/persons.csv");
  }

  // All that can be asked about one person, with what is said kept among the logs.
  static void AskAboutAPerson(const std::string& persons) {
    const std::vector<std::string> lines =
        absl::StrSplit(ReadFile(persons).value_or(""), absl::MaxSplits('\n', 2));
    ASSERT_GT(lines.size(), 1u);
    for (const char* verb : {"show", "erase", "object", "withdraw-objection"}) {
      Launch launch;
      launch.command = {"ginnel-node", "person", verb, "--dir", federation_->NodeFolder("harness")};
      if (verb != std::string("show")) launch.command.emplace_back("--yes");
      launch.input = lines[1].substr(0, lines[1].find(',')) + "\n";
      launch.keep_as = federation_->Path(absl::StrCat("log/person-", verb));
      const Outcome outcome = integration::Run(launch);
      EXPECT_EQ(outcome.exit_code, 0) << verb << ": " << outcome.err;
    }
  }

  static void TearDownTestSuite() { federation_.reset(); }
  void SetUp() override { ASSERT_NE(federation_, nullptr); }

  static std::unique_ptr<Federation> federation_;
  static NumberFinder numbers_;
  static std::vector<std::string> servers_;
};

std::unique_ptr<Federation> PrivacyTest::federation_;
NumberFinder PrivacyTest::numbers_;
std::vector<std::string> PrivacyTest::servers_;

TEST_F(PrivacyTest, OnlyTheirOwnerAndTheirKeyOpenStoresAndProcesses) {
  for (const std::string& server : servers_) {
    SCOPED_TRACE(server);
    const bool trustee = fs::exists(federation_->TrusteeFolder(server));
    const std::string folder =
        trustee ? federation_->TrusteeFolder(server) : federation_->NodeFolder(server);
    struct stat info {};
    ASSERT_EQ(stat(folder.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700u);
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || entry.path().extension() == ".crt") continue;
      ASSERT_EQ(stat(entry.path().c_str(), &info), 0);
      EXPECT_EQ(info.st_mode & 0077, 0u) << entry.path();
    }
    const std::string store = ReadFile(folder + "/store.db").value_or("");
    EXPECT_GE(store.size(), 4096u);
    EXPECT_FALSE(absl::StartsWith(store, "SQLite format 3"));
    EXPECT_FALSE(absl::StrContains(store, "CREATE TABLE"));

    const std::string limits =
        ReadFile(absl::StrCat("/proc/", (*federation_)[server].pid(), "/limits")).value_or("");
    const size_t core = limits.find("Max core file size");
    ASSERT_NE(core, std::string::npos);
    const std::vector<std::string> words =
        absl::StrSplit(limits.substr(core + 18, 40), ' ', absl::SkipEmpty());
    EXPECT_EQ(words[0], "0");
    // An undumpable process's entries belong to root, whoever runs it: nobody else can trace it.
    ASSERT_EQ(stat(absl::StrCat("/proc/", (*federation_)[server].pid(), "/mem").c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, 0u);
  }
}

TEST_F(PrivacyTest, NoNhsNumberIsLeftInAnyMemoryFileLogOrMessage) {
  ASSERT_GT(numbers_.size(), 400u);
  for (const std::string& server : servers_) {
    Process& process = (*federation_)[server];
    size_t read_bytes = 0;
    const auto found = FindInMemory(process.pid(), numbers_, read_bytes);
    EXPECT_FALSE(found) << server << ": " << found.value_or("");
    // Root may read any memory; for anybody else the processes are closed, which is the property.
    if (geteuid() == 0) {
      EXPECT_GT(read_bytes, 1u << 20) << server << ": its memory could not be read";
    } else {
      EXPECT_EQ(read_bytes, 0u) << server << ": its memory can be read";
    }
  }
  for (const std::string& server : servers_) {
    // Killed, so that the write-ahead logs stay as they are.
    (*federation_)[server].Kill9();
    EXPECT_FALSE(numbers_.Find((*federation_)[server].out())) << server;
    EXPECT_FALSE(numbers_.Find((*federation_)[server].err())) << server;
  }
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(federation_->dir())) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const auto found = numbers_.Find(ReadFile(entry.path().string()).value_or(""));
    EXPECT_FALSE(found) << entry.path() << ": " << found.value_or("");
  }
  EXPECT_GT(files, 80);
}

TEST_F(PrivacyTest, AStoreOpensWithNoOtherKeyAndIsUnharmedByTheAttempt) {
  (*federation_)["harness"].Kill9();
  const std::string folder = federation_->NodeFolder("harness");
  const std::string key = folder + "/keys/store.key";
  const std::string own = federation_->Path("own.key");
  fs::copy_file(key, own);
  fs::copy_file(federation_->NodeFolder("kilburn") + "/keys/store.key", key,
                fs::copy_options::overwrite_existing);
  const Outcome wrong = integration::Run({"ginnel-node", "status", "--dir", folder});
  EXPECT_EQ(wrong.exit_code, 3) << wrong.err;
  EXPECT_TRUE(absl::StrContains(wrong.err, "key")) << wrong.err;

  fs::copy_file(own, key, fs::copy_options::overwrite_existing);
  const Outcome right = integration::Run({"ginnel-node", "status", "--dir", folder});
  EXPECT_EQ(right.exit_code, 0) << right.err;
  EXPECT_TRUE(absl::StrContains(right.out, "people")) << right.out;
}

}  // namespace
}  // namespace ginnel::integration
