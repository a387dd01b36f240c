// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <gmock/gmock.h>

#include "base/store/database.h"
#include "tests/unit/store/store_folder.h"

namespace ginnel::store {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kMarker[] = "a very recognisable sentence";

class EncryptionTest : public StoreFolder {
 protected:
  void ExpectNoPlaintext(const std::string& name) {
    const std::string bytes = BytesOf(Path(name));
    EXPECT_THAT(bytes, Not(HasSubstr("SQLite format 3"))) << name;
    EXPECT_THAT(bytes, Not(HasSubstr("CREATE TABLE"))) << name;
    EXPECT_THAT(bytes, Not(HasSubstr(kMarker))) << name;
  }
};

TEST_F(EncryptionTest, NoPlaintextIsInAnyFile) {
  auto database = MustOpen(Path());
  ASSERT_TRUE(AddNote(*database, kMarker).ok());
  ASSERT_GT(BytesOf(Path("node.db-wal")).size(), 4096u);
  ExpectNoPlaintext("node.db-wal");
  ASSERT_TRUE(database->Checkpoint().ok());
  EXPECT_EQ(BytesOf(Path("node.db-wal")).size(), 0u);
  ExpectNoPlaintext("node.db");
  ExpectNoPlaintext("node.db.check");
}

TEST_F(EncryptionTest, AWrongKeyIsToldFromADamagedFile) {
  ASSERT_TRUE(AddNote(*MustOpen(Path()), kMarker).ok());
  const auto wrong = Database::Open(Path(), KeyOf(8), NoteSchema());
  EXPECT_TRUE(absl::IsPermissionDenied(wrong.status())) << wrong.status();
  EXPECT_THAT(wrong.status().ToString(), HasSubstr("the key does not open " + Path()));

  std::fstream file(Path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(100);
  file.write("damage", 6);
  file.close();
  const auto damaged = Database::Open(Path(), KeyOf(7), NoteSchema());
  EXPECT_TRUE(absl::IsDataLoss(damaged.status())) << damaged.status();
  EXPECT_THAT(damaged.status().ToString(), HasSubstr("its key is right"));
}

TEST_F(EncryptionTest, AWrongKeyChangesNothing) {
  ASSERT_TRUE(AddNote(*MustOpen(Path()), kMarker).ok());
  const std::string before = BytesOf(Path());
  EXPECT_FALSE(Database::Open(Path(), KeyOf(8), NoteSchema()).ok());
  EXPECT_EQ(BytesOf(Path()), before);
  EXPECT_EQ(CountNotes(*MustOpen(Path())), 1);
}

TEST_F(EncryptionTest, WithoutItsCheckAnUnreadableStoreNamesBothCauses) {
  MustOpen(Path()).reset();
  std::filesystem::remove(Path("node.db.check"));
  EXPECT_THAT(Database::Open(Path(), KeyOf(8), NoteSchema()).status().ToString(),
              HasSubstr("the key is wrong or the file is damaged"));
  MustOpen(Path()).reset();
  EXPECT_TRUE(std::filesystem::exists(Path("node.db.check")));
}

TEST_F(EncryptionTest, TakesOnlyAKeyOf32Bytes) {
  const std::array<uint8_t, 16> shorter{};
  EXPECT_TRUE(absl::IsInvalidArgument(Database::Open(Path(), shorter, NoteSchema()).status()));
}

TEST_F(EncryptionTest, AnAlteredPageIsFoundOut) {
  auto database = MustOpen(Path());
  ASSERT_TRUE(AddNote(*database, std::string(50'000, 'x')).ok());
  ASSERT_TRUE(database->Checkpoint().ok());
  EXPECT_TRUE(database->CheckIntegrity().ok());
  database.reset();
  std::fstream file(Path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(8 * 4096 + 50);
  file.put('!');
  file.close();
  database = MustOpen(Path());
  EXPECT_TRUE(absl::IsDataLoss(database->CheckIntegrity())) << database->CheckIntegrity();
}

TEST_F(EncryptionTest, ABackupIsEncryptedCompleteAndHasItsOwnCheck) {
  auto database = MustOpen(Path());
  ASSERT_TRUE(AddNote(*database, kMarker).ok());
  ASSERT_TRUE(database->Backup(Path("backup.db")).ok());
  ASSERT_TRUE(AddNote(*database, "later").ok());
  ExpectNoPlaintext("backup.db");
  EXPECT_TRUE(
      absl::IsPermissionDenied(Database::Open(Path("backup.db"), KeyOf(8), NoteSchema()).status()));
  EXPECT_EQ(CountNotes(*MustOpen(Path("backup.db"))), 1);
  EXPECT_TRUE(absl::IsAlreadyExists(database->Backup(Path("backup.db"))));
}

TEST_F(EncryptionTest, DeletedRowsLeaveNothingEvenForTheKeyHolder) {
  auto database = MustOpen(Path());
  int64_t secure_delete = 0;
  ASSERT_TRUE(database
                  ->Read("read the setting",
                         [&](Snapshot& s) {
                           return s.Query("PRAGMA secure_delete",
                                          [&](const Row& row) { secure_delete = row.Int(0); });
                         })
                  .ok());
  EXPECT_EQ(secure_delete, 1);
}

TEST_F(EncryptionTest, PlainSqliteIsNotLoaded) {
  // With libsqlite3 in the process `PRAGMA key` may be answered by it, and do nothing.
  EXPECT_EQ(dlopen("libsqlite3.so.0", RTLD_NOLOAD | RTLD_NOW), nullptr);
}

}  // namespace
}  // namespace ginnel::store
