// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/ingest.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/files.h"
#include "base/status.h"
#include "node/ingest/allow_list.h"
#include "node/ingest/bound_file.h"
#include "node/ingest/identities.h"
#include "node/ingest/mapping_check.h"
#include "node/ingest/mapping_file.h"
#include "node/ingest/offers.h"
#include "node/ingest/open_input.h"
#include "node/ingest/staging.h"
#include "node/ingest/table_rows.h"
#include "node/ingest/targets.h"
#include "query/area_tree.h"

namespace ginnel::node {
namespace {

// One ingest from the mapping to the rows in memory.
class Reading {
 public:
  Reading(const MappingFile& file, const query::Dictionary& dictionary, const Targets& targets,
          Day today, const ProgressSink& progress, const IngestOptions& options)
      : file_(file),
        mapping_(file.mapping()),
        terms_{dictionary, targets, today, ParseDay(mapping_.data_from()).value_or(Day{}),
               ParseDay(mapping_.data_to()).value_or(Day{})},
        progress_(progress),
        options_(options) {}

  absl::Status Run() {
    ReadAllowList();
    ReadIdentities();
    for (int i = 0; i < mapping_.files_size(); ++i) {
      file_names_.push_back(PathOf(mapping_.files(i).file()));
    }
    for (int i = 0; i < mapping_.files_size() && !problems_.full(); ++i) ReadFile(i);
    invalid_identities_ = identities_.invalid();
    identities_ = Identities();  // its numbers are not needed again
    return problems_.ToStatus();
  }

  PersonNumbers& people() { return people_; }
  Staging& staging() { return staging_; }

  void Fill(IngestSummary& summary) const {
    summary.files = files_;
    summary.invalid_lines = invalid_lines_;
    for (const IngestSummary::Rows& rows : files_) summary.invalid_rows += rows.invalid;
    summary.opted_out_people = allow_list_.objectors();
    summary.invalid_allow_list_rows = allow_list_.invalid();
    summary.invalid_identity_rows = invalid_identities_;
  }

 private:
  std::string PathOf(const std::string& file) const {
    return file == "-" ? file : RelativeTo(file_.path(), file);
  }

  void ReadAllowList() {
    if (!mapping_.has_allow_list()) return;
    const OpenInput input = OpenCsv(PathOf(mapping_.allow_list().file()), options_.standard_input,
                                    file_.At({"allow_list", "file"}), problems_);
    if (input.reader != nullptr) allow_list_ = AllowList::Read(*input.reader, problems_);
  }

  void ReadIdentities() {
    if (!mapping_.has_identities()) return;
    const config::Identities& from = mapping_.identities();
    const OpenInput input = OpenCsv(PathOf(from.file()), options_.standard_input,
                                    file_.At({"identities", "file"}), problems_);
    if (input.reader == nullptr) return;
    identities_ =
        Identities::Read(*input.reader, from.person(),
                         from.nhs_number().empty() ? "nhs_number" : from.nhs_number(), problems_);
  }

  // Nothing where the row names nobody who can be used.
  std::optional<crypto::NhsNumber> NumberOf(std::string_view text, bool by_own_id) const {
    if (by_own_id) return identities_.Find(text);
    absl::StatusOr<crypto::NhsNumber> number = crypto::NhsNumber::Parse(text);
    if (!number.ok()) return std::nullopt;
    return *number;
  }

  void ReadFile(int i) {
    const config::FileMapping& mapping = mapping_.files(i);
    const OpenInput input = OpenCsv(file_names_[static_cast<size_t>(i)], options_.standard_input,
                                    file_.At({"files", i, "file"}), problems_);
    if (input.reader == nullptr || !input.reader->ReadHeading(problems_)) return;
    CsvReader& reader = *input.reader;
    Problems binding;
    const BoundFile bound(file_, i, reader, binding);
    if (!binding.empty()) return problems_.Take(binding);
    const auto rows = TableRows::Create(mapping.table(), bound, static_cast<uint32_t>(i),
                                        file_names_, terms_, staging_);
    files_.push_back({.file = reader.name(), .table = NameOf(mapping.table())});
    ReadRows(input, bound, *rows);
  }

  void ReadRows(const OpenInput& input, const BoundFile& bound, TableRows& rows) {
    constexpr uint64_t kStep = 1u << 14;
    CsvReader& reader = *input.reader;
    const std::string what = absl::StrCat("reading ", reader.name());
    IngestSummary::Rows& counts = files_.back();
    while (reader.Next(problems_)) {
      const CsvRow& row = reader.row();
      if (++counts.read % kStep == 0 && progress_) progress_(what, reader.bytes_read(), input.size);
      const std::optional<crypto::NhsNumber> number =
          NumberOf(row.fields[bound.person()].text, bound.by_own_id());
      if (!number) {
        ++counts.invalid;
        if (invalid_lines_.size() < IngestSummary::kListedLines)
          invalid_lines_.push_back({reader.name(), row.line});
        continue;
      }
      if (!allow_list_.Allows(*number)) {
        ++counts.opted_out;
        continue;
      }
      rows.Add(row, {people_.Add(*number), *number}, problems_);
    }
    if (progress_) progress_(what, 1, 1);
  }

  const MappingFile& file_;
  const config::Mapping& mapping_;
  const DecodeTerms terms_;
  const ProgressSink& progress_;
  const IngestOptions& options_;
  Problems problems_;
  AllowList allow_list_;
  Identities identities_;
  uint64_t invalid_identities_ = 0;
  PersonNumbers people_;
  Staging staging_;
  std::vector<std::string> file_names_;
  std::vector<IngestSummary::Rows> files_;
  std::vector<IngestSummary::Line> invalid_lines_;
};

std::map<std::string, uint64_t> CountPeople(Staging& staging) {
  std::map<std::string, uint64_t> counts;
  for (auto& [variable, people] : staging.capped) {
    std::sort(people.begin(), people.end());
    counts[variable] =
        static_cast<uint64_t>(std::unique(people.begin(), people.end()) - people.begin());
  }
  return counts;
}

std::vector<std::string> UnplacedPractices(const CodeTable& practices,
                                           const v1::Geographies& geographies) {
  std::vector<std::string> unplaced;
  const auto& areas = geographies.areas();
  for (const std::string& practice : practices) {
    const bool placed = std::any_of(areas.begin(), areas.end(), [&](const v1::Area& area) {
      return area.level() == "practice" && area.code() == practice;
    });
    if (!placed && !areas.empty()) unplaced.push_back(practice);
  }
  return unplaced;
}

std::vector<std::string> OutsidePractices(const CodeTable& practices, const IngestOptions& options,
                                          const v1::Geographies& geographies) {
  if (options.areas.level().empty()) return {};
  CodeTable acted_for;
  for (const std::string& practice : practices) {
    if (options.controllers.Admits(practice)) acted_for.push_back(practice);
  }
  return query::PracticesOutside(acted_for, options.areas, geographies);
}

DataSetInfo InfoOf(const config::Mapping& mapping, const Clock& clock,
                   std::vector<std::string> offers) {
  DataSetInfo info;
  info.member = mapping.member();
  info.data_from = mapping.data_from();
  info.data_to = mapping.data_to();
  info.loaded_at = ToRfc3339(clock.Now());
  if (mapping.has_allow_list()) info.opt_out_list_date = mapping.allow_list().date();
  info.offers = std::move(offers);
  return info;
}

// The numbers go with `reading`'s: they are not needed again.
absl::StatusOr<std::vector<LinkageId>> PseudonymsOf(Reading& reading, Pseudonymiser& pseudonymiser,
                                                    const ProgressSink& progress) {
  const PersonNumbers people = std::move(reading.people());
  if (people.size() == 0) {
    return absl::InvalidArgumentError(
        "no row has a valid NHS number of a person who may be used: nothing was loaded and the "
        "earlier data is as it was");
  }
  const auto show = [&](uint64_t done, uint64_t total) {
    if (progress) progress("pseudonymising", done, total);
  };
  ASSIGN_OR_RETURN(std::vector<LinkageId> ids, pseudonymiser.Pseudonymise(people, show));
  if (ids.size() != people.size())
    return absl::InternalError("the pseudonymiser did not answer for everybody");
  return ids;
}

}  // namespace

absl::StatusOr<IngestSummary> Ingest(const std::string& mapping_path,
                                     const query::Dictionary& dictionary, RecordStore& store,
                                     Pseudonymiser& pseudonymiser, const Clock& clock,
                                     const ProgressSink& progress, const IngestOptions& options) {
  ASSIGN_OR_RETURN(const MappingFile file, MappingFile::Load(mapping_path));
  const Targets targets(dictionary);
  const Day today = DayOf(clock.Now());
  Problems problems;
  CheckMapping(file, {dictionary, targets, options.member, options.allow_list_required, today},
               problems);
  const std::vector<std::string> offers = OffersOf(file, dictionary, problems);
  RETURN_IF_ERROR(problems.ToStatus());

  Reading reading(file, dictionary, targets, today, progress, options);
  RETURN_IF_ERROR(reading.Run());
  IngestSummary summary;
  reading.Fill(summary);
  ASSIGN_OR_RETURN(const std::vector<LinkageId> ids,
                   PseudonymsOf(reading, pseudonymiser, progress));

  Staging& staging = reading.staging();
  summary.capped_people = CountPeople(staging);
  ASSIGN_OR_RETURN(Records records, Assemble(staging, ids));
  summary.duplicates = staging.duplicates;
  summary.outside_dates = staging.outside_dates;
  summary.unplaced_practices =
      UnplacedPractices(records.registrations.practices, dictionary.proto().geographies());
  summary.outside_practices =
      OutsidePractices(records.registrations.practices, options, dictionary.proto().geographies());
  summary.offers_without_rows = OffersWithoutRows(offers, dictionary, records);
  ASSIGN_OR_RETURN(summary.left_out,
                   CountLeftOut(records.registrations, records.people(), options.controllers));
  if (progress) progress("saving", 0, 1);
  const size_t everybody = records.people();
  ASSIGN_OR_RETURN(summary.info,
                   store.SaveRecords(std::move(records), InfoOf(file.mapping(), clock, offers)));
  summary.objected_people = everybody - summary.info.people;
  if (progress) progress("saving", 1, 1);
  return summary;
}

}  // namespace ginnel::node
