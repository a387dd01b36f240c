// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/includes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ginnel::lint {
namespace {

std::string FaultsOf(const std::string& path, const std::string& line) {
  return Report(FindForbiddenIncludes({path, {"// SPDX", line}}));
}

TEST(Layering, HoldsForEveryFileOfTheProject) {
  std::vector<Fault> faults;
  size_t sources = 0;
  for (const SourceFile& file : ReadTree()) {
    if (EndsWith(file.path, ".cc") || EndsWith(file.path, ".h")) ++sources;
    for (Fault& fault : FindForbiddenIncludes(file)) faults.push_back(std::move(fault));
  }
  EXPECT_EQ(Report(faults), "");
  EXPECT_GT(sources, 100u) << "the tree was not read";
}

TEST(Layering, ProcessesNeverIncludeEachOther) {
  EXPECT_NE(FaultsOf("node/agent/answer_query.cc", "#include \"coordinator/query_book.h\""), "");
  EXPECT_NE(FaultsOf("coordinator/run_query.cc", "#include \"node/records.h\""), "");
  EXPECT_NE(FaultsOf("trustee/main.cc", "#include \"coordinator/run_board.h\""), "");
  EXPECT_NE(FaultsOf("cli/main.cc", "#include \"node/records.h\""), "");
}

TEST(Layering, NobodyIncludesTheRehearsalThatOpensTablesInTheClear) {
  for (const char* path : {"node/main.cc", "coordinator/run_query.cc", "cli/main.cc",
                           "disclosure/gate.cc", "trustee/main.cc"}) {
    EXPECT_NE(FaultsOf(path, "#include \"rehearsal/synthetic_opening.h\""), "");
  }
  EXPECT_NE(FaultsOf("rehearsal/main.cc", "#include <grpcpp/grpcpp.h>"), "");
}

TEST(Layering, GovernanceAndQueryDoNotKnowEachOther) {
  EXPECT_NE(FaultsOf("governance/decision.cc", "#include \"query/plan.h\""), "");
  EXPECT_NE(FaultsOf("query/plan.cc", "#include \"governance/agreement.h\""), "");
}

TEST(Layering, NobodyIncludesWhatLiesAbove) {
  EXPECT_NE(FaultsOf("base/files.cc", "#include \"crypto/digest.h\""), "");
  EXPECT_NE(FaultsOf("crypto/dsse.cc", "#include \"query/plan.h\""), "");
  EXPECT_NE(FaultsOf("disclosure/gate.cc", "#include \"sharing/opening.h\""), "");
  EXPECT_NE(FaultsOf("sharing/party.cc", "  #  include \"node/records.h\""), "");
  EXPECT_NE(FaultsOf("synth/city.cc", "#include \"query/dictionary.h\""), "");
  EXPECT_NE(FaultsOf("node/main.cc", "#include \"tests/unit/query/documents.h\""), "");
}

TEST(Layering, WhatLiesBelowMayBeIncluded) {
  EXPECT_EQ(FaultsOf("sharing/opening.h", "#include \"disclosure/opened_table.h\""), "");
  EXPECT_EQ(FaultsOf("node/agent/answer_query.cc", "#include \"sharing/encoder.h\""), "");
  EXPECT_EQ(FaultsOf("synth/city.cc", "#include \"base/calendar.h\""), "");
  EXPECT_EQ(FaultsOf("crypto/dsse.h", "#include \"ginnel/v1/statement.pb.h\""), "");
  EXPECT_EQ(FaultsOf("tests/unit/query/plan_test.cc", "#include \"node/records.h\""), "");
}

TEST(Layering, GrpcIsNamedOnlyByServicesAndTheRpcRoom) {
  EXPECT_NE(FaultsOf("node/agent/answer_query.cc", "#include <grpcpp/grpcpp.h>"), "");
  EXPECT_NE(FaultsOf("coordinator/main.cc", "#include \"ginnel/v1/trustee.grpc.pb.h\""), "");
  EXPECT_EQ(FaultsOf("node/service/trustee_line.cc", "#include <grpcpp/grpcpp.h>"), "");
  EXPECT_EQ(FaultsOf("base/rpc/channel.cc", "#include <grpcpp/grpcpp.h>"), "");
}

TEST(Layering, StoreAndCryptoLibrariesHaveOneOwner) {
  EXPECT_NE(FaultsOf("node/store/record_store.cc", "#include <sqlite3.h>"), "");
  EXPECT_NE(FaultsOf("governance/run_id.cc", "#include <openssl/sha.h>"), "");
  EXPECT_NE(FaultsOf("base/secret_bytes.cc", "#include <sodium.h>"), "");
  EXPECT_EQ(FaultsOf("base/store/connection.cc", "#include <sqlite3.h>"), "");
  EXPECT_EQ(FaultsOf("crypto/hash.cc", "#include <openssl/evp.h>"), "");
  EXPECT_EQ(FaultsOf("crypto/sodium.h", "#include <sodium.h>"), "");
}

TEST(Layering, ANewRoomMustSayWhatItMayInclude) {
  EXPECT_NE(FaultsOf("console/page.cc", "#include <string>"), "");
}

TEST(Layering, NamesFileAndLine) {
  EXPECT_EQ(FaultsOf("base/files.cc", "#include \"crypto/digest.h\""),
            "base/files.cc:2: base may not include crypto (crypto/digest.h): it is not below it\n");
}

}  // namespace
}  // namespace ginnel::lint
