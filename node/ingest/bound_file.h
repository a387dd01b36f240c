// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "node/ingest/csv_reader.h"
#include "node/ingest/input.h"
#include "node/ingest/mapping_file.h"
#include "node/ingest/problems.h"

namespace ginnel::node {

/// A CSV file as its mapping reads it: where the NHS number stands, and the input of each target.
class BoundFile {
 public:
  /// Every column of the heading must be mapped, ignored or the NHS number, and every mapped one
  /// must be there: anything else is a problem, with the nearest name.
  BoundFile(const MappingFile& mapping, int file, const CsvReader& reader, Problems& problems);

  size_t nhs_number() const { return nhs_number_; }
  /// An unbound input where neither a column nor a constant gives it.
  const Input& Of(const std::string& target) const;
  const std::map<std::string, Input>& inputs() const { return inputs_; }

 private:
  size_t nhs_number_ = 0;
  std::map<std::string, Input> inputs_;
};

}  // namespace ginnel::node
