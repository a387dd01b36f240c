// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "base/store/row.h"
#include "base/store/statement.h"
#include "base/store/value.h"

namespace ginnel::store {

class Database;

/// One consistent view of a store, for reading. Made by Database; used on the thread that it was
/// handed to, and only inside the body that it was handed to.
class Snapshot {
 public:
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  /// Query(sql, arguments…, visitor): calls the visitor with each Row. The visitor returns
  /// absl::Status, where an error ends the query and is its result, or nothing.
  ///   tx.Query("SELECT a FROM t WHERE b = ?", b, [&](const Row& row) { a = row.Int(0); })
  template <typename... ArgumentsAndVisitor>
  absl::Status Query(std::string_view sql, ArgumentsAndVisitor&&... arguments_and_visitor) {
    return Split(sql, std::forward_as_tuple(arguments_and_visitor...),
                 std::make_index_sequence<sizeof...(ArgumentsAndVisitor) - 1>{});
  }

 protected:
  friend class Database;

  template <typename Tuple, size_t... kArgument>
  absl::Status Split(std::string_view sql, Tuple all, std::index_sequence<kArgument...>) {
    const std::array<Value, sizeof...(kArgument)> arguments{Value(std::get<kArgument>(all))...};
    auto& visit = std::get<sizeof...(kArgument)>(all);
    return RunQuery(sql, arguments, [&visit](const Row& row) { return Visit(visit, row); });
  }
  template <typename Visitor>
  static absl::Status Visit(Visitor& visit, const Row& row) {
    if constexpr (std::is_void_v<std::invoke_result_t<Visitor&, const Row&>>) {
      visit(row);
      return absl::OkStatus();
    } else {
      return visit(row);
    }
  }

  Snapshot(Database& database, std::string_view name) : database_(database), name_(name) {}
  ~Snapshot() = default;
  absl::Status RunQuery(std::string_view sql, std::span<const Value> arguments, RowVisitor visit);
  absl::Status Run(std::string_view sql, std::span<const Value> arguments, RowVisitor visit,
                   bool may_write);

  Database& database_;
  std::string name_;
};

/// A snapshot that may be changed. Everything done through it happens together or not at all.
class Transaction final : public Snapshot {
 public:
  /// Execute(sql, arguments…). AlreadyExists where a unique key is taken.
  template <typename... Arguments>
  absl::Status Execute(std::string_view sql, const Arguments&... arguments) {
    const std::array<Value, sizeof...(Arguments)> values{Value(arguments)...};
    return RunExecute(sql, values);
  }
  /// Rows that the last Execute inserted, changed or deleted.
  int64_t changes() const { return changes_; }

 private:
  friend class Database;
  using Snapshot::Snapshot;
  absl::Status RunExecute(std::string_view sql, std::span<const Value> arguments);
  int64_t changes_ = 0;
};

}  // namespace ginnel::store
