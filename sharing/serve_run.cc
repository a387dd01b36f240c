// SPDX-License-Identifier: Apache-2.0
#include "sharing/serve_run.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "crypto/field_codec.h"
#include "sharing/linked/join_uploads.h"
#include "sharing/party.h"
#include "sharing/plan_digest.h"
#include "sharing/small_count_test.h"

namespace ginnel::sharing {
namespace {

// Each part of an upload is held by two trustees: they must hold the same, or the member is named.
absl::Status CompareUploads(Party& party, const RunSession& session,
                            const std::vector<ShareVector>& members) {
  std::vector<std::string> own, next;
  const absl::Cleanup wipe = [&] {
    for (std::vector<std::string>* packed : {&own, &next}) {
      for (std::string& bytes : *packed)
        Wipe({reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()});
    }
  };
  for (const ShareVector& share : members) {
    own.push_back(crypto::EncodeFieldElements(share.own.view()));
    next.push_back(crypto::EncodeFieldElements(share.next.view()));
  }
  ASSIGN_OR_RETURN(const int different, party.Compare("uploads", own, next));
  if (different < 0) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                       absl::StrCat("the trustees hold different shares of the upload of ",
                                    session.run().roster()[static_cast<size_t>(different)],
                                    " (the member, or one trustee, is at fault)"));
}

ShareVector Add(const std::vector<ShareVector>& members, size_t size) {
  ShareVector total(size);
  for (const ShareVector& member : members) {
    for (size_t i = 0; i < size; ++i) Set(total, i, At(total, i) + At(member, i));
  }
  return total;
}

// What the trustees hold alike: if two see it differently, they stop here.
absl::Status CompareAlike(Party& party, std::string_view use, const std::string& seen) {
  ASSIGN_OR_RETURN(const int different, party.Compare(use, {seen}, {seen}));
  if (different < 0) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                       "the trustees saw different runs: nothing is opened");
}

// Before anything is made of an upload.
absl::Status Begin(Party& party, const RunSession& session) {
  RETURN_IF_ERROR(party.AgreeSeeds());
  return CompareAlike(party, "plan", PlanDigest(session).ToHex());
}

// Everything public so far.
absl::Status CompareTranscripts(Party& party, const RunSession& session,
                                const std::vector<bool>& passed) {
  return CompareAlike(party, "transcript",
                      absl::StrCat(PlanDigest(session).ToHex(), " ", PackPassed(passed)));
}

// Nobody's opening part may be asked for while another's could still be lost.
absl::Status ConfirmKept(Party& party) {
  ASSIGN_OR_RETURN(const int different, party.Compare("kept", {"kept"}, {"kept"}));
  if (different < 0) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                       "the trustees do not agree that what passed was kept: nothing is opened");
}

// Each member's part of the plan's vector. Of a plain run it is what the member uploaded.
absl::StatusOr<std::vector<ShareVector>> MembersParts(Party& party, RunSession& session,
                                                      const Deadlines& deadlines) {
  if (session.linked()) {
    ASSIGN_OR_RETURN(std::vector<std::shared_ptr<UploadStream>> uploads,
                     session.TakeStreams(deadlines.uploads));
    RETURN_IF_ERROR(Begin(party, session));
    return JoinUploads(party, {*session.plan().linked, session.layout(), session.plan().positions(),
                               session.run().roster(), std::move(uploads), deadlines.uploads});
  }
  ASSIGN_OR_RETURN(std::vector<ShareVector> members, session.TakeUploads(deadlines.uploads));
  RETURN_IF_ERROR(Begin(party, session));
  RETURN_IF_ERROR(CompareUploads(party, session, members));
  return members;
}

absl::StatusOr<PassedShares> Execute(Party& party, RunSession& session, const Deadlines& deadlines,
                                     const RunKeeper& keep) {
  ASSIGN_OR_RETURN(const std::vector<ShareVector> members, MembersParts(party, session, deadlines));
  const ShareVector total = Add(members, session.plan().positions());
  RETURN_IF_ERROR(keep.testing());
  ASSIGN_OR_RETURN(std::vector<bool> passed,
                   TestSmallCounts(party, session.plan(), members, total));
  RETURN_IF_ERROR(CompareTranscripts(party, session, passed));
  PassedShares selected = SelectPassed(session.plan(), std::move(passed), total);
  RETURN_IF_ERROR(keep.passed(selected));
  RETURN_IF_ERROR(ConfirmKept(party));
  return selected;
}

}  // namespace

absl::StatusOr<PassedShares> ServeRun(int trustee, RunSession& session, TrusteePeers& peers,
                                      RandomSource& random, const Deadlines& deadlines,
                                      const RunKeeper& keep) {
  // Trustee 1 has seeds alone: it waits for those who wait for rows.
  const absl::Duration patience =
      session.linked() ? deadlines.uploads + deadlines.step : deadlines.step;
  Party party(trustee, session.context(), session.mailbox(), peers, random, patience);
  absl::StatusOr<PassedShares> result = Execute(party, session, deadlines, keep);
  if (!result.ok()) party.Abort(result.status());
  return result;
}

}  // namespace ginnel::sharing
