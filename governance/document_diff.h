// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"

namespace ginnel::governance {

/// One difference between two versions of a constitution, in words.
struct AgreementChange {
  std::string group;    // "members", "floors", …
  std::string text;     // "council joins as an associate member (social_care)"
  bool looser = false;  // something is allowed that was not, or it cannot be told
};

/// Collects the differences of one group.
class ChangeList {
 public:
  ChangeList(std::string group, std::vector<AgreementChange>& all)
      : group_(std::move(group)), all_(all) {}

  void Add(std::string text) { all_.push_back({group_, std::move(text), false}); }
  void AddLooser(std::string text) { all_.push_back({group_, std::move(text), true}); }

  enum class Ranks { kNot, kHigherIsLooser, kLowerIsLooser };
  /// "WHAT goes from OLD to NEW UNIT (stricter)", if they differ.
  void AddNumber(const std::string& what, int64_t older, int64_t newer, const std::string& unit,
                 Ranks ranks);
  /// "WHAT goes from “OLD” to “NEW”", if they differ.
  void AddText(const std::string& what, const std::string& older, const std::string& newer);
  /// "WHAT: FIELD changes" for each field that differs between two messages of one type and is not
  /// in `told`: nothing is left out because nobody found words for it.
  void AddOthers(const std::string& what, const google::protobuf::Message& older,
                 const google::protobuf::Message& newer, const std::set<std::string>& told);

 private:
  std::string group_;
  std::vector<AgreementChange>& all_;
};

/// Whether the field of that name differs between two messages of one type.
bool FieldDiffers(const std::string& field, const google::protobuf::Message& older,
                  const google::protobuf::Message& newer);

/// Pairs the entries of two lists by name: `gone(old)`, `came(new)`, `both(old, new)`, each in the
/// order of its list, and `moved()` if those in both lists stand in another order. Entries of one
/// name are paired in their order.
template <typename List, typename NameOf, typename Gone, typename Came, typename Both,
          typename Moved>
void CompareLists(const List& older, const List& newer, const NameOf& name_of, const Gone& gone,
                  const Came& came, const Both& both, const Moved& moved) {
  const auto index = [&name_of](const List& list) {
    std::vector<std::pair<std::string, int>> entries;
    std::map<std::string, int> seen;
    for (int i = 0; i < list.size(); ++i) {
      const std::string name = name_of(list.Get(i));
      entries.emplace_back(absl::StrCat(name, "#", seen[name]++), i);
    }
    return entries;
  };
  const auto old_entries = index(older);
  const auto new_entries = index(newer);
  const std::map<std::string, int> in_old(old_entries.begin(), old_entries.end());
  const std::map<std::string, int> in_new(new_entries.begin(), new_entries.end());
  std::vector<std::string> old_order;
  std::vector<std::string> new_order;
  for (const auto& [key, i] : old_entries) {
    if (in_new.count(key) == 0) {
      gone(older.Get(i));
    } else {
      old_order.push_back(key);
    }
  }
  for (const auto& [key, i] : new_entries) {
    const auto before = in_old.find(key);
    if (before == in_old.end()) {
      came(newer.Get(i));
    } else {
      both(older.Get(before->second), newer.Get(i));
      new_order.push_back(key);
    }
  }
  if (old_order != new_order) moved();
}

/// "SECTOR_SOCIAL_CARE" and the prefix "SECTOR_" give "social_care", as YAML writes it.
std::string EnumWord(const std::string& name, const std::string& prefix);

}  // namespace ginnel::governance
