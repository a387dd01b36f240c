// SPDX-License-Identifier: Apache-2.0
#include "node/engine/event_table.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace ginnel::node {
namespace {

Wanted WantedOf(const CodeTable& codes, const absl::flat_hash_set<std::string>& wanted) {
  Wanted marks;
  for (const std::string& code : codes) marks.push_back(wanted.contains(code));
  return marks;
}

absl::flat_hash_set<std::string> CodesOf(const v1::Derivation::Events& events,
                                         const v1::Dictionary& dictionary) {
  absl::flat_hash_set<std::string> codes(events.codes().begin(), events.codes().end());
  for (const std::string& reference : events.code_lists()) {
    for (const v1::CodeList& list : dictionary.code_lists()) {
      if (reference == absl::StrCat(list.name(), "@", list.version())) {
        codes.insert(list.codes().begin(), list.codes().end());
      }
    }
  }
  return codes;
}

}  // namespace

std::vector<EventTable> EventTablesOf(const DerivationRequest& request) {
  const v1::Derivation::Events& from = request.variable.from().events();
  const absl::flat_hash_set<std::string> codes = CodesOf(from, request.dictionary);
  const absl::flat_hash_set<std::string> portfolios(from.portfolios().begin(),
                                                    from.portfolios().end());
  std::vector<EventTable> tables;
  for (const std::string& kind : from.kinds()) {
    const auto at = request.snapshot.events().find(kind);
    if (at == request.snapshot.events().end()) continue;
    EventTable table{&at->second};
    table.by_code = from.codes_size() + from.code_lists_size() > 0;
    table.by_portfolio = !portfolios.empty();
    table.codes = WantedOf(at->second.codes, codes);
    table.portfolios = WantedOf(at->second.portfolios, portfolios);
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace ginnel::node
