// SPDX-License-Identifier: Apache-2.0
// The register on disk, in its encrypted store, at 1,000,000 entries (GINNEL_BENCH_ENTRIES for
// another number; making them takes a few minutes). Entries are of the size of an approval. What is
// judged of an entry (its form, its signature, the rules) is measured apart, in judgement_bench.cc:
// it does not depend on the size.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/store/database.h"
#include "crypto/checkpoint.h"
#include "governance/register/register_store.h"

namespace ginnel::governance {
namespace {

constexpr size_t kEntryBytes = 900;

void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << "\n";
  std::abort();
}

std::string EntryOf(uint64_t index) {
  std::string entry = absl::StrCat("{\"entry\":\"", index, "\",\"filler\":\"");
  entry.resize(kEntryBytes, 'x');
  return entry;
}

// One store for all benchmarks; gone at the end.
class Room {
 public:
  Room() {
    std::string folder = (std::filesystem::temp_directory_path() / "ginnel-bench-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) std::abort();
    folder_ = folder;
    auto opened = store::Database::Open(folder_ + "/register.db", std::array<uint8_t, 32>{},
                                        {{std::string(RegisterStore::kSchema)}, 9});
    Check(opened.status());
    database_ = *std::move(opened);
    uint64_t entries = 1'000'000;
    if (const char* wanted = getenv("GINNEL_BENCH_ENTRIES")) {
      if (!absl::SimpleAtoi(wanted, &entries)) std::abort();
    }
    while (size_ < entries) {
      Check(database_->RunTransaction("fill", [&](store::Transaction& tx) -> absl::Status {
        for (int i = 0; i < 10'000 && size_ < entries; ++i) Append(tx);
        return absl::OkStatus();
      }));
    }
  }
  ~Room() { std::filesystem::remove_all(folder_); }

  void Append(store::Transaction& tx) {
    EntryFacts facts;
    facts.type = "approval";
    facts.digest = crypto::Sha256(std::to_string(size_));
    facts.subject = AboutQuery(std::to_string(size_ / 8));
    Check(RegisterStore::Append(tx, facts, EntryOf(size_)).status());
    ++size_;
  }
  store::Database& database() { return *database_; }
  uint64_t size() const { return size_; }

 private:
  std::string folder_;
  std::unique_ptr<store::Database> database_;
  uint64_t size_ = 0;
};

Room& TheRoom() {
  static Room room;
  return room;
}

// One entry, on the disk when it is over.
void BM_Append(benchmark::State& state) {
  Room& room = TheRoom();
  for (auto _ : state) {
    Check(room.database().RunTransaction("append", [&](store::Transaction& tx) -> absl::Status {
      room.Append(tx);
      return absl::OkStatus();
    }));
  }
}
BENCHMARK(BM_Append)->Unit(benchmark::kMicrosecond);

void BM_InclusionProof(benchmark::State& state) {
  Room& room = TheRoom();
  uint64_t round = 0;
  for (auto _ : state) {
    const uint64_t index = ++round * 0x9e3779b97f4a7c15 % room.size();
    Check(room.database().Read("prove", [&](store::Snapshot& tx) {
      return RegisterStore::InclusionProof(tx, index, room.size()).status();
    }));
  }
}
BENCHMARK(BM_InclusionProof)->Unit(benchmark::kMicrosecond);

void BM_Checkpoint(benchmark::State& state) {
  Room& room = TheRoom();
  SystemRandom random;
  const crypto::SigningKey key = crypto::SigningKey::Generate(random);
  for (auto _ : state) {
    Check(room.database().Read("checkpoint", [&](store::Snapshot& tx) -> absl::Status {
      const auto head = RegisterStore::ReadHead(tx);
      if (!head.ok()) return head.status();
      return crypto::SignCheckpoint({"ginnel/bench", head->frontier.size(), head->frontier.Root()},
                                    "ginnel/bench", key)
          .status();
    }));
  }
}
BENCHMARK(BM_Checkpoint)->Unit(benchmark::kMicrosecond);

// Every entry read from the store and hashed into a root again: entries a second.
void BM_RootOfEverything(benchmark::State& state) {
  Room& room = TheRoom();
  for (auto _ : state) {
    crypto::MerkleFrontier frontier;
    Check(room.database().Read("verify", [&](store::Snapshot& tx) {
      return RegisterStore::Read(tx, 0, room.size(), [&](uint64_t, std::string_view entry) {
        frontier.Append(crypto::MerkleLeafHash(entry));
        return absl::OkStatus();
      });
    }));
    benchmark::DoNotOptimize(frontier.Root());
  }
  state.SetItemsProcessed(static_cast<int64_t>(room.size()) * state.iterations());
}
BENCHMARK(BM_RootOfEverything)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ginnel::governance
