// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/source_rules.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace ginnel::lint {
namespace {

const std::string kLicence = "// SPDX-License-Identifier: Apache-2.0";

std::string FaultsOf(const std::string& path, const std::string& line) {
  return Report(FindBrokenRules({path, {kLicence, line}}));
}

TEST(SourceRules, HoldForEveryFileOfTheProject) {
  std::vector<Fault> faults;
  for (const SourceFile& file : ReadTree()) {
    for (Fault& fault : FindBrokenRules(file)) faults.push_back(std::move(fault));
  }
  EXPECT_EQ(Report(faults), "");
}

TEST(SourceRules, CredentialsWithoutTlsStayOut) {
  const std::string call = std::string("grpc::Insecure") + "ChannelCredentials()";
  EXPECT_NE(FaultsOf("node/service/line.cc", call), "");
  EXPECT_NE(FaultsOf("tests/integration/whole_path_test.cc", call), "");
  EXPECT_EQ(FaultsOf("tests/unit/base_rpc/identity_attack_test.cc", call), "");
}

TEST(SourceRules, RandomnessComesFromItsSource) {
  EXPECT_NE(FaultsOf("synth/city.cc", std::string("int x = std::ra") + "nd();"), "");
  EXPECT_NE(FaultsOf("crypto/prg.cc", std::string("std::random_") + "device device;"), "");
  EXPECT_EQ(FaultsOf("query/x.cc", std::string("Opera") + "nd(x);"), "");
}

TEST(SourceRules, NobodySleepsOrReadsTheClock) {
  EXPECT_NE(FaultsOf("tests/unit/x_test.cc",
                     std::string("std::this_thread::sleep_") + "for(std::chrono::seconds(1));"),
            "");
  EXPECT_NE(FaultsOf("node/agent/x.cc", std::string("absl::") + "Now();"), "");
  EXPECT_NE(FaultsOf("node/agent/x.cc", std::string("std::chrono::system_clock::") + "now();"), "");
  EXPECT_EQ(FaultsOf("node/service/x.cc", std::string("std::chrono::system_clock::") + "now();"),
            "");
  EXPECT_EQ(FaultsOf("base/clock.h", std::string("absl::") + "Now();"), "");
}

TEST(SourceRules, TheEnvironmentIsReadInOnePlace) {
  const std::string call = std::string("std::get") + "env(\"HOME\")";
  EXPECT_NE(FaultsOf("node/main.cc", call), "");
  EXPECT_EQ(FaultsOf("cli/person.cc", call), "");
}

TEST(SourceRules, ACommentMayNameASymbol) {
  EXPECT_EQ(FaultsOf("node/main.cc", std::string("int x;  // not from ra") + "nd()"), "");
}

TEST(SourceRules, NotesToOneselfAreIssues) {
  EXPECT_NE(FaultsOf("node/main.cc", std::string("// TO") + "DO: later"), "");
  EXPECT_NE(FaultsOf("deploy/x.sh", std::string("# FIX") + "ME"), "");
}

TEST(SourceRules, EverySourceCarriesItsLicence) {
  EXPECT_NE(Report(FindBrokenRules({"node/x.cc", {"#include <string>"}})), "");
  EXPECT_NE(Report(FindBrokenRules({"node/CMakeLists.txt", {"ginnel_library(x)"}})), "");
  EXPECT_EQ(Report(FindBrokenRules({"node/x.cc", {kLicence}})), "");
}

TEST(SourceRules, LongSourcesAreSeveral) {
  std::vector<std::string> lines(kLongestSource, "int x;");
  lines[0] = kLicence;
  EXPECT_EQ(Report(FindBrokenRules({"node/x.cc", lines})), "");
  lines.emplace_back("int y;");
  EXPECT_NE(Report(FindBrokenRules({"node/x.cc", lines})), "");
}

}  // namespace
}  // namespace ginnel::lint
