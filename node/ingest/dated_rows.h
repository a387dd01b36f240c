// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "node/ingest/staging.h"
#include "node/ingest/table_rows.h"
#include "node/ingest/value_decoder.h"

namespace ginnel::node {

/// A day that each row needs, or one that may be left out.
std::optional<int32_t> ReadDay(const Input& input, const CsvRow& row, Day today,
                               Problems& problems);
std::optional<int32_t> ReadDayOr(int32_t missing, const Input& input, const CsvRow& row, Day today,
                                 Problems& problems);
/// A code of the member's own: short, and not the NHS number of its row.
std::optional<uint16_t> ReadOwnCode(const Input& input, const CsvRow& row, const RowPerson& person,
                                    CodeIndex& codes, Problems& problems);

class RegistrationRows final : public TableRows {
 public:
  RegistrationRows(const BoundFile& file, const DecodeTerms& terms, Staging& staging);
  void Add(const CsvRow& row, const RowPerson& person, Problems& problems) override;

 private:
  const Input &practice_, &from_, &to_;
  const Day today_;
  Staging& staging_;
};

class ConditionRows final : public TableRows {
 public:
  ConditionRows(const BoundFile& file, const DecodeTerms& terms, Staging& staging);
  void Add(const CsvRow& row, const RowPerson& person, Problems& problems) override;

 private:
  const Input &code_, &from_, &to_;
  const DecodeTerms terms_;
  Staging& staging_;
};

/// A row without a value is no observation, and is left out.
class ObservationRows final : public TableRows {
 public:
  ObservationRows(const BoundFile& file, const DecodeTerms& terms, Staging& staging);
  void Add(const CsvRow& row, const RowPerson& person, Problems& problems) override;

 private:
  const Input &name_, &date_, &value_;
  const DecodeTerms terms_;
  Staging& staging_;
  std::map<std::string, ValueDecoder, std::less<>> decoders_;
};

class EventRows final : public TableRows {
 public:
  EventRows(const BoundFile& file, const DecodeTerms& terms, Staging& staging);
  void Add(const CsvRow& row, const RowPerson& person, Problems& problems) override;

 private:
  const Input &kind_, &date_, &code_, &provider_, &portfolio_, &quantity_, &cost_;
  const DecodeTerms terms_;
  Staging& staging_;
};

}  // namespace ginnel::node
