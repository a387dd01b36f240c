// SPDX-License-Identifier: Apache-2.0
#include "node/service/trustee_line.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>

#include "base/rpc/rpc_status.h"
#include "base/secret_bytes.h"
#include "base/status.h"
#include "crypto/field_codec.h"
#include "ginnel/v1/trustee.grpc.pb.h"

namespace ginnel::node {
namespace {

constexpr size_t kElementsInAChunk = (1u << 20) / crypto::kFieldElementSize;
constexpr std::chrono::seconds kUploadDeadline(60);
// A linked run takes its uploads side by side: it waits until all have begun, and goes at the pace
// of the slowest. These are longer than a trustee's own patience, so that the trustee says who was
// late.
constexpr std::chrono::seconds kLinkedDeadline(300);
constexpr std::chrono::microseconds kLinkedDeadlineAnElement(10);
constexpr std::chrono::seconds kEvaluateDeadline(60);

std::string Text(std::span<const uint8_t> bytes) { return std::string(bytes.begin(), bytes.end()); }

void WipeText(std::string& secret) {
  Wipe({reinterpret_cast<uint8_t*>(secret.data()), secret.size()});
}

}  // namespace

template <int kTrustee>
absl::Status ShareLine<kTrustee>::Upload(const sharing::ShareFor<kTrustee>& share) {
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, channel_->Get());
  const std::unique_ptr<v1::Shares::Stub> stub = v1::Shares::NewStub(channel);
  grpc::ClientContext context;
  const auto deadline = share.length_of_run() == 0
                            ? std::chrono::microseconds(kUploadDeadline)
                            : kLinkedDeadline + static_cast<int64_t>(share.length_of_run()) *
                                                    kLinkedDeadlineAnElement;
  context.set_deadline(std::chrono::system_clock::now() + deadline);
  context.set_wait_for_ready(true);
  v1::ShareReceipt receipt;
  const auto writer = stub->Upload(&context, &receipt);

  v1::ShareChunk chunk;
  v1::ShareChunk::Header& header = *chunk.mutable_header();
  header.set_protocol(sharing::kProtocolVersion);
  header.set_run_id(share.run().run_id);
  header.set_attempt(share.run().attempt);
  header.set_member(share.member());
  header.set_trustee(kTrustee);
  header.set_length(share.length());
  header.set_first_seed(Text(share.first_seed().view()));
  header.set_second_seed(Text(share.second_seed().view()));
  bool open = writer->Write(chunk);
  WipeText(*header.mutable_first_seed());
  WipeText(*header.mutable_second_seed());
  if constexpr (kTrustee != 1) {
    ASSIGN_OR_RETURN(sharing::ElementReader elements, share.Elements());
    sharing::SecretElements part(std::min<uint64_t>(kElementsInAChunk, elements.left()));
    while (open && elements.left() > 0) {
      const auto next =
          part.mutable_view().first(std::min<uint64_t>(kElementsInAChunk, elements.left()));
      elements.Read(next);
      chunk.set_elements(crypto::EncodeFieldElements(next));
      open = writer->Write(chunk);
      WipeText(*chunk.mutable_elements());
    }
  }
  // A write that fails is explained by the final status.
  writer->WritesDone();
  return FromGrpc(writer->Finish());
}

template class ShareLine<1>;
template class ShareLine<2>;
template class ShareLine<3>;

absl::StatusOr<std::string> PseudonymLine::Evaluate(std::string_view blinded) {
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, channel_->Get());
  const std::unique_ptr<v1::Pseudonyms::Stub> stub = v1::Pseudonyms::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kEvaluateDeadline);
  context.set_wait_for_ready(true);
  v1::EvaluateRequest request;
  request.set_blinded(std::string(blinded));
  request.set_outside_quota(use_ == PseudonymUse::kOutsideQuota);
  v1::EvaluateResponse response;
  RETURN_IF_ERROR(FromGrpc(stub->Evaluate(&context, request, &response)));
  return std::move(*response.mutable_evaluated());
}

}  // namespace ginnel::node
