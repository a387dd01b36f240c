// SPDX-License-Identifier: Apache-2.0
#include "node/service/spine_line.h"

#include <grpcpp/grpcpp.h>

#include <chrono>

#include "base/reason.h"
#include "base/rpc/rpc_status.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "crypto/sealed_box.h"
#include "ginnel/v1/linkage.grpc.pb.h"
#include "governance/linkage.h"
#include "node/records.h"

namespace ginnel::node {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 20;
constexpr uint64_t kLongestList =
    governance::kMostPeopleOnList * sizeof(LinkageId) + crypto::kSealedBoxOverhead;
// A list of millions takes a while on a slow line; whatever fails is tried again.
constexpr std::chrono::minutes kTransfer(10);
constexpr std::chrono::seconds kWord(20);

using Stub = v1::SpineExchange::Stub;

absl::StatusOr<std::unique_ptr<Stub>> Dial(sharing::PartyChannel& channel) {
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> open, channel.Get());
  return v1::SpineExchange::NewStub(open);
}

absl::Status Malformed() {
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_MALFORMED,
                       "the coordinator sent something else than a sealed list");
}

}  // namespace

// One call's context, for as long as Stop may cancel it.
class SpineLine::Call {
 public:
  template <typename Deadline>
  Call(SpineLine& line, Deadline deadline) : line_(line) {
    context_.set_deadline(std::chrono::system_clock::now() + deadline);
    const std::lock_guard lock(line_.mutex_);
    if (line_.stopping_) context_.TryCancel();
    line_.under_way_ = &context_;
  }
  ~Call() {
    const std::lock_guard lock(line_.mutex_);
    line_.under_way_ = nullptr;
  }
  grpc::ClientContext* context() { return &context_; }

 private:
  SpineLine& line_;
  grpc::ClientContext context_;
};

void SpineLine::Stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  if (under_way_ != nullptr) under_way_->TryCancel();
}

absl::Status SpineLine::HandIn(uint32_t epoch, const std::string& recipient,
                               std::string_view ciphertext) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Stub> stub, Dial(*channel_));
  Call call(*this, kTransfer);
  v1::HandInReceipt receipt;
  const auto writer = stub->HandIn(call.context(), &receipt);
  v1::SealedChunk chunk;
  v1::SealedChunk::Header& header = *chunk.mutable_header();
  header.set_epoch(epoch);
  header.set_sender(member_);
  header.set_recipient(recipient);
  header.set_size(ciphertext.size());
  header.set_sha256(crypto::Sha256(ciphertext).ToHex());
  bool open = writer->Write(chunk);
  for (size_t at = 0; open && at < ciphertext.size(); at += kChunkBytes) {
    chunk.set_ciphertext(std::string(ciphertext.substr(at, kChunkBytes)));
    open = writer->Write(chunk);
  }
  // A write that fails is explained by the final status.
  writer->WritesDone();
  return FromGrpc(writer->Finish());
}

absl::StatusOr<std::map<std::string, std::string>> SpineLine::Held(uint32_t epoch) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Stub> stub, Dial(*channel_));
  Call call(*this, kWord);
  v1::HeldRequest request;
  request.set_epoch(epoch);
  v1::HeldResponse response;
  RETURN_IF_ERROR(FromGrpc(stub->Held(call.context(), request, &response)));
  std::map<std::string, std::string> held;
  for (const v1::SpinePart::Sealed& sealed : response.sealed()) {
    held[sealed.recipient()] = sealed.ciphertext_sha256();
  }
  return held;
}

absl::StatusOr<std::string> SpineLine::Fetch(uint32_t epoch, const std::string& sender) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Stub> stub, Dial(*channel_));
  Call call(*this, kTransfer);
  v1::FetchRequest request;
  request.set_epoch(epoch);
  request.set_sender(sender);
  const auto reader = stub->Fetch(call.context(), request);
  v1::SealedChunk chunk;
  std::string ciphertext;
  uint64_t size = 0;
  absl::Status wrong;
  for (bool first = true; wrong.ok() && reader->Read(&chunk); first = false) {
    if (first != chunk.has_header() || chunk.header().size() > kLongestList) {
      wrong = Malformed();
    } else if (first) {
      size = chunk.header().size();
      ciphertext.reserve(size);
    } else if (ciphertext.size() + chunk.ciphertext().size() > size) {
      wrong = Malformed();
    } else {
      ciphertext += chunk.ciphertext();
    }
  }
  if (!wrong.ok()) call.context()->TryCancel();
  const absl::Status ended = FromGrpc(reader->Finish());
  RETURN_IF_ERROR(wrong);
  RETURN_IF_ERROR(ended);
  if (ciphertext.size() != size) return Malformed();
  return ciphertext;
}

absl::Status SpineLine::State(const v1::Envelope& statement) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Stub> stub, Dial(*channel_));
  Call call(*this, kWord);
  v1::StateRequest request;
  *request.mutable_statement() = statement;
  v1::StateResponse response;
  return FromGrpc(stub->State(call.context(), request, &response));
}

}  // namespace ginnel::node
