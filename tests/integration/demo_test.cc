// SPDX-License-Identifier: Apache-2.0
//
// What a newcomer runs first, on a small city.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "tests/integration/federation.h"

namespace ginnel::integration {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Outcome RunScript(const std::string& name, const std::vector<std::string>& arguments) {
  Launch launch;
  launch.command = {"bash", std::string(GINNEL_SOURCE_DIR "/deploy/") + name};
  launch.command.insert(launch.command.end(), arguments.begin(), arguments.end());
  launch.folder = GINNEL_SOURCE_DIR;
  return Run(launch, absl::Seconds(300));
}

TEST(Demo, EndsWithBothTablesAndWhatIsNotInTheLinkedOne) {
  const TemporaryFolder folder;
  const Outcome demo = RunScript("demo.sh", {"--no-install", "--programs", GINNEL_BIN_DIR,
                                             "--people", "8000", "--dir", folder.path() + "/demo"});
  ASSERT_EQ(demo.exit_code, 0) << demo.out << demo.err;
  EXPECT_THAT(demo.out, HasSubstr("The linked run: from approval to release"));
  EXPECT_THAT(demo.out, HasSubstr("  acute-trust: "));
  EXPECT_THAT(demo.out, HasSubstr(" people matched ("));
  for (const char* file : {"matrix.json", "matrix.csv", "linked.csv", "evidence.json"}) {
    EXPECT_TRUE(ReadFile(folder.path() + "/demo/" + file).ok()) << file;
  }
  // Of so small a city it is not compared with the published table; that it can be read, it is.
  const Outcome compared =
      RunScript("compare-with-published.sh",
                {folder.path() + "/demo/linked.csv", GINNEL_SOURCE_DIR "/models/demo", "229323"});
  EXPECT_THAT(compared.out, HasSubstr("Released minus published")) << compared.err;
  EXPECT_THAT(compared.err, Not(HasSubstr("not a row")));
}

TEST(Demo, SaysWhatItsOptionsAre) {
  const Outcome help = RunScript("demo.sh", {"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("--programs DIR"));
  EXPECT_THAT(help.out, HasSubstr("--keep"));
}

}  // namespace
}  // namespace ginnel::integration
