// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/documents.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace ginnel::lint {
namespace {

std::string FaultsOf(const std::string& path, std::vector<std::string> lines) {
  const auto exists = [](const std::string& asked) {
    return asked == "docs/glossary.md" || asked == "node/records.h" || asked == "docs/decisions/";
  };
  return Report(FindBrokenReferences({path, std::move(lines)}, exists));
}

TEST(Documents, PointAtWhatExists) {
  std::vector<Fault> faults;
  size_t documents = 0;
  for (const SourceFile& file : ReadTree()) {
    if (!EndsWith(file.path, ".md")) continue;
    ++documents;
    for (Fault& fault : FindBrokenReferences(file, ExistsInProject)) {
      faults.push_back(std::move(fault));
    }
  }
  EXPECT_EQ(Report(faults), "");
  EXPECT_GT(documents, 10u);
}

TEST(Documents, ALinkIsReadFromTheFolderOfItsDocument) {
  EXPECT_EQ(FaultsOf("docs/architecture.md", {"see [words](glossary.md#node)"}), "");
  EXPECT_EQ(FaultsOf("README.md", {"see [words](docs/glossary.md)"}), "");
  EXPECT_NE(FaultsOf("README.md", {"see [words](glossary.md)"}), "");
  EXPECT_EQ(FaultsOf("docs/decisions/0001-x.md", {"[words](../glossary.md)"}), "");
  EXPECT_EQ(FaultsOf("README.md", {"[spec](https://example.org/x) [here](#top)"}), "");
}

TEST(Documents, APathInBackticksMustBeThere) {
  EXPECT_EQ(FaultsOf("README.md", {"`node/records.h` and `docs/decisions/`"}), "");
  EXPECT_EQ(FaultsOf("README.md", {"`node/record.h`"}), "README.md:1: there is no node/record.h\n");
  EXPECT_EQ(FaultsOf("README.md", {"`nodes/MEMBER`, `*/service/`, `a / b`, `ginnel query`"}), "");
}

TEST(Documents, FencedBlocksAreNotLookedAt) {
  EXPECT_EQ(FaultsOf("README.md", {"```sh", "cat `node/gone.h` [x](gone.md)", "```"}), "");
}

}  // namespace
}  // namespace ginnel::lint
