// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "node/ingest/csv_reader.h"
#include "node/ingest/problems.h"

namespace ginnel::node {

/// A CSV file that was opened, and how long it is: 0 where that is not known.
struct OpenInput {
  std::unique_ptr<CsvReader> reader;
  uint64_t size = 0;
};

/// Opens `path`, or standard input for "-", which `standard_input` is the descriptor of. Without a
/// reader, and with a problem at `place`, if it cannot be.
OpenInput OpenCsv(const std::string& path, int standard_input, const Place& place,
                  Problems& problems);

}  // namespace ginnel::node
