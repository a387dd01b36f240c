// SPDX-License-Identifier: Apache-2.0
#include "sharing/run_context.h"

namespace ginnel::sharing {
namespace {

void AppendNumber(std::string& out, uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(value >> shift));
}

void AppendText(std::string& out, std::string_view text) {
  AppendNumber(out, text.size());
  out.append(text);
}

}  // namespace

std::string KeyInfo(const RunContext& run, std::string_view use, std::string_view subject,
                    uint64_t stream) {
  std::string info;
  AppendText(info, "ginnel sharing");
  AppendNumber(info, kProtocolVersion);
  AppendText(info, run.run_id);
  AppendNumber(info, run.attempt);
  AppendText(info, use);
  AppendText(info, subject);
  AppendNumber(info, stream);
  return info;
}

}  // namespace ginnel::sharing
