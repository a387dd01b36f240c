// SPDX-License-Identifier: Apache-2.0
#include "base/event_log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/json_text.h"
#include "base/random.h"
#include "base/utf8.h"

namespace ginnel {
namespace {

using spdlog::level::level_enum;

struct Description {
  Event event;
  std::string_view name;
  level_enum level;
};

constexpr Description kEvents[] = {
    {Event::kServerStarted, "server_started", spdlog::level::info},
    {Event::kServerStopped, "server_stopped", spdlog::level::info},
    {Event::kPeerRejected, "peer_rejected", spdlog::level::warn},
    {Event::kRequestRefused, "request_refused", spdlog::level::warn},
    {Event::kPeerConnected, "peer_connected", spdlog::level::info},
    {Event::kPeerDisconnected, "peer_disconnected", spdlog::level::info},
    {Event::kStoreFailed, "store_failed", spdlog::level::err},
    {Event::kQuerySubmitted, "query_submitted", spdlog::level::info},
    {Event::kQueryDecided, "query_decided", spdlog::level::info},
    {Event::kQueryReleased, "query_released", spdlog::level::info},
    {Event::kQueryOffered, "query_offered", spdlog::level::info},
    {Event::kCardShown, "card_shown", spdlog::level::info},
    {Event::kRunStarted, "run_started", spdlog::level::info},
    {Event::kRunAccepted, "run_accepted", spdlog::level::info},
    {Event::kRunUploaded, "run_uploaded", spdlog::level::info},
    {Event::kRunOpened, "run_opened", spdlog::level::info},
    {Event::kRunVoided, "run_voided", spdlog::level::warn},
    {Event::kRunRefused, "run_refused", spdlog::level::warn},
    {Event::kRunFailed, "run_failed", spdlog::level::err},
    {Event::kIngestCommitted, "ingest_committed", spdlog::level::info},
    {Event::kDataReloaded, "data_reloaded", spdlog::level::info},
    {Event::kPersonErased, "person_erased", spdlog::level::info},
    {Event::kObjectionKept, "objection_kept", spdlog::level::info},
    {Event::kObjectionWithdrawn, "objection_withdrawn", spdlog::level::info},
    {Event::kPersonShown, "person_shown", spdlog::level::info},
    {Event::kRegisterAppended, "register_appended", spdlog::level::info},
    {Event::kRegisterPublished, "register_published", spdlog::level::info},
    {Event::kRegisterRefused, "register_refused", spdlog::level::err},
    {Event::kAgreementChanged, "agreement_changed", spdlog::level::info},
    {Event::kEpochStarted, "epoch_started", spdlog::level::info},
    {Event::kSpineListed, "spine_listed", spdlog::level::info},
    {Event::kSpineStated, "spine_stated", spdlog::level::info},
    {Event::kSpineAgreed, "spine_agreed", spdlog::level::info},
    {Event::kSpineDelayed, "spine_delayed", spdlog::level::warn},
    {Event::kSpineStopped, "spine_stopped", spdlog::level::err},
    {Event::kSpinePartLost, "spine_part_lost", spdlog::level::err},
};

const Description& Describe(Event event) {
  static constexpr Description kUnnamed = {Event{0}, "unnamed", spdlog::level::err};
  for (const Description& description : kEvents) {
    if (description.event == event) return description;
  }
  return kUnnamed;
}

// A peer may have chosen the text: a log line stays one line of valid UTF-8 whatever it holds.
void AppendUntrusted(std::string_view text, std::string& out) {
  std::string valid;
  while (true) {
    const size_t prefix = ValidUtf8Prefix(text);
    valid.append(text.substr(0, prefix));
    if (prefix == text.size()) break;
    valid.append("\xEF\xBF\xBD");  // U+FFFD
    text.remove_prefix(prefix + 1);
  }
  AppendJsonString(valid, out);
}

}  // namespace

struct EventLog::Sink {
  std::string process;
  spdlog::logger logger{"", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
};

EventLog::EventLog(std::string process) : sink_(std::make_unique<Sink>()) {
  sink_->process = std::move(process);
  sink_->logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(
      R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})", spdlog::pattern_time_type::utc));
  sink_->logger.flush_on(spdlog::level::info);
}

EventLog::~EventLog() = default;

void EventLog::Write(Event event, std::initializer_list<Field> fields) {
  const Description& description = Describe(event);
  std::string line = absl::StrCat("\"id\":", static_cast<int>(event), ",\"event\":\"",
                                  std::string(description.name), "\",\"process\":");
  AppendUntrusted(sink_->process, line);
  for (const auto& [name, value] : fields) {
    line += ',';
    AppendUntrusted(name, line);
    line += ':';
    if (const auto* text = std::get_if<std::string>(&value)) {
      AppendUntrusted(*text, line);
    } else {
      absl::StrAppend(&line, std::get<int64_t>(value));
    }
  }
  sink_->logger.log(description.level, spdlog::string_view_t(line.data(), line.size()));
}

std::string_view EventName(Event event) { return Describe(event).name; }

std::string NewCorrelationId() {
  std::array<uint8_t, 8> bytes{};
  SystemRandom().Fill(bytes);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace ginnel
