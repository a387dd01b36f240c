// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/coordinator.pb.h"
#include "ginnel/v1/release.pb.h"
#include "tests/integration/process.h"

namespace ginnel::integration {

/// A folder that goes with the object, unless GINNEL_KEEP=1.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// One organisation of a federation under test.
struct MemberSetup {
  std::string id;
  std::vector<std::string> sectors;
  std::string mapping{};  // its mapping.yaml; empty: its node is made and holds nothing
  std::string kind = "full";
  int expected_people = 100'000;
  std::string areas{};  // "{level: locality, codes: [L1]}"
};

struct FederationOptions {
  std::vector<MemberSetup> members;
  std::string geography{};            // file of the place's areas; empty: the dictionary's own
  std::string dictionary{};           // empty: models/dictionary.yaml
  std::string constitution{};         // appended to it: panels, a gateway …
  std::vector<std::string> people{};  // beside each IG lead and the analyst: "ig-deputy@harness"
  bool linkage = false;               // all members share the spine
};

/// Real processes of a whole federation in a temporary folder, set up by the public commands that
/// deploy/demo.sh shows: keys, agreement, signatures, three trustees, one node for each member.
/// The folder and the processes go with the object (GINNEL_KEEP=1 keeps the folder, and says
/// where). Logs are appended to log/NAME.{out,err} when a process ends. From the main thread only.
class Federation {
 public:
  /// Keys, agreement and signatures; nothing runs.
  static absl::StatusOr<std::unique_ptr<Federation>> Make(FederationOptions options);
  /// Make and Begin.
  static absl::StatusOr<std::unique_ptr<Federation>> Open(FederationOptions options);
  /// Then everything runs: trustees, coordinator, ingest of every mapping, nodes.
  absl::Status Begin();

  static constexpr const char* kCoordinator = "place-office";  // trustee 1
  static constexpr const char* kTrusteeTwo = "trustee-two";
  static constexpr const char* kTrusteeThree = "trustee-three";

  const std::string& dir() const { return folder_.path(); }
  std::string Path(const std::string& below) const { return dir() + "/" + below; }
  std::string NodeFolder(const std::string& member) const { return Path("nodes/" + member); }
  std::string TrusteeFolder(const std::string& trustee) const {
    return Path("trustees/" + trustee);
  }
  std::string PersonFolder(const std::string& person) const { return Path("people/" + person); }
  std::string LeadFolder(const std::string& member) const {
    return PersonFolder("ig-lead@" + member);
  }

  /// Starts the server of a member or trustee and waits until it is ready. `environment` is added.
  absl::Status Start(const std::string& party,
                     const std::map<std::string, std::string>& environment = {});
  absl::Status StartTrustees();  // all three
  absl::Status StartNodes();     // every member that has a mapping
  /// The running (or ended) server of a party; it must have been started.
  Process& operator[](const std::string& party) { return *processes_.at(party); }
  bool Runs(const std::string& party);

  Outcome Ingest(const std::string& member, const std::string& mapping,
                 const std::map<std::string, std::string>& environment = {});

  /// `ginnel epoch start`, once the trustees have co-signed their first checkpoint.
  Outcome StartEpoch(const std::string& person) const;
  /// Has a lead of the first member start an epoch, and waits until all have agreed on its spine.
  absl::Status AgreeOnSpine();

  /// A `ginnel` command; --as PERSON is the caller's to add.
  Outcome Ginnel(std::vector<std::string> words) const;
  /// Writes `text` to a file of the folder and submits it as the analyst.
  absl::StatusOr<v1::QueryStatus> Submit(const std::string& text);
  absl::StatusOr<v1::QueryStatus> Approve(const std::string& digest, const std::string& member);
  /// Every member that the query asks, in its order.
  absl::StatusOr<v1::QueryStatus> ApproveByAll(const v1::QueryStatus& query);
  absl::StatusOr<v1::QueryStatus> Show(const std::string& digest) const;
  /// Runs and waits: the last status, whether released or not.
  absl::StatusOr<v1::QueryStatus> RunToEnd(const std::string& digest) const;
  absl::StatusOr<v1::QueryStatus> StartRun(const std::string& digest) const;
  absl::StatusOr<v1::QueryStatus> WaitToEnd(const std::string& digest) const;
  /// What `release show` prints.
  absl::StatusOr<std::string> Release(const std::string& digest, const std::string& format,
                                      int run = 0) const;

  /// Signs the constitution (full members) and the operations of a party anew.
  absl::Status Sign(const std::string& party);

 private:
  explicit Federation(FederationOptions options) : options_(std::move(options)) {}
  // The command's, as soon as the trustees have co-signed a first checkpoint.
  Outcome OnceCosigned(const std::vector<std::string>& words) const;
  absl::Status MakeKeys();
  absl::Status WriteAgreement();
  absl::StatusOr<std::string> Constitution() const;
  absl::Status WriteOperations();
  absl::StatusOr<v1::QueryStatus> StatusFrom(std::vector<std::string> words,
                                             bool even_if_failed = false) const;

  const FederationOptions options_;
  const TemporaryFolder folder_;  // outlives the processes
  std::map<std::string, std::unique_ptr<Process>> processes_;
};

/// The status that a command printed with --json; false for anything else.
bool ParseStatus(const std::string& json, v1::QueryStatus& status);

/// "2026-11-22", so many days from now.
std::string DayFromToday(int days);

/// A query over the GP members that give a small table; `title` makes its digest its own.
std::string CountsByAge(const std::string& title);

}  // namespace ginnel::integration
