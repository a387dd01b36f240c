// SPDX-License-Identifier: Apache-2.0
#include "crypto/keys.h"

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "crypto/hash.h"

namespace ginnel::crypto {
namespace {

constexpr size_t kStoreKeySize = 32;
constexpr size_t kCheckValueSize = 16;
constexpr std::string_view kCheckConstant = "ginnel/v1/store-key/check-value";

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace

StoreKey StoreKey::Generate(RandomSource& random) {
  return StoreKey(SecretBytes::Random(kStoreKeySize, random));
}

absl::StatusOr<StoreKey> StoreKey::Load(const std::string& path) {
  ASSIGN_OR_RETURN(SecretBytes bytes, ReadSecretFile(path));
  if (bytes.size() != kStoreKeySize) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": a store key is ", kStoreKeySize,
                                                   " bytes, found ", bytes.size(),
                                                   ": restore the file from its backup"));
  }
  return StoreKey(std::move(bytes));
}

absl::Status StoreKey::Save(const std::string& path) const {
  return CreateSecretFile(path, bytes_.view());
}

std::string StoreKey::CheckValue() const {
  const Mac mac = HmacSha256(bytes_, kCheckConstant);
  return ToHex(std::span<const uint8_t>(mac).first(kCheckValueSize));
}

absl::Status StoreKey::Check(std::string_view check_value) const {
  if (EqualInConstantTime(Bytes(CheckValue()), Bytes(check_value))) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "this is not the key of this store: use the key file that was made with it");
}

}  // namespace ginnel::crypto
