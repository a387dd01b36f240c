// SPDX-License-Identifier: Apache-2.0
#include "disclosure/release_notes.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "query/measure_family.h"

namespace ginnel::disclosure {
namespace {

using Family = query::PlannedMeasure::Family;

bool IsAmount(Family family) {
  return family == Family::kMean || family == Family::kDeviation || family == Family::kSum ||
         family == Family::kPerPerson;
}

bool HasFamily(const query::Plan& plan, bool (*matches)(Family)) {
  const auto measures = query::OpenedMeasuresOf(plan.measures);
  return std::any_of(measures.begin(), measures.end(),
                     [matches](const auto* measure) { return matches(measure->family); });
}

std::string Figures(size_t number, size_t of) {
  return absl::StrCat(number, " of ", of, number == 1 ? " figures is " : " figures are ");
}

void SayLinkage(const query::Plan& plan, const v1::Release& envelope,
                std::vector<std::string>& notes) {
  if (plan.linked == nullptr) return;
  notes.push_back(absl::StrCat(
      "People are linked: each counts by what all of the members know of them",
      envelope.epoch() == 0 ? "" : absl::StrCat(", over the spine of epoch ", envelope.epoch()),
      ". Somebody of whom a member has no record counts as the dictionary says of such people; "
      "what members know of people who are not registered with a practice of the place is in no "
      "figure of the table (beside it: not matched), and neither is who has moved between its "
      "networks since. What is beside the table each member's node told roughly, over all people "
      "of "
      "whom it has a record: people to the nearest hundred, fewer than 50 as a range; sums of the "
      "period to two figures, and not where few people make up most of it."));
}

void SayRules(const query::Plan& plan, const Profile& profile, std::vector<std::string>& notes) {
  notes.push_back(absl::StrCat("Counts of 1 to ", plan.threshold - 1,
                               " are suppressed; all others are ", profile.RoundingInEnglish(),
                               ". Low and high say what the true figure may be."));
  notes.push_back(plan.zero_may_be_shown
                      ? "A count of zero is shown as zero."
                      : absl::StrCat("The question has conditions of its own, so zero counts as "
                                     "small: a suppressed count is 0 to ",
                                     plan.threshold - 1, "."));
  if (HasFamily(plan, [](Family family) { return family == Family::kPrevalence; })) {
    notes.emplace_back(
        "Percentages are worked out from rounded counts, and so are their 95 % intervals "
        "(Wilson).");
  }
  if (HasFamily(plan, [](Family family) { return family == Family::kDeviation; })) {
    notes.emplace_back(
        "Standard deviations are as coarse as the number of people allows; where low is 0, it is "
        "that "
        "much or less.");
  }
  if (HasFamily(plan, IsAmount)) {
    notes.emplace_back(
        "Means have three significant figures, or fewer where more would tell how many people "
        "they are over; sums and figures per person are worked out from these means and rounded "
        "counts.");
  }
}

// How derived measures were worked out: each sentence once.
void SayFormulas(const query::Plan& plan, std::vector<std::string>& notes) {
  std::set<std::string> said;
  for (const query::PlannedMeasure& measure : plan.measures) {
    if (measure.family == Family::kDerived && said.insert(measure.derived->note).second) {
      notes.push_back(measure.derived->note);
    }
  }
  if (plan.around) {
    notes.emplace_back(
        "Months are each person's own: \"1 after\" begins on the day of the event, and \"1 "
        "before\" "
        "ends on the day before it; months are not added up. Everybody counts in all of them, also "
        "in those that they did not live to see.");
  } else if (plan.by_month()) {
    notes.emplace_back("Each month is asked as at the day after it; months are not added up.");
  }
  if (plan.baseline) {
    notes.push_back(absl::StrCat("A cohort: who is counted, and in which cell, was settled as at ",
                                 ToString(plan.baseline->index_date),
                                 ". Whoever has left or died since counts on, with what is known "
                                 "of them."));
  }
}

void SayWhatIsHidden(const query::Plan& plan, const std::vector<MeasureTable>& tables,
                     std::vector<std::string>& notes) {
  size_t all = 0;
  size_t suppressed = 0;
  size_t withheld = 0;
  size_t dominated = 0;
  size_t untold = 0;  // of figures that are worked out from others
  for (size_t i = 0; i < tables.size(); ++i) {
    const Family family = plan.measures[i].family;
    const bool worked_out = family == Family::kDerived || family == Family::kDeviation;
    if (!worked_out) dominated += tables[i].dominated;
    for (const Figure& figure : tables[i].cells) {
      ++all;
      suppressed += figure.state == v1::CELL_STATE_SUPPRESSED ? 1 : 0;
      (worked_out ? untold : withheld) += figure.state == v1::CELL_STATE_WITHHELD ? 1 : 0;
    }
  }
  if (suppressed > 0) {
    notes.push_back(absl::StrCat(Figures(suppressed, all), "suppressed: fewer than ",
                                 plan.threshold, " people are counted or contribute."));
  }
  if (withheld > dominated) {
    notes.push_back(absl::StrCat(Figures(withheld - dominated, all),
                                 "withheld: a figure that could be worked out from it is small."));
  }
  if (untold > 0) {
    notes.push_back(absl::StrCat(Figures(untold, all),
                                 "withheld: what it is worked out from is hidden, or too little."));
  }
  if (dominated > 0) {
    notes.push_back(
        absl::StrCat(Figures(dominated, all), "withheld: a few people make up most of the sum."));
  }
}

// How far a count's total may be from the truth, at most.
Decimal DriftOf(const MeasureTable& table, bool own_rounding) {
  Decimal drift;
  for (size_t total = 0; total < table.totals.size(); ++total) {
    const Figure& figure = table.totals[total];
    if (figure.state == v1::CELL_STATE_VALUE && table.own_rounding[total] == own_rounding &&
        figure.low.has_value() && figure.high.has_value()) {
      drift = std::max({drift, figure.value - *figure.low, *figure.high - figure.value});
    }
  }
  return drift;
}

void SayDrift(const query::Plan& plan, const std::vector<MeasureTable>& tables,
              std::vector<std::string>& notes) {
  Decimal derived;
  Decimal own;
  for (size_t i = 0; i < tables.size(); ++i) {
    if (plan.measures[i].family == Family::kPeople) {
      derived = std::max(derived, DriftOf(tables[i], false));
      own = std::max(own, DriftOf(tables[i], true));
    }
  }
  if (derived > Decimal()) {
    notes.push_back(absl::StrCat(
        "A total that is added up from rounded counts differs from the true one by at most ",
        derived.ToString(), "."));
  }
  if (own > Decimal()) {
    notes.push_back(
        absl::StrCat("A total that is rounded on its own differs from the true one by at most ",
                     own.ToString(), "."));
  }
}

std::string LabelsWhere(const std::vector<Margin>& margins, const MeasureTable& table, bool own) {
  std::vector<std::string> labels;
  for (size_t total = 0; total < margins.size(); ++total) {
    if (table.own_rounding[total] == own) {
      labels.push_back(absl::StrJoin(margins[total].labels, " × "));
    }
  }
  return absl::StrJoin(labels, ", ");
}

void SayTotals(const query::Plan& plan, const v1::Query& query, const std::vector<Margin>& margins,
               const std::vector<MeasureTable>& tables, std::vector<std::string>& notes) {
  if (margins.empty()) {
    return;
  }
  const bool audited = query.totals() == v1::TOTALS_AUDITED;
  const bool any = std::any_of(tables.begin(), tables.end(), [](const MeasureTable& table) {
    return std::find(table.own_rounding.begin(), table.own_rounding.end(), true) !=
           table.own_rounding.end();
  });
  notes.emplace_back(
      audited && any
          ? "Totals of counts are rounded on their own, within limits that tell nothing about any "
            "cell, and need not add up; totals of means and sums come from released cells."
          : "Totals are worked out from the released cells, so that they add up; those with hidden "
            "parts are partial.");
  SayDrift(plan, tables, notes);
  if (!audited) {
    return;
  }
  for (size_t i = 0; i < tables.size(); ++i) {
    if (IsAmount(plan.measures[i].family) || plan.measures[i].family == Family::kDerived) {
      continue;
    }
    const std::string own = LabelsWhere(margins, tables[i], true);
    const std::string derived = LabelsWhere(margins, tables[i], false);
    notes.push_back(
        absl::StrCat("Totals of ", plan.measures[i].title, ": ",
                     own.empty() ? "" : absl::StrCat("rounded on their own: ", own),
                     own.empty() || derived.empty() ? "" : "; ",
                     derived.empty() ? "" : absl::StrCat("from released cells: ", derived), "."));
  }
}

const char* BasisInEnglish(v1::CostBasis basis) {
  switch (basis) {
    case v1::COST_BASIS_TARIFF:
      return "the national tariff";
    case v1::COST_BASIS_PATIENT_LEVEL:
      return "patient-level costing";
    case v1::COST_BASIS_UNIT_COST:
      return "activity at average unit costs";
    case v1::COST_BASIS_BLOCK:
      return "a block contract shared out over activity";
    default:
      return nullptr;
  }
}

// What sums of money rest on: those of different bases cannot be compared or added up unseen.
void SayCostBases(const query::Plan& plan, const query::Dictionary& dictionary,
                  std::vector<std::string>& notes) {
  std::set<std::string> bases;
  for (const query::PlannedMeasure* measure : query::OpenedMeasuresOf(plan.measures)) {
    if (measure->variable < 0) continue;
    const v1::Variable& variable = dictionary.variable(measure->variable);
    if (const char* basis = BasisInEnglish(variable.cost_basis()); basis != nullptr) {
      bases.insert(absl::StrCat(variable.title(), " by ", basis));
    }
  }
  if (!bases.empty()) notes.push_back(absl::StrCat("Costs: ", absl::StrJoin(bases, "; "), "."));
}

void SayMembers(const v1::Release& envelope, std::vector<std::string>& notes) {
  for (const v1::MemberEnvelope& member : envelope.members()) {
    const char* why = nullptr;
    switch (member.state()) {
      case v1::MEMBER_STATE_REFUSED:
        why = "refused";
        break;
      case v1::MEMBER_STATE_OFFLINE:
        why = "did not take part";
        break;
      case v1::MEMBER_STATE_STALE_DATA:
        why = "has stale data";
        break;
      default:
        break;
    }
    if (why != nullptr) {
      notes.push_back(
          absl::StrCat("Member ", member.member(), " ", why, ": its people are not counted here."));
    }
  }
}

}  // namespace

std::vector<std::string> NotesOn(const query::Plan& plan, const v1::Query& query,
                                 const query::Dictionary& dictionary, const Profile& profile,
                                 const std::vector<Margin>& margins,
                                 const std::vector<MeasureTable>& tables,
                                 const v1::Release& envelope) {
  std::vector<std::string> notes;
  if (envelope.synthetic()) {
    notes.emplace_back("Synthetic: these people are made up. It says nothing about any place.");
  }
  if (envelope.shadow()) {
    notes.emplace_back("Shadow release: real people, on trial, not for decisions.");
  }
  SayLinkage(plan, envelope, notes);
  SayRules(plan, profile, notes);
  SayFormulas(plan, notes);
  SayWhatIsHidden(plan, tables, notes);
  SayTotals(plan, query, margins, tables, notes);
  SayCostBases(plan, dictionary, notes);
  SayMembers(envelope, notes);
  return notes;
}

}  // namespace ginnel::disclosure
