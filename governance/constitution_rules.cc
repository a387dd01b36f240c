// SPDX-License-Identifier: Apache-2.0
#include "governance/constitution_rules.h"

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/oprf_key.h"
#include "crypto/signing.h"
#include "governance/constitution_terms.h"
#include "governance/day_bounds.h"
#include "governance/identifier.h"
#include "governance/linkage.h"
#include "governance/member_areas.h"
#include "governance/panel.h"
#include "governance/problems.h"
#include "governance/pseudonyms.h"

namespace ginnel::governance {
namespace {

// Limits of what a floor may say. A floor of zero would be no floor; one beyond these is a slip of
// the pen.
constexpr uint32_t kLeastMembers =
    3;  // two members can subtract their own figures (protocols.md 4)
constexpr uint32_t kMostRuns = 1000;
constexpr uint32_t kMostApprovalDays = 366;
constexpr uint32_t kMostQueriesAWeek = 10'000;
constexpr uint32_t kMostDecisionDays = 366;

// Parties seen so far, so that no id and no key stands for two.
struct Seen {
  std::set<std::string> ids;
  std::map<std::string, std::string> key_owner;
};

void CheckId(const std::string& id, std::string_view kind, Seen& seen, Problems& problems) {
  if (!IsPartyId(id)) {
    problems.Add(absl::StrCat(std::string(kind), " id '", id,
                              "' must be lower-case letters, digits and hyphens"));
  } else if (!seen.ids.insert(id).second) {
    problems.Add(absl::StrCat("two parties have the id '", id, "'"));
  }
}

void CheckKey(const std::string& hex, const std::string& owner, Seen& seen, Problems& problems) {
  if (absl::StatusOr<crypto::VerifyingKey> key = crypto::VerifyingKey::FromHex(hex); !key.ok()) {
    problems.Add(absl::StrCat("signing_key of ", owner, ": ", std::string(key.status().message())));
    return;
  }
  const auto [entry, fresh] = seen.key_owner.emplace(hex, owner);
  if (!fresh) {
    problems.Add(absl::StrCat(owner, " and ", entry->second, " have the same signing_key"));
  }
}

void CheckMembers(const v1::Constitution& constitution, Seen& seen, Problems& problems) {
  bool any_full = false;
  std::set<std::string> titles;
  for (const v1::Member& member : constitution.members()) {
    CheckId(member.id(), "member", seen, problems);
    CheckKey(member.signing_key(), member.id(), seen, problems);
    const std::string title = ComparableName(member.title());
    problems.AddUnless(
        !title.empty() && titles.insert(title).second,
        absl::StrCat("member ", member.id(), " needs a title that no other member has"));
    any_full |= member.kind() == v1::MEMBER_KIND_FULL;
    const std::string of = absl::StrCat("member ", member.id());
    problems.AddUnless(
        member.kind() == v1::MEMBER_KIND_FULL || member.kind() == v1::MEMBER_KIND_ASSOCIATE,
        absl::StrCat(of, " has no kind: full or associate"));
    problems.AddUnless(!member.sectors().empty(), absl::StrCat(of, " supplies no sector"));
    std::set<int> sectors;
    for (const int sector : member.sectors()) {
      problems.AddUnless(v1::Sector_IsValid(sector) && sector != v1::SECTOR_UNSPECIFIED,
                         absl::StrCat(of, " names an unknown sector"));
      problems.AddUnless(sectors.insert(sector).second, absl::StrCat(of, " names a sector twice"));
    }
  }
  problems.AddUnless(any_full, "there is no full member, so nobody could sign");
}

// Trustees under one roof can look at each other's shares: for the promise of architecture.md they
// are one.
void CheckDistinct(const v1::Constitution& constitution, std::string_view what,
                   const std::function<std::string(const v1::Trustee&)>& name_of,
                   Problems& problems) {
  std::map<std::string, std::string> owner;
  for (const v1::Trustee& trustee : constitution.trustees()) {
    const std::string name = name_of(trustee);
    if (name.empty()) {
      problems.Add(absl::StrCat("trustee ", trustee.id(), " states no ", std::string(what)));
      continue;
    }
    const auto [entry, fresh] = owner.emplace(name, trustee.id());
    if (!fresh) {
      problems.Add(absl::StrCat("trustees ", entry->second, " and ", trustee.id(), " share the ",
                                std::string(what), " '", name, "', so they count as one"));
    }
  }
}

// Without the proof the last trustee to publish could choose its part so that it knows the whole
// key.
absl::Status CheckOprfProof(const v1::Trustee& trustee) {
  ASSIGN_OR_RETURN(const crypto::VerifyingKey owner,
                   crypto::VerifyingKey::FromHex(trustee.signing_key()));
  ASSIGN_OR_RETURN(const crypto::OprfPublicPart part,
                   crypto::OprfPublicPart::FromHex(trustee.oprf_key()));
  ASSIGN_OR_RETURN(const crypto::OprfKeyProof proof,
                   crypto::OprfKeyProof::FromHex(trustee.oprf_proof()));
  return crypto::VerifyOprfKeyProof(part, owner, proof);
}

void CheckTrustees(const v1::Constitution& constitution, Seen& seen, Problems& problems) {
  problems.AddUnless(
      constitution.trustees_size() == 3,
      absl::StrCat("there must be exactly three trustees, not ", constitution.trustees_size()));
  CheckDistinct(
      constitution, "organisation",
      [&](const v1::Trustee& each) { return OrganisationOf(constitution, each); }, problems);
  CheckDistinct(
      constitution, "host", [](const v1::Trustee& each) { return ComparableName(each.host()); },
      problems);
  CheckDistinct(
      constitution, "administrator",
      [](const v1::Trustee& each) { return ComparableName(each.administrator()); }, problems);
  std::set<std::string> oprf_keys;
  for (const v1::Trustee& trustee : constitution.trustees()) {
    CheckId(trustee.id(), "trustee", seen, problems);
    CheckKey(trustee.signing_key(), trustee.id(), seen, problems);
    if (!oprf_keys.insert(trustee.oprf_key()).second) {
      problems.Add(absl::StrCat("trustee ", trustee.id(), " has another trustee's oprf_key"));
    }
    if (absl::Status proof = CheckOprfProof(trustee); !proof.ok()) {
      problems.Add(
          absl::StrCat("oprf_key of trustee ", trustee.id(), ": ", std::string(proof.message())));
    }
  }
}

void CheckPurposes(const v1::Constitution& constitution, Problems& problems) {
  problems.AddUnless(!constitution.purposes().empty(),
                     "there is no purpose, so nothing may be asked");
  std::set<std::string> ids;
  for (const v1::Purpose& purpose : constitution.purposes()) {
    const std::string of = absl::StrCat("purpose ", purpose.id());
    problems.AddUnless(IsPartyId(purpose.id()),
                       absl::StrCat("purpose id '", purpose.id(),
                                    "' must be lower-case letters, digits and hyphens"));
    problems.AddUnless(ids.insert(purpose.id()).second, absl::StrCat(of, " is there twice"));
    problems.AddUnless(!absl::StripAsciiWhitespace(purpose.legal_basis()).empty(),
                       absl::StrCat(of, " states no legal_basis"));
    const bool wants_list = purpose.opt_out_rule() == v1::OPT_OUT_RULE_ALLOW_LIST;
    problems.AddUnless(wants_list || purpose.opt_out_rule() == v1::OPT_OUT_RULE_NOT_APPLICABLE,
                       absl::StrCat(of, " states no opt_out_rule: allow_list or not_applicable"));
    problems.AddUnless(!wants_list || purpose.list_max_age_days() > 0,
                       absl::StrCat(of, " needs list_max_age_days with an allow_list"));
  }
}

void CheckFloors(const v1::Floors& floors, Problems& problems) {
  const auto within = [&problems](std::string_view name, uint32_t value, uint32_t low,
                                  uint32_t high) {
    problems.AddUnless(value >= low && value <= high,
                       absl::StrCat("floors.", std::string(name), " is ", value, ": it must be ",
                                    low, " to ", high));
  };
  problems.AddUnless(!floors.profile().empty(),
                     "floors.profile is missing: such as nhs-1-7-round-5");
  problems.AddUnless(floors.minimum_members() >= kLeastMembers,
                     absl::StrCat("floors.minimum_members is ", floors.minimum_members(),
                                  ": it must be at least ", kLeastMembers));
  within("max_runs", floors.max_runs(), 1, kMostRuns);
  within("max_approval_days", floors.max_approval_days(), 1, kMostApprovalDays);
  within("queries_per_author_and_week", floors.queries_per_author_and_week(), 1, kMostQueriesAWeek);
  within("decision_days", floors.decision_days(), 0, kMostDecisionDays);
}

void CheckDates(const v1::Constitution& constitution, Problems& problems) {
  const absl::StatusOr<Day> starts = ParseDay(constitution.starts());
  const absl::StatusOr<Day> ends = ParseDay(constitution.ends());
  if (!starts.ok()) problems.Add(absl::StrCat("starts: ", std::string(starts.status().message())));
  if (!ends.ok()) problems.Add(absl::StrCat("ends: ", std::string(ends.status().message())));
  if (starts.ok() && ends.ok() && *ends < *starts) {
    problems.Add(absl::StrCat("it ends on ", constitution.ends(), ", before it starts on ",
                              constitution.starts()));
  }
}

void CheckModels(const v1::Constitution& constitution, Problems& problems) {
  problems.AddUnless(!constitution.dictionary().variables().empty(),
                     "the dictionary has no variables");
  std::set<std::string> names;
  for (const v1::SegmentationModel& model : constitution.models()) {
    problems.AddUnless(!model.model().empty(), "a segmentation model has no name");
    problems.AddUnless(names.insert(model.model()).second,
                       absl::StrCat("the model ", model.model(), " is there twice"));
  }
}

}  // namespace

absl::Status ValidateConstitution(const v1::Constitution& constitution) {
  Problems problems;
  Seen seen;
  problems.AddUnless(!constitution.title().empty(), "title is missing");
  problems.AddUnless(constitution.version() > 0, "version is missing: the first is 1");
  CheckTerms(constitution, problems);
  CheckDates(constitution, problems);
  CheckMembers(constitution, seen, problems);
  CheckMemberAreas(constitution, problems);
  CheckExpectedPeople(constitution, problems);
  CheckTrustees(constitution, seen, problems);
  CheckPurposes(constitution, problems);
  CheckFloors(constitution.floors(), problems);
  CheckPanels(constitution, problems);
  CheckLinkage(constitution, problems);
  CheckModels(constitution, problems);
  return problems.ToStatus("constitution");
}

absl::Status CheckInForce(const v1::Constitution& constitution, absl::Time now) {
  ASSIGN_OR_RETURN(const Day starts, ParseDay(constitution.starts()));
  ASSIGN_OR_RETURN(const Day ends, ParseDay(constitution.ends()));
  if (now >= StartOf(starts) && now < EndOf(ends)) return absl::OkStatus();
  return ReasonedError(
      absl::StatusCode::kFailedPrecondition, v1::REASON_AGREEMENT_MISMATCH,
      absl::StrCat("the agreement is in force from ", constitution.starts(), " to ",
                   constitution.ends(), ", and today is ", ToString(DayOf(now)),
                   ": the full members sign a version with new dates"));
}

std::string ComparableName(std::string_view name) {
  const std::vector<std::string> words =
      absl::StrSplit(absl::AsciiStrToLower(absl::string_view(name.data(), name.size())),
                     absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
  std::string joined = absl::StrJoin(words, " ");
  while (!joined.empty() && (joined.back() == '.' || joined.back() == ' ')) joined.pop_back();
  return joined;
}

std::string OrganisationOf(const v1::Constitution& constitution, const v1::Trustee& trustee) {
  const std::string organisation = ComparableName(trustee.organisation());
  for (const v1::Member& member : constitution.members()) {
    if (member.id() == organisation || ComparableName(member.title()) == organisation)
      return member.id();
  }
  return organisation;
}

}  // namespace ginnel::governance
