// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "query/dictionary_check.h"
#include "query/names.h"

namespace ginnel::query {
namespace {

constexpr int kMostCodes = 50'000;

absl::Status Wrong(const v1::CodeList& list, std::string what) {
  return absl::InvalidArgumentError(
      absl::StrCat("code list `", list.name().substr(0, 80), "` ", std::move(what)));
}

absl::Status CheckCodeList(const v1::CodeList& list) {
  if (!IsDocumentName(list.name())) {
    return Wrong(list, "has a name that is not usable: lower case letters, digits and hyphens");
  }
  if (list.version() == 0) return Wrong(list, "has no `version`: start with 1");
  if (!IsLine(list.title()) || !IsLine(list.system()) || !IsLine(list.source()) ||
      !IsLine(list.licence())) {
    return Wrong(list, "needs `title`, `system`, `source` and `licence`, each of one line");
  }
  if (list.codes().empty()) return Wrong(list, "has no codes");
  if (list.codes_size() > kMostCodes) {
    return Wrong(list, absl::StrCat("has more than ", kMostCodes, " codes"));
  }
  absl::flat_hash_set<std::string> seen;
  for (const std::string& code : list.codes()) {
    if (!IsLine(code)) return Wrong(list, "has a code that is empty or not one line");
    if (!seen.insert(code).second) return Wrong(list, absl::StrCat("has code `", code, "` twice"));
  }
  const std::string digest = DigestOfCodes(list);
  if (list.sha256() == digest) return absl::OkStatus();
  return Wrong(list,
               absl::StrCat("has codes of another digest than its `sha256` says: it is ", digest));
}

}  // namespace

std::string DigestOfCodes(const v1::CodeList& list) {
  std::vector<std::string> codes(list.codes().begin(), list.codes().end());
  std::sort(codes.begin(), codes.end());
  std::string text;
  for (const std::string& code : codes) absl::StrAppend(&text, code, "\n");
  return crypto::Sha256(text).ToHex();
}

absl::Status CheckCodeLists(const v1::Dictionary& dictionary) {
  absl::flat_hash_set<std::string> seen;
  for (const v1::CodeList& list : dictionary.code_lists()) {
    RETURN_IF_ERROR(CheckCodeList(list));
    if (!seen.insert(absl::StrCat(list.name(), "@", list.version())).second) {
      return Wrong(list, absl::StrCat("is there twice with version ", list.version()));
    }
  }
  return absl::OkStatus();
}

}  // namespace ginnel::query
