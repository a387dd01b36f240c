// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "node/records.h"
#include "query/dictionary.h"

namespace ginnel::node {

/// What is held of one person, as text and in an order that does not depend on the store's: what
/// both ways of printing it share. Days are "2026-04-01", months "2026-04"; "" for what is not
/// there.
struct HeldFacts {
  struct Registration {
    std::string practice, from, to;  // to "": still
  };
  struct Attribute {
    std::string name, title, value;  // value "": not known
  };
  struct Condition {
    std::string code, title, from, to;  // to "": not resolved
  };
  struct Observation {
    std::string name, title, date, value;
  };
  struct Event {
    std::string kind, title, date, code, provider, portfolio;
    int32_t quantity = 1;
    std::string cost;  // pounds, "12.50"; "" for none
  };

  std::string birth_month, death_month;
  std::vector<Registration> registrations;
  std::vector<Attribute> attributes;
  std::vector<Condition> conditions;
  std::vector<Observation> observations;
  std::vector<Event> events;
};

/// `records` are of one person.
HeldFacts FactsOf(const Records& records, const query::Dictionary& dictionary);

}  // namespace ginnel::node
