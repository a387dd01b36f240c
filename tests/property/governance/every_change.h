// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace ginnel::governance {

/// Sets every field of `message`, and gives every list two entries; different for different `salt`.
void Fill(google::protobuf::Message& message, int salt);

struct Change {
  std::string name;
  std::function<void(google::protobuf::Message&)> apply;  // to a message of the type walked
};

/// All single changes of `message`, inner messages too: a scalar gets another value or is cleared,
/// a list loses its last entry, changes its order, gets an entry.
std::vector<Change> ChangesOf(const google::protobuf::Message& message);

}  // namespace ginnel::governance
