// SPDX-License-Identifier: Apache-2.0
#include "node/review/question_facts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "governance/day_bounds.h"
#include "governance/identifier.h"
#include "governance/submitted_query.h"
#include "query/smallness.h"

namespace ginnel::node {
namespace {

void AddPurpose(const governance::Agreement& agreement, v1::ReviewCard& card) {
  v1::ReviewCard::Purpose& purpose = *card.mutable_purpose();
  purpose.set_id(card.query().purpose());
  const v1::Purpose* found = agreement.FindPurpose(card.query().purpose());
  if (found == nullptr) return;
  purpose.set_title(found->title());
  purpose.set_legal_basis(found->legal_basis());
  purpose.set_allow_list(found->opt_out_rule() == v1::OPT_OUT_RULE_ALLOW_LIST);
  if (purpose.allow_list()) purpose.set_list_max_age_days(found->list_max_age_days());
}

std::string OrganisationTitle(const governance::Agreement& agreement, const std::string& id,
                              const std::string& party) {
  if (const v1::Member* member = agreement.FindMember(id)) {
    return member->title().empty() ? id : member->title();
  }
  const v1::Trustee* trustee = agreement.FindTrustee(party);
  return trustee == nullptr ? id : trustee->organisation();
}

void AddAuthor(const governance::Agreement& agreement, const std::vector<std::string>& roster,
               v1::ReviewCard& card) {
  v1::ReviewCard::Author& author = *card.mutable_author();
  author.set_person(card.query().author());
  // Of the name itself: an author who has left the agreement still has an organisation.
  const auto name = governance::ParsePersonId(card.query().author());
  if (!name.ok()) return;
  const std::string party(name->party);
  const std::string organisation = agreement.OrganisationOf(party);
  author.set_organisation(OrganisationTitle(agreement, organisation, party));
  author.set_own(organisation == agreement.OrganisationOf(card.member()));
  const bool only_own = std::all_of(roster.begin(), roster.end(), [&](const std::string& member) {
    return agreement.OrganisationOf(member) == organisation;
  });
  if (only_own) {
    card.add_warnings(
        "only the author's own organisation is asked: it may not approve this by itself");
  }
}

void AddMembers(const PastQuery& asked, const std::vector<std::string>& roster,
                const governance::Agreement& agreement, v1::ReviewCard& card) {
  const auto& optional = card.query().optional();
  const bool all_optional = optional.size() == 1 && optional.Get(0) == "all";
  for (const std::string& id : roster) {
    v1::ReviewCard::Asked& each = *card.add_members();
    each.set_member(id);
    if (const v1::Member* member = agreement.FindMember(id)) each.set_title(member->title());
    each.set_required(!all_optional &&
                      std::find(optional.begin(), optional.end(), id) == optional.end());
    each.set_own(id == card.member());
    const MemberWord word = asked.WordOf(id);
    each.set_word(word.word);
    each.set_person(word.person);
    each.set_at(word.at);
    if (word.word == v1::ReviewCard::WORD_REFUSED) {
      card.add_warnings(absl::StrCat(id, " has refused it: the query has ended"));
    }
  }
  const auto all = static_cast<uint32_t>(roster.size());
  const auto required =
      static_cast<uint32_t>(std::count_if(card.members().begin(), card.members().end(),
                                          [](const auto& each) { return each.required(); }));
  card.set_coverage(
      optional.empty() ? all : std::min(all, std::max({required, card.query().coverage(), 1u})));
}

}  // namespace

void AddQuestionFacts(const PastQuery& asked, const std::vector<std::string>& roster,
                      const query::Plan& plan, const governance::Agreement& agreement,
                      absl::Time now, v1::ReviewCard& card) {
  card.set_agreement_digest(agreement.digest().ToHex());
  card.set_live(agreement.constitution().gateway() == v1::GATEWAY_LIVE);
  AddPurpose(agreement, card);
  AddAuthor(agreement, roster, card);
  AddMembers(asked, roster, agreement, card);
  for (const v1::Sector sector : plan.sectors) card.add_sectors(sector);
  card.set_linked(plan.sectors.size() > 1);
  // What silence means, as where approvals are signed: enough members to hide one's remainder.
  const uint32_t floor = agreement.constitution().floors().minimum_members();
  const uint32_t minimum = floor == 0 ? static_cast<uint32_t>(query::kMembersToHide) : floor;
  card.set_attributable(card.linked() || card.coverage() < minimum);
  card.set_runs(governance::RunsAskedFor(card.query()));
  card.set_released(static_cast<uint32_t>(asked.releases.size()));
  card.set_not_after(card.query().not_after());
  const absl::StatusOr<Day> last = ParseDay(card.query().not_after());
  if (last.ok() && now >= governance::EndOf(*last)) {
    card.add_warnings(absl::StrCat("it ended on ", card.query().not_after(),
                                   ": it can be neither approved nor run"));
  }
  if (card.released() >= card.runs()) {
    card.add_warnings("all its runs are used up");
  }
}

}  // namespace ginnel::node
