// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/left_out_text.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/json_text.h"
#include "base/thousands.h"

namespace ginnel::node {
namespace {

using ByPractice = std::map<std::string, uint64_t>;

std::string People(uint64_t number) {
  return absl::StrCat(Thousands(number), number == 1 ? " person" : " people");
}

std::string List(const ByPractice& people) {
  return absl::StrJoin(people, ", ", [](std::string* out, const auto& each) {
    absl::StrAppend(out, each.first, " (", People(each.second), ")");
  });
}

std::string Quoted(const std::string& text) {
  std::string out;
  AppendJsonString(text, out);
  return out;
}

std::string Json(const ByPractice& people) {
  return absl::StrCat("{",
                      absl::StrJoin(people, ",",
                                    [](std::string* out, const auto& each) {
                                      absl::StrAppend(out, Quoted(each.first), ":", each.second);
                                    }),
                      "}");
}

}  // namespace

std::string LeftOutAsText(const LeftOut& left_out, const std::string& indent) {
  std::string text;
  if (left_out.people() > 0) {
    absl::StrAppend(&text, indent,
                    "in no answer, because the controllers of this member's "
                    "operations do not name their practice: ",
                    People(left_out.people()), "\n");
  }
  if (!left_out.not_listed.empty())
    absl::StrAppend(&text, indent, "  practices that are not listed: ", List(left_out.not_listed),
                    "\n");
  if (!left_out.withdrawn.empty())
    absl::StrAppend(&text, indent, "  practices that have withdrawn: ", List(left_out.withdrawn),
                    "\n");
  if (left_out.unregistered > 0)
    absl::StrAppend(&text, indent, "  without any registration: ", People(left_out.unregistered),
                    "\n");
  if (!left_out.without_people.empty())
    absl::StrAppend(&text, indent, "controllers without people here: ",
                    absl::StrJoin(left_out.without_people, ", "), "\n");
  return text;
}

std::string LeftOutAsJson(const LeftOut& left_out) {
  return absl::StrCat("{\"not_listed\":", Json(left_out.not_listed),
                      ",\"withdrawn\":", Json(left_out.withdrawn),
                      ",\"unregistered\":", left_out.unregistered, ",\"without_people\":[",
                      absl::StrJoin(left_out.without_people, ",",
                                    [](std::string* out, const std::string& practice) {
                                      absl::StrAppend(out, Quoted(practice));
                                    }),
                      "]}");
}

}  // namespace ginnel::node
