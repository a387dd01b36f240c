// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/oprf_pseudonymiser.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <span>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "crypto/oprf.h"

namespace ginnel::node {
namespace {

constexpr size_t kSmallestBatch = 256;  // of which the canaries are a small part

// Several batches for each worker, so that all have work until the end; large ones, so that
// messages are few.
size_t BatchSize(size_t people, size_t workers) {
  return std::clamp(people / (workers * 4) + 1, kSmallestBatch, crypto::OprfCanaries::kMostInputs);
}

// What the workers of one call share.
struct Work {
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;  // guards the following, and keeps progress in order
  size_t done = 0;
  absl::Status error;

  void Fail(absl::Status status) {
    const std::lock_guard lock(mutex);
    if (!failed.exchange(true)) error = std::move(status);
  }
};

// Keeps the machine-readable reason.
absl::Status FromTrustee(size_t trustee, const absl::Status& status) {
  absl::Status result(status.code(), absl::StrCat("trustee ", trustee,
                                                  " did not pseudonymise: ", status.message()));
  status.ForEachPayload(
      [&](absl::string_view type, const absl::Cord& payload) { result.SetPayload(type, payload); });
  return result;
}

}  // namespace

OprfPseudonymiser::OprfPseudonymiser(std::array<PseudonymPeer*, 3> peers,
                                     const OprfPublicParts& keys, RandomSource& random,
                                     unsigned cores)
    : peers_(peers),
      keys_(keys),
      random_(random),
      cores_(cores != 0 ? cores : std::max(1u, std::thread::hardware_concurrency())) {}

absl::StatusOr<std::vector<LinkageId>> OprfPseudonymiser::Pseudonymise(
    const PersonNumbers& people, const PseudonymProgress& progress) {
  return Pseudonymise(people, progress, {});
}

absl::StatusOr<std::vector<LinkageId>> OprfPseudonymiser::Pseudonymise(
    const PersonNumbers& people, const PseudonymProgress& progress, const KeepBatch& keep) {
  std::vector<LinkageId> ids(people.size());
  // Two for each core: while one waits for the trustees the other computes.
  const size_t workers = size_t{cores_} * 2;
  const size_t batch = BatchSize(people.size(), workers);
  Work work;
  const auto run = [&] {
    while (!work.failed) {
      const size_t first = work.next.fetch_add(batch);
      if (first >= people.size()) return;
      const size_t size = std::min(batch, people.size() - first);
      absl::Status status = DoPeople(people, first, size, &ids[first]);
      if (!status.ok()) return work.Fail(std::move(status));
      std::unique_lock lock(work.mutex);
      if (keep) status = keep(first, std::span<const LinkageId>(ids).subspan(first, size));
      work.done += size;
      if (progress) progress(work.done, people.size());
      lock.unlock();
      if (!status.ok()) return work.Fail(std::move(status));
    }
  };
  std::vector<std::thread> threads;
  try {
    for (size_t i = 0; i < std::min(workers, people.size() / batch + 1); ++i)
      threads.emplace_back(run);
  } catch (const std::system_error&) {
    // Those that did start do all the work.
    if (threads.empty()) run();
  }
  for (std::thread& thread : threads) thread.join();
  if (work.failed) return work.error;
  return ids;
}

absl::Status OprfPseudonymiser::DoPeople(const PersonNumbers& people, size_t first, size_t size,
                                         LinkageId* out) {
  std::vector<crypto::NhsNumber> numbers;
  numbers.reserve(size);
  for (size_t i = 0; i < size; ++i) numbers.push_back(people.at(first + i));
  std::vector<std::span<const uint8_t>> inputs;
  inputs.reserve(size);
  for (const crypto::NhsNumber& number : numbers) inputs.push_back(number.digits());
  ASSIGN_OR_RETURN(const SecretBytes outputs, DoBatch(inputs));
  const std::vector<LinkageId> ids = crypto::LinkageIds(outputs);
  std::copy(ids.begin(), ids.end(), out);
  return absl::OkStatus();
}

absl::StatusOr<SecretBytes> OprfPseudonymiser::SecretOf(std::string_view label) {
  const std::span<const uint8_t> input(reinterpret_cast<const uint8_t*>(label.data()),
                                       label.size());
  return DoBatch({&input, 1});
}

absl::StatusOr<SecretBytes> OprfPseudonymiser::DoBatch(Inputs inputs) {
  ASSIGN_OR_RETURN(const crypto::BlindedBatch batch, crypto::BlindedBatch::Create(inputs, random_));
  ASSIGN_OR_RETURN(const auto parts, AskAll(batch.elements()));
  return crypto::CombineAndFinalize(batch, {parts[0], parts[1], parts[2]});
}

absl::StatusOr<std::string> OprfPseudonymiser::Ask(size_t peer, const crypto::OprfCanaries& batch) {
  ASSIGN_OR_RETURN(const std::string answer, peers_[peer]->Evaluate(batch.elements()));
  return batch.Harvest(answer, keys_[peer]);
}

absl::StatusOr<std::array<std::string, 3>> OprfPseudonymiser::AskAll(std::string_view blinded) {
  const crypto::OprfCanaries batch = crypto::OprfCanaries::Plant(blinded, random_);
  const auto ask = [this, &batch](size_t peer) { return Ask(peer, batch); };
  std::array<std::future<absl::StatusOr<std::string>>, 2> others;
  try {
    others = {std::async(std::launch::async, ask, 1), std::async(std::launch::async, ask, 2)};
  } catch (const std::system_error&) {
    return absl::ResourceExhaustedError(
        "no more threads can be started to ask the trustees for pseudonyms");
  }
  std::array<absl::StatusOr<std::string>, 3> answers = {ask(0), others[0].get(), others[1].get()};
  std::array<std::string, 3> parts;
  for (size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i].ok()) {
      return FromTrustee(i + 1, answers[i].status());
    }
    parts[i] = *std::move(answers[i]);
  }
  return parts;
}

}  // namespace ginnel::node
