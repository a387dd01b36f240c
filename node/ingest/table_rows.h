// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "base/calendar.h"
#include "crypto/nhs_number.h"
#include "ginnel/config/mapping.pb.h"
#include "node/ingest/bound_file.h"
#include "node/ingest/csv_reader.h"
#include "node/ingest/problems.h"
#include "node/ingest/staging.h"
#include "node/ingest/targets.h"
#include "query/dictionary.h"

namespace ginnel::node {

/// What all files of one ingest are decoded by.
struct DecodeTerms {
  const query::Dictionary& dictionary;
  const Targets& targets;
  Day today;
  Day data_from, data_to;
};

/// Whose row it is.
struct RowPerson {
  uint32_t index;                   // in PersonNumbers
  const crypto::NhsNumber& number;  // so that it is noticed where it stands in another column too
};

/// Decodes the rows of one file of one table into the staging area. A row with a problem leaves
/// nothing there.
class TableRows {
 public:
  virtual ~TableRows() = default;
  virtual void Add(const CsvRow& row, const RowPerson& person, Problems& problems) = 0;

  /// `file` must outlive it; `file_index` tells files of one ingest apart.
  static std::unique_ptr<TableRows> Create(config::Table table, const BoundFile& file,
                                           uint32_t file_index,
                                           const std::vector<std::string>& file_names,
                                           const DecodeTerms& terms, Staging& staging);
};

}  // namespace ginnel::node
