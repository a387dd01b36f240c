// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "node/ingest/csv_reader.h"
#include "node/ingest/input.h"
#include "node/ingest/mapping_file.h"
#include "node/ingest/problems.h"

namespace ginnel::node {

/// A CSV file as its mapping reads it: where it says whose row it is, and the input of each target.
class BoundFile {
 public:
  /// Every column of the heading must be mapped, ignored or the person's, and every mapped one
  /// must be there: anything else is a problem, with the nearest name.
  BoundFile(const MappingFile& mapping, int file, const CsvReader& reader, Problems& problems);

  /// The column of the NHS number, or of the member's own id of the person.
  size_t person() const { return person_; }
  bool by_own_id() const { return by_own_id_; }
  /// An unbound input where neither a column nor a constant gives it.
  const Input& Of(const std::string& target) const;
  const std::map<std::string, Input>& inputs() const { return inputs_; }

 private:
  size_t person_ = 0;
  bool by_own_id_ = false;
  std::map<std::string, Input> inputs_;
};

}  // namespace ginnel::node
