// SPDX-License-Identifier: Apache-2.0
#include "governance/operations_diff.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace ginnel::governance {
namespace {

std::string Named(const v1::Controller& controller) {
  return controller.title().empty()
             ? absl::StrCat("practice ", controller.ods_code())
             : absl::StrCat("practice ", controller.ods_code(), " (", controller.title(), ")");
}

void CompareController(const v1::Controller& older, const v1::Controller& newer,
                       ChangeList& changes) {
  if (!older.withdrawn() && newer.withdrawn())
    changes.Add(absl::StrCat(Named(newer), " withdraws: its people take part no more"));
  if (older.withdrawn() && !newer.withdrawn())
    changes.AddLooser(absl::StrCat(Named(newer), " comes back: its people take part again"));
  changes.AddText(absl::StrCat("the title of practice ", newer.ods_code()), older.title(),
                  newer.title());
  changes.AddOthers(Named(newer), older, newer, {"ods_code", "title", "withdrawn"});
}

void CompareControllers(const v1::Operations& older, const v1::Operations& newer,
                        ChangeList& changes) {
  const bool listed = !older.controllers().empty();
  if (listed && newer.controllers().empty()) {
    changes.AddLooser(
        "the list of practices becomes empty: everybody's records would take part, and the "
        "register refuses it");
  }
  if (!listed && !newer.controllers().empty()) {
    changes.Add(
        "there is a list of practices from now on: people of any other practice, or of none, take "
        "part no more");
  }
  CompareLists(
      older.controllers(), newer.controllers(),
      [](const v1::Controller& each) { return each.ods_code(); },
      [&](const v1::Controller& each) {
        changes.Add(absl::StrCat(Named(each), each.withdrawn()
                                                  ? ", which had withdrawn, leaves the list"
                                                  : " leaves the list: its people take part no "
                                                    "more"));
      },
      [&](const v1::Controller& each) {
        const std::string name = Named(each);
        if (each.withdrawn()) {
          return changes.Add(absl::StrCat(name, " is put on the list as withdrawn"));
        }
        const std::string text = absl::StrCat(name, " comes in: its people take part");
        // Beside no list everybody took part before.
        listed ? changes.AddLooser(text) : changes.Add(text);
      },
      [&](const v1::Controller& a, const v1::Controller& b) { CompareController(a, b, changes); },
      [&] { changes.Add("the order of the practices changes, which says nothing"); });
}

std::string Roles(const v1::Person& person) {
  return absl::StrJoin(person.roles(), ", ", [](std::string* out, int role) {
    absl::StrAppend(out, EnumWord(v1::Role_Name(static_cast<v1::Role>(role)), "ROLE_"));
  });
}

void ComparePeople(const v1::Operations& older, const v1::Operations& newer, ChangeList& changes) {
  CompareLists(
      older.people(), newer.people(), [](const v1::Person& each) { return each.id(); },
      [&](const v1::Person& each) {
        changes.Add(absl::StrCat(each.id(), " (", Roles(each), ") can say nothing more"));
      },
      [&](const v1::Person& each) {
        changes.Add(absl::StrCat(each.id(), " comes in (", Roles(each), ")"));
      },
      [&](const v1::Person& a, const v1::Person& b) {
        if (FieldDiffers("roles", a, b)) {
          changes.Add(absl::StrCat("the roles of ", b.id(), " go from (", Roles(a), ") to (",
                                   Roles(b), ")"));
        }
        if (a.signing_key() != b.signing_key()) {
          changes.Add(absl::StrCat("the signing key of ", b.id(), " changes"));
        }
        if (a.certificate_sha256() != b.certificate_sha256())
          changes.Add(absl::StrCat("the certificate of ", b.id(), " changes"));
        changes.AddOthers(b.id(), a, b, {"id", "roles", "signing_key", "certificate_sha256"});
      },
      [&] { changes.Add("the order of the people changes, which says nothing"); });
}

}  // namespace

std::vector<AgreementChange> CompareOperations(const v1::Operations& older,
                                               const v1::Operations& newer) {
  std::vector<AgreementChange> all;
  ChangeList changes(absl::StrCat("operations of ", newer.party()), all);
  CompareControllers(older, newer, changes);
  ComparePeople(older, newer, changes);
  if (older.certificate_sha256() != newer.certificate_sha256()) {
    changes.Add("the certificate of its " +
                std::string(newer.endpoint().empty() ? "node" : "trustee") + " changes");
  }
  const auto compare_key = [&](const std::string& a, const std::string& b, const char* what) {
    if (a == b) return;
    changes.Add(absl::StrCat(what, a.empty()   ? " is stated: its node can have a part in epochs"
                                   : b.empty() ? " goes: its node has no part in epochs any more"
                                               : " changes"));
  };
  compare_key(older.node_statement_key(), newer.node_statement_key(),
              "the key by which its node signs what it states of the spine");
  compare_key(older.node_sealing_key(), newer.node_sealing_key(),
              "the key to which others seal their parts of the spine for its node");
  changes.AddText("the endpoint", older.endpoint(), newer.endpoint());
  changes.AddNumber("the version", older.version(), newer.version(), "", ChangeList::Ranks::kNot);
  // A field that this file has never heard of.
  changes.AddOthers("the operations", older, newer,
                    {"version", "certificate_sha256", "endpoint", "people", "controllers",
                     "node_statement_key", "node_sealing_key"});
  return all;
}

}  // namespace ginnel::governance
