// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status.h"
#include "tests/integration/federation.h"

namespace ginnel::integration {

/// The environment in which a program dies at its step of that number (crash_point.cc).
std::map<std::string, std::string> CrashAt(int step);

/// Three GP networks in which one process, the victim, dies again and again, and is started again
/// as an operator's service manager would.
class CrashRoom : public ::testing::Test {
 protected:
  static constexpr const char* kMembers[] = {"harness", "kilburn", "third-network"};
  static constexpr int kMostSteps = 80;
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
  // Where everything takes ten times as long, some of the steps.
  static constexpr int kStride = 4;
#else
  static constexpr int kStride = 1;
#endif

  void SetUp() override;

  /// Runs a command of `ginnel` to its end. If `victim` dies meanwhile it is started again.
  absl::StatusOr<Outcome> Ginnel(std::vector<std::string> words, const std::string& victim);
  absl::Status Revive(const std::string& victim);
  /// The same command again, as a person would who was told that the coordinator went away.
  absl::Status Insist(const std::vector<std::string>& words, const std::string& victim,
                      const std::function<bool(const Outcome&)>& done);
  /// The coordinator goes on writing when a command is over: it publishes the register. Whoever
  /// looks then may find it dead, and looks again.
  template <typename Look>
  auto LookAgain(const std::string& victim, const Look& look) -> decltype(look()) {
    for (int tries = 0; tries < 4; ++tries) {
      auto seen = look();
      if (seen.ok() || federation_->Runs(victim)) return seen;
      RETURN_IF_ERROR(Revive(victim));
    }
    return look();
  }

  /// From submission to release, whatever `victim` does.
  absl::StatusOr<v1::QueryStatus> Ask(const std::string& title, const std::string& victim);
  /// One query from beginning to end, with the victim killed on the way or not: nothing is lost,
  /// one run was opened, and the release is what it always is.
  void ExpectOneRelease(const std::string& title, const std::string& victim);
  /// Kills the victim at its first step to disk, its second … until `work` needs no more of them.
  /// `work` is given words that are another each time.
  void KillAtEachStep(const std::string& victim, int at_least,
                      const std::function<void(const std::string& words)>& work);

  std::unique_ptr<Federation> federation_;
  std::string mapping_;  // of harness
  std::string release_;  // of a run in which nobody died
  int deaths_ = 0;

 private:
  static bool Approved(const v1::QueryStatus& status, const std::string& member);
  std::set<std::string> Opened(const std::string& trustee);
};

}  // namespace ginnel::integration
