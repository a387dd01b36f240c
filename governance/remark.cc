// SPDX-License-Identifier: Apache-2.0
#include "governance/remark.h"

#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "base/utf8.h"
#include "crypto/digest.h"
#include "crypto/nhs_number.h"

namespace ginnel::governance {
namespace {

constexpr size_t kSaltBytes = 32;
constexpr size_t kDigits = 10;

absl::Status Malformed(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       std::move(why));
}

absl::Status CheckText(std::string_view text) {
  if (text.empty()) return Malformed("a decision gives its reason");
  if (text.size() > kLongestRemark) {
    return Malformed(absl::StrCat("a reason has at most ", kLongestRemark, " bytes; this one has ",
                                  text.size()));
  }
  if (ValidUtf8Prefix(text) != text.size()) return Malformed("a reason is UTF-8");
  return CheckNamesNobody(text, "the reason");
}

}  // namespace

// Every group of digits of the text is looked at alone, and together with the groups behind it as
// long as nothing but a few separators stands between them: "943 476 5919" is a number, and so
// is the end of "room 12 943 476 5919".
absl::Status CheckNamesNobody(std::string_view text, std::string_view what) {
  constexpr size_t kLongestGap = 3;
  std::vector<std::string> groups;  // neighbours
  bool found = false;
  size_t gap = 0;
  const auto look = [&] {
    std::string together;
    for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
      together = *group + together;
      if (together.size() > kDigits) break;
      found = found || (together.size() == kDigits && crypto::NhsNumber::Parse(together).ok());
    }
  };
  bool in_group = false;
  for (const char c : text) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      if (!in_group) groups.emplace_back();
      groups.back() += c;
      in_group = true;
      gap = 0;
      continue;
    }
    if (in_group) look();
    in_group = false;
    const bool separator = absl::ascii_ispunct(static_cast<unsigned char>(c)) ||
                           absl::ascii_isspace(static_cast<unsigned char>(c)) ||
                           static_cast<unsigned char>(c) >= 0x80;  // a dash or space of Unicode
    if (!separator || ++gap > kLongestGap) groups.clear();
  }
  if (in_group) look();
  if (!found) return absl::OkStatus();
  return Malformed(absl::StrCat(
      std::string(what), " holds what could be an NHS number: the register keeps no person's"));
}

absl::StatusOr<v1::Remark> MakeRemark(std::string_view text, RandomSource& random) {
  RETURN_IF_ERROR(CheckText(text));
  std::array<uint8_t, kSaltBytes> salt{};
  random.Fill(salt);
  v1::Remark remark;
  remark.set_salt(std::string(salt.begin(), salt.end()));
  remark.set_text(std::string(text));
  return remark;
}

std::string RemarkDigest(const v1::Remark& remark) {
  return crypto::Sha256(absl::StrCat(remark.salt(), remark.text())).ToHex();
}

absl::Status CheckRemark(const v1::Remark& remark, std::string_view digest) {
  RETURN_IF_ERROR(CheckText(remark.text()));
  if (remark.salt().size() == kSaltBytes && RemarkDigest(remark) == digest) {
    return absl::OkStatus();
  }
  return Malformed("the reason is not the one of which the statement holds the digest");
}

}  // namespace ginnel::governance
