// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crypto/nhs_number.h"
#include "node/ingest/csv_reader.h"
#include "node/ingest/person_numbers.h"
#include "node/ingest/problems.h"

namespace ginnel::node {

/// The people who may be used (disclosure.md, "Opt-outs"). Objectors are told apart only to count
/// them: their numbers are wiped with this object, and nothing else about them is kept.
class AllowList {
 public:
  /// Everybody: where no list is wanted.
  AllowList() = default;
  /// Reads a CSV file whose column `nhs_number` lists them.
  static AllowList Read(CsvReader& reader, Problems& problems);

  /// Whether this person may be used; counts those who may not.
  bool Allows(const crypto::NhsNumber& number);
  uint64_t objectors() const { return objectors_.size(); }
  /// Entries of the list that are no NHS numbers.
  uint64_t invalid() const { return invalid_; }

 private:
  bool everybody_ = true;
  PersonNumbers allowed_;
  PersonNumbers objectors_;
  uint64_t invalid_ = 0;
};

}  // namespace ginnel::node
