// SPDX-License-Identifier: Apache-2.0
// What it costs to judge an entry of the register, as every copy and `ginnel register verify` do:
// real queries with their approvals, on one core. The parts add up to what is whole, roughly.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/store/database.h"
#include "crypto/dsse.h"
#include "crypto/merkle.h"
#include "governance/agreement_folder.h"
#include "governance/register/register.h"
#include "governance/statement.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

constexpr int kQueries = 2'500;  // with three approvals each
constexpr size_t kChunk = 256;   // entries in one transaction, as `register verify` has

void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << "\n";
  std::abort();
}
template <typename T>
T Require(absl::StatusOr<T> value) {
  Check(value.status());
  return *std::move(value);
}

// A register's entries in order, the whole agreement first.
class Entries {
 public:
  Entries() : folder_(FreshFolder()) {
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
    SampleAgreement().Write(folder_);
    agreement_ = Require(Agreement::Load(folder_, FakeClock()));
    const AgreementFolder files(folder_);
    Add(Require(files.ReadSignedConstitution()));
    for (const auto& [party, envelope] : Require(files.ReadAllSignedOperations())) Add(envelope);
    SamplePackage sample(agreement_);
    for (int i = 0; i < kQueries; ++i) {
      sample.query.set_title(absl::StrCat("Question ", i));
      const v1::RunPackage package = sample.Build();
      Add(package.query());
      for (const v1::Envelope& approval : package.approvals()) Add(approval);
    }
    approval_ = Require(crypto::EnvelopeFromJson(json_.back()));
    key_ = Require(agreement_->SigningKeyOf("ig-lead@east"));
  }
  ~Entries() { std::filesystem::remove_all(folder_); }

  const std::vector<std::string>& json() const { return json_; }
  const std::string& folder() const { return folder_; }
  std::shared_ptr<const Agreement> agreement() const { return agreement_; }
  const v1::Envelope& approval() const { return approval_; }
  const crypto::VerifyingKey& key() const { return key_; }

 private:
  void Add(const v1::Envelope& envelope) { json_.push_back(crypto::EnvelopeToJson(envelope)); }

  std::string folder_;
  std::shared_ptr<const Agreement> agreement_;
  std::vector<std::string> json_;
  v1::Envelope approval_;
  crypto::VerifyingKey key_;
};

Entries& TheEntries() {
  static Entries entries;
  return entries;
}

// Everything: read, judged by the rules, hashed, and kept in an encrypted store.
void BM_JudgeAndKeep(benchmark::State& state) {
  const Entries& entries = TheEntries();
  const std::string path = entries.folder() + "/judged.db";
  for (auto _ : state) {
    for (const char* file : {"", ".check", "-wal", "-shm"}) std::filesystem::remove(path + file);
    const auto database = Require(store::Database::Open(
        path, std::array<uint8_t, 32>{},
        {{std::string(RegisterStore::kSchema), std::string(Waypoints::kSchema)}, 9}));
    const auto copy = Require(Register::Open(*database, entries.agreement(), ""));
    for (size_t first = 0; first < entries.json().size(); first += kChunk) {
      Check(copy->Commit("judge", [&](store::Transaction&, StatementLog::Entries& to) {
        const size_t end = std::min(first + kChunk, entries.json().size());
        for (size_t i = first; i < end; ++i) {
          auto envelope = crypto::EnvelopeFromJson(entries.json()[i]);
          if (!envelope.ok()) return envelope.status();
          if (auto at = to.Append(*envelope); !at.ok()) return at.status();
        }
        return absl::OkStatus();
      }));
    }
  }
  state.SetItemsProcessed(static_cast<int64_t>(entries.json().size()) * state.iterations());
}
BENCHMARK(BM_JudgeAndKeep)->Unit(benchmark::kMillisecond);

// The Ed25519 signature of one approval.
void BM_Signature(benchmark::State& state) {
  const Entries& entries = TheEntries();
  const std::string type = crypto::PayloadType(StatementType<v1::Approval>::kName);
  for (auto _ : state) Check(crypto::VerifyEnvelope(entries.approval(), type, entries.key()));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Signature)->Unit(benchmark::kMicrosecond);

// One approval read in its one form: parsed, written again and compared.
void BM_CanonicalForm(benchmark::State& state) {
  const Entries& entries = TheEntries();
  for (auto _ : state) Check(ReadUnverifiedStatement<v1::Approval>(entries.approval()).status());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_CanonicalForm)->Unit(benchmark::kMicrosecond);

// What is done without judging: envelopes read and hashed into a root.
void BM_ReadAndHash(benchmark::State& state) {
  const Entries& entries = TheEntries();
  for (auto _ : state) {
    crypto::MerkleFrontier frontier;
    for (const std::string& entry : entries.json()) {
      Check(crypto::EnvelopeFromJson(entry).status());
      frontier.Append(crypto::MerkleLeafHash(entry));
    }
    benchmark::DoNotOptimize(frontier.Root());
  }
  state.SetItemsProcessed(static_cast<int64_t>(entries.json().size()) * state.iterations());
}
BENCHMARK(BM_ReadAndHash)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ginnel::governance
