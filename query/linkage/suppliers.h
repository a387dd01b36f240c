// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ginnel/v1/agreement.pb.h"
#include "query/dictionary.h"
#include "query/linkage/linked_plan.h"
#include "query/linkage/member_areas.h"

namespace ginnel::query {

/// Who of a linked query's roster knows what: its sources, general practice first and then the
/// other members in the roster's order, and which of them answer for a variable. `constitution` and
/// `dictionary` outlive it.
class Suppliers {
 public:
  /// InvalidArgument if nobody of `roster` supplies general practice, or if a member supplies that
  /// and another of `sectors`: it would know people outside its own range of slots.
  static absl::StatusOr<Suppliers> Create(const std::vector<v1::Sector>& sectors,
                                          const std::vector<std::string>& roster,
                                          const v1::Constitution& constitution,
                                          const Dictionary& dictionary);

  const std::vector<LinkedSource>& sources() const { return sources_; }
  /// The sources that answer for `variable`, in their order: one, or those whose values its
  /// `combine` combines. InvalidArgument if there is none, or if several may not supply it.
  absl::StatusOr<std::vector<int>> Of(int variable) const;
  /// Where people of its general-practice members can be registered.
  const MemberAreas& areas() const { return areas_; }
  /// "general_practice and acute-trust"
  std::string NamesOf(const std::vector<int>& sources) const;

  /// From now on the first source alone answers for `variable`: to see what that would change.
  void LetFirstAnswerAlone(int variable) { alone_.insert(variable); }
  /// Whether several members supply it, whatever its `combine` says.
  bool HasSeveral(int variable) const { return AllOf(variable).size() > 1; }

 private:
  Suppliers(const std::vector<std::string>& roster, const v1::Constitution& constitution,
            const Dictionary& dictionary)
      : dictionary_(&dictionary), areas_(roster, constitution, dictionary) {}
  std::vector<int> AllOf(int variable) const;

  const Dictionary* dictionary_;  // outlives this
  MemberAreas areas_;
  std::vector<LinkedSource> sources_;
  std::vector<std::set<int>> sectors_;  // of each source, among those that the query is across
  std::set<int> alone_;
};

}  // namespace ginnel::query
