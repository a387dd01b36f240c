// SPDX-License-Identifier: Apache-2.0
#include "governance/agreement_diff.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/spaced.h"
#include "governance/constitution_terms.h"
#include "governance/dictionary_diff.h"
#include "governance/linkage.h"
#include "governance/member_areas.h"

namespace ginnel::governance {
namespace {

using Ranks = ChangeList::Ranks;

std::string Sectors(const v1::Member& member) {
  std::vector<std::string> words;
  for (const int sector : member.sectors())
    words.push_back(EnumWord(v1::Sector_Name(static_cast<v1::Sector>(sector)), "SECTOR_"));
  return absl::StrJoin(words, ", ");
}

const char* Kind(const v1::Member& member) {
  switch (member.kind()) {
    case v1::MEMBER_KIND_FULL:
      return "a full member";
    case v1::MEMBER_KIND_ASSOCIATE:
      return "an associate member";
    default:
      return "a member of no kind";
  }
}

void CompareMember(const v1::Member& older, const v1::Member& newer, ChangeList& changes) {
  const std::string& id = newer.id();
  changes.AddText(absl::StrCat(id, "'s title"), older.title(), newer.title());
  if (older.kind() != newer.kind()) {
    changes.Add(absl::StrCat(id, " becomes ", Kind(newer), ", and was ", Kind(older)));
  }
  if (FieldDiffers("sectors", older, newer)) {
    changes.Add(
        absl::StrCat(id, "'s sectors go from (", Sectors(older), ") to (", Sectors(newer), ")"));
  }
  if (older.signing_key() != newer.signing_key()) {
    changes.Add(absl::StrCat(id,
                             "'s signing key changes: it signs by the old and the new one, and "
                             "its operations anew"));
  }
  changes.AddNumber(absl::StrCat("the number of people that ", id, " is expected to hold"),
                    older.expected_people(), newer.expected_people(), "people",
                    Ranks::kHigherIsLooser);
  if (FieldDiffers("areas", older, newer)) {
    changes.Add(absl::StrCat("people of ", id, " can be registered ", SayAreas(newer),
                             ", and before ", SayAreas(older)));
  }
  changes.AddOthers(id, older, newer,
                    {"id", "title", "kind", "sectors", "signing_key", "expected_people", "areas"});
}

void CompareMembers(const v1::Constitution& older, const v1::Constitution& newer,
                    std::vector<AgreementChange>& all) {
  ChangeList changes("members", all);
  const bool other_places = FieldDiffers("geographies", older.dictionary(), newer.dictionary());
  CompareLists(
      older.members(), newer.members(), [](const v1::Member& each) { return each.id(); },
      [&](const v1::Member& each) { changes.Add(absl::StrCat(each.id(), " leaves")); },
      [&](const v1::Member& each) {
        changes.Add(absl::StrCat(each.id(), " joins as ", Kind(each), " (", Sectors(each), ")"));
      },
      [&](const v1::Member& a, const v1::Member& b) {
        CompareMember(a, b, changes);
        if (other_places && a.has_areas() && b.has_areas()) {
          changes.Add(absl::StrCat("the dictionary's geography changes: which practices lie ",
                                   SayAreas(b), ", where people of ", b.id(),
                                   " are registered, may change with it"));
        }
      },
      [&] { changes.Add("the order of the members, and with it of every roster, changes"); });
}

void CompareTrustee(const v1::Trustee& older, const v1::Trustee& newer, ChangeList& changes) {
  const std::string& id = newer.id();
  changes.AddText(absl::StrCat(id, "'s organisation"), older.organisation(), newer.organisation());
  changes.AddText(absl::StrCat(id, "'s host"), older.host(), newer.host());
  changes.AddText(absl::StrCat(id, "'s administrator"), older.administrator(),
                  newer.administrator());
  if (older.signing_key() != newer.signing_key())
    changes.Add(absl::StrCat(id, "'s signing key changes: it signs its operations anew"));
  if (older.oprf_key() != newer.oprf_key()) {
    changes.Add(absl::StrCat(id,
                             "'s part of the pseudonymisation key changes: every pseudonym "
                             "changes, and all members ingest again"));
  }
  changes.AddOthers(id, older, newer,
                    {"id", "organisation", "host", "administrator", "signing_key", "oprf_key"});
}

void CompareTrustees(const v1::Constitution& older, const v1::Constitution& newer,
                     std::vector<AgreementChange>& all) {
  ChangeList changes("trustees", all);
  const auto told = [](const v1::Trustee& each) {
    return absl::StrCat(each.id(), " (", each.organisation(), " on ", each.host(), ")");
  };
  CompareLists(
      older.trustees(), newer.trustees(), [](const v1::Trustee& each) { return each.id(); },
      [&](const v1::Trustee& each) {
        changes.Add(absl::StrCat(told(each), " is trustee no more"));
      },
      [&](const v1::Trustee& each) { changes.Add(absl::StrCat(told(each), " becomes a trustee")); },
      [&](const v1::Trustee& a, const v1::Trustee& b) { CompareTrustee(a, b, changes); },
      [&] { changes.Add("the order of the trustees changes: the first is the coordinator"); });
}

void ComparePurpose(const v1::Purpose& older, const v1::Purpose& newer, ChangeList& changes) {
  const std::string of = absl::StrCat("the purpose ", newer.id());
  changes.AddText(absl::StrCat("the title of ", of), older.title(), newer.title());
  changes.AddText(absl::StrCat("the legal basis of ", of), older.legal_basis(),
                  newer.legal_basis());
  if (older.opt_out_rule() != newer.opt_out_rule()) {
    const auto word = [](v1::OptOutRule rule) {
      return EnumWord(v1::OptOutRule_Name(rule), "OPT_OUT_RULE_");
    };
    const std::string text =
        absl::StrCat("the opt-out rule of ", of, " goes from ", word(older.opt_out_rule()), " to ",
                     word(newer.opt_out_rule()));
    newer.opt_out_rule() == v1::OPT_OUT_RULE_ALLOW_LIST
        ? changes.Add(absl::StrCat(text, " (stricter)"))
        : changes.AddLooser(text);
  }
  changes.AddNumber(absl::StrCat("the greatest age of the opt-out list of ", of),
                    older.list_max_age_days(), newer.list_max_age_days(), "days",
                    Ranks::kHigherIsLooser);
  changes.AddOthers(of, older, newer,
                    {"id", "title", "legal_basis", "opt_out_rule", "list_max_age_days"});
}

void ComparePurposes(const v1::Constitution& older, const v1::Constitution& newer,
                     std::vector<AgreementChange>& all) {
  ChangeList changes("purposes", all);
  CompareLists(
      older.purposes(), newer.purposes(), [](const v1::Purpose& each) { return each.id(); },
      [&](const v1::Purpose& each) {
        changes.Add(absl::StrCat("nothing may be asked for ", each.id(), " any more (stricter)"));
      },
      [&](const v1::Purpose& each) {
        changes.AddLooser(absl::StrCat("questions may be asked for ", each.id(), " (", each.title(),
                                       "), on the basis of ", each.legal_basis()));
      },
      [&](const v1::Purpose& a, const v1::Purpose& b) { ComparePurpose(a, b, changes); },
      [&] { changes.Add("the order of the purposes changes"); });
}

void CompareFloors(const v1::Floors& older, const v1::Floors& newer,
                   std::vector<AgreementChange>& all) {
  ChangeList changes("floors", all);
  if (older.profile() != newer.profile()) {
    changes.AddLooser(absl::StrCat("the loosest disclosure profile goes from ", older.profile(),
                                   " to ", newer.profile(), ": compare what the two hide"));
  }
  changes.AddNumber(
      "the number of members under which approvals must say that cells are "
      "attributable (floors.minimum_members)",
      older.minimum_members(), newer.minimum_members(), "", Ranks::kLowerIsLooser);
  changes.AddNumber("the greatest number of runs of one query", older.max_runs(), newer.max_runs(),
                    "", Ranks::kHigherIsLooser);
  changes.AddNumber("the longest life of an approval", older.max_approval_days(),
                    newer.max_approval_days(), "days", Ranks::kHigherIsLooser);
  changes.AddNumber("what one author may ask in a week", older.queries_per_author_and_week(),
                    newer.queries_per_author_and_week(), "queries", Ranks::kHigherIsLooser);
  changes.AddNumber("the time that members have to decide", older.decision_days(),
                    newer.decision_days(), "days", Ranks::kNot);
  changes.AddOthers("floors", older, newer,
                    {"profile", "minimum_members", "max_runs", "max_approval_days",
                     "queries_per_author_and_week", "decision_days"});
}

// Whoever has a seat decides for others: nobody can rank a change of it.
void ComparePanels(const v1::Constitution& older, const v1::Constitution& newer,
                   std::vector<AgreementChange>& all) {
  ChangeList changes("panels", all);
  const auto seats = [](const v1::Panel& panel) {
    return absl::StrCat(panel.quorum(), " of ", absl::StrJoin(panel.people(), ", "));
  };
  CompareLists(
      older.panels(), newer.panels(), [](const v1::Panel& panel) { return panel.id(); },
      [&](const v1::Panel& gone) { changes.Add(absl::StrCat("the panel ", gone.id(), " goes")); },
      [&](const v1::Panel& came) {
        changes.AddLooser(absl::StrCat("the panel ", came.id(), " comes: ", seats(came)));
      },
      [&](const v1::Panel& before, const v1::Panel& after) {
        if (seats(before) != seats(after)) {
          changes.AddLooser(absl::StrCat("the panel ", after.id(), " goes from ", seats(before),
                                         " to ", seats(after)));
        }
        changes.AddText(absl::StrCat("the title of the panel ", after.id()), before.title(),
                        after.title());
        changes.AddOthers(absl::StrCat("the panel ", after.id()), before, after,
                          {"id", "title", "people", "quorum"});
      },
      [&] { changes.Add("panels stand in another order"); });
}

// Whose nodes hold the pseudonyms of all registered people, and how often anew.
void CompareLinkage(const v1::Constitution& older, const v1::Constitution& newer,
                    std::vector<AgreementChange>& all) {
  ChangeList changes("linkage", all);
  if (!older.has_linkage() && !newer.has_linkage()) return;
  const auto told = [](const v1::Linkage& linkage) {
    return absl::StrJoin(linkage.members(), ", ");
  };
  const v1::Linkage& before = older.linkage();
  const v1::Linkage& after = newer.linkage();
  if (!newer.has_linkage()) {
    return changes.Add("no question may link people across members any more (stricter)");
  }
  if (!older.has_linkage()) {
    changes.AddLooser(absl::StrCat("questions may link people across members: the nodes of ",
                                   told(after),
                                   " hold the pseudonyms of all people who are "
                                   "registered, or lately were"));
  } else {
    CompareLists(
        before.members(), after.members(), [](const std::string& each) { return each; },
        [&](const std::string& gone) {
          changes.Add(absl::StrCat(gone, " takes no part in linkage any more"));
        },
        [&](const std::string& came) {
          changes.AddLooser(
              absl::StrCat(came,
                           " takes part in linkage: its node holds the pseudonyms "
                           "of all people who are registered, or lately were, from the "
                           "next epoch on"));
        },
        [](const std::string&, const std::string&) {},
        [&] { changes.Add("linkage names its members in another order, which says nothing"); });
  }
  const auto days = [](const v1::Constitution& each) {
    return absl::ToInt64Hours(TimeBetweenEpochs(each)) / 24;
  };
  changes.AddNumber("the time between epochs", days(older), days(newer), "days",
                    ChangeList::Ranks::kLowerIsLooser);
  if (days(older) == days(newer) && FieldDiffers("days_between_epochs", before, after)) {
    changes.Add("the time between epochs is written in other words, and stays the same");
  }
  changes.AddNumber("people on two lists that an epoch may have", before.most_dual_per_10000(),
                    after.most_dual_per_10000(), "in ten thousand", Ranks::kHigherIsLooser);
  changes.AddNumber("how long people who left or died stay on the spine", LookBackMonths(older),
                    LookBackMonths(newer), "months", Ranks::kHigherIsLooser);
  if (LookBackMonths(older) == LookBackMonths(newer) &&
      FieldDiffers("look_back_months", before, after)) {
    changes.Add("how long people stay on the spine is written in other words, and the same");
  }
  changes.AddOthers("linkage", before, after,
                    {"members", "days_between_epochs", "most_dual_per_10000", "look_back_months"});
}

void CompareGeneral(const v1::Constitution& older, const v1::Constitution& newer,
                    std::vector<AgreementChange>& all) {
  ChangeList changes("dates and gateway", all);
  changes.AddText("the title", older.title(), newer.title());
  changes.AddText("the place", older.place(), newer.place());
  changes.AddNumber("the version", older.version(), newer.version(), "", Ranks::kNot);
  changes.AddText("the version that it follows", older.previous(), newer.previous());
  changes.AddText("the first day", older.starts(), newer.starts());
  changes.AddText("the last day", older.ends(), newer.ends());
  if (older.gateway() == newer.gateway()) return;
  const bool was_live = older.gateway() == v1::GATEWAY_LIVE;
  if (newer.gateway() == v1::GATEWAY_LIVE) {
    changes.AddLooser("the gateway goes from shadow to live: releases are for decisions");
  } else if (was_live) {
    changes.Add(
        "the gateway goes from live to shadow: releases are marked as on trial "
        "(stricter)");
  } else {
    changes.Add("the gateway is written in other words, and stays shadow");
  }
}

void CompareExclusions(const v1::Constitution& older, const v1::Constitution& newer,
                       ChangeList& changes) {
  const auto grounds = [](const v1::Exclusion& each) {
    return Spaced(EnumWord(v1::Grounds_Name(each.grounds()), "GROUNDS_"));
  };
  CompareLists(
      older.exclusions(), newer.exclusions(),
      [](const v1::Exclusion& each) { return each.member(); },
      [&](const v1::Exclusion& each) {
        changes.Add(absl::StrCat("the exclusion of ", each.member(), " is no longer listed"));
      },
      [&](const v1::Exclusion& each) {
        changes.Add(absl::StrCat(each.member(), " is put out: ", grounds(each)));
      },
      [&](const v1::Exclusion& a, const v1::Exclusion& b) {
        const std::string of = absl::StrCat("the grounds on which ", b.member(), " is put out");
        changes.AddText(of, grounds(a), grounds(b));
        changes.AddOthers(absl::StrCat("the exclusion of ", b.member()), a, b,
                          {"member", "grounds"});
      },
      [&] { changes.Add("the order of the exclusions changes"); });
}

void CompareDeparture(const v1::Constitution& older, const v1::Constitution& newer,
                      std::vector<AgreementChange>& all) {
  ChangeList changes("departure and exclusion", all);
  CompareExclusions(older, newer, changes);
  const auto rank = [&changes](bool was, bool is, bool differs, const std::string& what,
                               const char* no, const char* yes, bool yes_is_looser) {
    if (!differs) return;
    if (was == is)
      return changes.Add(
          absl::StrCat(what, " is written in other words, and stays ", is ? yes : no));
    const std::string text =
        absl::StrCat(what, " goes from ", was ? yes : no, " to ", is ? yes : no);
    is == yes_is_looser ? changes.AddLooser(text) : changes.Add(absl::StrCat(text, " (stricter)"));
  };
  rank(LetsEarlierQueriesFinish(older), LetsEarlierQueriesFinish(newer),
       FieldDiffers("in_flight", older, newer), "what becomes of queries under the version before",
       "stop", "finish", true);
  rank(WipesSharesOfDeparted(older), WipesSharesOfDeparted(newer),
       FieldDiffers("departure", older, newer), "what becomes of kept shares when a member leaves",
       "kept for 30 days", "wiped", false);
  const uint32_t was = QuorumPercent(older);
  const uint32_t is = QuorumPercent(newer);
  changes.AddNumber("the share of full members that must sign to put somebody out", was, is, "%",
                    Ranks::kLowerIsLooser);
  if (was == is && FieldDiffers("reserved", older, newer))
    changes.Add(absl::StrCat("the quorum is written in other words, and stays ", is, " %"));
  const auto told = [](const v1::Constitution& each) {
    return each.has_escalation()
               ? absl::StrCat(each.escalation().title(), " in ", each.escalation().days(), " days")
               : std::string();
  };
  changes.AddText("to whom a refused author may turn", told(older), told(newer));
}

}  // namespace

std::vector<AgreementChange> CompareConstitutions(const v1::Constitution& older,
                                                  const v1::Constitution& newer) {
  std::vector<AgreementChange> all;
  CompareMembers(older, newer, all);
  CompareTrustees(older, newer, all);
  ComparePurposes(older, newer, all);
  CompareFloors(older.floors(), newer.floors(), all);
  ComparePanels(older, newer, all);
  CompareDictionaries(older.dictionary(), newer.dictionary(), all);
  CompareModels(older, newer, all);
  CompareLinkage(older, newer, all);
  CompareGeneral(older, newer, all);
  CompareDeparture(older, newer, all);
  // A field that this file has never heard of.
  ChangeList("other", all)
      .AddOthers(
          "the constitution", older, newer,
          {"title",      "place",     "version",    "previous", "starts",     "ends",   "gateway",
           "members",    "trustees",  "purposes",   "floors",   "dictionary", "models", "in_flight",
           "exclusions", "departure", "escalation", "reserved", "panels",     "linkage"});
  return all;
}

}  // namespace ginnel::governance
