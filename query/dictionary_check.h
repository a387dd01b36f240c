// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/dictionary.pb.h"

namespace ginnel::query {

/// Integer, count, amount or score: a number that can be compared, added up and banded.
bool IsNumeric(v1::VariableType type);

/// Writes out what a dictionary may leave out: titles, the names that derivations read, the codes
/// of geography variables (the areas of their level), axis headings of bandings.
void FillDefaults(v1::Dictionary& dictionary);

/// Decimals of a variable's stored unit, from its scale: "0.01" has 2.
absl::StatusOr<int> DecimalsOfScale(const v1::Variable& variable);

/// Name, title, type, sectors, scale, bounds, codes, meaning of absence.
absl::Status CheckVariable(const v1::Variable& variable);
/// The derivation is there, complete, and yields the variable's type.
absl::Status CheckDerivation(const v1::Variable& variable, const v1::Dictionary& dictionary);
/// Variables that read one attribute or observation read it in the same stored units.
absl::Status CheckSources(const v1::Dictionary& dictionary);
/// Each code list says where it is from, and has the codes of its digest.
absl::Status CheckCodeLists(const v1::Dictionary& dictionary);
/// CodeList.sha256, as it should be.
std::string DigestOfCodes(const v1::CodeList& list);
/// Levels are unique; each area lies in an area of the next wider level that has any.
absl::Status CheckGeographies(const v1::Geographies& geographies);

}  // namespace ginnel::query
