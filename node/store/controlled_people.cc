// SPDX-License-Identifier: Apache-2.0
#include "node/store/controlled_people.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/status.h"
#include "node/store/damaged_table.h"
#include "node/store/remove_people.h"

namespace ginnel::node {
namespace {

constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();

absl::Status CheckFits(const Records::Registrations& episodes, size_t people) {
  const size_t length = episodes.row.size();
  const bool fits =
      episodes.practice.size() == length && episodes.from.size() == length &&
      episodes.to.size() == length && std::is_sorted(episodes.row.begin(), episodes.row.end()) &&
      (length == 0 || episodes.row.back() < people) &&
      std::all_of(episodes.practice.begin(), episodes.practice.end(),
                  [&](uint16_t practice) { return practice < episodes.practices.size(); });
  return fits ? absl::OkStatus() : DamagedTable("registrations");
}

// For each practice of the code table.
std::vector<bool> Admitted(const CodeTable& practices, const Controllers& controllers) {
  std::vector<bool> admitted;
  for (const std::string& practice : practices) admitted.push_back(controllers.Admits(practice));
  return admitted;
}

// Calls `visit(row, episode)` with the newest episode of each person, or kNone, in one pass over
// columns that fit.
template <typename Visit>
void ForEachPerson(const Records::Registrations& episodes, size_t people,
                   const std::vector<bool>& admitted, Visit visit) {
  const auto newer = [&](size_t a, size_t b) {
    const auto key = [&](size_t i) {
      return std::make_tuple(episodes.from[i], episodes.to[i], !admitted[episodes.practice[i]]);
    };
    return key(a) > key(b);
  };
  size_t at = 0;
  for (uint32_t row = 0; row < people; ++row) {
    uint32_t newest = kNone;
    for (; at < episodes.row.size() && episodes.row[at] == row; ++at) {
      if (newest == kNone || newer(at, newest)) newest = static_cast<uint32_t>(at);
    }
    visit(row, newest);
  }
}

// Keeps the episodes at admitted practices.
void KeepEpisodes(Records::Registrations& episodes, const std::vector<bool>& admitted) {
  size_t kept = 0;
  for (size_t i = 0; i < episodes.row.size(); ++i) {
    if (!admitted[episodes.practice[i]]) continue;
    episodes.row[kept] = episodes.row[i];
    episodes.practice[kept] = episodes.practice[i];
    episodes.from[kept] = episodes.from[i];
    episodes.to[kept] = episodes.to[i];
    ++kept;
  }
  episodes.row.resize(kept);
  episodes.practice.resize(kept);
  episodes.from.resize(kept);
  episodes.to.resize(kept);
}

uint64_t Sum(const std::map<std::string, uint64_t>& people) {
  return std::accumulate(people.begin(), people.end(), uint64_t{0},
                         [](uint64_t sum, const auto& each) { return sum + each.second; });
}

}  // namespace

absl::Status KeepControlled(Records& records, const Controllers& controllers) {
  if (!controllers.listed()) return absl::OkStatus();
  Records::Registrations& episodes = records.registrations;
  RETURN_IF_ERROR(CheckFits(episodes, records.people()));
  const std::vector<bool> admitted = Admitted(episodes.practices, controllers);
  std::vector<bool> gone(records.people());
  ForEachPerson(episodes, records.people(), admitted, [&](uint32_t row, uint32_t episode) {
    gone[row] = episode == kNone || !admitted[episodes.practice[episode]];
  });
  KeepEpisodes(episodes, admitted);
  return RemovePeople(records, gone);
}

uint64_t LeftOut::people() const { return Sum(not_listed) + Sum(withdrawn) + unregistered; }

absl::StatusOr<LeftOut> CountLeftOut(const Records::Registrations& episodes, size_t people,
                                     const Controllers& controllers) {
  LeftOut left_out;
  if (!controllers.listed()) return left_out;
  RETURN_IF_ERROR(CheckFits(episodes, people));
  std::vector<uint64_t> counts(episodes.practices.size());
  ForEachPerson(episodes, people, Admitted(episodes.practices, controllers),
                [&](uint32_t, uint32_t episode) {
                  ++(episode == kNone ? left_out.unregistered : counts[episodes.practice[episode]]);
                });
  std::vector<std::string> missing = controllers.ActedFor();
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const std::string& practice = episodes.practices[i];
    switch (controllers.StandingOf(practice)) {
      case Controllers::Standing::kNotListed:
        left_out.not_listed[practice] = counts[i];
        break;
      case Controllers::Standing::kWithdrawn:
        left_out.withdrawn[practice] = counts[i];
        break;
      case Controllers::Standing::kActsFor:
        std::erase(missing, practice);
        break;
    }
  }
  left_out.without_people = std::move(missing);
  return left_out;
}

}  // namespace ginnel::node
