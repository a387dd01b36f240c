// SPDX-License-Identifier: Apache-2.0
#include "base/store/statement.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/store/sqlite_error.h"

namespace ginnel::store {
namespace {

// A null pointer would bind NULL instead of nothing of length 0.
constexpr char kNothing[] = "";

int BindOne(sqlite3_stmt* statement, int index, const Value& value) {
  const auto& held = value.get();
  if (const auto* number = std::get_if<int64_t>(&held)) {
    return sqlite3_bind_int64(statement, index, *number);
  }
  if (const auto* text = std::get_if<std::string_view>(&held)) {
    return sqlite3_bind_text64(statement, index, text->empty() ? kNothing : text->data(),
                               text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* blob = std::get_if<Value::Bytes>(&held)) {
    return sqlite3_bind_blob64(statement, index,
                               blob->empty() ? static_cast<const void*>(kNothing) : blob->data(),
                               blob->size(), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, index);
}

}  // namespace

void Statement::Finalise::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

absl::StatusOr<Statement> Statement::Prepare(sqlite3* connection, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int size = static_cast<int>(sql.size());
  if (sqlite3_prepare_v2(connection, sql.data(), size, &statement, &tail) != SQLITE_OK) {
    return LastError(connection);
  }
  Statement result(statement);
  if (statement == nullptr || tail != sql.data() + sql.size()) {
    return absl::InternalError("a statement must be exactly one SQL statement");
  }
  return result;
}

bool Statement::read_only() const { return sqlite3_stmt_readonly(statement_.get()) != 0; }

absl::Status Statement::Error() const { return LastError(sqlite3_db_handle(statement_.get())); }

absl::Status Statement::Bind(std::span<const Value> arguments) {
  const auto expected = static_cast<size_t>(sqlite3_bind_parameter_count(statement_.get()));
  if (arguments.size() != expected) {
    return absl::InternalError(absl::StrCat("a statement with ", expected, " parameters was given ",
                                            arguments.size(), " arguments"));
  }
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (BindOne(statement_.get(), static_cast<int>(i + 1), arguments[i]) != SQLITE_OK)
      return Error();
  }
  return absl::OkStatus();
}

absl::Status Statement::Run(std::span<const Value> arguments, RowVisitor visit) {
  absl::Status status = Bind(arguments);
  while (status.ok()) {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_DONE) break;
    status = code == SQLITE_ROW ? visit(Row(statement_.get())) : Error();
  }
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  return status;
}

bool Row::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
int64_t Row::Int(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Row::TextView(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (text == nullptr) return {};
  return {text, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

std::span<const uint8_t> Row::Blob(int column) const {
  const auto* blob = static_cast<const uint8_t*>(sqlite3_column_blob(statement_, column));
  if (blob == nullptr) return {};
  return {blob, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string Row::BlobString(int column) const {
  const std::span<const uint8_t> blob = Blob(column);
  return {blob.begin(), blob.end()};
}

}  // namespace ginnel::store
