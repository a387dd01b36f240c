// SPDX-License-Identifier: Apache-2.0
#include "node/store/stored_data_set.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "node/store/column_codec.h"
#include "node/store/record_columns.h"

namespace ginnel::node {
namespace {

using store::Row;
using store::Transaction;

std::string EncodeChunk(std::span<const int32_t> values) { return EncodeIntegers(values); }
std::string EncodeChunk(std::span<const uint32_t> rows) { return EncodeRows(rows); }
std::string EncodeChunk(std::span<const uint16_t> indices) {
  const std::vector<int32_t> wide(indices.begin(), indices.end());
  return EncodeIntegers(wide);
}
std::string EncodeChunk(std::span<const LinkageId> ids) {
  return {reinterpret_cast<const char*>(ids.data()), ids.size_bytes()};
}

absl::Status DecodeChunk(std::span<const uint8_t> bytes, std::span<int32_t> out) {
  return DecodeIntegers(bytes, out);
}
absl::Status DecodeChunk(std::span<const uint8_t> bytes, std::span<uint32_t> out) {
  return DecodeRows(bytes, out);
}
absl::Status DecodeChunk(std::span<const uint8_t> bytes, std::span<uint16_t> out) {
  std::vector<int32_t> wide(out.size());
  RETURN_IF_ERROR(DecodeIntegers(bytes, wide));
  for (size_t i = 0; i < out.size(); ++i) {
    if (wide[i] < 0 || wide[i] > 0xffff)
      return absl::DataLossError("a stored index is out of range");
    out[i] = static_cast<uint16_t>(wide[i]);
  }
  return absl::OkStatus();
}
absl::Status DecodeChunk(std::span<const uint8_t> bytes, std::span<LinkageId> out) {
  if (bytes.size() != out.size_bytes())
    return absl::DataLossError("stored linkage ids are cut short");
  if (!bytes.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
  return absl::OkStatus();
}

// Writes each column that it visits.
class ColumnWriter {
 public:
  explicit ColumnWriter(Transaction& tx) : tx_(tx) {}

  template <typename T>
  absl::Status operator()(std::string_view table, std::string_view name, std::string_view part,
                          const std::vector<T>& column) {
    RETURN_IF_ERROR(BeginPart(table, name, part, column.size()));
    const std::span<const T> all(column);
    for (size_t at = 0; at < all.size(); at += kChunk) {
      RETURN_IF_ERROR(
          WriteChunk(at / kChunk, EncodeChunk(all.subspan(at, std::min(kChunk, all.size() - at)))));
    }
    return absl::OkStatus();
  }
  absl::Status operator()(std::string_view table, std::string_view name, std::string_view part,
                          const CodeTable& codes) {
    RETURN_IF_ERROR(BeginPart(table, name, part, codes.size()));
    return WriteChunk(0, EncodeCodes(codes));
  }

 private:
  absl::Status BeginPart(std::string_view table, std::string_view name, std::string_view part,
                         size_t length) {
    ++part_;
    return tx_.Execute(
        "INSERT INTO column_part (id, tbl, name, part, length) VALUES (?, ?, ?, ?, ?)", part_,
        table, name, part, length);
  }
  absl::Status WriteChunk(size_t chunk, const std::string& data) {
    return tx_.Execute("INSERT INTO column_chunk (part, chunk, data) VALUES (?, ?, ?)", part_,
                       chunk, store::AsBlob(data));
  }

  Transaction& tx_;
  int64_t part_ = 0;
};

// Reads each column that it visits, and holds it to the length that was written.
class ColumnReader {
 public:
  explicit ColumnReader(store::Snapshot& snapshot) : snapshot_(snapshot) {}

  template <typename T>
  absl::Status operator()(std::string_view table, std::string_view name, std::string_view part,
                          std::vector<T>& column) {
    ASSIGN_OR_RETURN(const Part found, Find(table, name, part));
    column.resize(found.length);
    const std::span<T> all(column);
    size_t at = 0;
    RETURN_IF_ERROR(ForEachChunk(found.id, [&](std::span<const uint8_t> data) {
      const size_t size = std::min(kChunk, all.size() - at);
      const std::span<T> out = all.subspan(at, size);
      at += size;
      return DecodeChunk(data, out);
    }));
    if (at != all.size()) return CutShort(table, name, part);
    return absl::OkStatus();
  }
  absl::Status operator()(std::string_view table, std::string_view name, std::string_view part,
                          CodeTable& codes) {
    ASSIGN_OR_RETURN(const Part found, Find(table, name, part));
    RETURN_IF_ERROR(ForEachChunk(found.id, [&](std::span<const uint8_t> data) -> absl::Status {
      ASSIGN_OR_RETURN(codes, DecodeCodes(data));
      return absl::OkStatus();
    }));
    if (codes.size() != found.length) return CutShort(table, name, part);
    return absl::OkStatus();
  }

 private:
  struct Part {
    int64_t id = 0;
    size_t length = 0;
  };

  absl::StatusOr<Part> Find(std::string_view table, std::string_view name, std::string_view part) {
    Part found;
    RETURN_IF_ERROR(snapshot_.Query(
        "SELECT id, length FROM column_part WHERE tbl = ? AND name = ? AND part = ?", table, name,
        part, [&](const Row& row) {
          found = {row.Int(0), static_cast<size_t>(row.Int(1))};
        }));
    if (found.id == 0) return CutShort(table, name, part);
    return found;
  }
  template <typename Visit>
  absl::Status ForEachChunk(int64_t id, Visit visit) {
    int64_t expected = 0;
    return snapshot_.Query("SELECT chunk, data FROM column_chunk WHERE part = ? ORDER BY chunk", id,
                           [&](const Row& row) -> absl::Status {
                             if (row.Int(0) != expected++)
                               return absl::DataLossError("a chunk of a stored column is missing");
                             return visit(row.Blob(1));
                           });
  }
  static absl::Status CutShort(std::string_view table, std::string_view name,
                               std::string_view part) {
    return absl::DataLossError(absl::StrCat("the stored data set is incomplete (column ",
                                            std::string(part), " of ", std::string(table),
                                            name.empty() ? "" : " ", std::string(name),
                                            "): restore the store from a backup or ingest again"));
  }

  store::Snapshot& snapshot_;
};

// Makes the tables that the store has columns for, empty.
absl::Status CreateTables(store::Snapshot& snapshot, Records& records) {
  return snapshot.Query("SELECT DISTINCT tbl, name FROM column_part",
                        [&](const Row& row) -> absl::Status {
                          const std::string_view table = row.TextView(0);
                          const std::string name = row.Text(1);
                          if (table == "attributes") records.attributes[name];
                          if (table == "conditions") records.conditions[name];
                          if (table == "observations") records.observations[name];
                          if (table == "events") records.events[name];
                          return absl::OkStatus();
                        });
}

}  // namespace

absl::StatusOr<DataSetInfo> ReadInfo(store::Snapshot& snapshot) {
  bool found = false;
  DataSetInfo info;
  RETURN_IF_ERROR(
      snapshot.Query("SELECT generation, member, data_from, data_to, loaded_at, opt_out_list_date, "
                     "offers, people FROM data_set",
                     [&](const Row& row) -> absl::Status {
                       found = true;
                       info.generation = row.Int(0);
                       info.member = row.Text(1);
                       info.data_from = row.Text(2);
                       info.data_to = row.Text(3);
                       info.loaded_at = row.Text(4);
                       info.opt_out_list_date = row.Text(5);
                       ASSIGN_OR_RETURN(info.offers, DecodeCodes(row.Blob(6)));
                       info.people = static_cast<uint64_t>(row.Int(7));
                       return absl::OkStatus();
                     }));
  if (!found) return absl::NotFoundError("this node holds no data yet: run `ginnel-node ingest`");
  return info;
}

absl::StatusOr<DataSet> ReadDataSet(store::Snapshot& snapshot) {
  DataSet data;
  ASSIGN_OR_RETURN(data.info, ReadInfo(snapshot));
  RETURN_IF_ERROR(CreateTables(snapshot, data.records));
  RETURN_IF_ERROR(VisitColumns(data.records, ColumnReader(snapshot)));
  if (data.records.people() != data.info.people)
    return absl::DataLossError("the stored data set does not have the people that it had");
  return data;
}

absl::StatusOr<Records::Registrations> ReadRegistrations(store::Snapshot& snapshot) {
  Records::Registrations registrations;
  RETURN_IF_ERROR(VisitRegistrationColumns(registrations, ColumnReader(snapshot)));
  return registrations;
}

absl::StatusOr<Records> ReadRegistered(store::Snapshot& snapshot) {
  RETURN_IF_ERROR(ReadInfo(snapshot).status());
  Records records;
  RETURN_IF_ERROR(VisitPersonColumns(records, ColumnReader(snapshot)));
  RETURN_IF_ERROR(VisitRegistrationColumns(records.registrations, ColumnReader(snapshot)));
  return records;
}

absl::Status ReplaceDataSet(Transaction& tx, const Records& records, DataSetInfo& info) {
  info.people = records.people();
  RETURN_IF_ERROR(tx.Query("SELECT max(generation) FROM data_set",
                           [&](const Row& row) { info.generation = row.Int(0) + 1; }));
  // First, so that the pages are used again and the file does not grow to twice the size.
  RETURN_IF_ERROR(tx.Execute("DELETE FROM column_chunk"));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM column_part"));
  RETURN_IF_ERROR(VisitColumns(records, ColumnWriter(tx)));
  return tx.Execute(
      "INSERT OR REPLACE INTO data_set (one, generation, member, data_from, data_to, loaded_at, "
      "opt_out_list_date, offers,"
      " people) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
      info.generation, info.member, info.data_from, info.data_to, info.loaded_at,
      info.opt_out_list_date, store::AsBlob(EncodeCodes(info.offers)), info.people);
}

}  // namespace ginnel::node
