// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "base/store/database.h"
#include "tests/unit/store/store_folder.h"

namespace ginnel::store {
namespace {

// What kill -9 or a power cut leaves on the disk is taken here by copying the files of a store that
// is open.
class RecoveryTest : public StoreFolder {
 protected:
  void CopyAs(const std::string& name) {
    for (const char* suffix : {"", "-wal", ".check"}) {
      std::filesystem::copy_file(Path("node.db") + suffix, Path(name) + suffix);
    }
  }
};

TEST_F(RecoveryTest, CommittedTransactionsSurviveAKill) {
  const auto database = MustOpen(Path());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(AddNote(*database, std::to_string(i)).ok());
  CopyAs("copy.db");
  EXPECT_EQ(CountNotes(*MustOpen(Path("copy.db"))), 10);
}

TEST_F(RecoveryTest, AnUnfinishedTransactionIsGoneAfterAKill) {
  const auto database = MustOpen(Path());
  ASSERT_TRUE(AddNote(*database, "committed").ok());
  const absl::Status status =
      database->RunTransaction("write much", [&](Transaction& tx) -> absl::Status {
        // More than the page cache holds, so that uncommitted pages reach the journal.
        for (int i = 0; i < 24; ++i) {
          const absl::Status inserted =
              tx.Execute("INSERT INTO note (body) VALUES (?)",
                         std::string(1'000'000, static_cast<char>('a' + i)));
          if (!inserted.ok()) return inserted;
        }
        CopyAs("copy.db");
        return absl::AbortedError("killed");
      });
  EXPECT_TRUE(absl::IsAborted(status)) << status;
  ASSERT_GT(std::filesystem::file_size(Path("copy.db-wal")), 1'000'000u);
  const auto copy = MustOpen(Path("copy.db"));
  EXPECT_EQ(CountNotes(*copy), 1);
  EXPECT_TRUE(copy->CheckIntegrity().ok());
}

TEST_F(RecoveryTest, AJournalTornAnywhereKeepsAPrefixOfTheTransactions) {
  const auto database = MustOpen(Path());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(AddNote(*database, std::to_string(i)).ok());
  const auto whole = std::filesystem::file_size(Path("node.db-wal"));
  for (int cut = 0; cut < 8; ++cut) {
    const std::string name = "torn" + std::to_string(cut) + ".db";
    CopyAs(name);
    std::filesystem::resize_file(Path(name) + "-wal", whole - static_cast<uintmax_t>(cut) * 997);
    const auto copy = MustOpen(Path(name));
    const int64_t kept = CountNotes(*copy);
    EXPECT_GE(kept, 0);
    EXPECT_LE(kept, 5);
    EXPECT_TRUE(cut != 0 || kept == 5);
    EXPECT_TRUE(copy->CheckIntegrity().ok());
  }
}

}  // namespace
}  // namespace ginnel::store
