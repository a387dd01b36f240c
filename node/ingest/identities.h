// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "crypto/nhs_number.h"
#include "node/ingest/csv_reader.h"
#include "node/ingest/person_numbers.h"
#include "node/ingest/problems.h"

namespace ginnel::node {

/// Whose NHS number a member's own id of a person is, so that the other files need not hold any.
/// The numbers lie in locked memory (person_numbers.h). Not thread-safe.
class Identities {
 public:
  /// The columns `local` and `nhs_number` of the file. A local id with two numbers is a problem; a
  /// row whose number is not valid is counted.
  static Identities Read(CsvReader& reader, const std::string& local, const std::string& nhs_number,
                         Problems& problems);

  std::optional<crypto::NhsNumber> Find(std::string_view local) const;
  uint64_t invalid() const { return invalid_; }

 private:
  absl::flat_hash_map<std::string, uint32_t> index_;
  PersonNumbers numbers_;
  uint64_t invalid_ = 0;
};

}  // namespace ginnel::node
