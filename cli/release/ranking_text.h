// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ginnel/config/ranking.pb.h"

namespace ginnel::cli {

/// The ranking as a table for people: rank, score, every column with its weight, and the notes.
std::string RankingText(const config::RankingReport& report);

}  // namespace ginnel::cli
