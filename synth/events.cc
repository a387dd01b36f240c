// SPDX-License-Identifier: Apache-2.0
#include "synth/events.h"

#include <algorithm>

#include "synth/activity.h"
#include "synth/random.h"
#include "synth/timeline.h"

namespace ginnel::synth {
namespace {

constexpr uint64_t kEventStream = 0x4556454e54;

bool IsGeneralPractice(EventKind kind) {
  return kind == EventKind::kGpAppointment || kind == EventKind::kGpPrescription;
}

// What a row of the kind draws of its category's spend, as in the weights by which the category was
// dealt.
double Worth(EventKind kind) {
  return kind == EventKind::kElectiveSpell ? 8 : kind == EventKind::kEmergencySpell ? 10 : 1;
}

Member HolderOf(EventKind kind) {
  switch (kind) {
    case EventKind::kMhContact:
      return Member::kMentalHealth;
    case EventKind::kCommunityContact:
      return Member::kCommunity;
    case EventKind::kSocialCareService:
      return Member::kCouncil;
    default:
      return Member::kAcute;
  }
}

class YearOfEvents {
 public:
  YearOfEvents(const City& city, const Person& person, int years_ago, Day birth, Random& random)
      : person_(person),
        activity_(city.ActivityOf(person, years_ago)),
        year_(FinancialYear(years_ago)),
        birth_(birth),
        calibrated_(years_ago == 0 && person.episode_count > 0 && person.gone == kForever),
        random_(random) {}

  void AppendTo(std::vector<Event>& events) {
    const size_t first = events.size();
    for (size_t k = 0; k < kEventKinds; ++k) {
      const EventKind kind = static_cast<EventKind>(k);
      for (int row = 0; row < activity_.of(kind); ++row) events.push_back(Draw(kind));
    }
    ShareSpend(std::span<Event>(events).subspan(first));
    const auto absent = [this](Event& event) { return !Place(event); };
    events.erase(
        std::remove_if(events.begin() + static_cast<std::ptrdiff_t>(first), events.end(), absent),
        events.end());
  }

 private:
  Event Draw(EventKind kind) {
    Event event;
    event.kind = kind;
    event.date = DrawDate(kind);
    switch (kind) {
      case EventKind::kEmergencySpell: {
        const uint32_t days = 1 + random_.Below(5) + (random_.Chance(0.25) ? random_.Below(15) : 0);
        event.quantity = static_cast<uint8_t>(days);
        event.ambulatory_care_sensitive = random_.Chance(0.15);
        event.readmission = activity_.of(kind) > 1 && random_.Chance(0.2);
        break;
      }
      case EventKind::kGpAppointment:
        event.quantity = static_cast<uint8_t>(1 + random_.Below(4));
        break;
      case EventKind::kGpPrescription:
        event.quantity = static_cast<uint8_t>(
            1 + random_.Below(6u * std::max<uint32_t>(1, person_.medicines_count)));
        break;
      default:
        break;
    }
    return event;
  }

  Day DrawDate(EventKind kind) {
    Day first = year_.first;
    if (calibrated_) {
      first = std::max(first, birth_);
      if (IsGeneralPractice(kind))
        first = std::max(first, person_.episodes[person_.episode_count - 1u].from);
    }
    return Day{first.value + static_cast<int32_t>(random_.Below(
                                 static_cast<uint32_t>(year_.end.value - first.value)))};
  }

  // Each category's pence over its rows, to the penny.
  void ShareSpend(std::span<Event> events) {
    std::array<double, kCategories> worth{};
    std::array<int32_t, kCategories> pence = activity_.pence;
    weights_.clear();
    for (const Event& event : events) {
      weights_.push_back(Worth(event.kind) * (0.5 + random_.Uniform()));
      worth[static_cast<size_t>(CategoryOf(event.kind))] += weights_.back();
    }
    for (size_t i = 0; i < events.size(); ++i) {
      const size_t category = static_cast<size_t>(CategoryOf(events[i].kind));
      // The last row of the category takes what is left, since its weight is all that is left.
      const double part = std::min(1.0, weights_[i] / worth[category]);
      events[i].pence =
          part > 1 - 1e-9 ? pence[category] : static_cast<int32_t>(pence[category] * part);
      pence[category] -= events[i].pence;
      worth[category] -= weights_[i];
    }
  }

  // Sets who holds the event; false if nobody of the place can, on that day.
  bool Place(Event& event) const {
    if (event.date < birth_ || event.date >= person_.gone) return false;
    if (!IsGeneralPractice(event.kind)) {
      event.member = HolderOf(event.kind);
      return true;
    }
    for (uint8_t i = 0; i < person_.episode_count; ++i) {
      const Episode& episode = person_.episodes[i];
      if (event.date < episode.from || event.date >= episode.to) continue;
      event.practice = episode.practice;
      event.member = Practices()[episode.practice].network;
      return true;
    }
    return false;
  }

  const Person& person_;
  const Activity& activity_;
  DayRange year_;
  Day birth_;
  bool calibrated_;  // every event must fall on a day on which the person can have it
  Random& random_;
  std::vector<double> weights_;
};

}  // namespace

void EventsOf(const City& city, const Person& person, std::vector<Event>& events) {
  events.clear();
  Random random(city.seed(), kEventStream, person.nhs_number);
  const Day birth = FirstDayOf(person.birth);
  for (int years_ago = kYears - 1; years_ago >= 0; --years_ago) {
    YearOfEvents(city, person, years_ago, birth, random).AppendTo(events);
  }
}

}  // namespace ginnel::synth
