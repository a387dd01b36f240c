// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/calendar.h"
#include "node/ingest/mapping_file.h"
#include "node/ingest/problems.h"
#include "node/ingest/targets.h"
#include "query/dictionary.h"

namespace ginnel::node {

/// What the mapping is held to.
struct MappingTerms {
  const query::Dictionary& dictionary;
  const Targets& targets;
  std::string member;  // the node's own; "" for any
  bool allow_list_required = false;
  Day today;
};

/// Everything that can be said of a mapping before a file of it is read; each problem at its line
/// and column of the mapping.
void CheckMapping(const MappingFile& file, const MappingTerms& terms, Problems& problems);

}  // namespace ginnel::node
