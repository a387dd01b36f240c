// SPDX-License-Identifier: Apache-2.0
#include "base/store/database.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <thread>

#include "tests/unit/store/store_folder.h"

namespace ginnel::store {
namespace {

using testing::HasSubstr;

class DatabaseTest : public StoreFolder {};

TEST_F(DatabaseTest, KeepsWhatATransactionWroteAfterItIsOpenedAgain) {
  ASSERT_TRUE(AddNote(*MustOpen(Path()), "kept").ok());
  EXPECT_EQ(CountNotes(*MustOpen(Path(), {.must_exist = true})), 1);
}

TEST_F(DatabaseTest, BindsAndReadsEveryKindOfValue) {
  const auto database = MustOpen(Path());
  const std::string bytes("\0\1\xff", 3);
  const std::array<uint8_t, 2> array = {4, 5};
  int rows = 0;
  const absl::Status status =
      database->RunTransaction("try values", [&](Transaction& tx) -> absl::Status {
        return tx.Query("SELECT ?, ?, ?, ?, ?, ?, ?", nullptr, int64_t{-5}, true, "text",
                        std::string(), AsBlob(bytes), array, [&](const Row& row) {
                          ++rows;
                          EXPECT_TRUE(row.IsNull(0));
                          EXPECT_EQ(row.Int(1), -5);
                          EXPECT_EQ(row.Int(2), 1);
                          EXPECT_EQ(row.Text(3), "text");
                          EXPECT_FALSE(row.IsNull(4));
                          EXPECT_EQ(row.BlobString(5), bytes);
                          EXPECT_EQ(row.Blob(6)[1], 5);
                        });
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(rows, 1);
}

TEST_F(DatabaseTest, RollsBackWhatAFailedBodyWrote) {
  const auto database = MustOpen(Path());
  const absl::Status status = database->RunTransaction("fail", [](Transaction& tx) -> absl::Status {
    EXPECT_TRUE(tx.Execute("INSERT INTO note (body) VALUES ('half')").ok());
    EXPECT_EQ(tx.changes(), 1);
    return absl::AbortedError("my own reason");
  });
  EXPECT_EQ(status, absl::AbortedError("my own reason"));
  EXPECT_EQ(CountNotes(*database), 0);
}

TEST_F(DatabaseTest, SaysWhichTransactionFailedWhereAndNeverWhichValue) {
  const auto database = MustOpen(Path());
  ASSERT_TRUE(AddNote(*database, "a secret value").ok());
  const absl::Status status = AddNote(*database, "a secret value");
  EXPECT_TRUE(absl::IsAlreadyExists(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("cannot add a note in " + Path()));
  EXPECT_THAT(std::string(status.message()), testing::Not(HasSubstr("secret")));
}

TEST_F(DatabaseTest, AQueryCannotWrite) {
  const auto database = MustOpen(Path());
  const absl::Status status = database->Read("sneak", [](Snapshot& snapshot) {
    return snapshot.Query("DELETE FROM note", [](const Row&) {});
  });
  EXPECT_TRUE(absl::IsInternal(status)) << status;
}

TEST_F(DatabaseTest, AVisitorsErrorEndsTheQuery) {
  const auto database = MustOpen(Path());
  ASSERT_TRUE(AddNote(*database, "one").ok());
  ASSERT_TRUE(AddNote(*database, "two").ok());
  int seen = 0;
  const absl::Status status = database->Read("stop early", [&](Snapshot& snapshot) {
    return snapshot.Query("SELECT body FROM note", [&](const Row&) -> absl::Status {
      ++seen;
      return absl::CancelledError("enough");
    });
  });
  EXPECT_EQ(status, absl::CancelledError("enough"));
  EXPECT_EQ(seen, 1);
}

TEST_F(DatabaseTest, RefusesATransactionInsideATransactionRatherThanHang) {
  const auto database = MustOpen(Path());
  const absl::Status status =
      database->RunTransaction("nest", [&](Transaction&) { return AddNote(*database, "inner"); });
  EXPECT_TRUE(absl::IsInternal(status)) << status;
}

TEST_F(DatabaseTest, TransactionsOfManyThreadsTakeTurns) {
  const auto database = MustOpen(Path());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(AddNote(*database, std::to_string(t * 100 + i)).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(CountNotes(*database), 80);
}

TEST_F(DatabaseTest, ReadersSeeTheLastCommitWhileAnotherConnectionWrites) {
  const auto writer = MustOpen(Path());
  const auto reader = MustOpen(Path());
  ASSERT_TRUE(AddNote(*writer, "first").ok());
  const absl::Status status = writer->RunTransaction("write slowly", [&](Transaction& tx) {
    const absl::Status inserted = tx.Execute("INSERT INTO note (body) VALUES ('second')");
    EXPECT_EQ(CountNotes(*reader), 1);
    return inserted;
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(CountNotes(*reader), 2);
}

TEST_F(DatabaseTest, ASecondWriterIsToldToTryAgainAfterTheTimeout) {
  const auto writer = MustOpen(Path());
  const auto other = MustOpen(Path(), {.busy_timeout = absl::Milliseconds(1)});
  const absl::Status status = writer->RunTransaction("hold the store", [&](Transaction&) {
    const absl::Status busy = AddNote(*other, "meanwhile");
    EXPECT_TRUE(absl::IsUnavailable(busy)) << busy;
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_TRUE(AddNote(*other, "now").ok());
}

TEST_F(DatabaseTest, RunsOnlyTheMigrationsThatAreMissing) {
  ASSERT_TRUE(AddNote(*MustOpen(Path()), "old").ok());
  Schema newer = NoteSchema();
  newer.migrations.push_back("ALTER TABLE note ADD COLUMN author TEXT DEFAULT 'nobody'");
  auto database = Database::Open(Path(), KeyOf(7), newer);
  ASSERT_TRUE(database.ok()) << database.status();
  std::string author;
  EXPECT_TRUE((*database)
                  ->Read("read",
                         [&](Snapshot& snapshot) {
                           return snapshot.Query("SELECT author FROM note",
                                                 [&](const Row& row) { author = row.Text(0); });
                         })
                  .ok());
  EXPECT_EQ(author, "nobody");
  database->reset();
  const auto older = Database::Open(Path(), KeyOf(7), NoteSchema());
  EXPECT_TRUE(absl::IsFailedPrecondition(older.status()));
  EXPECT_THAT(older.status().ToString(),
              HasSubstr("schema version 2 and this program knows up to 1"));
}

TEST_F(DatabaseTest, AFailedMigrationChangesNothing) {
  MustOpen(Path()).reset();
  Schema broken = NoteSchema();
  broken.migrations.push_back("CREATE TABLE half (x); CREATE TABLE note (x)");
  EXPECT_FALSE(Database::Open(Path(), KeyOf(7), broken).ok());
  const auto database = MustOpen(Path());
  EXPECT_FALSE(
      database
          ->Read("look",
                 [](Snapshot& s) { return s.Query("SELECT * FROM half", [](const Row&) {}); })
          .ok());
}

TEST_F(DatabaseTest, RefusesAStoreOfAnotherKind) {
  MustOpen(Path()).reset();
  Schema other = NoteSchema();
  other.application_id = 5;
  EXPECT_THAT(Database::Open(Path(), KeyOf(7), other).status().ToString(),
              HasSubstr("another kind"));
}

TEST_F(DatabaseTest, AMissingStoreIsNotCreatedWhereItMustExist) {
  const auto database = Database::Open(Path(), KeyOf(7), NoteSchema(), {.must_exist = true});
  EXPECT_TRUE(absl::IsNotFound(database.status())) << database.status();
}

TEST_F(DatabaseTest, AStoreThatWasRemovedDoesNotComeBackEmpty) {
  MustOpen(Path()).reset();
  std::filesystem::remove(Path());
  const auto database = Database::Open(Path(), KeyOf(7), NoteSchema());
  EXPECT_TRUE(absl::IsDataLoss(database.status())) << database.status();
}

TEST_F(DatabaseTest, AFullDiskIsSaidAndRolledBack) {
  const auto database = MustOpen(Path(), {.max_pages = 12});
  ASSERT_TRUE(AddNote(*database, "before").ok());
  const absl::Status status = AddNote(*database, std::string(100'000, 'x'));
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("disk is full"));
  EXPECT_EQ(CountNotes(*database), 1);
  EXPECT_TRUE(AddNote(*database, "after").ok());
}

TEST_F(DatabaseTest, AnErrorThatABodyIgnoresStillUndoesEverything) {
  const auto database = MustOpen(Path(), {.max_pages = 12});
  const absl::Status status = database->RunTransaction("ignore an error", [](Transaction& tx) {
    (void)tx.Execute("INSERT INTO note (body) VALUES (?)", std::string(100'000, 'x'));
    return absl::OkStatus();
  });
  EXPECT_EQ(status.ok(), false);
  EXPECT_EQ(CountNotes(*database), 0);
}

TEST_F(DatabaseTest, FilesAreForTheirOwnerOnly) {
  const auto database = MustOpen(Path());
  ASSERT_TRUE(AddNote(*database, "x").ok());
  for (const char* name : {"node.db", "node.db-wal", "node.db-shm", "node.db.check"}) {
    struct stat info {};
    ASSERT_EQ(stat(Path(name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 0777, 0600u) << name;
  }
}

TEST_F(DatabaseTest, RefusesAFileOrFolderThatOthersCanRead) {
  MustOpen(Path()).reset();
  chmod(Path().c_str(), 0644);
  const auto file = Database::Open(Path(), KeyOf(7), NoteSchema());
  EXPECT_TRUE(absl::IsPermissionDenied(file.status())) << file.status();
  EXPECT_THAT(file.status().ToString(), HasSubstr("chmod 600"));
  std::filesystem::create_directory(Path("open"));
  chmod(Path("open").c_str(), 0755);
  const auto folder = Database::Open(Path("open/node.db"), KeyOf(7), NoteSchema());
  EXPECT_TRUE(absl::IsPermissionDenied(folder.status())) << folder.status();
}

}  // namespace
}  // namespace ginnel::store
