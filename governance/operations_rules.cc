// SPDX-License-Identifier: Apache-2.0
#include "governance/operations_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "crypto/digest.h"
#include "crypto/signing.h"
#include "governance/identifier.h"
#include "governance/linkage.h"
#include "governance/problems.h"

namespace ginnel::governance {
namespace {

template <typename List>
bool Names(const List& parties, const std::string& id) {
  return std::any_of(parties.begin(), parties.end(),
                     [&id](const auto& party) { return party.id() == id; });
}

void CheckPin(const std::string& pin, const std::string& owner, Problems& problems) {
  problems.AddUnless(
      crypto::FromHex(pin, 32).ok(),
      absl::StrCat("certificate_sha256 of ", owner, " must be 64 lower-case hex digits"));
}

bool IsEndpoint(const std::string& endpoint) {
  const size_t colon = endpoint.rfind(':');
  if (colon == std::string::npos || colon == 0 || endpoint.size() - colon > 6) return false;
  const std::string port = endpoint.substr(colon + 1);
  if (port.empty() || port.front() == '0') return false;
  return std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(port) <= 65535;
}

void CheckPerson(const v1::Person& person, const std::string& party, bool is_member,
                 Problems& problems) {
  const absl::StatusOr<PersonName> name = ParsePersonId(person.id());
  if (!name.ok()) {
    problems.Add(std::string(name.status().message()));
  } else if (name->party != party) {
    problems.Add(absl::StrCat(person.id(), " is a person of ", std::string(name->party),
                              ", not of ", party));
  }
  problems.AddUnless(!person.roles().empty(), absl::StrCat(person.id(), " has no role"));
  std::set<int> roles;
  for (const int role : person.roles()) {
    problems.AddUnless(v1::Role_IsValid(role) && role != v1::ROLE_UNSPECIFIED,
                       absl::StrCat(person.id(), " has an unknown role"));
    problems.AddUnless(roles.insert(role).second, absl::StrCat(person.id(), " has a role twice"));
  }
  problems.AddUnless(
      is_member || roles.count(v1::ROLE_IG_LEAD) == 0,
      absl::StrCat(person.id(),
                   " cannot be an IG lead: a trustee has no data to approve the use of"));
  if (const auto key = crypto::VerifyingKey::FromHex(person.signing_key()); !key.ok()) {
    problems.Add(
        absl::StrCat("signing_key of ", person.id(), ": ", std::string(key.status().message())));
  }
  CheckPin(person.certificate_sha256(), person.id(), problems);
}

// Where each value was seen first.
class Unique {
 public:
  Unique(std::string_view what, Problems& problems) : what_(what), problems_(problems) {}
  void Add(const std::string& value, const std::string& owner) {
    const auto [entry, fresh] = owner_.emplace(value, owner);
    if (!fresh)
      problems_.Add(absl::StrCat(owner, " and ", entry->second, " have the same ", what_));
  }

 private:
  std::string what_;
  Problems& problems_;
  std::map<std::string, std::string> owner_;
};

}  // namespace

absl::Status ValidateOperations(const v1::Constitution& constitution,
                                const v1::Operations& operations) {
  Problems problems;
  const std::string& party = operations.party();
  const bool is_member = Names(constitution.members(), party);
  const bool is_trustee = Names(constitution.trustees(), party);
  problems.AddUnless(
      is_member || is_trustee,
      absl::StrCat("'", party, "' is neither a member nor a trustee of the constitution"));
  problems.AddUnless(operations.version() > 0, "version is missing: the first is 1");
  // A member may have people before it has a node; nobody can reach a trustee without its pin and
  // endpoint.
  if (is_trustee || !operations.certificate_sha256().empty()) {
    CheckPin(operations.certificate_sha256(), party, problems);
  }
  if (is_trustee) {
    problems.AddUnless(IsEndpoint(operations.endpoint()),
                       "endpoint of a trustee must be HOST:PORT");
  } else {
    problems.AddUnless(operations.endpoint().empty(),
                       "endpoint is for trustees only: a node opens no port");
  }
  CheckNodeKeys(operations, is_member, problems);
  for (const v1::Person& person : operations.people())
    CheckPerson(person, party, is_member, problems);
  std::set<std::string> practices;
  for (const v1::Controller& controller : operations.controllers()) {
    problems.AddUnless(!controller.ods_code().empty(), "a controller has no ods_code");
    problems.AddUnless(practices.insert(controller.ods_code()).second,
                       absl::StrCat("controller ", controller.ods_code(), " is there twice"));
  }
  return problems.ToStatus(absl::StrCat("operations of ", party));
}

absl::Status CheckStillListsControllers(const v1::Operations& operations) {
  if (!operations.controllers().empty()) return absl::OkStatus();
  return ReasonedError(
      absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
      absl::StrCat("the operations of ", operations.party(),
                   " listed controllers before, and version ", operations.version(),
                   " lists none: with an empty list everybody's records would take part. To "
                   "withdraw a practice leave it on the list with `withdrawn: true`, the last one "
                   "too"));
}

absl::Status ValidateTogether(const v1::Constitution& constitution,
                              const std::vector<v1::Operations>& all) {
  Problems problems;
  Unique parties("operations", problems), people("person id", problems),
      keys("signing_key", problems), pins("certificate_sha256", problems),
      sealing("node_sealing_key", problems);
  for (const v1::Member& member : constitution.members())
    keys.Add(member.signing_key(), member.id());
  for (const v1::Trustee& trustee : constitution.trustees())
    keys.Add(trustee.signing_key(), trustee.id());
  for (const v1::Operations& operations : all) {
    parties.Add(operations.party(), operations.party());
    if (!operations.certificate_sha256().empty())
      pins.Add(operations.certificate_sha256(), operations.party());
    if (!operations.node_statement_key().empty())
      keys.Add(operations.node_statement_key(), absl::StrCat("the node of ", operations.party()));
    if (!operations.node_sealing_key().empty())
      sealing.Add(operations.node_sealing_key(), operations.party());
    for (const v1::Person& person : operations.people()) {
      people.Add(person.id(), person.id());
      keys.Add(person.signing_key(), person.id());
      pins.Add(person.certificate_sha256(), person.id());
    }
  }
  return problems.ToStatus("operations of all parties");
}

}  // namespace ginnel::governance
