// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "synth/city.h"
#include "synth/places.h"

namespace ginnel::synth {

/// One row of activity at one member.
struct Event {
  Day date;
  EventKind kind = EventKind::kGpAppointment;
  Member member = Member::kHarness;
  uint16_t practice = 0;  // of general practice events
  uint8_t quantity =
      1;  // emergency spells: bed days; appointments: consultations; prescriptions: items
  bool ambulatory_care_sensitive = false;  // of emergency spells
  bool readmission = false;
  int32_t pence = 0;
};

/// Fills `events` with the person's events of three years. Those of the period of someone
/// registered carry exactly what their Activity says; otherwise only days on which they lived, were
/// in the place and, for general practice, registered.
void EventsOf(const City& city, const Person& person, std::vector<Event>& events);

}  // namespace ginnel::synth
