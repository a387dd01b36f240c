// SPDX-License-Identifier: Apache-2.0
//
// ginnel-rehearse: a query on a synthetic city. Started by `ginnel query rehearse`, which writes a
// request to its standard input and reads the report from its standard output. It holds no key and
// speaks to nobody.
#include <signal.h>
#include <unistd.h>

#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/command/exit_codes.h"
#include "base/command/json.h"
#include "base/process.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/status.h"
#include "google/protobuf/util/json_util.h"
#include "rehearsal/rehearse.h"
#include "rehearsal/scratch_folder.h"

namespace {

absl::Status Run() {
  RETURN_IF_ERROR(ginnel::HardenProcess());
  if (isatty(STDIN_FILENO) != 0) {
    return absl::InvalidArgumentError(
        "this is started by `ginnel query rehearse FILE`, which tells it what to rehearse");
  }
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  ginnel::config::RehearsalRequest request;
  if (!google::protobuf::util::JsonStringToMessage(text, &request).ok()) {
    return absl::InvalidArgumentError("standard input holds no request of this version of ginnel");
  }
  // A reader that went away ends in an error here, not in files that stay.
  signal(SIGPIPE, SIG_IGN);
  ASSIGN_OR_RETURN(const std::unique_ptr<ginnel::rehearsal::ScratchFolder> scratch,
                   ginnel::rehearsal::ScratchFolder::Create());
  ginnel::ProgressBar bar(STDERR_FILENO);
  const ginnel::RealClock clock;
  ginnel::SystemRandom random;
  ASSIGN_OR_RETURN(
      const ginnel::config::RehearsalReport report,
      ginnel::rehearsal::Rehearse(request, scratch->path(), clock, random, bar.Sink()));
  ASSIGN_OR_RETURN(const std::string json, ginnel::ToReadableJson(report));
  std::cout << json << std::flush;
  return absl::OkStatus();
}

}  // namespace

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status.message() << "\n";
  return ginnel::ExitCodeOf(status);
}
