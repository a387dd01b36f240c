// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/random.h"
#include "base/store/database.h"
#include "crypto/keys.h"
#include "node/store/node_schema.h"
#include "node/store/objections.h"

namespace ginnel::node {

/// A node's store in a private folder that goes with the test.
class NodeStoreTest : public testing::Test {
 protected:
  NodeStoreTest()
      : key_(crypto::StoreKey::Generate(random_)), marker_(ObjectionMarker::Create(key_).value()) {
    std::string name = (std::filesystem::temp_directory_path() / "ginnel-node-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    Reopen();
  }
  ~NodeStoreTest() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Reopen(const store::Options& options = {}) {
    database_.reset();
    auto database = OpenNodeStore(Path("node.db"), key_, options);
    EXPECT_TRUE(database.ok()) << database.status();
    if (database.ok()) database_ = *std::move(database);
  }
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

  SystemRandom random_;
  crypto::StoreKey key_;
  ObjectionMarker marker_;
  std::string folder_;
  std::unique_ptr<store::Database> database_;
};

}  // namespace ginnel::node
