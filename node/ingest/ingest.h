// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/progress.h"
#include "ginnel/v1/agreement.pb.h"
#include "node/ingest/ingest_summary.h"
#include "node/ingest/pseudonymiser.h"
#include "node/store/controllers.h"
#include "node/store/record_store.h"
#include "query/dictionary.h"

namespace ginnel::node {

struct IngestOptions {
  std::string member = {};  // this node's; a mapping of another member is refused. "" for any
  bool allow_list_required = false;  // a purpose of the constitution has OPT_OUT_RULE_ALLOW_LIST
  int standard_input = 0;            // the descriptor that "-" stands for
  Controllers controllers = {};      // whose people will take part: for the summary alone
  v1::MemberAreas areas = {};        // in which they are registered, if there are any: likewise
};

/// Start here: a member's CSV files become the node's data set.
///
///   1. the mapping is read and held to the dictionary
///   2. the allow-list is read, where there is one
///   3. every row of every file is decoded; NHS numbers stay in locked memory, rows refer to people
///   by their place in it
///   4. the pseudonymiser turns the distinct numbers into linkage ids; the numbers are wiped
///   5. the rows are sorted under the ids, and saved as the next data set in one transaction, which
///   leaves out who objected at this node (node/store/objections.h)
///
/// Nothing is changed unless all of it succeeds. InvalidArgument lists what is wrong as
/// file:line:column, at most 20 at once.
absl::StatusOr<IngestSummary> Ingest(const std::string& mapping_path,
                                     const query::Dictionary& dictionary, RecordStore& store,
                                     Pseudonymiser& pseudonymiser, const Clock& clock,
                                     const ProgressSink& progress,
                                     const IngestOptions& options = {});

}  // namespace ginnel::node
