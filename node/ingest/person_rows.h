// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "node/ingest/table_rows.h"
#include "node/ingest/value_decoder.h"

namespace ginnel::node {

/// One row a person, which several files may share out between them. A row that adds nothing is a
/// duplicate; one that contradicts an earlier row is a problem that names both lines.
class PersonRows final : public TableRows {
 public:
  PersonRows(const BoundFile& file, uint32_t file_index, const std::vector<std::string>& file_names,
             const DecodeTerms& terms, Staging& staging);
  void Add(const CsvRow& row, const RowPerson& person, Problems& problems) override;

 private:
  struct Cell {
    std::string target;
    const Input* input;
    std::vector<int32_t>* column;
    std::unique_ptr<ValueDecoder> decoder;  // none for months of birth and death
  };

  bool Decode(const CsvRow& row, Problems& problems);
  bool DecodeCell(const Cell& cell, const CsvRow& row, int32_t& value, Problems& problems);
  bool Agrees(const CsvRow& row, uint32_t person, Problems& problems) const;
  bool LivedForwards(const CsvRow& row, uint32_t person, Problems& problems) const;
  void Keep(uint32_t person, uint64_t line);

  const uint32_t file_index_;
  const std::vector<std::string>& file_names_;
  const Day today_;
  Staging& staging_;
  std::vector<Cell> cells_;
  std::vector<int32_t> values_;      // of the row at hand, as cells_
  std::vector<const Cell*> capped_;  // of the row at hand
};

}  // namespace ginnel::node
