// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/reason.h"
#include "coordinator/coordinator.h"
#include "crypto/dsse.h"
#include "governance/register/enter_folder.h"
#include "governance/remark.h"
#include "governance/statement.h"
#include "tests/unit/sharing/federation.h"

namespace ginnel::coordinator {

/// A node at the end of a stream in memory: keeps what it is told, and answers assignments.
class FakeNode final : public NodeLink {
 public:
  using Answer = std::function<void(const v1::RunPackage&)>;
  explicit FakeNode(Answer answer = {}) : answer_(std::move(answer)) {}
  ~FakeNode() override {
    for (std::thread& thread : threads_) thread.join();
  }
  void Send(const v1::CoordinatorMessage& message) override {
    std::lock_guard lock(mutex_);
    sent_.push_back(message);
    if (message.has_assign() && answer_) {
      threads_.emplace_back([this, package = message.assign()] { answer_(package); });
    }
  }
  void Close() override { closed_ = true; }
  std::vector<v1::CoordinatorMessage> sent() const {
    std::lock_guard lock(mutex_);
    return sent_;
  }
  bool closed() const { return closed_; }

 private:
  const Answer answer_;
  mutable std::mutex mutex_;
  std::vector<v1::CoordinatorMessage> sent_;
  std::vector<std::thread> threads_;
  std::atomic<bool> closed_ = false;
};

/// Trustee 2 or 3 over a wire that may fail: an error that is set is given so often.
class FlakyTrustee final : public sharing::OtherTrustee {
 public:
  struct Failure {
    absl::Status error;
    int times = 0;
    absl::Status Next() { return times-- > 0 ? error : absl::OkStatus(); }
  };
  FlakyTrustee(sharing::Federation& federation, int index, const std::string& folder)
      : trustee_(federation.trustee(index)),
        clock_(federation.clock()),
        id_(federation.agreement()->trustee(index).id()),
        key_(governance::SampleAgreement::Key(id_)),
        database_(*store::Database::Open(folder + "/" + id_ + ".db", std::array<uint8_t, 32>{},
                                         {{std::string(governance::RegisterStore::kSchema)}, 3})),
        register_(*governance::Register::Open(*database_, federation.agreement(), id_)) {}
  Failure prepare, open, void_, witness;
  /// As if it was killed between its last message of the first attempt and its ledger.
  bool loses_shares = false;
  std::function<void(v1::OpenResponse&)> bend_open = [](v1::OpenResponse&) {};

  absl::Status Prepare(const v1::RunPackage& package) override {
    if (absl::Status failed = prepare.Next(); !failed.ok()) return failed;
    return trustee_.Prepare(package);
  }
  absl::StatusOr<v1::OpenResponse> Open(const std::string& run_id) override {
    if (absl::Status failed = open.Next(); !failed.ok()) return failed;
    if (loses_shares && (lost_.empty() || lost_ == run_id)) {
      lost_ = run_id;
      return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                           "the attempt is accepted: it cannot be opened");
    }
    absl::StatusOr<v1::OpenResponse> response = trustee_.Open(run_id);
    if (response.ok()) bend_open(*response);
    return response;
  }
  absl::StatusOr<v1::Envelope> Void(const v1::Envelope& run) override {
    if (absl::Status failed = void_.Next(); !failed.ok()) return failed;
    return trustee_.Void(run);
  }
  absl::StatusOr<v1::WitnessResponse> Witness(const v1::RegisterUpdate& update) override {
    if (absl::Status failed = witness.Next(); !failed.ok()) return failed;
    return register_->Witness(update, id_, key_, clock_.Now());
  }

 private:
  sharing::Trustee& trustee_;
  const governance::FakeClock& clock_;
  const std::string id_;
  const crypto::SigningKey key_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<governance::Register> register_;
  std::string lost_;
};

/// A coordinator over real trustees, nodes and stores, joined in memory.
class CoordinatorRoom : public testing::Test {
 protected:
  CoordinatorRoom()
      : federation_({sharing::PeopleOfGroup(0, 20), sharing::PeopleOfGroup(0, 20),
                     sharing::PeopleOfGroup(0, 20)}),
        package_(federation_.Package()),
        signer_(governance::SampleAgreement::Key("office")),
        folder_(PrivateFolder()) {
    federation_.sample().Write(folder_ + "/agreement");
    Restart();
  }
  ~CoordinatorRoom() override {
    End();
    std::filesystem::remove_all(folder_);
  }

  /// As the program ends: no runs, then no streams, then the coordinator.
  void End() {
    if (coordinator_) coordinator_->Stop();
    nodes_.clear();
    coordinator_.reset();
    publisher_.reset();
  }

  /// A new process over the same store. Nobody is connected.
  void Restart() {
    End();
    links_ = std::make_unique<NodeLinks>();
    board_ = std::make_unique<RunBoard>();
    feed_.reset();
    book_.reset();
    register_.reset();
    database_.reset();
    store::Schema schema{QueryBook::Schema(), 2};
    schema.migrations.emplace_back(governance::RegisterStore::kSchema);
    schema.migrations.emplace_back(governance::Waypoints::kSchema);
    database_ =
        *store::Database::Open(folder_ + "/coordinator.db", std::array<uint8_t, 32>{}, schema);
    register_ = *governance::Register::Open(*database_, federation_.agreement(), "office");
    EXPECT_TRUE(
        governance::EnterFolder(governance::AgreementFolder(folder_ + "/agreement"), *register_)
            .ok());
    book_ = std::make_unique<QueryBook>(*database_, *register_);
    feed_ = std::make_unique<RegisterFeed>(*register_, *links_, log_);
    publisher_ = std::make_unique<RegisterPublisher>(
        RegisterPublisher::Parts{.on = register_.get(),
                                 .signer = &signer_,
                                 .witnesses = {&second_, &third_},
                                 .feed = feed_.get(),
                                 .log = &log_,
                                 .pause = absl::Milliseconds(20)});
    publisher_->Start();
    RunQuery::Parts parts;
    parts.in_force = sharing::Following([this] { return register_->agreement(); });
    parts.on = register_.get();
    parts.publisher = publisher_.get();
    parts.clock = &federation_.clock();
    parts.random = &random_;
    parts.signer = &signer_;
    parts.log = &log_;
    parts.book = book_.get();
    parts.board = board_.get();
    parts.nodes = links_.get();
    parts.trustee = &federation_.trustee(1);
    parts.ledger = &federation_.ledger(1);
    parts.others = {&second_, &third_};
    parts.patience = patience_;
    coordinator_ = std::make_unique<Coordinator>(std::move(parts));
  }
  void Connect(const std::string& member) {
    nodes_[member] = std::make_shared<FakeNode>([this, member](const v1::RunPackage& package) {
      links_->Reported(member, federation_.Answer(member, package));
    });
    links_->Connected(member, nodes_[member]);
    // It reads whatever it is sent: what a node makes of the register has tests of its own.
    feed_->Connected(member, nodes_[member].get(), kEverything);
  }
  void ConnectAll() {
    for (const std::string& member : federation_.members()) Connect(member);
  }
  /// Submitted, and approved by all if wished. Returns its digest.
  std::string Submit(bool approved = true) {
    const v1::RunPackage package = package_.Build();
    const auto status = coordinator_->Submit("analyst@office", package.query());
    EXPECT_TRUE(status.ok()) << status.status();
    for (const v1::Envelope& approval : package.approvals()) {
      if (approved) {
        EXPECT_TRUE(Decide(approval).ok());
      }
    }
    return status->query_digest();
  }
  absl::StatusOr<v1::QueryStatus> Decide(const v1::Envelope& approval) {
    const auto read = governance::ReadUnverifiedStatement<v1::Approval>(approval);
    return DecideAs(read->approver(), approval);
  }
  absl::StatusOr<v1::QueryStatus> DecideAs(const std::string& person,
                                           const v1::Envelope& decision) {
    return coordinator_->Decide(person, decision, governance::SamplePackage::Remark());
  }
  /// Starts a run and waits for its end.
  v1::QueryStatus Run(const std::string& digest) {
    const auto started = coordinator_->StartRun("analyst@office", digest);
    EXPECT_TRUE(started.ok()) << started.status();
    return Finish(digest);
  }
  v1::QueryStatus Finish(const std::string& digest) {
    for (;;) {
      const uint64_t seen = board_->version();
      const auto status = coordinator_->StatusOf(digest);
      EXPECT_TRUE(status.ok()) << status.status();
      if (status->state() != v1::QUERY_STATE_RUNNING) return *status;
      board_->WaitForChange(seen, absl::Seconds(30));
    }
  }
  template <typename T>
  static v1::Reason ReasonFor(const absl::StatusOr<T>& result) {
    return governance::ReasonFor(result);
  }

  static constexpr uint64_t kEverything = uint64_t{1} << 40;
  static std::string PrivateFolder() {
    std::string folder = governance::FreshFolder();
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    return folder;
  }

  sharing::Federation federation_;
  governance::SamplePackage package_;
  const crypto::SigningKey signer_;
  const std::string folder_;
  SystemRandom random_;
  EventLog log_{"coordinator"};
  FlakyTrustee second_{federation_, 2, folder_};
  FlakyTrustee third_{federation_, 3, folder_};
  absl::Duration patience_ = absl::Seconds(20);
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<governance::Register> register_;
  std::unique_ptr<QueryBook> book_;
  std::unique_ptr<RunBoard> board_;
  std::unique_ptr<NodeLinks> links_;
  std::unique_ptr<RegisterFeed> feed_;
  std::unique_ptr<RegisterPublisher> publisher_;
  std::map<std::string, std::shared_ptr<FakeNode>> nodes_;
  std::unique_ptr<Coordinator> coordinator_;
};

}  // namespace ginnel::coordinator
