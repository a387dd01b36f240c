// SPDX-License-Identifier: Apache-2.0
//
// Every fenced block marked `sh walkthrough` of README.md and docs/ is run as it stands.
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "tests/integration/federation.h"

namespace ginnel::integration {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFence = "```sh walkthrough\n";

std::vector<std::string> Walkthroughs(const std::string& path) {
  const std::string text = ReadFile(path).value_or("");
  std::vector<std::string> blocks;
  for (size_t at = text.find(kFence); at != std::string::npos; at = text.find(kFence, at)) {
    at += kFence.size();
    blocks.push_back(text.substr(at, text.find("\n```", at) + 1 - at));
  }
  return blocks;
}

// In bash, with the programs on the PATH and temporary folders of its own, stopping at the first
// command that fails.
Outcome RunInBash(const std::string& block, const TemporaryFolder& folder) {
  Launch launch;
  launch.command = {"bash", "-eu", "-o", "pipefail", folder.path() + "/walkthrough.sh"};
  launch.folder = GINNEL_SOURCE_DIR;
  const char* path = std::getenv("PATH");
  launch.environment = {{"PATH", absl::StrCat(GINNEL_BIN_DIR, ":", path == nullptr ? "" : path)},
                        {"TMPDIR", folder.path()}};
  if (!WriteFileAtomically(launch.command.back(), block).ok()) return {};
  return Run(launch, absl::Seconds(100));
}

TEST(Walkthrough, ReadmeAndDocsRunAsTheyStand) {
  std::vector<std::string> documents = {GINNEL_SOURCE_DIR "/README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(GINNEL_SOURCE_DIR "/docs")) {
    if (entry.path().extension() == ".md") documents.push_back(entry.path().string());
  }
  int blocks = 0;
  for (const std::string& document : documents) {
    for (const std::string& block : Walkthroughs(document)) {
      ++blocks;
      SCOPED_TRACE(absl::StrCat(document, " block ", blocks));
      const TemporaryFolder folder;
      const Outcome outcome = RunInBash(block, folder);
      EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
      if (!absl::EndsWith(document, "README.md")) continue;
      // What the README says one sees: counts rounded to 5, and the four children as a range.
      EXPECT_TRUE(absl::StrContains(outcome.out, "18-74")) << outcome.out;
      EXPECT_TRUE(absl::StrContains(outcome.out, "1-7") ||
                  absl::StrContains(outcome.out, "1\u20137"))
          << outcome.out;
    }
  }
  EXPECT_GE(blocks, 1) << "README.md has no `sh walkthrough`";
}

}  // namespace
}  // namespace ginnel::integration
