// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "query/linkage/linked_plan.h"
#include "sharing/encoder.h"
#include "sharing/linked/join_uploads.h"
#include "tests/unit/crypto/scripted_random.h"
#include "tests/unit/sharing/three_parties.h"

namespace ginnel::sharing {

class LocalTableForTest {
 public:
  static LocalTable Of(std::vector<int64_t> values) { return LocalTable(std::move(values)); }
};

/// A linked plan over random rows, with its answer worked out in plain.
struct LinkedCity {
  query::LinkedPlan plan;
  SpineLayout spine;
  size_t positions = 0;
  std::vector<std::string> members;
  // By source, then column, then slot.
  std::vector<std::vector<std::vector<int64_t>>> rows;
  // By roster index: the sums that a member uploads.
  std::vector<std::vector<int64_t>> sums;

  /// One-hot codes, and flags of 0 or 1 and amounts for figures. General practice is one source, or
  /// with `apart` each of its members is one with codes of its own.
  static LinkedCity Random(crypto::SeededRandom& dice, size_t gp_members, size_t others,
                           uint64_t slots, bool apart = false);

  /// What `member` sends, in the layout's order.
  std::vector<int64_t> UploadOf(const LinkedLayout& layout, int member) const;
  /// The plan's vector of each member: total over its slots, and its sums.
  std::vector<std::vector<int64_t>> Answer() const;
};

inline LinkedCity LinkedCity::Random(crypto::SeededRandom& dice, size_t gp_members, size_t others,
                                     uint64_t slots, bool apart) {
  LinkedCity city;
  city.positions = 1 + dice.Next() % 12;
  city.spine.slots = slots;
  uint64_t left = slots;
  for (size_t m = 0; m < gp_members + others; ++m) {
    city.members.push_back("member-" + std::to_string(m));
    uint64_t count = m >= gp_members ? 0 : (m + 1 == gp_members ? left : dice.Next() % (left + 1));
    city.spine.ranges.push_back({slots - left, count});
    left -= count;
  }
  const size_t practices = apart ? gp_members : 1;
  for (size_t s = 0; s < practices + others; ++s) {
    query::LinkedSource source;
    source.sector = s < practices ? v1::SECTOR_GENERAL_PRACTICE : v1::SECTOR_ACUTE;
    if (s >= practices) {
      source.members = {static_cast<int>(gp_members + s - practices)};
    } else if (apart) {
      source.members = {static_cast<int>(s)};
    } else {
      for (size_t m = 0; m < gp_members; ++m) source.members.push_back(static_cast<int>(m));
    }
    source.codes = s < practices ? 2 + dice.Next() % 4 : static_cast<uint32_t>(dice.Next() % 4);
    if (source.codes == 1) source.codes = 2;
    const size_t figures = (source.codes == 0 ? 1 : 0) + dice.Next() % 3;
    for (size_t f = 0; f < figures; ++f) {
      query::LinkedColumn column;
      column.flag = dice.Next() % 2 == 0;
      source.figures.push_back(column);
    }
    for (size_t k = dice.Next() % 3; k > 0; --k) {
      source.sums.push_back({0, 0, static_cast<uint32_t>(dice.Next() % city.positions)});
    }
    std::vector<std::vector<int64_t>> columns(source.columns(), std::vector<int64_t>(slots));
    for (uint64_t p = 0; p < slots; ++p) {
      if (source.codes > 0) columns[dice.Next() % source.codes][p] = 1;
      for (size_t f = 0; f < source.figures.size(); ++f) {
        columns[source.codes + f][p] = source.figures[f].flag
                                           ? static_cast<int64_t>(dice.Next() % 2)
                                           : static_cast<int64_t>(dice.Next() % 3'000) - 5;
      }
    }
    city.rows.push_back(std::move(columns));
    city.plan.sources.push_back(std::move(source));
  }
  for (size_t t = practices * (1 + dice.Next() % 4); t > 0 && others > 0; --t) {
    query::LinkedTerm term;
    term.coefficient = dice.Next() % 3 == 0 ? -1 : 1;
    size_t products = 1;
    for (size_t s = 0; s < practices + others; ++s) {
      if (s < practices && s != t % practices) continue;
      if (s > practices && dice.Next() % 2 == 0) continue;  // a practice, one other, perhaps more
      const size_t columns = city.plan.sources[s].columns();
      const uint32_t first = static_cast<uint32_t>(dice.Next() % columns);
      const uint32_t count = 1 + static_cast<uint32_t>(dice.Next() % (columns - first));
      term.factors.push_back({static_cast<int>(s), first, count});
      products *= count;
    }
    for (size_t k = 0; k < products; ++k) {
      term.to.push_back(dice.Next() % 5 == 0 ? query::LinkedTerm::kNowhere
                                             : static_cast<int32_t>(dice.Next() % city.positions));
    }
    city.plan.terms.push_back(std::move(term));
  }
  city.sums.resize(city.members.size());
  for (const query::LinkedSource& source : city.plan.sources) {
    for (int member : source.members) {
      for (size_t k = 0; k < source.sums.size(); ++k) {
        city.sums[static_cast<size_t>(member)].push_back(
            static_cast<int64_t>(dice.Next() % 1'000'000));
      }
    }
  }
  return city;
}

inline std::vector<int64_t> LinkedCity::UploadOf(const LinkedLayout& layout, int member) const {
  std::vector<int64_t> upload;
  for (size_t block = 0; block < layout.blocks(); ++block) {
    for (size_t s = 0; s < plan.sources.size(); ++s) {
      const auto& of = plan.sources[s].members;
      if (std::find(of.begin(), of.end(), member) == of.end()) continue;
      const SlotRange part = layout.Part(plan.sources[s], member, block);
      for (const std::vector<int64_t>& column : rows[s]) {
        for (uint64_t p = part.first; p < part.end(); ++p) upload.push_back(column[p]);
      }
    }
  }
  const std::vector<int64_t>& totals = sums[static_cast<size_t>(member)];
  upload.insert(upload.end(), totals.begin(), totals.end());
  return upload;
}

inline std::vector<std::vector<int64_t>> LinkedCity::Answer() const {
  std::vector<std::vector<int64_t>> answer(members.size(), std::vector<int64_t>(positions));
  for (size_t m = 0; m < members.size(); ++m) {
    const SlotRange own = spine.ranges[m];
    for (const query::LinkedTerm& term : plan.terms) {
      const auto& slots_of = plan.sources[static_cast<size_t>(term.factors[0].source)].members;
      if (std::find(slots_of.begin(), slots_of.end(), static_cast<int>(m)) == slots_of.end()) {
        continue;  // the first factor is a practice
      }
      for (size_t choice = 0; choice < term.to.size(); ++choice) {
        if (term.to[choice] == query::LinkedTerm::kNowhere) continue;
        int64_t sum = 0;
        for (uint64_t p = own.first; p < own.end(); ++p) {
          __int128_t product = 1;
          size_t rest = choice;
          for (size_t f = term.factors.size(); f-- > 0;) {
            const query::LinkedFactor& factor = term.factors[f];
            product *=
                rows[static_cast<size_t>(factor.source)][factor.first + rest % factor.count][p];
            rest /= factor.count;
          }
          sum += static_cast<int64_t>(product);
        }
        answer[m][static_cast<size_t>(term.to[choice])] += term.coefficient * sum;
      }
    }
  }
  for (const query::LinkedSource& source : plan.sources) {
    for (int member : source.members) {
      const size_t m = static_cast<size_t>(member);
      for (size_t k = 0; k < source.sums.size(); ++k) answer[m][source.sums[k].to] += sums[m][k];
    }
  }
  return answer;
}

/// Three trustees in memory, and what the members send them.
class LinkedTrustees {
 public:
  explicit LinkedTrustees(const LinkedCity& city, uint64_t block_elements = 64,
                          Wires::Change change = {})
      : city_(city), layout_(city.plan, city.spine, block_elements), wires_(std::move(change)) {}

  const LinkedLayout& layout() const { return layout_; }
  Wires& wires() { return wires_; }

  /// Changes what a member uploads, before it is shared.
  std::function<void(int member, std::vector<int64_t>&)> bend_upload;
  /// Elements that a member sends at a time.
  size_t at_a_time = 100;
  /// Changes what one of trustees 2 and 3 is sent: x3.
  std::function<void(int member, int trustee, std::vector<FieldElement>&)> bend_elements;

  struct Result {
    absl::Status status;
    std::vector<ShareVector> members;
  };
  std::array<Result, 3> Run() {
    SystemRandom random;
    const RunContext run{"aa", 1};
    std::array<std::vector<std::shared_ptr<UploadStream>>, 3> streams;
    std::vector<std::thread> senders;
    for (size_t m = 0; m < city_.members.size(); ++m) {
      const int member = static_cast<int>(m);
      std::vector<int64_t> upload = city_.UploadOf(layout_, member);
      EXPECT_EQ(upload.size(), layout_.LengthOf(city_.plan, member));
      if (bend_upload) bend_upload(member, upload);
      auto shares = Encoder(random).Encode(LocalTableForTest::Of(upload), run, city_.members[m]);
      EXPECT_TRUE(shares.ok()) << shares.status();
      Open(1, std::get<0>(*shares), member, streams, senders);
      Open(2, std::get<1>(*shares), member, streams, senders);
      Open(3, std::get<2>(*shares), member, streams, senders);
    }
    std::array<Result, 3> results;
    AllThree([&](int trustee) {
      const size_t at = static_cast<size_t>(trustee - 1);
      Party party(trustee, run, wires_.mailbox(trustee), wires_.peers(trustee), random,
                  absl::Seconds(20));
      absl::Status status = party.AgreeSeeds();
      if (status.ok()) {
        absl::StatusOr<std::vector<ShareVector>> joined = JoinUploads(
            party,
            {city_.plan, layout_, city_.positions, city_.members, streams[at], absl::Seconds(20)});
        status = joined.status();
        if (joined.ok()) results[at].members = *std::move(joined);
      }
      if (!status.ok()) {
        party.Abort(status);
        for (const auto& stream : streams[at]) stream->Close(status);
      }
      results[at].status = status;
    });
    for (std::thread& sender : senders) sender.join();
    return results;
  }

 private:
  template <int kTrustee>
  void Open(int trustee, const ShareFor<kTrustee>& share, int member,
            std::array<std::vector<std::shared_ptr<UploadStream>>, 3>& streams,
            std::vector<std::thread>& senders) {
    auto opened = UploadStream::Create(trustee, share.run(), share.member(), share.length(),
                                       share.first_seed().Clone(), share.second_seed().Clone());
    EXPECT_TRUE(opened.ok()) << opened.status();
    std::shared_ptr<UploadStream> stream = std::move(*opened);
    streams[static_cast<size_t>(trustee - 1)].push_back(stream);
    if constexpr (kTrustee != 1) {
      auto reader = share.Elements();
      EXPECT_TRUE(reader.ok()) << reader.status();
      std::vector<FieldElement> elements(reader->left());
      reader->Read(elements);
      if (bend_elements) bend_elements(member, trustee, elements);
      senders.emplace_back([stream, elements = std::move(elements), step = at_a_time] {
        for (size_t from = 0; from < elements.size(); from += step) {
          const size_t end = std::min(from + step, elements.size());
          SecretElements chunk(
              std::vector<FieldElement>(elements.begin() + static_cast<ptrdiff_t>(from),
                                        elements.begin() + static_cast<ptrdiff_t>(end)));
          if (!stream->Add(std::move(chunk)).ok()) return;
        }
      });
    }
  }

  const LinkedCity& city_;
  const LinkedLayout layout_;
  Wires wires_;
};

}  // namespace ginnel::sharing
