// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "base/event_log.h"
#include "disclosure/opened_table.h"
#include "node/agent/answer_query.h"
#include "node/store/run_ledger.h"
#include "query/dictionary.h"
#include "query/plan.h"
#include "sharing/ledger.h"
#include "sharing/trustee.h"
#include "tests/unit/crypto/scripted_random.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::sharing {

/// What a member of the sample agreement knows of one person.
struct TestPerson {
  int group = 0;  // 0 … kGroups − 1
  bool smoker = false;
  int32_t pence = 0;
};
using TestPeople = std::vector<TestPerson>;
inline constexpr int kGroups = 5;

/// `count` people of one group, one in three a smoker, each costing a pound.
TestPeople PeopleOfGroup(int group, int count);
TestPeople Join(const std::vector<TestPeople>& parts);

/// What one trustee was sent, in the order in which it came.
struct Received {
  struct Upload {
    std::string member;  // the authenticated caller
    v1::ShareChunk::Header header;
    std::vector<FieldElement> elements;
  };
  std::vector<Upload> uploads;
  std::vector<v1::PeerMessage> messages;
  std::vector<v1::OpenResponse> openings;  // trustee 1 only
  /// All of it as bytes.
  std::string Bytes() const;
};

/// A whole federation in one process: the real verifier, engine, encoder, ledgers and trustees over
/// one sample agreement; only the wires are of this class, and let a test see and bend what they
/// carry. Members north, south and east, and west if there is a fourth, of general practice.
class Federation {
 public:
  explicit Federation(std::vector<TestPeople> people);
  ~Federation();

  // Bends what is on its way; captured is what arrives.
  std::function<void(v1::PeerMessage&)> bend_message = [](v1::PeerMessage&) {};
  std::function<void(int trustee, Received::Upload&)> bend_upload = [](int, Received::Upload&) {};
  std::function<void(int trustee, v1::OpenResponse&)> bend_opening = [](int, v1::OpenResponse&) {};

  /// Called whenever a node looks for its current data.
  std::function<void(const std::string& member)> before_data = [](const std::string&) {};

  const std::vector<std::string>& members() const { return members_; }
  /// A query for people, smokers and costs by group, approved by all, and its first run.
  governance::SamplePackage Package() const;
  /// The statement of `trustee` that the attempt of `package` is void.
  v1::Envelope VoidOf(int trustee, const v1::RunPackage& package);
  query::Plan PlanOf(const v1::RunPackage& package) const;

  /// What the member's node reports of one assignment.
  v1::NodeMessage::Report Answer(const std::string& member, const v1::RunPackage& package);
  absl::Status PrepareAll(const v1::RunPackage& package);
  /// All nodes answer, trustee 1 serves.
  absl::StatusOr<PassedShares> Share(const v1::RunPackage& package);
  /// Trustees 2 and 3 open, trustee 1 joins.
  absl::StatusOr<disclosure::OpenedTable> Open(const v1::RunPackage& package,
                                               const PassedShares& mine);
  /// The whole run.
  absl::StatusOr<disclosure::OpenedTable> Run(const v1::RunPackage& package);

  Trustee& trustee(int index) { return *hosts_[At(index)].trustee; }
  Ledger& ledger(int index) { return *hosts_[At(index)].ledger; }
  governance::RunProgress NodeProgress(const std::string& member, const v1::RunPackage& package);
  governance::RunProgress TrusteeProgress(int index, const v1::RunPackage& package);
  Received received(int trustee) const;
  absl::Status Upload(int trustee, Received::Upload upload);
  absl::Status Deliver(v1::PeerMessage message);
  governance::FakeClock& clock() { return clock_; }
  governance::AgreeableRegister& on() { return register_; }
  const governance::SampleAgreement& sample() const { return sample_; }
  const query::Dictionary& dictionary() const { return *in_force_.dictionary; }
  const std::shared_ptr<const governance::Agreement>& agreement() const {
    return in_force_.agreement;
  }
  InForceSource in_force() const {
    return [this] { return in_force_; };
  }
  /// The node's data from now on.
  void Reload(const std::string& member, const TestPeople& people,
              const std::string& listed = "2026-04-20");

 private:
  template <int kTrustee>
  class Channel;
  class Wire;
  static size_t At(int trustee) { return static_cast<size_t>(trustee - 1); }

  const std::string folder_;
  std::vector<std::string> members_;
  const governance::SampleAgreement sample_;
  InForce in_force_;
  governance::AgreeableRegister register_;
  governance::FakeClock clock_;
  EventLog log_{"test"};
  mutable std::mutex mutex_;
  std::shared_mutex closing_mutex_;
  bool closing_ = false;
  std::array<Received, 3> received_;

  struct Host {
    std::unique_ptr<store::Database> database;
    std::unique_ptr<Ledger> ledger;
    std::unique_ptr<TrusteePeers> peers;
    std::unique_ptr<RandomSource> random;
    std::unique_ptr<crypto::SigningKey> signer;
    std::unique_ptr<Trustee> trustee;
  };
  struct Site {
    std::unique_ptr<store::Database> database;
    std::unique_ptr<node::RunLedger> ledger;
    std::unique_ptr<RandomSource> random;
    std::unique_ptr<ShareChannel<1>> first;
    std::unique_ptr<ShareChannel<2>> second;
    std::unique_ptr<ShareChannel<3>> third;
    std::shared_ptr<node::Engine> engine;
    std::unique_ptr<node::AnswerQuery> answer;
  };
  std::map<std::string, Site> sites_;
  std::array<Host, 3> hosts_;  // last: their threads end before the rest goes
};

/// Hex, as messages name it.
std::string RunIdOf(const v1::RunPackage& package);

}  // namespace ginnel::sharing
