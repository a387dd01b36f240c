// SPDX-License-Identifier: Apache-2.0
//
// Whatever a file holds that somebody calls a query, a model or a dictionary: it is loaded or
// refused, and what is loaded is planned or refused.
#include <cstdlib>
#include <string>

#include "base/document.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/query.pb.h"
#include "query/model.h"
#include "query/plan.h"
#include "tests/fuzz/fuzz_words.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ginnel;  // NOLINT(google-build-using-namespace)
  const std::string text(reinterpret_cast<const char*>(data), size);
  v1::Query query;
  if (LoadYaml(text, "query.yaml", query).ok()) {
    const v1::Constitution& constitution = fuzz::Partnership();
    const auto roster = query::RosterOf(query, constitution, fuzz::Words());
    if (roster.ok()) {
      const auto plan = query::PlanQuery(query, constitution, fuzz::Words(), *roster, 8);
      if (plan.ok() && query::SayInEnglish(query, *plan, constitution, fuzz::Words()).empty()) {
        std::abort();
      }
    }
  }
  v1::SegmentationModel model;
  if (LoadYaml(text, "model.yaml", model).ok()) (void)query::CheckModel(model, fuzz::Words());
  v1::Dictionary dictionary;
  if (LoadYaml(text, "dictionary.yaml", dictionary).ok()) {
    (void)query::Dictionary::Create(std::move(dictionary));
  }
  return 0;
}
