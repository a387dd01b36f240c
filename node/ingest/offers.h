// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "node/ingest/mapping_file.h"
#include "node/ingest/problems.h"
#include "node/records.h"
#include "query/dictionary.h"

namespace ginnel::node {

/// The variables that a member answers: those it lists, each of which its files must be able to
/// fill (a problem otherwise), or all that its sector supplies and its files can fill.
std::vector<std::string> OffersOf(const MappingFile& file, const query::Dictionary& dictionary,
                                  Problems& problems);

/// Those of `offers` that no row of `records` speaks of. They are answered with "none" for
/// everybody, which is right for something rare and wrong for something that the files do not hold.
std::vector<std::string> OffersWithoutRows(const std::vector<std::string>& offers,
                                           const query::Dictionary& dictionary,
                                           const Records& records);

}  // namespace ginnel::node
