// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "base/store/database.h"

namespace ginnel::store {

using Key = std::array<uint8_t, 32>;

inline Key KeyOf(uint8_t fill) {
  Key key;
  key.fill(fill);
  return key;
}

/// A private folder that goes with the test.
class StoreFolder : public testing::Test {
 protected:
  StoreFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "ginnel-store-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~StoreFolder() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name = "node.db") const { return folder_ + "/" + name; }

  static Schema NoteSchema() {
    return {.migrations = {"CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT UNIQUE NOT NULL)"},
            .application_id = 0x67696e31};
  }

  std::unique_ptr<Database> MustOpen(const std::string& path, const Options& options = {}) {
    auto database = Database::Open(path, KeyOf(7), NoteSchema(), options);
    EXPECT_TRUE(database.ok()) << database.status();
    return database.ok() ? *std::move(database) : nullptr;
  }

  static absl::Status AddNote(Database& database, std::string_view body) {
    return database.RunTransaction("add a note", [&](Transaction& tx) {
      return tx.Execute("INSERT INTO note (body) VALUES (?)", body);
    });
  }

  static int64_t CountNotes(Database& database) {
    int64_t count = -1;
    EXPECT_TRUE(database
                    .Read("count notes",
                          [&](Snapshot& snapshot) {
                            return snapshot.Query("SELECT count(*) FROM note",
                                                  [&](const Row& row) { count = row.Int(0); });
                          })
                    .ok());
    return count;
  }

  static std::string BytesOf(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }

 private:
  std::string folder_;
};

}  // namespace ginnel::store
