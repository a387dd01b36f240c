// SPDX-License-Identifier: Apache-2.0
#include "coordinator/service/spine_service.h"

#include <memory>
#include <string>

#include "base/reason.h"
#include "base/rpc/peer.h"
#include "base/rpc/rpc_status.h"
#include "base/status.h"

namespace ginnel::coordinator {
namespace {

absl::StatusOr<std::string> RequireNode(const grpc::ServerContext& context,
                                        const governance::Agreement& agreement) {
  ASSIGN_OR_RETURN(const AuthenticatedPeer peer, Authenticate(context, agreement));
  if (peer.principal().kind == Principal::Kind::kNode) return peer.principal().id;
  return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_ROLE_REQUIRED,
                       "only a member's node may call this");
}

absl::Status Malformed(const char* why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED, why);
}

}  // namespace

template <typename Body>
grpc::Status SpineService::ForNode(const grpc::ServerContext& context, const Body& body) {
  const absl::StatusOr<std::string> member = RequireNode(context, *agreement_());
  return ToGrpc(member.ok() ? body(*member) : member.status(), log_);
}

grpc::Status SpineService::HandIn(grpc::ServerContext* context,
                                  grpc::ServerReader<v1::SealedChunk>* reader, v1::HandInReceipt*) {
  return ForNode(*context, [&](const std::string& member) -> absl::Status {
    v1::SealedChunk chunk;
    if (!reader->Read(&chunk) || !chunk.has_header())
      return Malformed("a sealed list begins with its header");
    ASSIGN_OR_RETURN(const std::unique_ptr<SealedParts::Incoming> incoming,
                     desk_.Receive(member, chunk.header()));
    while (reader->Read(&chunk)) {
      if (chunk.has_header()) return Malformed("a sealed list has one header");
      // The pin may have gone while the stream was open.
      RETURN_IF_ERROR(RequireNode(*context, *agreement_()).status());
      RETURN_IF_ERROR(incoming->Add(chunk.ciphertext()));
    }
    return incoming->Keep();
  });
}

grpc::Status SpineService::Held(grpc::ServerContext* context, const v1::HeldRequest* request,
                                v1::HeldResponse* response) {
  return ForNode(*context, [&](const std::string& member) -> absl::Status {
    ASSIGN_OR_RETURN(const auto held, desk_.Held(member, request->epoch()));
    for (const auto& [recipient, digest] : held) {
      v1::SpinePart::Sealed& sealed = *response->add_sealed();
      sealed.set_recipient(recipient);
      sealed.set_ciphertext_sha256(digest);
    }
    return absl::OkStatus();
  });
}

grpc::Status SpineService::Fetch(grpc::ServerContext* context, const v1::FetchRequest* request,
                                 grpc::ServerWriter<v1::SealedChunk>* writer) {
  return ForNode(*context, [&](const std::string& member) {
    bool first = true;
    v1::SealedChunk chunk;
    return desk_.Fetch(
        member, *request, [&](uint64_t size, std::string_view piece) -> absl::Status {
          if (first) {
            v1::SealedChunk::Header& header = *chunk.mutable_header();
            header.set_epoch(request->epoch());
            header.set_sender(request->sender());
            header.set_recipient(member);
            header.set_size(size);
            if (!writer->Write(chunk)) return absl::CancelledError("the node left");
            first = false;
          }
          chunk.set_ciphertext(std::string(piece));
          return writer->Write(chunk) ? absl::OkStatus() : absl::CancelledError("the node left");
        });
  });
}

grpc::Status SpineService::State(grpc::ServerContext* context, const v1::StateRequest* request,
                                 v1::StateResponse* response) {
  return ForNode(*context, [&](const std::string& member) -> absl::Status {
    ASSIGN_OR_RETURN(const uint64_t index, desk_.State(member, request->statement()));
    response->set_index(index);
    return absl::OkStatus();
  });
}

}  // namespace ginnel::coordinator
