// SPDX-License-Identifier: Apache-2.0
//
// Whatever bytes a member's CSV file holds: every record that comes out has as many fields as the
// heading, and everything else is a problem with a place.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

#include "node/ingest/csv_reader.h"
#include "node/ingest/problems.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int fd = memfd_create("fuzz.csv", 0);
  if (fd < 0 || write(fd, data, size) != static_cast<ssize_t>(size)) std::abort();
  lseek(fd, 0, SEEK_SET);
  ginnel::node::CsvReader reader(fd, "fuzz.csv");
  ginnel::node::Problems problems;
  if (!reader.ReadHeading(problems)) {
    if (problems.empty()) std::abort();
    return 0;
  }
  while (reader.Next(problems)) {
    if (reader.row().fields.size() != reader.heading().size()) std::abort();
  }
  (void)problems.ToStatus();
  return 0;
}
