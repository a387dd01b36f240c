// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace ginnel::integration {

/// What the files of all organisations of a synthetic city say of one person, put together as no
/// organisation could.
struct Person {
  bool now = true;  // registered at the index date; otherwise in the period, and gone since
  std::string network;
  std::string locality;
  int age = 0;
  int attendances = 0;
  bool social_care = false;
  int64_t nonelective_pence = 0;
};

/// Whom the acute trust or the council holds.
struct Client {
  bool matched = false;  // with somebody on the spine
  int64_t events = 0;    // in the period
};
using Clients = std::map<std::string, Client>;

/// `kind` is the event that is counted.
Clients ClientsOf(const std::string& city, const std::string& member, const std::string& kind);

/// The people of the city who were registered in the period (2025/26), by NHS number; somebody on
/// two lists is with the first network.
std::map<std::string, Person> PooledPeople(const std::string& city);

}  // namespace ginnel::integration
