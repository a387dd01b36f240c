// SPDX-License-Identifier: Apache-2.0
#include "node/review/card_maker.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "disclosure/profile.h"
#include "governance/register/register_query.h"
#include "node/agent/opt_out_list.h"
#include "node/engine/areas_check.h"
#include "node/review/dry_run.h"
#include "node/review/matched_people.h"
#include "node/review/overlaps.h"
#include "node/review/own_part.h"
#include "node/review/query_difference.h"
#include "node/review/question_facts.h"
#include "query/linkage/linked_plan.h"
#include "sharing/linked/run_layout.h"

namespace ginnel::node {
namespace {

struct Planned {
  std::vector<std::string> roster;
  query::Plan plan;
};

absl::StatusOr<Planned> PlanIt(const v1::Query& query, const sharing::InForce& now) {
  Planned planned;
  const v1::Constitution& constitution = now.agreement->constitution();
  ASSIGN_OR_RETURN(planned.roster, query::RosterOf(query, constitution, *now.dictionary));
  ASSIGN_OR_RETURN(const uint32_t threshold, disclosure::ThresholdOf(query.profile()));
  ASSIGN_OR_RETURN(planned.plan, query::PlanQuery(query, constitution, *now.dictionary,
                                                  planned.roster, threshold));
  return planned;
}

// The newest query but `asked` itself that this member approved and that `alike` accepts.
template <typename Alike>
const PastQuery* NewestApproved(const PastQueries& past, const PastQuery& asked,
                                const std::string& member, const Alike& alike) {
  const auto found =
      std::find_if(past.all().rbegin(), past.all().rend(), [&](const PastQuery& each) {
        return each.digest != asked.digest &&
               each.WordOf(member).word == v1::ReviewCard::WORD_APPROVED && alike(each);
      });
  return found == past.all().rend() ? nullptr : &*found;
}

// The place in the roster of the member whose card it is, who is asked.
int MemberIndex(const v1::ReviewCard& card) {
  int index = 0;
  while (card.members(index).member() != card.member()) ++index;
  return index;
}

bool SplitAlike(const v1::Query& a, const v1::Query& b) {
  return a.by_size() == b.by_size() && std::equal(a.by().begin(), a.by().end(), b.by().begin());
}

}  // namespace

absl::StatusOr<v1::ReviewCard> CardMaker::Make(std::string_view digits) {
  const std::lock_guard one(one_);
  ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
  RETURN_IF_ERROR(now.agreement->CheckInForce(parts_.clock->Now()));
  ASSIGN_OR_RETURN(const PastQueries past, PastQueries::Read(*parts_.on));
  ASSIGN_OR_RETURN(const PastQuery* const asked, past.Find(digits));
  v1::ReviewCard card;
  ASSIGN_OR_RETURN(*card.mutable_query(), FullQuery(*parts_.on, asked->digest));
  const absl::StatusOr<Planned> planned = PlanIt(card.query(), now);
  if (!planned.ok()) {
    return ReasonedError(
        absl::StatusCode::kFailedPrecondition, v1::REASON_QUERY_INVALID,
        absl::StrCat("under the agreement in force this query cannot be answered: ",
                     std::string(planned.status().message())));
  }
  const std::vector<std::string>& roster = planned->roster;
  if (std::find(roster.begin(), roster.end(), parts_.member) == roster.end()) {
    return ReasonedError(
        absl::StatusCode::kFailedPrecondition, v1::REASON_ROSTER_MISMATCH,
        absl::StrCat("this query does not ask ", parts_.member, ": there is nothing to decide"));
  }
  card.set_query_digest(asked->digest);
  card.set_member(parts_.member);
  card.set_made_at(ToRfc3339(parts_.clock->Now()));
  card.set_english(query::SayInEnglish(card.query(), planned->plan, now.agreement->constitution(),
                                       *now.dictionary));
  AddQuestionFacts(*asked, roster, planned->plan, *now.agreement, parts_.clock->Now(), card);
  RETURN_IF_ERROR(AddSuspension(card));
  RETURN_IF_ERROR(AddDifference(past, *asked, card));
  AddOverlaps(past, asked->digest, card.query(), roster, card);
  RETURN_IF_ERROR(AddDryRun(planned->plan, now, card));
  return card;
}

absl::Status CardMaker::AddDifference(const PastQueries& past, const PastQuery& asked,
                                      v1::ReviewCard& card) const {
  v1::ReviewCard::Difference& difference = *card.mutable_difference();
  difference.set_basis(v1::ReviewCard::BASIS_SERIES);
  const PastQuery* before = NewestApproved(past, asked, parts_.member, [&](const PastQuery& each) {
    return each.series == asked.series;
  });
  if (before == nullptr) {
    difference.set_basis(v1::ReviewCard::BASIS_AUTHOR);
    before = NewestApproved(past, asked, parts_.member, [&](const PastQuery& each) {
      return each.query.author() == asked.query.author() && SplitAlike(each.query, asked.query);
    });
  }
  if (before == nullptr) {
    card.clear_difference();
    return absl::OkStatus();
  }
  difference.set_query_digest(before->digest);
  difference.set_title(before->query.title());
  difference.set_approved_at(before->WordOf(parts_.member).at);
  ASSIGN_OR_RETURN(const v1::Query older, FullQuery(*parts_.on, before->digest));
  for (const governance::AgreementChange& each : CompareQueries(older, card.query())) {
    v1::ReviewCard::Change& change = *difference.add_changes();
    change.set_text(each.text);
    change.set_asks_more(each.looser);
  }
  return absl::OkStatus();
}

absl::Status CardMaker::AddSuspension(v1::ReviewCard& card) const {
  return parts_.on->Read([&](store::Snapshot& tx) -> absl::Status {
    const absl::StatusOr<v1::Suspension> last = governance::LastSuspension(tx, parts_.member);
    if (absl::IsNotFound(last.status())) return absl::OkStatus();
    RETURN_IF_ERROR(last.status());
    if (!last->lifted()) {
      card.add_warnings(absl::StrCat(parts_.member, " has suspended its part since ",
                                     last->given_at(), ": nothing with it runs"));
    }
    return absl::OkStatus();
  });
}

absl::Status CardMaker::AddDryRun(const query::Plan& plan, const sharing::InForce& now,
                                  v1::ReviewCard& card) const {
  const auto cannot = [&card](v1::Reason reason, const absl::Status& why) {
    card.mutable_dry_run()->set_problem(reason);
    card.mutable_dry_run()->set_why(std::string(why.message()));
    return absl::OkStatus();
  };
  card.mutable_dry_run()->set_threshold(plan.threshold);
  const absl::StatusOr<std::shared_ptr<Engine>> engine = parts_.engine();
  if (absl::IsNotFound(engine.status())) return cannot(v1::REASON_UNAVAILABLE, engine.status());
  RETURN_IF_ERROR(engine.status());
  const DataSetInfo& info = (*engine)->snapshot().info();
  v1::ReviewCard::Data& data = *card.mutable_data();
  data.set_data_from(info.data_from);
  data.set_data_to(info.data_to);
  data.set_loaded_at(info.loaded_at);
  data.set_opt_out_list_date(info.opt_out_list_date);
  data.set_people((*engine)->snapshot().people());
  for (v1::ReviewCard::Overlap& overlap : *card.mutable_overlaps()) {
    overlap.set_data_loaded_since(info.loaded_at > overlap.released_at());  // RFC 3339 in UTC
  }
  if (const v1::Purpose* purpose = now.agreement->FindPurpose(card.query().purpose())) {
    const absl::Status list = CheckOptOutList(*purpose, info, DayOf(parts_.clock->Now()));
    if (!list.ok()) {
      card.add_warnings(
          absl::StrCat("this node would refuse to run it today: ", std::string(list.message())));
    }
  }
  const absl::Status within = CheckAreas(plan, now.agreement->constitution(), parts_.member,
                                         MemberIndex(card), (*engine)->snapshot());
  if (!within.ok()) {
    card.add_warnings(
        absl::StrCat("this node would refuse to run it today: ", std::string(within.message())));
  }
  const query::Plan own = plan.linked == nullptr ? plan : OwnPartOf(plan, MemberIndex(card));
  const absl::StatusOr<RehearsedTable> table = (*engine)->Rehearse(own, *now.dictionary);
  const v1::Reason reason = table.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(table.status());
  if (reason == v1::REASON_VARIABLE_NOT_OFFERED || reason == v1::REASON_DATA_ENDS_BEFORE) {
    return cannot(reason, table.status());
  }
  RETURN_IF_ERROR(table.status());
  *card.mutable_dry_run() =
      DescribeRehearsal(own, *now.dictionary, static_cast<size_t>(card.members_size()), *table);
  if (plan.linked != nullptr) {
    card.mutable_dry_run()->add_notes(
        "People are linked: what is released joins these figures with what other members know of "
        "the same people. Everybody of whom this node holds a record is counted here, registered "
        "with a practice of the place or not.");
    RETURN_IF_ERROR(AddMatched(plan, *now.dictionary, **engine, card));
  }
  return absl::OkStatus();
}

absl::Status CardMaker::AddMatched(const query::Plan& plan, const query::Dictionary& dictionary,
                                   Engine& engine, v1::ReviewCard& card) const {
  const auto words = [&]() -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const governance::AgreedSpine agreed, parts_.on->AgreedSpineNow());
    ASSIGN_OR_RETURN(const std::shared_ptr<const Spine> spine,
                     parts_.spines(agreed.epoch, agreed.digest));
    std::vector<std::string> roster;
    for (const auto& each : card.members()) roster.push_back(each.member());
    ASSIGN_OR_RETURN(const sharing::SpineLayout ranges,
                     sharing::RangesOn(agreed, roster, *plan.linked));
    return SayMatchedPeople(plan, dictionary, *spine, ranges, MemberIndex(card), engine);
  }();
  if (words.ok()) {
    if (!words->empty()) card.mutable_dry_run()->add_notes(*words);
    return absl::OkStatus();
  }
  // None agreed, or this node does not hold it.
  if (!absl::IsFailedPrecondition(words.status())) return words.status();
  card.mutable_dry_run()->add_notes(absl::StrCat(
      "Which of its people are matched cannot be said now: ", std::string(words.status().message()),
      "."));
  return absl::OkStatus();
}

}  // namespace ginnel::node
