// SPDX-License-Identifier: Apache-2.0
#include "coordinator/register_publisher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "governance/statement.h"

namespace ginnel::coordinator {
namespace {

constexpr size_t kMostWords = 1000;  // at once, of one trustee
constexpr absl::Duration kSkew = absl::Minutes(5);

}  // namespace

void RegisterPublisher::Start() {
  worker_ = std::thread([this] { Work(); });
}

void RegisterPublisher::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  parts_.feed->Stop();
  if (worker_.joinable()) worker_.join();
}

absl::Status RegisterPublisher::standing() {
  const std::lock_guard lock(mutex_);
  return ReasonOf(trouble_) == v1::REASON_REGISTER_FORK ? trouble_ : absl::OkStatus();
}

absl::Status RegisterPublisher::WaitForNodes(const std::vector<std::string>& members,
                                             absl::Duration patience) {
  ASSIGN_OR_RETURN(const std::string note, parts_.on->checkpoint());
  if (note.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const crypto::SignedNote parsed, crypto::SignedNote::Parse(note));
  ASSIGN_OR_RETURN(const crypto::Checkpoint checkpoint, crypto::ParseCheckpointBody(parsed.body));
  return parts_.feed->WaitFor(members, checkpoint.size, patience);
}

void RegisterPublisher::Notify() {
  const std::lock_guard lock(mutex_);
  ++asked_;
  changed_.notify_all();
}

void RegisterPublisher::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (!changed_.wait_for(lock, absl::ToChronoNanoseconds(parts_.idle),
                           [&] { return stopping_ || published_ < asked_; })) {
      ++asked_;
    }
    if (stopping_) return;
    const uint64_t now = asked_;
    lock.unlock();
    const absl::Status status = Publish();
    lock.lock();
    trouble_ = status;
    if (status.ok()) {
      published_ = now;
    } else {
      parts_.log->Write(Event::kRegisterRefused, {{"error", status.ToString()}});
      changed_.wait_for(lock, absl::ToChronoNanoseconds(parts_.pause), [&] { return stopping_; });
    }
    changed_.notify_all();
  }
}

// One witness, page by page from what it holds, to its cosignature.
absl::StatusOr<crypto::SignedNote> RegisterPublisher::HaveWitnessed(size_t witness,
                                                                    const std::string& note) {
  uint64_t& size = sizes_[witness];
  ASSIGN_OR_RETURN(const crypto::SignedNote parsed, crypto::SignedNote::Parse(note));
  ASSIGN_OR_RETURN(const crypto::Checkpoint checkpoint, crypto::ParseCheckpointBody(parsed.body));
  const uint64_t end = checkpoint.size;
  if (size > end) size = 0;  // to be told again
  bool asked = false;        // how much it holds
  while (true) {
    v1::RegisterUpdate update;
    ASSIGN_OR_RETURN(update, parts_.on->UpdateFrom(size, note));
    ASSIGN_OR_RETURN(const v1::WitnessResponse response,
                     parts_.witnesses[witness]->Witness(update));
    if (response.size() > end) {
      return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_REGISTER_FORK,
                           absl::StrCat("trustee ", witness + 2, " holds ", response.size(),
                                        " entries of the register and this coordinator ", end,
                                        ": its store was set back. Restore the newest copy of it"));
    }
    if (!response.checkpoint().empty()) {
      size = response.size();
      said_[witness].assign(response.statements().begin(), response.statements().end());
      return crypto::SignedNote::Parse(response.checkpoint());
    }
    const bool advanced = response.size() > size && !update.entries().empty();
    if (!advanced && std::exchange(asked, true)) {
      return ReasonedError(absl::StatusCode::kUnavailable, v1::REASON_UNAVAILABLE,
                           absl::StrCat("trustee ", witness + 2, " holds ", response.size(),
                                        " entries of the register and does not go on"));
    }
    size = response.size();
  }
}

// Only what a trustee says of its own, now: nobody fills the register with another's words, nor
// with those of hours that have passed.
absl::Status RegisterPublisher::CheckSpeaker(const v1::Envelope& word, int trustee) const {
  ASSIGN_OR_RETURN(const v1::Quota quota, governance::ReadUnverifiedStatement<v1::Quota>(word));
  if (parts_.on->agreement()->TrusteeIndex(quota.trustee()) != trustee) {
    return absl::InvalidArgumentError("a trustee said what another says");
  }
  const absl::Time now = parts_.clock->Now();
  ASSIGN_OR_RETURN(const absl::Time at, ParseRfc3339(quota.at()));
  if (at > now - kSkew && at < now + kSkew) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("trustee ", trustee, " said at ", quota.at(), " what it says now"));
}

// Whether any is on the register now. One that does not hold stops nothing: it is said again.
bool RegisterPublisher::Enter(int trustee, std::span<const v1::Envelope> words) {
  bool any = false;
  for (const v1::Envelope& word : words.first(std::min(words.size(), kMostWords))) {
    absl::Status entered = CheckSpeaker(word, trustee);
    if (entered.ok()) {
      entered =
          parts_.on->Commit("keep a trustee's word",
                            [&](store::Transaction&, governance::StatementLog::Entries& entries) {
                              return entries.Append(word).status();
                            });
    }
    any |= entered.ok();
    if (!entered.ok()) parts_.log->Write(Event::kRegisterRefused, {{"error", entered.ToString()}});
  }
  return any;
}

// After a checkpoint was co-signed: before, it is not known whether this register was set back.
void RegisterPublisher::EnterWords() {
  std::vector<v1::Envelope> own;
  if (parts_.own_words) {
    absl::StatusOr<std::vector<v1::Envelope>> words = parts_.own_words();
    if (words.ok()) {
      own = *std::move(words);
    } else {
      parts_.log->Write(Event::kStoreFailed, {{"error", words.status().ToString()}});
    }
  }
  bool any = Enter(1, own);
  for (size_t witness = 0; witness < said_.size(); ++witness) {
    any |= Enter(static_cast<int>(witness) + 2, std::exchange(said_[witness], {}));
  }
  if (any) Notify();
}

absl::Status RegisterPublisher::Publish() {
  ASSIGN_OR_RETURN(crypto::SignedNote note, parts_.on->MakeCheckpoint(*parts_.signer));
  const std::string signed_text = note.ToText();
  std::array<absl::StatusOr<crypto::SignedNote>, 2> witnessed;
  std::thread second([&] { witnessed[0] = HaveWitnessed(0, signed_text); });
  witnessed[1] = HaveWitnessed(1, signed_text);
  second.join();
  for (const absl::StatusOr<crypto::SignedNote>& each : witnessed) {
    RETURN_IF_ERROR(each.status());
    if (each->body != note.body || each->lines.empty()) {
      return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                           "a trustee co-signed another checkpoint than it was given");
    }
    note.lines.push_back(each->lines.back());
  }
  const std::string cosigned = note.ToText();
  RETURN_IF_ERROR(parts_.on->KeepCosigned(cosigned));
  {
    const std::lock_guard lock(mutex_);
    newest_ = cosigned;
  }
  parts_.log->Write(Event::kRegisterPublished);
  parts_.feed->Published();
  EnterWords();
  return absl::OkStatus();
}

absl::StatusOr<std::string> RegisterPublisher::PublishFor(const std::vector<std::string>& members,
                                                          absl::Duration patience) {
  std::string note;
  {
    std::unique_lock lock(mutex_);
    const uint64_t mine = ++asked_;
    changed_.notify_all();
    // What does not pass by waiting is said at once.
    const auto hopeless = [&] { return absl::IsDataLoss(trouble_); };
    const bool done = changed_.wait_for(lock, absl::ToChronoNanoseconds(patience), [&] {
      return stopping_ || published_ >= mine || hopeless();
    });
    if (published_ < mine && hopeless()) return trouble_;
    if (!done || published_ < mine) {
      return ReasonedError(
          absl::StatusCode::kUnavailable, v1::REASON_UNAVAILABLE,
          absl::StrCat("the register was not co-signed by both other trustees: ",
                       trouble_.ok() ? std::string("no answer") : std::string(trouble_.message())));
    }
    note = newest_;
  }
  ASSIGN_OR_RETURN(const crypto::SignedNote parsed, crypto::SignedNote::Parse(note));
  ASSIGN_OR_RETURN(const crypto::Checkpoint checkpoint, crypto::ParseCheckpointBody(parsed.body));
  RETURN_IF_ERROR(parts_.feed->WaitFor(members, checkpoint.size, patience));
  return note;
}

}  // namespace ginnel::coordinator
