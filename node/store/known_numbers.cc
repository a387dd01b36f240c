// SPDX-License-Identifier: Apache-2.0
#include "node/store/known_numbers.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "crypto/hash.h"

namespace ginnel::node {
namespace {

constexpr std::string_view kLabel = "ginnel/v1/node-store/known-numbers/";
constexpr std::string_view kKeyLabel = "ginnel/v1/node-store/known-numbers/mark";
constexpr std::string_view kHideLabel = "ginnel/v1/node-store/known-numbers/id";
constexpr std::string_view kCheckConstant = "ginnel/v1/node-store/known-numbers/check-value";
constexpr size_t kKeySize = 32;
constexpr size_t kSaltSize = 32;

template <size_t kSize>
absl::Status ReadBytes(const store::Row& row, int column, std::array<uint8_t, kSize>& out) {
  const std::span<const uint8_t> bytes = row.Blob(column);
  if (bytes.size() != out.size()) {
    return absl::DataLossError("a stored mark of a known number is damaged");
  }
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return absl::OkStatus();
}

KnownNumbers::Mark Shortened(const crypto::Mac& mac) {
  KnownNumbers::Mark mark;
  std::copy_n(mac.begin(), mark.size(), mark.begin());
  return mark;
}

}  // namespace

absl::StatusOr<std::string> KnownNumbers::Label(store::Database& database, RandomSource& random) {
  std::array<uint8_t, kSaltSize> salt;
  random.Fill(salt);
  RETURN_IF_ERROR(database.RunTransaction(
      "name the known numbers", [&](store::Transaction& tx) -> absl::Status {
        RETURN_IF_ERROR(
            tx.Execute("INSERT OR IGNORE INTO known_numbers_key (one, salt, key, check_value) "
                       "VALUES (1, ?, '', x'')",
                       salt));
        return tx.Query("SELECT salt FROM known_numbers_key",
                        [&](const store::Row& row) { return ReadBytes(row, 0, salt); });
      }));
  return absl::StrCat(std::string(kLabel), crypto::ToHex(salt));
}

absl::StatusOr<bool> KnownNumbers::IsKeyKnown(store::Database& database, std::string_view key) {
  bool known = false;
  RETURN_IF_ERROR(database.Read("read the known numbers", [&](store::Snapshot& tx) {
    return tx.Query("SELECT count(*) FROM known_numbers_key WHERE key = ?", key,
                    [&](const store::Row& row) { known = row.Int(0) > 0; });
  }));
  return known;
}

absl::StatusOr<KnownNumbers> KnownNumbers::Open(store::Database& database, std::string_view key,
                                                const SecretBytes& answer,
                                                const ObjectionMarker& marker) {
  ASSIGN_OR_RETURN(SecretBytes secret, crypto::HkdfSha256(answer, {}, kKeyLabel, kKeySize));
  const Mark check = Shortened(crypto::HmacSha256(secret, kCheckConstant));
  RETURN_IF_ERROR(database.RunTransaction(
      "open the known numbers", [&](store::Transaction& tx) -> absl::Status {
        bool same_key = false, same_answer = false;
        RETURN_IF_ERROR(
            tx.Query("SELECT key, check_value FROM known_numbers_key", [&](const store::Row& row) {
              same_key = row.TextView(0) == key;
              same_answer = std::ranges::equal(row.Blob(1), check);
            }));
        if (same_key && same_answer) return absl::OkStatus();
        if (same_key) {
          return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                               "the trustees answered this store's label otherwise than before: "
                               "one of them erred. Nothing was changed; try again");
        }
        RETURN_IF_ERROR(tx.Execute("DELETE FROM known_number"));
        return tx.Execute("UPDATE known_numbers_key SET key = ?, check_value = ?", key, check);
      }));
  return KnownNumbers(database, std::move(secret), marker);
}

KnownNumbers::Mark KnownNumbers::MarkOf(const crypto::NhsNumber& number) const {
  return Shortened(crypto::HmacSha256(key_, number.digits()));
}

LinkageId KnownNumbers::HideOrShow(const Mark& mark, const LinkageId& id) const {
  crypto::Hmac mac(key_);
  mac.Update(kHideLabel);
  mac.Update(std::span<const uint8_t>(mark));
  const Mark mask = Shortened(mac.Finish());
  LinkageId other;
  for (size_t i = 0; i < id.size(); ++i) other[i] = id[i] ^ mask[i];
  return other;
}

absl::StatusOr<KnownNumbers::All> KnownNumbers::Read() const {
  All all;
  RETURN_IF_ERROR(database_->Read("read the known numbers", [&](store::Snapshot& tx) {
    return tx.Query("SELECT mark, hidden_id, missed FROM known_number",
                    [&](const store::Row& row) -> absl::Status {
                      Mark mark;
                      LinkageId hidden;
                      RETURN_IF_ERROR(ReadBytes(row, 0, mark));
                      RETURN_IF_ERROR(ReadBytes(row, 1, hidden));
                      all.emplace(mark, Known{HideOrShow(mark, hidden), row.Int(2) != 0});
                      return absl::OkStatus();
                    });
  }));
  return all;
}

absl::Status KnownNumbers::Keep(const std::vector<std::pair<Mark, LinkageId>>& people) {
  return database_->RunTransaction(
      "keep known numbers", [&](store::Transaction& tx) -> absl::Status {
        for (const auto& [mark, id] : people) {
          RETURN_IF_ERROR(tx.Execute(
              "INSERT OR REPLACE INTO known_number (mark, hidden_id, found_by, missed) VALUES (?, "
              "?, ?, 0)",
              mark, HideOrShow(mark, id), marker_->KnownMarkOf(id)));
        }
        return absl::OkStatus();
      });
}

absl::Status KnownNumbers::Settle(const All& before, const absl::flat_hash_set<Mark>& seen) {
  return database_->RunTransaction(
      "settle the known numbers", [&](store::Transaction& tx) -> absl::Status {
        for (const auto& [mark, known] : before) {
          const bool missed = !seen.contains(mark);
          if (missed && known.missed) {
            RETURN_IF_ERROR(tx.Execute("DELETE FROM known_number WHERE mark = ?", mark));
          } else if (missed != known.missed) {
            RETURN_IF_ERROR(
                tx.Execute("UPDATE known_number SET missed = ? WHERE mark = ?", missed, mark));
          }
        }
        return absl::OkStatus();
      });
}

absl::StatusOr<bool> ForgetNumberOf(store::Transaction& tx, const ObjectionMarker& marker,
                                    const LinkageId& id) {
  RETURN_IF_ERROR(
      tx.Execute("DELETE FROM known_number WHERE found_by = ?", marker.KnownMarkOf(id)));
  return tx.changes() > 0;
}

}  // namespace ginnel::node
