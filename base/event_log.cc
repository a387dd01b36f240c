// SPDX-License-Identifier: Apache-2.0
#include "base/event_log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/random.h"

namespace ginnel {
namespace {

struct Description {
  Event event;
  std::string_view name;
  spdlog::level::level_enum level;
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
    {Event::kRunStarted, "run_started", spdlog::level::info},
    {Event::kRunAccepted, "run_accepted", spdlog::level::info},
    {Event::kRunUploaded, "run_uploaded", spdlog::level::info},
    {Event::kRunOpened, "run_opened", spdlog::level::info},
    {Event::kRunVoided, "run_voided", spdlog::level::info},
    {Event::kRunRefused, "run_refused", spdlog::level::warn},
    {Event::kRunFailed, "run_failed", spdlog::level::err},
    {Event::kIngestCommitted, "ingest_committed", spdlog::level::info},
};

const Description& Describe(Event event) {
  for (const Description& description : kEvents) {
    if (description.event == event) return description;
  }
  static constexpr Description kUnknown{Event{0}, "unknown", spdlog::level::err};
  return kUnknown;
}

void AppendJsonString(std::string& out, std::string_view text) {
  out.push_back('"');
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned>(c));
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

}  // namespace

std::string_view EventName(Event event) { return Describe(event).name; }

struct EventLog::Sink {
  explicit Sink(std::string name)
      : process(std::move(name)),
        logger("ginnel", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "{\"time\":\"%Y-%m-%dT%H:%M:%S.%eZ\",\"level\":\"%l\",%v}", spdlog::pattern_time_type::utc));
    logger.flush_on(spdlog::level::info);
  }
  std::string process;
  spdlog::logger logger;
};

EventLog::EventLog(std::string process) : sink_(std::make_unique<Sink>(std::move(process))) {}
EventLog::~EventLog() = default;

void EventLog::Write(Event event, std::initializer_list<Field> fields) {
  const Description& description = Describe(event);
  std::string line = absl::StrCat("\"event\":\"", std::string(description.name),
                                  "\",\"id\":", static_cast<int>(event), ",\"process\":");
  AppendJsonString(line, sink_->process);
  for (const auto& [name, value] : fields) {
    line.push_back(',');
    AppendJsonString(line, name);
    line.push_back(':');
    if (const auto* number = std::get_if<int64_t>(&value)) {
      absl::StrAppend(&line, *number);
    } else {
      AppendJsonString(line, std::get<std::string>(value));
    }
  }
  sink_->logger.log(description.level, "{}", line);
}

std::string NewCorrelationId() {
  std::array<uint8_t, 8> bytes{};
  SystemRandom().Fill(bytes);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace ginnel
