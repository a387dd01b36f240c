// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace ginnel {

/// What can be logged. Numbers are stable: operators filter by them. An event has no room for a
/// record.
enum class Event : int {
  kServerStarted = 100,
  kServerStopped = 101,
  kPeerRejected = 110,    // TLS: certificate not pinned, expired …
  kRequestRefused = 111,  // an RPC that was answered with an error
  kPeerConnected = 112,
  kPeerDisconnected = 113,
  kStoreFailed = 120,
  kQuerySubmitted = 200,
  kQueryDecided = 201,
  kQueryReleased = 202,
  kQueryOffered = 203,
  kCardShown = 204,  // a review card, to a lead: who and of which query, never a figure
  kRunStarted = 300,
  kRunAccepted = 301,
  kRunUploaded = 302,
  kRunOpened = 303,
  kRunVoided = 304,
  kRunRefused = 305,
  kRunFailed = 306,
  kIngestCommitted = 400,
  kDataReloaded = 401,  // a running node took up a newer data set
  kPersonErased = 410,
  kObjectionKept = 411,
  kObjectionWithdrawn = 412,
  kPersonShown = 413,
  kRegisterAppended = 500,
  kRegisterPublished = 501,
  kRegisterRefused = 502,  // an update or a checkpoint that does not hold
  kAgreementChanged = 503,
  kEpochStarted = 600,
  kSpineListed = 601,  // this node's list was handed in
  kSpineStated = 602,
  kSpineAgreed = 603,    // by all
  kSpineDelayed = 604,   // with what stands in the way: tried again
  kSpineStopped = 605,   // with a reason: people look why
  kSpinePartLost = 606,  // at the coordinator: what it keeps is not what was signed
};

/// The event's name in the log: "run_started".
std::string_view EventName(Event event);

/// JSON lines on standard error: {"time", "event", "id", "level", fields …}. Thread-safe. Never
/// pass anything about a person: ids of statements, parties and runs, codes and numbers only.
class EventLog {
 public:
  using Field = std::pair<std::string_view, std::variant<std::string, int64_t>>;

  /// `process` names the writer: "node harness".
  explicit EventLog(std::string process);
  ~EventLog();
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  void Write(Event event, std::initializer_list<Field> fields = {});

 private:
  struct Sink;
  std::unique_ptr<Sink> sink_;
};

/// 16 hex digits that join a refusal at the caller with the detail in this log.
std::string NewCorrelationId();

}  // namespace ginnel
