// SPDX-License-Identifier: Apache-2.0
#include "synth/registrations.h"

#include <algorithm>
#include <array>
#include <utility>

#include "synth/apportion.h"
#include "synth/calibration.h"
#include "synth/places.h"
#include "synth/random.h"
#include "synth/timeline.h"

namespace ginnel::synth {
namespace {

constexpr uint64_t kNetworkStream = 0x4e4554;
constexpr uint64_t kPracticeStream = 0x505241;
constexpr uint64_t kEpisodeStream = 0x455049;

// Nobody joins or moves in the last two months, so that the spend of the period has days to fall
// on.
constexpr Day kLastJoin{kIndexDate.value - 60};

// Of everyone registered: newcomers to the place, and moves inside it, in three years.
constexpr double kNewcomers = 0.12;
constexpr double kMovedNetwork = 0.03;
constexpr double kMovedPractice = 0.04;
constexpr uint8_t kYoungestMover = 4;

bool InBrentCohort(const Person& person) { return person.age >= 75 && person.ltc_count >= 1; }

Day Between(Day first, Day end, Random& random) {
  if (end <= first) return first;
  return Day{first.value +
             static_cast<int32_t>(random.Below(static_cast<uint32_t>(end.value - first.value)))};
}

Member NearNetwork(Random& random) {
  return random.Chance(0.52) ? Member::kHarness : Member::kKilburn;
}

// Everyone's network: as many of the Brent cohort near (Harness or Kilburn) as it should have, and
// the same share of others.
std::vector<Member> DrawNetworks(uint64_t seed, std::span<const Person> registered) {
  Random random(seed, kNetworkStream);
  int64_t cohort = std::count_if(registered.begin(), registered.end(), InBrentCohort);
  int64_t near = (2 * kBrentCohort * static_cast<int64_t>(registered.size()) + kPrintedPeople) /
                 (2 * kPrintedPeople);
  near = std::min(near, cohort);
  const double share = cohort == 0 ? 0.6 : static_cast<double>(near) / static_cast<double>(cohort);
  std::vector<Member> networks;
  networks.reserve(registered.size());
  for (const Person& person : registered) {
    bool is_near = random.Chance(share);
    if (InBrentCohort(person)) {
      // Drawing without replacement: exactly `near` of the cohort.
      is_near = random.Uniform() * static_cast<double>(cohort) < static_cast<double>(near);
      --cohort;
      near -= is_near ? 1 : 0;
    }
    networks.push_back(is_near ? NearNetwork(random) : Member::kThirdNetwork);
  }
  return networks;
}

uint16_t FirstPracticeOf(Member network) {
  return static_cast<uint16_t>(PracticesOf(network).data() - Practices().data());
}

// Practices of a network take their people from the most to the least deprived, with much overlap.
void FillPractices(std::span<Person> registered, std::span<const uint32_t> places, Member network,
                   Random& random) {
  std::vector<float> affluence(places.size());
  for (size_t i = 0; i < places.size(); ++i) {
    affluence[i] =
        static_cast<float>(registered[places[i]].imd_decile_2019) + 2.5f * random.Noise();
  }
  std::vector<double> sizes;
  for (const Practice& practice : PracticesOf(network)) sizes.push_back(practice.size);
  const std::vector<int64_t> lists = LargestRemainder(sizes, static_cast<int64_t>(places.size()));
  const std::vector<uint32_t> order = Ranked(affluence);
  size_t next = 0;
  for (size_t k = 0; k < lists.size(); ++k) {
    for (int64_t i = 0; i < lists[k]; ++i) {
      registered[places[order[next++]]].episodes[0].practice =
          static_cast<uint16_t>(FirstPracticeOf(network) + k);
    }
  }
}

uint16_t RandomPractice(Member network, Random& random) {
  const uint32_t count = static_cast<uint32_t>(PracticesOf(network).size());
  return static_cast<uint16_t>(FirstPracticeOf(network) + random.Below(count));
}

Member AnotherNetwork(Member network, Random& random) {
  const uint32_t step = 1 + random.Below(kNetworks - 1);
  return static_cast<Member>((static_cast<uint32_t>(network) + step) % kNetworks);
}

// A day before the data begin, recent years being more likely; not before birth.
Day LongAgo(Day birth, Random& random) {
  const double u = random.Uniform();
  const int32_t days = 1 + static_cast<int32_t>(u * u * 30 * 365.25);
  return std::max(birth, Day{kDataFrom.value - days});
}

void AssignEpisodes(Person& person, Random& random) {
  const Day birth = FirstDayOf(person.birth);
  Episode& now = person.episodes[0];
  person.episode_count = 1;
  const double draw = random.Uniform();
  if (person.age < kYoungestMover) {
    const Day registered{birth.value + static_cast<int32_t>(random.Below(21))};
    now.from = std::min(registered, Day{kIndexDate.value - 2});
  } else if (draw < kNewcomers) {
    now.from = Between(kDataFrom, kLastJoin, random);
  } else if (draw < kNewcomers + kMovedNetwork + kMovedPractice) {
    const Member network = Practices()[now.practice].network;
    const bool far = draw < kNewcomers + kMovedNetwork;
    Episode before;
    do {
      before.practice = RandomPractice(far ? AnotherNetwork(network, random) : network, random);
    } while (before.practice == now.practice);
    before.from = LongAgo(birth, random);
    before.to = Between(Day{kDataFrom.value + 30}, kLastJoin, random);
    now.from = before.to;
    person.episodes = {before, now};
    person.episode_count = 2;
  } else {
    now.from = LongAgo(birth, random);
  }
}

// Copies what `person` is like; their registration is to be set.
Person Twin(std::span<const Person> registered, uint32_t place) {
  Person twin = registered[place];
  twin.nhs_number = 0;
  twin.episodes = {};
  twin.episode_count = 0;
  twin.twin = place;
  return twin;
}

// Registered with their twin's practice until `gone`.
void RegisterUntil(Person& person, uint16_t practice, Day gone, Random& random) {
  person.episodes[0] = {practice, LongAgo(FirstDayOf(person.birth), random), gone};
  person.episode_count = 1;
  person.gone = gone;
}

class OthersMaker {
 public:
  OthersMaker(uint64_t seed, std::span<const Person> registered)
      : registered_(registered), random_(seed, kEpisodeStream, 1) {}

  Person Leaver() {
    const uint32_t place = Draw([](const Person& person) { return person.age >= kYoungestMover; });
    Person person = Twin(registered_, place);
    RegisterUntil(person, Current(place).practice, SomeDay(), random_);
    return person;
  }

  // Seven in ten of those who die are 75 or over, and they were iller than others of their age.
  Person Dead() {
    const bool old = random_.Chance(0.7);
    auto fits = [old](const Person& p) { return old ? p.age >= 75 : p.age >= kYoungestMover; };
    uint32_t place = Draw(fits);
    for (int i = 0; i < 2; ++i) {
      const uint32_t other = Draw(fits);
      if (registered_[other].condition_count > registered_[place].condition_count) place = other;
    }
    Person person = Twin(registered_, place);
    RegisterUntil(person, Current(place).practice, SomeDay(), random_);
    person.death = MonthOf(person.gone);
    if (random_.Chance(0.35)) person.conditions.Add(Condition::kPalliativeRegister);
    return person;
  }

  Person Elsewhere() {
    return Twin(registered_, Draw([](const Person& person) {
                  const Activity& a = person.activity;
                  return a.of(EventKind::kAeAttendance) + a.of(EventKind::kMhContact) +
                             a.of(EventKind::kCommunityContact) +
                             a.of(EventKind::kSocialCareService) >
                         0;
                }));
  }

 private:
  // Somebody who fits; after many tries anybody, so that a tiny city ends too.
  template <typename Fits>
  uint32_t Draw(Fits fits) {
    uint32_t place = 0;
    for (int tries = 0; tries < 1000; ++tries) {
      place = random_.Below(static_cast<uint32_t>(registered_.size()));
      if (fits(registered_[place])) break;
    }
    return place;
  }
  const Episode& Current(uint32_t place) const {
    const Person& person = registered_[place];
    return person.episodes[person.episode_count - 1u];
  }
  Day SomeDay() { return Between(Day{kDataFrom.value + 30}, Day{kIndexDate.value - 15}, random_); }

  std::span<const Person> registered_;
  Random random_;
};

}  // namespace

void AssignRegistrations(uint64_t seed, std::span<Person> registered) {
  const std::vector<Member> networks = DrawNetworks(seed, registered);
  for (Member network : {Member::kHarness, Member::kKilburn, Member::kThirdNetwork}) {
    std::vector<uint32_t> places;
    for (size_t i = 0; i < networks.size(); ++i) {
      if (networks[i] == network) places.push_back(static_cast<uint32_t>(i));
    }
    Random random(seed, kPracticeStream, static_cast<uint64_t>(network));
    FillPractices(registered, places, network, random);
  }
  Random random(seed, kEpisodeStream);
  for (Person& person : registered) AssignEpisodes(person, random);
}

std::vector<Person> OtherPeople(uint64_t seed, std::span<const Person> registered) {
  const size_t leavers = registered.size() * 9 / 100;
  const size_t dead = registered.size() * 24 / 1000;
  const size_t elsewhere = registered.size() * 4 / 100;
  OthersMaker maker(seed, registered);
  std::vector<Person> others;
  others.reserve(leavers + dead + elsewhere);
  for (size_t i = 0; i < leavers; ++i) others.push_back(maker.Leaver());
  for (size_t i = 0; i < dead; ++i) others.push_back(maker.Dead());
  for (size_t i = 0; i < elsewhere; ++i) others.push_back(maker.Elsewhere());
  return others;
}

}  // namespace ginnel::synth
