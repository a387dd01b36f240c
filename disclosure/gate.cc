// SPDX-License-Identifier: Apache-2.0
#include "disclosure/gate.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/status.h"
#include "disclosure/count_table.h"
#include "disclosure/linkage_figures.h"
#include "disclosure/measure_table.h"
#include "disclosure/plan_check.h"
#include "disclosure/profile.h"
#include "disclosure/release_notes.h"
#include "disclosure/table_shape.h"

namespace ginnel::disclosure {
namespace {

absl::Status CheckContext(const ReleaseContext& context) {
  const std::pair<const char*, bool> required[] = {
      {"query digest", !context.query_digest.empty()},
      {"agreement digest", !context.agreement_digest.empty()},
      {"run id", !context.run_id.empty()},
      {"n", context.n > 0},
      {"attempt", context.attempt > 0},
      {"members", !context.members.empty()},
      {"opening commitment", !context.opening_commitment.empty()},
      {"population", !context.population.empty()},
  };
  for (const auto& [name, present] : required) {
    if (!present) {
      return absl::InvalidArgumentError(
          absl::StrCat("a release without ", name, ": its context must say it"));
    }
  }
  for (const v1::MemberEnvelope& member : context.members) {
    if (member.state() == v1::MEMBER_STATE_UNSPECIFIED) {
      return absl::InvalidArgumentError(
          absl::StrCat("member ", member.member(), " is in the release without a state"));
    }
  }
  return absl::OkStatus();
}

v1::Release Envelope(const query::Plan& plan, const v1::Query& query, const Profile& profile,
                     const ReleaseContext& context) {
  v1::Release release;
  release.set_title(query.title());
  release.set_query_digest(context.query_digest);
  release.set_agreement_digest(context.agreement_digest);
  release.set_run_id(context.run_id);
  release.set_n(context.n);
  release.set_attempt(context.attempt);
  release.set_purpose(query.purpose());
  release.set_population(context.population);
  release.set_epoch(context.epoch);
  release.set_index_date(query.index_date());
  release.set_period(query.period());
  release.set_profile(profile.name);
  release.set_threshold(plan.threshold);
  release.set_shadow(context.shadow);
  release.set_opt_out_rule(context.opt_out_rule);
  release.set_released_at(ToRfc3339(context.released_at));
  release.set_opening_commitment(context.opening_commitment);
  for (const query::PlannedAxis& axis : plan.axes) {
    release.add_axes(axis.name);
  }
  for (const query::PlannedMeasure& measure : plan.measures) {
    release.add_measures(measure.title);
  }
  release.mutable_members()->Add(context.members.begin(), context.members.end());
  return release;
}

void AddCell(const std::vector<std::string>& labels, const std::string& measure,
             const Figure& figure, v1::Release& release) {
  v1::ReleasedCell& cell = *release.add_cells();
  cell.mutable_labels()->Add(labels.begin(), labels.end());
  cell.set_measure(measure);
  Write(figure, cell);
}

}  // namespace

absl::StatusOr<v1::Release> Gate::MakeRelease(const query::Plan& plan, const v1::Query& query,
                                              const OpenedTable& opened,
                                              const ReleaseContext& context) const {
  ASSIGN_OR_RETURN(const Profile profile, FindProfile(query.profile()));
  RETURN_IF_ERROR(CheckContext(context));
  RETURN_IF_ERROR(CheckPlan(plan, profile, dictionary_, opened));
  const std::vector<Margin> margins = MarginsOf(plan);
  const CountSource source{plan, profile, opened, margins, query.totals()};
  MeasureTables maker(source, dictionary_);
  std::vector<MeasureTable> tables;
  for (const query::PlannedMeasure& measure : plan.measures) {
    ASSIGN_OR_RETURN(MeasureTable table, maker.Make(measure));
    tables.push_back(std::move(table));
  }
  v1::Release release = Envelope(plan, query, profile, context);
  release.set_synthetic(opened.synthetic());
  for (size_t cell = 0; cell < plan.cells; ++cell) {
    for (size_t i = 0; i < tables.size(); ++i) {
      AddCell(LabelsOf(plan, cell), plan.measures[i].title, tables[i].cells[cell], release);
    }
  }
  for (size_t margin = 0; margin < margins.size(); ++margin) {
    for (size_t i = 0; i < tables.size(); ++i) {
      AddCell(margins[margin].labels, plan.measures[i].title, tables[i].totals[margin], release);
    }
  }
  ASSIGN_OR_RETURN(const std::vector<v1::LinkageQuality> quality,
                   LinkageFigures(plan, profile, dictionary_, opened));
  release.mutable_linkage()->Add(quality.begin(), quality.end());
  for (std::string& note : NotesOn(plan, query, dictionary_, profile, margins, tables, release)) {
    release.add_notes(std::move(note));
  }
  return release;
}

}  // namespace ginnel::disclosure
