// SPDX-License-Identifier: Apache-2.0
#include "raw_tls.h"

#include <arpa/inet.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <vector>

#include "base/rpc/openssl.h"

namespace ginnel::testing {
namespace {

struct SslDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
template <typename T>
using SslPtr = std::unique_ptr<T, SslDeleter>;

std::string Take(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<size_t>(size));
}

TlsPtr<EVP_PKEY> KeyOf(const std::string& pem) {
  const TlsPtr<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return TlsPtr<EVP_PKEY>(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
}

// Signed by `issuer_key`, or by itself where that is null.
RawIdentity Make(const std::string& name, X509* issuer, EVP_PKEY* issuer_key,
                 const char* constraints) {
  const TlsPtr<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const TlsPtr<X509> certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), 1'600'000'000);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), 2'500'000'000);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(),
                       X509_get_subject_name(issuer == nullptr ? certificate.get() : issuer));
  X509_set_pubkey(certificate.get(), key.get());
  const TlsPtr<X509_EXTENSION> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, constraints));
  X509_add_ext(certificate.get(), extension.get(), -1);
  X509_sign(certificate.get(), issuer_key == nullptr ? key.get() : issuer_key, EVP_sha256());
  const TlsPtr<BIO> key_pem(BIO_new(BIO_s_mem()));
  const TlsPtr<BIO> certificate_pem(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  PEM_write_bio_X509(certificate_pem.get(), certificate.get());
  return {Take(key_pem.get()), Take(certificate_pem.get())};
}

SslPtr<SSL_CTX> ContextFor(const SSL_METHOD* method, int version, const RawIdentity& identity) {
  SslPtr<SSL_CTX> context(SSL_CTX_new(method));
  SSL_CTX_set_min_proto_version(context.get(), version);
  SSL_CTX_set_max_proto_version(context.get(), version);
  const TlsPtr<X509> certificate = ReadCertificate(identity.chain_pem);
  const TlsPtr<EVP_PKEY> key = KeyOf(identity.key_pem);
  SSL_CTX_use_certificate(context.get(), certificate.get());
  SSL_CTX_use_PrivateKey(context.get(), key.get());
  return context;
}

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void SetTimeout(int fd) {
  const struct timeval timeout = {10, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
}

constexpr unsigned char kHttp2[] = {2, 'h', '2'};

}  // namespace

RawIdentity MakeAuthority(const std::string& name) {
  return Make(name, nullptr, nullptr, "critical,CA:TRUE");
}

RawIdentity Mint(const RawIdentity& authority, const std::string& name) {
  const TlsPtr<X509> issuer = ReadCertificate(authority.chain_pem);
  const TlsPtr<EVP_PKEY> issuer_key = KeyOf(authority.key_pem);
  RawIdentity minted = Make(name, issuer.get(), issuer_key.get(), "critical,CA:FALSE");
  minted.chain_pem += authority.chain_pem;
  return minted;
}

std::shared_ptr<grpc::Channel> AttackerChannel(const std::string& endpoint,
                                               const RawIdentity* identity) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  if (identity != nullptr) {
    options.set_certificate_provider(
        std::make_shared<grpc::experimental::StaticDataCertificateProvider>(
            "", std::vector<grpc::experimental::IdentityKeyCertPair>{
                    {identity->key_pem, identity->chain_pem}}));
    options.watch_identity_key_cert_pairs();
  }
  options.set_verify_server_certs(false);
  options.set_check_call_host(false);
  options.set_certificate_verifier(std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  return grpc::CreateChannel(endpoint, grpc::experimental::TlsCredentials(options));
}

bool ClientHandshakeWorks(int port, int version, const RawIdentity& identity) {
  const SslPtr<SSL_CTX> context = ContextFor(TLS_client_method(), version, identity);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  SetTimeout(fd);
  const sockaddr_in address = Loopback(port);
  bool works = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  const SslPtr<SSL> ssl(SSL_new(context.get()));
  SSL_set_alpn_protos(ssl.get(), kHttp2, sizeof(kHttp2));
  SSL_set_fd(ssl.get(), fd);
  works = works && SSL_connect(ssl.get()) == 1;
  // In TLS 1.3 the client is done first: the server's settings frame shows that it accepted.
  char frame = 0;
  works = works && SSL_read(ssl.get(), &frame, 1) == 1;
  close(fd);
  return works;
}

struct RawServer::State {
  SslPtr<SSL_CTX> context;
  int fd = -1;
};

RawServer::RawServer(int version, const RawIdentity& identity) : state_(std::make_unique<State>()) {
  state_->context = ContextFor(TLS_server_method(), version, identity);
  // As gRPC's own servers do: chooses HTTP/2.
  SSL_CTX_set_alpn_select_cb(
      state_->context.get(),
      [](SSL*, const unsigned char** out, unsigned char* size, const unsigned char*, unsigned int,
         void*) {
        *out = kHttp2 + 1;
        *size = 2;
        return SSL_TLSEXT_ERR_OK;
      },
      nullptr);
  state_->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  SetTimeout(state_->fd);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  if (bind(state_->fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      listen(state_->fd, 1) == 0 &&
      getsockname(state_->fd, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    port_ = ntohs(address.sin_port);
  }
}

RawServer::~RawServer() { close(state_->fd); }

bool RawServer::AcceptOne() {
  const int fd = accept4(state_->fd, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd < 0) return false;
  SetTimeout(fd);
  const SslPtr<SSL> ssl(SSL_new(state_->context.get()));
  SSL_set_fd(ssl.get(), fd);
  const bool works = SSL_accept(ssl.get()) == 1;
  close(fd);
  return works;
}

}  // namespace ginnel::testing
