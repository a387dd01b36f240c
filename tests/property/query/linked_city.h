// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/query.pb.h"
#include "query/dictionary.h"
#include "query/linkage/linked_plan.h"
#include "query/plan.h"

namespace ginnel::query {

using PersonRow = std::vector<std::optional<int64_t>>;

/// One slot of a spine, as each party knows the person.
struct LinkedPerson {
  size_t practice = 0;          // the source of the general practice whose slot it is
  bool registered = false;      // what that says of the plan's population
  std::vector<bool> known;      // by source; of no other general practice
  std::vector<PersonRow> rows;  // by source; absent values where not known
};

/// A small partnership over every kind of variable, combination and absence.
class LinkedCity {
 public:
  /// Ids of the members: those that start with "gp" are general practice, "trust" acute, "council"
  /// social care.
  LinkedCity(const std::vector<std::string>& members, uint64_t seed);
  /// Lets people of `member` be registered in those areas alone: "ward" or "place".
  void KeepWithin(const std::string& member, const std::string& level,
                  const std::vector<std::string>& codes);

  const v1::Constitution& constitution() const { return constitution_; }
  const Dictionary& dictionary() const { return *dictionary_; }
  /// With a model of its own in the constitution, and maybe a condition.
  v1::Query Query();
  LinkedPerson Person(const std::vector<LinkedSource>& sources,
                      const std::vector<std::string>& roster);
  int Below(int end) { return static_cast<int>(random_() % static_cast<uint64_t>(end)); }

 private:
  std::string Condition(int depth);
  std::string Relation();
  void PutInWard(const std::string& member, PersonRow& row);

  v1::Constitution constitution_;
  std::optional<Dictionary> dictionary_;
  std::vector<std::string> members_;
  std::mt19937_64 random_;
};

/// One row that pools what all sources know, by the dictionary's words alone.
PersonRow PooledRow(const LinkedPerson& person, const std::vector<LinkedSource>& sources,
                    const v1::Constitution& constitution, const Dictionary& dictionary,
                    const std::vector<std::string>& roster);

/// What a person adds to the plan's vector: of the pooled row, and by the linked plan.
std::vector<int64_t> PooledAnswer(const LinkedPerson& person, const Plan& plan,
                                  const v1::Constitution& constitution,
                                  const Dictionary& dictionary,
                                  const std::vector<std::string>& roster);
std::vector<int64_t> LinkedAnswer(const LinkedPerson& person, const Plan& plan,
                                  const Dictionary& dictionary);

}  // namespace ginnel::query
