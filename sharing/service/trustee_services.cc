// SPDX-License-Identifier: Apache-2.0
#include "sharing/service/trustee_services.h"

#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "base/reason.h"
#include "base/rpc/peer.h"
#include "base/rpc/rpc_status.h"
#include "base/status.h"
#include "crypto/field_codec.h"
#include "crypto/oprf.h"
#include "ginnel/v1/trustee.grpc.pb.h"
#include "sharing/party.h"
#include "sharing/upload_slots.h"

namespace ginnel::sharing {
namespace {

// One upload in memory at most so large: 2^20 field elements.
constexpr uint64_t kElementLimit = uint64_t{1} << 20;

absl::Status Malformed(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED, std::move(why));
}

void WipeText(std::string& secret) {
  Wipe({reinterpret_cast<uint8_t*>(secret.data()), secret.size()});
}

absl::StatusOr<std::string> RequireNode(const grpc::ServerContextBase& context,
                                        const governance::Agreement& agreement) {
  ASSIGN_OR_RETURN(const AuthenticatedPeer peer, Authenticate(context, agreement));
  if (peer.principal().kind != Principal::Kind::kNode) {
    return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_ROLE_REQUIRED,
                         "only a member's node may call this");
  }
  return peer.principal().id;
}

absl::StatusOr<int> RequireTrustee(const grpc::ServerContextBase& context,
                                   const governance::Agreement& agreement) {
  ASSIGN_OR_RETURN(const AuthenticatedPeer peer, Authenticate(context, agreement));
  if (peer.principal().kind != Principal::Kind::kTrustee) {
    return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_ROLE_REQUIRED,
                         "only a trustee may call this");
  }
  return agreement.TrusteeIndex(peer.principal().id);
}

absl::Status RequireFirst(int trustee) {
  if (trustee == 1) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_ROLE_REQUIRED,
                       "only the coordinator may call this");
}

}  // namespace

class TrusteeServices::PseudonymService final : public v1::Pseudonyms::Service {
 public:
  PseudonymService(governance::AgreementSource agreement, const Pseudonymisation& parts,
                   EventLog& log)
      : agreement_(std::move(agreement)), parts_(parts), log_(log) {}

  grpc::Status Evaluate(grpc::ServerContext* context, const v1::EvaluateRequest* request,
                        v1::EvaluateResponse* response) override {
    return ToGrpc(EvaluateImpl(*context, *request, *response), log_);
  }

 private:
  absl::Status EvaluateImpl(const grpc::ServerContext& context, const v1::EvaluateRequest& request,
                            v1::EvaluateResponse& response) {
    const std::shared_ptr<const governance::Agreement> agreement = agreement_();
    ASSIGN_OR_RETURN(const std::string member, RequireNode(context, *agreement));
    // Counted before anything is evaluated, and whatever comes of it.
    const uint64_t people = request.blinded().size() / crypto::kOprfElementSize;
    RETURN_IF_ERROR(CheckKey(*agreement));
    RETURN_IF_ERROR(request.outside_quota()
                        ? parts_.quota->ChargeOutside(member, people, parts_.clock->Now())
                        : parts_.quota->Charge(*agreement, member, people));
    ASSIGN_OR_RETURN(*response.mutable_evaluated(),
                     crypto::EvaluatePart(*parts_.key, request.blinded()));
    return absl::OkStatus();
  }
  // A key part that the agreement has replaced gives nothing more, and is not counted as the new.
  absl::Status CheckKey(const governance::Agreement& agreement) const {
    const std::string own = parts_.key->public_part().ToHex();
    for (const v1::Trustee& trustee : agreement.constitution().trustees()) {
      if (trustee.oprf_key() == own) return absl::OkStatus();
    }
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_AGREEMENT_MISMATCH,
                         "this trustee runs with a part of the pseudonymisation key that the "
                         "agreement in force does not name: start it with the one that it names");
  }

  const governance::AgreementSource agreement_;
  const Pseudonymisation parts_;
  EventLog& log_;
};

class TrusteeServices::ShareService final : public v1::Shares::Service {
 public:
  ShareService(governance::AgreementSource agreement, Trustee& trustee, EventLog& log)
      : agreement_(std::move(agreement)), trustee_(trustee), log_(log) {}

  grpc::Status Upload(grpc::ServerContext* context, grpc::ServerReader<v1::ShareChunk>* reader,
                      v1::ShareReceipt* receipt) override {
    return ToGrpc(UploadImpl(*context, *reader, *receipt), log_);
  }

 private:
  absl::Status UploadImpl(const grpc::ServerContext& context,
                          grpc::ServerReader<v1::ShareChunk>& reader, v1::ShareReceipt& receipt) {
    ASSIGN_OR_RETURN(const std::string member, RequireNode(context, *agreement_()));
    ASSIGN_OR_RETURN(const UploadSlots::Slot slot, slots_.Take(member));
    v1::ShareChunk chunk;
    if (!reader.Read(&chunk) || !chunk.has_header())
      return Malformed("an upload begins with its header");
    v1::ShareChunk::Header header = std::move(*chunk.mutable_header());
    const absl::Cleanup wipe = [&] {
      for (std::string* secret : {header.mutable_first_seed(), header.mutable_second_seed()}) {
        WipeText(*secret);
      }
    };
    // Before memory is taken for it: a stranger to the run could fill it with nothing.
    ASSIGN_OR_RETURN(const std::shared_ptr<UploadStream> stream,
                     trustee_.OpenUpload(member, header));
    if (stream != nullptr) {
      const absl::Status passed_on = PassOn(reader, *stream);
      if (!passed_on.ok()) stream->Close(passed_on);
      RETURN_IF_ERROR(passed_on);
    } else {
      RETURN_IF_ERROR(Collect(reader, member, header));
    }
    receipt.set_run_id(header.run_id());
    receipt.set_attempt(header.attempt());
    return absl::OkStatus();
  }

  // A plain run's upload, whole.
  absl::Status Collect(grpc::ServerReader<v1::ShareChunk>& reader, const std::string& member,
                       const v1::ShareChunk::Header& header) {
    if (header.length() > kElementLimit) return Malformed("the upload is longer than any plan");
    std::string bytes;
    const absl::Cleanup wipe = [&] { WipeText(bytes); };
    bytes.reserve(header.length() * crypto::kFieldElementSize);
    v1::ShareChunk chunk;
    while (reader.Read(&chunk)) {
      if (chunk.kind_case() != v1::ShareChunk::kElements)
        return Malformed("an upload has one header");
      if (bytes.size() + chunk.elements().size() > header.length() * crypto::kFieldElementSize) {
        return Malformed("the upload is longer than its header says");
      }
      bytes += chunk.elements();
      WipeText(*chunk.mutable_elements());
    }
    ASSIGN_OR_RETURN(SecretElements elements, Decode(bytes));
    return trustee_.TakeUpload(member, header, std::move(elements));
  }

  // A linked run's upload, to the run that reads it as it comes.
  static absl::Status PassOn(grpc::ServerReader<v1::ShareChunk>& reader, UploadStream& stream) {
    v1::ShareChunk chunk;
    while (reader.Read(&chunk)) {
      if (chunk.kind_case() != v1::ShareChunk::kElements)
        return Malformed("an upload has one header");
      absl::StatusOr<SecretElements> elements = Decode(chunk.elements());
      WipeText(*chunk.mutable_elements());
      RETURN_IF_ERROR(elements.status());
      RETURN_IF_ERROR(stream.Add(*std::move(elements)));
    }
    return stream.End();
  }

  static absl::StatusOr<SecretElements> Decode(std::string_view bytes) {
    absl::StatusOr<SecretElements> elements =
        DecodeShares(bytes, bytes.size() / crypto::kFieldElementSize);
    if (!elements.ok()) return Malformed("the upload holds something that is not a field element");
    return elements;
  }

  UploadSlots slots_;
  const governance::AgreementSource agreement_;
  Trustee& trustee_;
  EventLog& log_;
};

class TrusteeServices::PeerService final : public v1::TrusteePeer::Service {
 public:
  PeerService(governance::AgreementSource agreement, Trustee& trustee, RegisterWitness witness,
              EventLog& log)
      : agreement_(std::move(agreement)),
        trustee_(trustee),
        witness_(std::move(witness)),
        log_(log) {}

  grpc::Status Prepare(grpc::ServerContext* context, const v1::PrepareRequest* request,
                       v1::PrepareResponse*) override {
    return ToGrpc(FromFirst(*context, [&] { return trustee_.Prepare(request->package()); }), log_);
  }
  grpc::Status Deliver(grpc::ServerContext* context, const v1::PeerMessage* message,
                       v1::DeliverResponse*) override {
    return ToGrpc(DeliverImpl(*context, *message), log_);
  }
  grpc::Status Open(grpc::ServerContext* context, const v1::OpenRequest* request,
                    v1::OpenResponse* response) override {
    return ToGrpc(FromFirst(*context,
                            [&]() -> absl::Status {
                              ASSIGN_OR_RETURN(*response, trustee_.Open(request->run_id()));
                              return absl::OkStatus();
                            }),
                  log_);
  }
  grpc::Status Void(grpc::ServerContext* context, const v1::VoidRequest* request,
                    v1::VoidResponse* response) override {
    return ToGrpc(FromFirst(*context,
                            [&]() -> absl::Status {
                              ASSIGN_OR_RETURN(*response->mutable_statement(),
                                               trustee_.Void(request->run()));
                              return absl::OkStatus();
                            }),
                  log_);
  }
  grpc::Status Witness(grpc::ServerContext* context, const v1::RegisterUpdate* update,
                       v1::WitnessResponse* response) override {
    return ToGrpc(FromFirst(*context,
                            [&]() -> absl::Status {
                              ASSIGN_OR_RETURN(*response, witness_(*update));
                              return absl::OkStatus();
                            }),
                  log_);
  }

 private:
  template <typename Body>
  absl::Status FromFirst(const grpc::ServerContext& context, const Body& body) {
    ASSIGN_OR_RETURN(const int caller, RequireTrustee(context, *agreement_()));
    RETURN_IF_ERROR(RequireFirst(caller));
    return body();
  }
  absl::Status DeliverImpl(const grpc::ServerContext& context, const v1::PeerMessage& message) {
    ASSIGN_OR_RETURN(const int caller, RequireTrustee(context, *agreement_()));
    return trustee_.Deliver(caller, message);
  }
  const governance::AgreementSource agreement_;
  Trustee& trustee_;
  const RegisterWitness witness_;
  EventLog& log_;
};

TrusteeServices::TrusteeServices(governance::AgreementSource agreement,
                                 const Pseudonymisation& pseudonymisation, Trustee& trustee,
                                 RegisterWitness witness, EventLog& log)
    : pseudonyms_(std::make_unique<PseudonymService>(agreement, pseudonymisation, log)),
      shares_(std::make_unique<ShareService>(agreement, trustee, log)),
      peers_(std::make_unique<PeerService>(agreement, trustee, std::move(witness), log)) {}

TrusteeServices::~TrusteeServices() = default;

std::vector<grpc::Service*> TrusteeServices::services() {
  return {pseudonyms_.get(), shares_.get(), peers_.get()};
}

}  // namespace ginnel::sharing
