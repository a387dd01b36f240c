// SPDX-License-Identifier: Apache-2.0
#include "rehearsal/rehearse.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "disclosure/gate.h"
#include "disclosure/profile.h"
#include "query/plan.h"
#include "rehearsal/linked_city.h"
#include "rehearsal/survival.h"
#include "rehearsal/synthetic_members.h"
#include "rehearsal/synthetic_opening.h"

namespace ginnel::rehearsal {
namespace {

constexpr char kNobody[] = "rehearsal";
constexpr char kWork[] = "asking the city's organisations";

// The query as it can be asked of the city: all of its organisations, all of which take part.
v1::Query ForTheCity(v1::Query query) {
  query.clear_members();
  query.add_members("all");
  query.clear_optional();
  query.clear_coverage();
  return query;
}

v1::Constitution WithPurpose(v1::Constitution constitution, const std::string& purpose) {
  if (constitution.purposes().empty()) {
    v1::Purpose& only = *constitution.add_purposes();
    only.set_id(purpose);
    only.set_title(purpose);
    only.set_opt_out_rule(v1::OPT_OUT_RULE_NOT_APPLICABLE);
  }
  if (constitution.floors().max_runs() == 0) constitution.mutable_floors()->set_max_runs(100);
  return constitution;
}

class Stage {
 public:
  Stage(SyntheticMembers& members, const v1::Constitution& constitution,
        const query::Dictionary& dictionary, const Clock& clock, const ProgressSink& progress)
      : members_(members),
        constitution_(constitution),
        dictionary_(dictionary),
        clock_(clock),
        progress_(progress) {}

  absl::StatusOr<v1::Release> Play(const v1::Query& query) {
    ASSIGN_OR_RETURN(const std::vector<std::string> roster,
                     query::RosterOf(query, constitution_, dictionary_));
    ASSIGN_OR_RETURN(const uint32_t threshold, disclosure::ThresholdOf(query.profile()));
    ASSIGN_OR_RETURN(const query::Plan plan,
                     query::PlanQuery(query, constitution_, dictionary_, roster, threshold));
    disclosure::ReleaseContext context = Context(plan);
    std::vector<node::Engine*> engines;
    progress_(kWork, 0, roster.size());
    for (const std::string& member : roster) {
      ASSIGN_OR_RETURN(node::Engine * engine, members_.EngineOf(member, dictionary_));
      engines.push_back(engine);
      context.members.push_back(EnvelopeOf(*engine));
      progress_(kWork, engines.size(), roster.size());
    }
    const absl::StatusOr<std::vector<std::vector<int64_t>>> parts =
        plan.linked != nullptr ? JoinInTheClear(plan, dictionary_, engines)
                               : EachAlone(plan, engines);
    if (!parts.ok()) {
      return absl::Status(parts.status().code(),
                          absl::StrCat("in the synthetic city: ", parts.status().message()));
    }
    return disclosure::Gate(dictionary_)
        .MakeRelease(plan, query, SyntheticOpening::Open(plan, *parts), context);
  }

 private:
  absl::StatusOr<std::vector<std::vector<int64_t>>> EachAlone(
      const query::Plan& plan, const std::vector<node::Engine*>& engines) const {
    std::vector<std::vector<int64_t>> parts;
    for (node::Engine* engine : engines) {
      ASSIGN_OR_RETURN(const node::RehearsedTable table, engine->Rehearse(plan, dictionary_));
      std::vector<int64_t>& part = parts.emplace_back(table.size());
      for (size_t position = 0; position < part.size(); ++position) {
        part[position] = table.figure(position / plan.cells, position % plan.cells);
      }
    }
    return parts;
  }

  disclosure::ReleaseContext Context(const query::Plan& plan) const {
    disclosure::ReleaseContext context;
    context.query_digest = context.agreement_digest = context.run_id = kNobody;
    context.opening_commitment = kNobody;
    context.n = context.attempt = 1;
    context.shadow = false;
    context.released_at = clock_.Now();
    context.opt_out_rule = "nobody to opt out";
    context.population = query::SayPopulation(plan, dictionary_);
    return context;
  }

  static v1::MemberEnvelope EnvelopeOf(const node::Engine& engine) {
    const node::DataSetInfo& info = engine.snapshot().info();
    v1::MemberEnvelope envelope;
    envelope.set_member(absl::StrCat(info.member, " (synthetic)"));
    envelope.set_state(v1::MEMBER_STATE_CONTRIBUTED);
    envelope.set_data_from(info.data_from);
    envelope.set_data_to(info.data_to);
    envelope.set_loaded_at(info.loaded_at);
    return envelope;
  }

  SyntheticMembers& members_;
  const v1::Constitution& constitution_;
  const query::Dictionary& dictionary_;
  const Clock& clock_;
  const ProgressSink& progress_;
};

// The coarser cuts of which most survives, the finest first. One that cannot be planned is left
// out.
void Advise(const v1::Query& query, const query::Dictionary& dictionary, Stage& stage,
            config::RehearsalReport& report) {
  std::vector<config::Survival> survivors;
  for (const v1::Query& coarser : CoarserThan(query, dictionary)) {
    const absl::StatusOr<v1::Release> release = stage.Play(coarser);
    if (!release.ok()) continue;
    config::Survival survival = SurvivalOf(coarser, *release);
    if (MostSurvive(survival)) survivors.push_back(std::move(survival));
  }
  std::stable_sort(survivors.begin(), survivors.end(),
                   [](const auto& a, const auto& b) { return a.cells() > b.cells(); });
  for (config::Survival& survival : survivors) *report.add_coarser() = std::move(survival);
}

}  // namespace

absl::StatusOr<config::RehearsalReport> Rehearse(const config::RehearsalRequest& request,
                                                 const std::string& folder, const Clock& clock,
                                                 RandomSource& random,
                                                 const ProgressSink& progress) {
  ASSIGN_OR_RETURN(
      const std::unique_ptr<SyntheticMembers> members,
      SyntheticMembers::Create(folder, request.people(), request.seed(), clock, random));
  const v1::Constitution constitution =
      members->Settle(WithPurpose(request.constitution(), request.query().purpose()));
  ASSIGN_OR_RETURN(const query::Dictionary dictionary,
                   query::Dictionary::Create(constitution.dictionary()));
  const v1::Query query = ForTheCity(request.query());
  Stage stage(*members, constitution, dictionary, clock, progress);
  config::RehearsalReport report;
  ASSIGN_OR_RETURN(*report.mutable_release(), stage.Play(query));
  *report.mutable_asked() = SurvivalOf(query, report.release());
  if (request.advise() && !MostSurvive(report.asked())) Advise(query, dictionary, stage, report);
  return report;
}

}  // namespace ginnel::rehearsal
