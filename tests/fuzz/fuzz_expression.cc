// SPDX-License-Identifier: Apache-2.0
//
// Whatever text somebody writes as a condition: it is parsed or refused with a place, and what is
// parsed can be said, evaluated for a person of whom nothing is known, and searched for who could
// meet it.
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "query/expression.h"
#include "query/regions.h"
#include "query/row_evaluator.h"
#include "tests/fuzz/fuzz_words.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace query = ginnel::query;
  const query::Dictionary& dictionary = ginnel::fuzz::Words();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto parsed = query::ParseExpression(text, dictionary);
  if (!parsed.ok()) {
    if (parsed.status().message().empty()) std::abort();
    return 0;
  }
  if (query::SayInEnglish(*parsed, dictionary).empty()) std::abort();
  const std::vector<std::optional<int64_t>> nothing(static_cast<size_t>(dictionary.size()));
  (void)query::IsSelected(*parsed, nothing);
  (void)query::SelectionOf(*parsed, dictionary);
  return 0;
}
