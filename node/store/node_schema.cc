// SPDX-License-Identifier: Apache-2.0
#include "node/store/node_schema.h"

#include "governance/register/register_store.h"

namespace ginnel::node {
namespace {

constexpr int32_t kApplicationId = 0x676e6f64;  // "gnod"

// One row: the current data set. Each column of it is a part, cut into chunks (column_codec.h).
// Columns are written and read whole, so that the pages of one lie together.
constexpr char kDataSet[] = R"(
CREATE TABLE data_set (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  generation INTEGER NOT NULL,
  member TEXT NOT NULL,
  data_from TEXT NOT NULL,
  data_to TEXT NOT NULL,
  loaded_at TEXT NOT NULL,
  opt_out_list_date TEXT NOT NULL,
  offers BLOB NOT NULL,
  people INTEGER NOT NULL);
CREATE TABLE column_part (
  id INTEGER PRIMARY KEY,
  tbl TEXT NOT NULL,
  name TEXT NOT NULL,
  part TEXT NOT NULL,
  length INTEGER NOT NULL,
  UNIQUE (tbl, name, part));
CREATE TABLE column_chunk (
  part INTEGER NOT NULL REFERENCES column_part (id),
  chunk INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (part, chunk));
)";

constexpr char kRunLedger[] = R"(
CREATE TABLE run_ledger (
  query BLOB NOT NULL,
  n INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  run_id BLOB NOT NULL UNIQUE,
  accepted_at TEXT NOT NULL,
  PRIMARY KEY (query, n, attempt)) WITHOUT ROWID;
)";

// Who is to be in no data set (objections.h). Without rowids, which would keep the order.
constexpr char kObjection[] = R"(
CREATE TABLE objection (
  mark BLOB PRIMARY KEY,
  at TEXT NOT NULL) WITHOUT ROWID;
)";

// Spines by epoch, and this node's own list of an epoch as it was sealed to each recipient, until
// the epoch is agreed (spine_store.h). Long blobs are cut as columns are.
constexpr char kSpine[] = R"(
CREATE TABLE spine (
  epoch INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  slots INTEGER NOT NULL,
  statement BLOB NOT NULL);
CREATE TABLE spine_chunk (
  epoch INTEGER NOT NULL REFERENCES spine (epoch),
  chunk INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (epoch, chunk));
CREATE TABLE spine_list (
  epoch INTEGER PRIMARY KEY,
  statement BLOB NOT NULL);
CREATE TABLE spine_sealed (
  epoch INTEGER NOT NULL REFERENCES spine_list (epoch),
  recipient TEXT NOT NULL,
  chunk INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (epoch, recipient, chunk));
)";

// Whose numbers are known (known_numbers.h). Without rowids, which would keep the order.
constexpr char kKnownNumbers[] = R"(
CREATE TABLE known_numbers_key (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  salt BLOB NOT NULL,
  key TEXT NOT NULL,
  check_value BLOB NOT NULL);
CREATE TABLE known_number (
  mark BLOB PRIMARY KEY,
  hidden_id BLOB NOT NULL,
  found_by BLOB NOT NULL,
  missed INTEGER NOT NULL) WITHOUT ROWID;
)";

}  // namespace

store::Schema NodeSchema() {
  return {.migrations = {std::string(kDataSet) + kRunLedger, kObjection,
                         std::string(governance::RegisterStore::kSchema), kSpine, kKnownNumbers},
          .application_id = kApplicationId};
}

absl::StatusOr<std::unique_ptr<store::Database>> OpenNodeStore(const std::string& path,
                                                               const crypto::StoreKey& key,
                                                               const store::Options& options) {
  return store::Database::Open(path, key.view(), NodeSchema(), options);
}

}  // namespace ginnel::node
