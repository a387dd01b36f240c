// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/open_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace ginnel::node {

OpenInput OpenCsv(const std::string& path, int standard_input, const Place& place,
                  Problems& problems) {
  const bool standard = path == "-";
  // The reader closes its descriptor; standard input stays with the process.
  const int fd = standard ? fcntl(standard_input, F_DUPFD_CLOEXEC, 0)
                          : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    problems.Add(place, absl::StrCat("cannot open ", standard ? "standard input" : path, ": ",
                                     strerror(errno)));
    return {};
  }
  OpenInput input;
  input.reader = std::make_unique<CsvReader>(fd, standard ? "standard input" : path);
  struct stat info {};
  if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
    input.size = static_cast<uint64_t>(info.st_size);
  return input;
}

}  // namespace ginnel::node
