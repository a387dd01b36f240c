// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/sharing/federation.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "crypto/dsse.h"
#include "crypto/field_codec.h"
#include "governance/run_id.h"
#include "governance/statement.h"
#include "node/store/node_schema.h"
#include "tests/unit/sharing/elements_of.h"

namespace ginnel::sharing {
namespace {

constexpr char kDictionary[] = R"(
  variables {
    name: 'team' type: VARIABLE_TYPE_CATEGORY sectors: SECTOR_GENERAL_PRACTICE from { attribute {} }
    codes { code: 'a' title: 'team a' } codes { code: 'b' title: 'team b' }
    codes { code: 'c' title: 'team c' } codes { code: 'd' title: 'team d' }
    codes { code: 'e' title: 'team e' }
  }
  variables {
    name: 'smoker' type: VARIABLE_TYPE_FLAG sensitive: true sectors: SECTOR_GENERAL_PRACTICE
    absent: ABSENT_FALSE from { attribute {} }
  }
  variables {
    name: 'cost' type: VARIABLE_TYPE_AMOUNT unit: 'GBP' scale: '0.01' lower: 0 upper: 100000
    absent: ABSENT_ZERO sectors: SECTOR_GENERAL_PRACTICE from { attribute {} }
  })";

template <typename T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) {
    ADD_FAILURE() << result.status();
    std::abort();
  }
  return *std::move(result);
}

v1::Dictionary DictionaryProto() {
  v1::Dictionary proto;
  if (!google::protobuf::TextFormat::ParseFromString(kDictionary, &proto)) std::abort();
  return proto;
}

governance::SampleAgreement AgreementOf(size_t members) {
  governance::SampleAgreement sample;
  *sample.constitution.mutable_dictionary() = DictionaryProto();
  sample.constitution.clear_models();
  if (members > 3) {
    v1::Member west = sample.member("east");
    west.set_id("west");
    west.set_title("The west organisation");
    west.set_signing_key(governance::SampleAgreement::KeyHex("west"));
    *sample.constitution.add_members() = west;
    v1::Operations& operations = sample.operations["west"];
    operations.set_party("west");
    operations.set_version(1);
    operations.set_certificate_sha256(governance::SampleAgreement::Pin("west"));
    sample.AddPerson("ig-lead@west", {v1::ROLE_IG_LEAD});
  }
  return sample;
}

node::Records RecordsOf(const TestPeople& people) {
  node::Records records;
  records.ids.resize(people.size());
  node::Records::ValueColumn team, smoker, cost;
  team.codes = {"a", "b", "c", "d", "e"};
  for (size_t row = 0; row < people.size(); ++row) {
    records.ids[row][0] = static_cast<uint8_t>(row >> 8);
    records.ids[row][1] = static_cast<uint8_t>(row);
    team.values.push_back(people[row].group);
    smoker.values.push_back(people[row].smoker ? 1 : 0);
    cost.values.push_back(people[row].pence);
  }
  records.attributes["team"] = std::move(team);
  records.attributes["smoker"] = std::move(smoker);
  records.attributes["cost"] = std::move(cost);
  records.birth_month.assign(people.size(), node::kMissing);
  records.death_month.assign(people.size(), node::kMissing);
  return records;
}

std::string Text(const SecretBytes& bytes) {
  return std::string(bytes.view().begin(), bytes.view().end());
}

}  // namespace

TestPeople PeopleOfGroup(int group, int count) {
  TestPeople people;
  for (int i = 0; i < count; ++i) people.push_back({group, i % 3 == 0, 100});
  return people;
}

TestPeople Join(const std::vector<TestPeople>& parts) {
  TestPeople all;
  for (const TestPeople& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::string Received::Bytes() const {
  std::string bytes;
  for (const Upload& upload : uploads) {
    bytes += upload.header.SerializeAsString() + crypto::EncodeFieldElements(upload.elements);
  }
  for (const v1::PeerMessage& message : messages) bytes += message.SerializeAsString();
  for (const v1::OpenResponse& opening : openings) bytes += opening.SerializeAsString();
  return bytes;
}

template <int kTrustee>
class Federation::Channel final : public ShareChannel<kTrustee> {
 public:
  explicit Channel(Federation& federation) : federation_(federation) {}
  absl::Status Upload(const ShareFor<kTrustee>& share) override {
    Received::Upload upload;
    upload.member = share.member();
    upload.header.set_run_id(share.run().run_id);
    upload.header.set_attempt(share.run().attempt);
    upload.header.set_member(share.member());
    upload.header.set_trustee(kTrustee);
    upload.header.set_length(share.length());
    upload.header.set_first_seed(Text(share.first_seed()));
    upload.header.set_second_seed(Text(share.second_seed()));
    upload.header.set_protocol(kProtocolVersion);
    upload.elements = ElementsOf(share);
    federation_.bend_upload(kTrustee, upload);
    return federation_.Upload(kTrustee, std::move(upload));
  }

 private:
  Federation& federation_;
};

class Federation::Wire final : public TrusteePeers {
 public:
  explicit Wire(Federation& federation) : federation_(federation) {}
  absl::Status Deliver(const v1::PeerMessage& message) override {
    v1::PeerMessage bent = message;
    federation_.bend_message(bent);
    return federation_.Deliver(std::move(bent));
  }

 private:
  Federation& federation_;
};

Federation::Federation(std::vector<TestPeople> people)
    : folder_(governance::FreshFolder()),
      members_({"north", "south", "east", "west"}),
      sample_(AgreementOf(people.size())) {
  std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
  members_.resize(people.size());
  const std::shared_ptr<const governance::Agreement> loaded = Must(sample_.Load());
  in_force_ = Must(Following([loaded] { return loaded; })());
  const std::array<uint8_t, 32> key{};
  for (int index = 1; index <= 3; ++index) {
    Host& host = hosts_[At(index)];
    host.database = Must(store::Database::Open(absl::StrCat(folder_, "/trustee-", index, ".db"),
                                               key, {{std::string(Ledger::kSchema)}, 1}));
    host.ledger = std::make_unique<Ledger>(*host.database);
    host.peers = std::make_unique<Wire>(*this);
    host.random = std::make_unique<crypto::SeededRandom>(static_cast<uint64_t>(index));
    host.signer = std::make_unique<crypto::SigningKey>(
        governance::SampleAgreement::Key(agreement()->trustee(index).id()));
    Trustee::Parts parts;
    parts.index = index;
    parts.in_force = in_force();
    parts.on = &register_;
    parts.clock = &clock_;
    parts.random = host.random.get();
    parts.ledger = host.ledger.get();
    parts.peers = host.peers.get();
    parts.signer = host.signer.get();
    parts.log = &log_;
    host.trustee = std::make_unique<Trustee>(std::move(parts));
  }
  for (size_t m = 0; m < members_.size(); ++m) {
    Site& site = sites_[members_[m]];
    site.database = Must(store::Database::Open(absl::StrCat(folder_, "/", members_[m], ".db"), key,
                                               node::NodeSchema()));
    site.ledger = std::make_unique<node::RunLedger>(*site.database);
    site.random = std::make_unique<crypto::SeededRandom>(100 + m);
    site.first = std::make_unique<Channel<1>>(*this);
    site.second = std::make_unique<Channel<2>>(*this);
    site.third = std::make_unique<Channel<3>>(*this);
    node::AnswerQuery::Parts parts;
    parts.member = members_[m];
    parts.in_force = in_force();
    parts.on = &register_;
    parts.clock = &clock_;
    parts.random = site.random.get();
    parts.ledger = site.ledger.get();
    parts.log = &log_;
    parts.first = site.first.get();
    parts.second = site.second.get();
    parts.third = site.third.get();
    site.answer = std::make_unique<node::AnswerQuery>(
        std::move(parts),
        [this, &site, member = members_[m]]() -> absl::StatusOr<std::shared_ptr<node::Engine>> {
          before_data(member);
          return site.engine;
        });
    Reload(members_[m], people[m]);
  }
}

Federation::~Federation() {
  {
    // As processes that go: nothing reaches a trustee that is on its way out.
    std::unique_lock lock(closing_mutex_);
    closing_ = true;
  }
  for (Host& host : hosts_) host.trustee.reset();
  std::filesystem::remove_all(folder_);
}

void Federation::Reload(const std::string& member, const TestPeople& people,
                        const std::string& listed) {
  Site& site = sites_.at(member);
  node::DataSetInfo info;
  info.member = member;
  info.data_from = "2023-04-01";
  info.data_to = "2026-03-31";
  info.opt_out_list_date = listed;
  info.offers = {"team", "smoker", "cost"};
  info.people = people.size();
  node::Engine::Options options;
  options.threads = 1;
  site.engine = std::make_shared<node::Engine>(
      Must(node::Snapshot::Create(RecordsOf(people), info)), options);
}

governance::SamplePackage Federation::Package() const {
  governance::SamplePackage package(agreement());
  package.roster = members_;
  package.query.clear_members();
  for (const std::string& member : members_) package.query.add_members(member);
  package.query.mutable_population()->set_of(v1::POPULATION_BASE_HELD);
  package.query.add_by("variable team");
  package.query.add_measures("prevalence smoker");
  package.query.add_measures("mean cost");
  package.bend_run = [this](v1::Run& run) { run.set_started_at(ToRfc3339(clock_.Now())); };
  return package;
}

v1::Envelope Federation::VoidOf(int index, const v1::RunPackage& package) {
  return Must(trustee(index).Void(package.run()));
}

query::Plan Federation::PlanOf(const v1::RunPackage& package) const {
  const auto query = Must(governance::ReadUnverifiedStatement<v1::Query>(package.query()));
  const auto run = Must(governance::ReadUnverifiedStatement<v1::Run>(package.run()));
  return Must(query::PlanQuery(query, agreement()->constitution(), dictionary(),
                               {run.roster().begin(), run.roster().end()}, run.threshold()));
}

std::string RunIdOf(const v1::RunPackage& package) {
  return governance::RunIdOf(Must(governance::ReadUnverifiedStatement<v1::Run>(package.run())))
      .ToHex();
}

v1::NodeMessage::Report Federation::Answer(const std::string& member,
                                           const v1::RunPackage& package) {
  return sites_.at(member).answer->Answer(package);
}

absl::Status Federation::PrepareAll(const v1::RunPackage& package) {
  for (int index : {1, 2, 3}) {
    const absl::Status status = trustee(index).Prepare(package);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<PassedShares> Federation::Share(const v1::RunPackage& package) {
  for (const std::string& member : members_) {
    const v1::NodeMessage::Report report = Answer(member, package);
    if (report.outcome() != v1::NodeMessage::Report::OUTCOME_UPLOADED) {
      return absl::AbortedError(absl::StrCat(member, " refused: ", report.reason()));
    }
  }
  return trustee(1).Serve(RunIdOf(package));
}

absl::StatusOr<disclosure::OpenedTable> Federation::Open(const v1::RunPackage& package,
                                                         const PassedShares& mine) {
  std::array<v1::OpenResponse, 2> responses;
  for (int index : {2, 3}) {
    absl::StatusOr<v1::OpenResponse> response = trustee(index).Open(RunIdOf(package));
    if (!response.ok()) return response.status();
    bend_opening(index, *response);
    responses[static_cast<size_t>(index - 2)] = *response;
    std::lock_guard lock(mutex_);
    received_[0].openings.push_back(*std::move(response));
  }
  return Opening::Join(PlanOf(package), mine, responses[0].passed(), responses[0].elements(),
                       responses[1].passed(), responses[1].elements());
}

absl::StatusOr<disclosure::OpenedTable> Federation::Run(const v1::RunPackage& package) {
  const absl::Status prepared = PrepareAll(package);
  if (!prepared.ok()) return prepared;
  const absl::StatusOr<PassedShares> mine = Share(package);
  if (!mine.ok()) return mine.status();
  return Open(package, *mine);
}

governance::RunProgress Federation::NodeProgress(const std::string& member,
                                                 const v1::RunPackage& package) {
  return Must(sites_.at(member).ledger->ProgressOf(crypto::PayloadDigest(package.query())));
}

governance::RunProgress Federation::TrusteeProgress(int index, const v1::RunPackage& package) {
  return Must(ledger(index).ProgressOf(crypto::PayloadDigest(package.query())));
}

Received Federation::received(int trustee) const {
  std::lock_guard lock(mutex_);
  return received_[At(trustee)];
}

absl::Status Federation::Upload(int index, Received::Upload upload) {
  {
    std::lock_guard lock(mutex_);
    received_[At(index)].uploads.push_back(upload);
  }
  return trustee(index).TakeUpload(upload.member, upload.header,
                                   SecretElements(std::move(upload.elements)));
}

absl::Status Federation::Deliver(v1::PeerMessage message) {
  std::shared_lock open(closing_mutex_);
  if (closing_) return absl::UnavailableError("the federation is closing");
  {
    std::lock_guard lock(mutex_);
    received_[message.receiver() - 1].messages.push_back(message);
  }
  return trustee(static_cast<int>(message.receiver()))
      .Deliver(static_cast<int>(message.sender()), message);
}

}  // namespace ginnel::sharing
