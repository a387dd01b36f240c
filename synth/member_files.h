// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "synth/events.h"
#include "synth/folder.h"
#include "synth/history.h"

namespace ginnel::synth {

/// One person as the writers see them.
struct PersonRecord {
  const Person* person = nullptr;
  History history;
  std::vector<Event> events;  // at all members
};

/// A GP network's files: everyone who is or was registered with one of its practices. Records
/// follow a person to their new network; the old one keeps what it had when they left.
class NetworkFiles {
 public:
  static absl::StatusOr<NetworkFiles> Create(Member network, const std::string& path,
                                             const DateText& dates, bool flaws);
  void Write(const PersonRecord& record);
  absl::Status Close(std::vector<FileSummary>& summary) { return folder_.Close(summary); }

 private:
  explicit NetworkFiles(Folder folder) : folder_(std::move(folder)) {}
  void WriteRegistrations(const Person& person);
  void WriteValues(const PersonRecord& record, Day until);
  void WriteEvents(const PersonRecord& record);

  Folder folder_;
};

/// The files of a trust or the council: everyone to whom it gave a service in the three years.
class ServiceFiles {
 public:
  static absl::StatusOr<ServiceFiles> Create(Member member, const std::string& path,
                                             const DateText& dates, bool flaws);
  void Write(const PersonRecord& record);
  absl::Status Close(std::vector<FileSummary>& summary) { return folder_.Close(summary); }

 private:
  explicit ServiceFiles(Folder folder) : folder_(std::move(folder)) {}
  void WriteEvent(const Person& person, const Event& event);
  void WriteEventRow(const Person& person, const Event& event, std::string_view kind,
                     int64_t quantity, int64_t pence);
  void WriteLace(const PersonRecord& record);

  Folder folder_;
};

}  // namespace ginnel::synth
