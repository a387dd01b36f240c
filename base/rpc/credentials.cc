// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/credentials.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <utility>
#include <vector>

#include "base/rpc/pin_verifier.h"

namespace ginnel {
namespace {

using grpc::experimental::ExternalCertificateVerifier;
using grpc::experimental::IdentityKeyCertPair;
using grpc::experimental::StaticDataCertificateProvider;
using grpc::experimental::TlsChannelCredentialsOptions;
using grpc::experimental::TlsServerCredentialsOptions;

std::shared_ptr<StaticDataCertificateProvider> ProviderOf(const TlsIdentity& identity) {
  const std::span<const uint8_t> key = identity.key_pem().view();
  std::vector<IdentityKeyCertPair> pairs(1);
  pairs[0].private_key.assign(reinterpret_cast<const char*>(key.data()), key.size());
  pairs[0].certificate_chain = identity.certificate_pem();
  auto provider = std::make_shared<StaticDataCertificateProvider>(/*root_certificate=*/"", pairs);
  // gRPC keeps a copy for itself; this one has done its work.
  std::string& copy = pairs[0].private_key;
  Wipe({reinterpret_cast<uint8_t*>(copy.data()), copy.size()});
  return provider;
}

}  // namespace

std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const TlsIdentity& identity,
                                                               PinSource pins, const Clock& clock,
                                                               EventLog& log) {
  TlsServerCredentialsOptions options(ProviderOf(identity));
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
  options.set_check_call_host(false);
  options.set_certificate_verifier(ExternalCertificateVerifier::Create<PinVerifier>(
      [pins = std::move(pins)](std::string_view sha256) {
        return pins()->Find(sha256).has_value();
      },
      "the caller's certificate is not in the agreement", clock, log));
  return grpc::experimental::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const TlsIdentity& identity,
                                                                 std::string server_pin,
                                                                 const Clock& clock,
                                                                 EventLog& log) {
  TlsChannelCredentialsOptions options;
  options.set_certificate_provider(ProviderOf(identity));
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(false);
  options.set_check_call_host(false);
  options.set_certificate_verifier(ExternalCertificateVerifier::Create<PinVerifier>(
      [pin = std::move(server_pin)](std::string_view sha256) { return sha256 == pin; },
      "the server's certificate is not the one that the agreement pins for it", clock, log));
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace ginnel
