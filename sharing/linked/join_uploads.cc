// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/join_uploads.h"

#include <bit>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "sharing/linked/join.h"
#include "sharing/linked/row_block.h"
#include "sharing/linked/row_checks.h"

namespace ginnel::sharing {
namespace {

// Elements are hashed as they lie in memory, which is how they travel.
static_assert(std::endian::native == std::endian::little);

std::string HashOf(const SecretElements& elements) {
  const auto view = elements.view();
  return crypto::Sha256(
             std::string_view(reinterpret_cast<const char*>(view.data()), view.size_bytes()))
      .ToHex();
}

std::string BytesOf(const SecretBytes& secret) {
  return std::string(secret.view().begin(), secret.view().end());
}

absl::Status Differs(const std::string& member) {
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                       absl::StrCat("the trustees hold different shares of the upload of ", member,
                                    " (the member, or one trustee, is at fault)"));
}

class UploadJoiner {
 public:
  UploadJoiner(Party& party, const LinkedRun& run)
      : party_(party), run_(run), join_(party, run.plan, run.positions, run.members.size()) {}

  absl::StatusOr<std::vector<ShareVector>> Run() {
    RETURN_IF_ERROR(CompareSeeds());
    for (size_t block = 0; block < run_.layout.blocks(); ++block) {
      ASSIGN_OR_RETURN(const std::vector<RowBlock> blocks, ReadBlock(block));
      RETURN_IF_ERROR(CheckRows(party_, blocks, run_.members));
      RETURN_IF_ERROR(join_.Add(blocks));
    }
    std::vector<ShareVector> members = join_.Finish();
    RETURN_IF_ERROR(AddSums(members));
    return members;
  }

 private:
  // Two trustees that hold the same seed hold the same part, whatever its length.
  absl::Status CompareSeeds() {
    std::vector<std::string> own, next;
    for (const std::shared_ptr<UploadStream>& upload : run_.uploads) {
      own.push_back(BytesOf(upload->own_seed()));
      next.push_back(BytesOf(upload->next_seed()));
    }
    const absl::StatusOr<int> different = party_.Compare("seeds", own, next);
    for (std::vector<std::string>* held : {&own, &next}) {
      for (std::string& seed : *held) Wipe({reinterpret_cast<uint8_t*>(seed.data()), seed.size()});
    }
    RETURN_IF_ERROR(different.status());
    if (*different < 0) return absl::OkStatus();
    return Differs(run_.members[static_cast<size_t>(*different)]);
  }

  // x3 is what trustees 2 and 3 were sent, the one as its next part, the other as its own.
  absl::Status CompareSent(const std::vector<const ShareVector*>& shares,
                           const std::vector<int>& members) {
    std::vector<std::string> own, next;
    for (const ShareVector* share : shares) {
      own.push_back(party_.index() == 3 ? HashOf(share->own) : "");
      next.push_back(party_.index() == 2 ? HashOf(share->next) : "");
    }
    ASSIGN_OR_RETURN(const int different, party_.Compare("rows", own, next));
    if (different < 0) return absl::OkStatus();
    return Differs(run_.members[static_cast<size_t>(members[static_cast<size_t>(different)])]);
  }

  absl::StatusOr<std::vector<RowBlock>> ReadBlock(size_t block) {
    std::vector<RowBlock> blocks;
    for (const query::LinkedSource& source : run_.plan.sources) {
      for (const int member : source.members) {
        const SlotRange slots = run_.layout.Part(source, member, block);
        if (slots.count == 0 || source.columns() == 0) continue;
        ASSIGN_OR_RETURN(ShareVector shares,
                         UploadOf(member).Take(slots.count * source.columns(), run_.patience));
        blocks.push_back({&source, member, slots, std::move(shares)});
      }
    }
    std::vector<const ShareVector*> shares;
    std::vector<int> members;
    for (const RowBlock& read : blocks) {
      shares.push_back(&read.shares);
      members.push_back(read.member);
    }
    RETURN_IF_ERROR(CompareSent(shares, members));
    return blocks;
  }

  absl::Status AddSums(std::vector<ShareVector>& totals) {
    std::vector<ShareVector> sums;
    std::vector<const query::LinkedSource*> sources;
    std::vector<int> members;
    for (const query::LinkedSource& source : run_.plan.sources) {
      for (const int member : source.members) {
        ASSIGN_OR_RETURN(ShareVector taken,
                         UploadOf(member).Take(source.sums.size(), run_.patience));
        sums.push_back(std::move(taken));
        sources.push_back(&source);
        members.push_back(member);
      }
    }
    std::vector<const ShareVector*> shares;
    for (const ShareVector& taken : sums) shares.push_back(&taken);
    RETURN_IF_ERROR(CompareSent(shares, members));
    for (size_t i = 0; i < sums.size(); ++i) {
      ShareVector& total = totals[static_cast<size_t>(members[i])];
      for (size_t k = 0; k < sums[i].size(); ++k) {
        const uint32_t to = sources[i]->sums[k].to;
        Set(total, to, At(total, to) + At(sums[i], k));
      }
    }
    return absl::OkStatus();
  }

  UploadStream& UploadOf(int member) const { return *run_.uploads[static_cast<size_t>(member)]; }

  Party& party_;
  const LinkedRun& run_;
  Join join_;
};

}  // namespace

absl::StatusOr<std::vector<ShareVector>> JoinUploads(Party& party, const LinkedRun& run) {
  return UploadJoiner(party, run).Run();
}

}  // namespace ginnel::sharing
