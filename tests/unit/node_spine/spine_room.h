// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/event_log.h"
#include "base/random.h"
#include "crypto/keys.h"
#include "node/spine/keep_epoch.h"
#include "node/store/node_schema.h"
#include "tests/unit/governance/sample_linkage.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::node {

/// A coordinator that keeps what it is given and passes it on, unless a test says otherwise.
struct FakeDesk {
  std::map<std::pair<std::string, std::string>, std::string> sealed;  // (sender, recipient)
  std::function<absl::Status(const v1::Envelope&)> state;
  // What `recipient` gets in place of what `sender` sealed to it.
  std::function<std::string(const std::string& sender, const std::string& recipient,
                            const std::string& sealed)>
      bend = [](const std::string&, const std::string&, const std::string& it) { return it; };
  absl::Status down;  // of every call
};

class FakeExchange final : public SpineExchange {
 public:
  FakeExchange(FakeDesk& desk, std::string member) : desk_(desk), member_(std::move(member)) {}
  absl::Status HandIn(uint32_t, const std::string& recipient, std::string_view it) override {
    if (desk_.down.ok()) desk_.sealed[{member_, recipient}] = std::string(it);
    return desk_.down;
  }
  absl::StatusOr<std::map<std::string, std::string>> Held(uint32_t) override {
    if (!desk_.down.ok()) return desk_.down;
    std::map<std::string, std::string> held;
    for (const auto& [names, it] : desk_.sealed) {
      if (names.first == member_) held[names.second] = crypto::Sha256(it).ToHex();
    }
    return held;
  }
  absl::StatusOr<std::string> Fetch(uint32_t, const std::string& sender) override {
    if (!desk_.down.ok()) return desk_.down;
    const auto found = desk_.sealed.find({sender, member_});
    if (found == desk_.sealed.end()) return absl::NotFoundError("not here");
    return desk_.bend(sender, member_, found->second);
  }
  absl::Status State(const v1::Envelope& statement) override {
    return desk_.down.ok() ? desk_.state(statement) : desk_.down;
  }

 private:
  FakeDesk& desk_;
  const std::string member_;
};

/// Nodes of the sample's linkage members around one register (that of the office, which each reads
/// as its own copy) and a desk. North lists people 1, 2, 3, south 3, 4, east 5.
class SpineRoom : public governance::RegisterRoom {
 protected:
  explicit SpineRoom(
      const std::function<void(governance::SampleAgreement&)>& bend = governance::WithLinkage)
      : RegisterRoom(bend), epoch_(base_->digest().ToHex()) {
    std::string name = (std::filesystem::temp_directory_path() / "ginnel-spine-XXXXXX").string();
    stores_ = mkdtemp(name.data());
    for (const std::string& member : governance::kSampleLinkage) Begin(member);
    people_["north"] = {LinkageId{1}, LinkageId{2}, LinkageId{3}};
    people_["south"] = {LinkageId{3}, LinkageId{4}};
    people_["east"] = {LinkageId{5}};
    desk_.state = [this](const v1::Envelope& statement) {
      stated_.push_back(statement);
      const absl::Status added = Add(statement).status();
      return absl::IsAlreadyExists(added) ? absl::OkStatus() : added;
    };
  }
  ~SpineRoom() override {
    nodes_.clear();
    std::filesystem::remove_all(stores_);
  }

  struct Node {
    std::unique_ptr<store::Database> database;
    std::unique_ptr<SpineStore> store;
    std::unique_ptr<FakeExchange> exchange;
    std::unique_ptr<LinkKeys> keys;
    std::unique_ptr<KeepEpoch> keep;
  };
  /// Starts the node of `member`, again where it ran: its store stays.
  Node& Begin(const std::string& member) {
    Node& node = nodes_[member];
    node = Node();
    node.database = *OpenNodeStore(stores_ + "/" + member + ".db", key_, {});
    node.store = std::make_unique<SpineStore>(*node.database);
    node.exchange = std::make_unique<FakeExchange>(desk_, member);
    node.keys = std::make_unique<LinkKeys>(
        LinkKeys{governance::SampleAgreement::Key(governance::NodeOf(member)),
                 governance::SampleSealingKey(member)});
    KeepEpoch::Parts parts;
    parts.member = member;
    parts.on = &office();
    parts.keys = node.keys.get();
    parts.store = node.store.get();
    parts.exchange = node.exchange.get();
    parts.registered = [this, member](Day day, int months) -> absl::StatusOr<RegisteredList> {
      listed_on_[member] = ToString(day);
      return RegisteredList{
          people_[member], former_[member],
          days_.count(member) ? days_[member] : DayRange{MonthsBefore(day, months), day}};
    };
    parts.clock = &clock_;
    parts.random = &random_;
    parts.log = &log_;
    node.keep = std::make_unique<KeepEpoch>(parts);
    return node;
  }
  absl::StatusOr<KeepEpoch::Next> Step(const std::string& member) {
    return nodes_.at(member).keep->Step();
  }
  void StepAll(const std::vector<std::string>& members = governance::kSampleLinkage) {
    for (const std::string& member : members) {
      const auto next = Step(member);
      EXPECT_TRUE(next.ok()) << member << ": " << next.status();
    }
  }
  void StartEpoch() {
    const auto added = Add(Sign(epoch_.Start(), "ig-lead@north"));
    ASSERT_TRUE(added.ok()) << added.status();
  }

  SystemRandom random_;
  const crypto::StoreKey key_ = crypto::StoreKey::Generate(random_);
  EventLog log_{"test"};
  governance::SampleEpoch epoch_;
  std::string stores_;
  FakeDesk desk_;
  std::map<std::string, std::vector<LinkageId>> people_;
  std::map<std::string, uint64_t> former_;  // of them, at the end
  std::map<std::string, DayRange> days_;    // of its list; nothing: as asked
  std::map<std::string, std::string> listed_on_;
  std::vector<v1::Envelope> stated_;
  std::map<std::string, Node> nodes_;
};

}  // namespace ginnel::node
