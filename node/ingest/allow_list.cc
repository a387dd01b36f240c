// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/allow_list.h"

#include <algorithm>

namespace ginnel::node {

AllowList AllowList::Read(CsvReader& reader, Problems& problems) {
  AllowList list;
  list.everybody_ = false;
  if (!reader.ReadHeading(problems)) return list;
  const auto& heading = reader.heading();
  const auto column = std::find_if(heading.begin(), heading.end(), [](const CsvField& field) {
    return field.text == "nhs_number";
  });
  if (column == heading.end()) {
    problems.Add({reader.name(), 1, 1},
                 "the allow-list has no column `nhs_number`: write it as its first line");
    return list;
  }
  const auto index = static_cast<size_t>(column - heading.begin());
  while (reader.Next(problems)) {
    const absl::StatusOr<crypto::NhsNumber> number =
        crypto::NhsNumber::Parse(reader.row().fields[index].text);
    if (number.ok()) list.allowed_.Add(*number);
    if (!number.ok()) ++list.invalid_;
  }
  return list;
}

bool AllowList::Allows(const crypto::NhsNumber& number) {
  if (everybody_ || allowed_.Contains(number)) return true;
  objectors_.Add(number);
  return false;
}

}  // namespace ginnel::node
