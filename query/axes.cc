// SPDX-License-Identifier: Apache-2.0
#include "query/axes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "base/suggest.h"
#include "query/bands.h"
#include "query/dictionary_check.h"
#include "query/model.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

constexpr size_t kMostMonths = 120;
constexpr int kMostMonthsAround = 36;

struct Planned {
  std::vector<PlannedAxis> axes;
  bool of_agreement = true;
  std::optional<EventMonths> around = std::nullopt;
};

Expression VariableNode(const Dictionary& dictionary, int variable) {
  Expression node;
  node.op = Op::kVariable;
  node.variable = variable;
  node.decimals = dictionary.decimals(variable);
  const v1::VariableType type = dictionary.variable(variable).type();
  node.type = type == v1::VARIABLE_TYPE_FLAG       ? Expression::Type::kBool
              : type == v1::VARIABLE_TYPE_CATEGORY ? Expression::Type::kCode
                                                   : Expression::Type::kNumber;
  return node;
}

Expression Compare(Op op, const Expression& variable, int64_t value) {
  Expression literal = variable;
  literal.op = variable.type == Expression::Type::kCode ? Op::kCodeLiteral : Op::kNumberLiteral;
  literal.value = value;
  if (literal.op == Op::kNumberLiteral) literal.variable = -1;
  Expression comparison;
  comparison.op = op;
  comparison.args = {variable, std::move(literal)};
  return comparison;
}

void AddRule(PlannedAxis& axis, std::string label, Expression rule) {
  axis.labels.push_back(std::move(label));
  axis.rules.push_back(std::move(rule));
}

PlannedAxis BandAxis(const Dictionary& dictionary, int variable, std::string name,
                     const std::vector<Band>& bands) {
  PlannedAxis axis;
  axis.name = std::move(name);
  axis.banded_variable = variable;
  axis.bands = bands;
  const Expression node = VariableNode(dictionary, variable);
  for (const Band& band : bands) {
    Expression rule = Compare(Op::kGreaterOrEqual, node, band.lower);
    if (band.upper) {
      Expression both;
      both.op = Op::kAnd;
      both.args = {std::move(rule), Compare(Op::kLessOrEqual, node, *band.upper)};
      rule = std::move(both);
    }
    AddRule(axis, band.label, std::move(rule));
  }
  AddRule(axis, kNotKnown, LiterallyTrue());
  return axis;
}

PlannedAxis FlagAxis(const Dictionary& dictionary, int variable) {
  const v1::Variable& flag = dictionary.variable(variable);
  PlannedAxis axis;
  axis.name = flag.name();
  const Expression node = VariableNode(dictionary, variable);
  AddRule(axis, "yes", node);
  if (flag.absent() == v1::ABSENT_FALSE) {  // never missing
    AddRule(axis, "no", LiterallyTrue());
    return axis;
  }
  Expression no;
  no.op = Op::kNot;
  no.args = {node};
  AddRule(axis, "no", std::move(no));
  AddRule(axis, kNotKnown, LiterallyTrue());
  return axis;
}

// A code that itself means "not known" shares the last label with those of whom nothing is
// recorded.
PlannedAxis CategoryAxis(const Dictionary& dictionary, int variable) {
  const v1::Variable& category = dictionary.variable(variable);
  PlannedAxis axis;
  axis.name = category.name();
  const Expression node = VariableNode(dictionary, variable);
  for (int i = 0; i < category.codes_size(); ++i) {
    if (category.codes(i).title() == kNotKnown) continue;
    AddRule(axis, category.codes(i).title(), Compare(Op::kEqual, node, i));
  }
  AddRule(axis, kNotKnown, LiterallyTrue());
  return axis;
}

// Of several versions of one name the latest is meant, unless the query says `name@version`.
const v1::SegmentationModel* FindModel(
    const google::protobuf::RepeatedPtrField<v1::SegmentationModel>& models, std::string_view name,
    uint32_t version) {
  const v1::SegmentationModel* found = nullptr;
  for (const v1::SegmentationModel& model : models) {
    if (model.model() != name || (version != 0 && model.version() != version)) continue;
    if (found == nullptr || model.version() > found->version()) found = &model;
  }
  return found;
}

absl::StatusOr<Planned> ModelAxes(const v1::Query& query, const v1::Constitution& constitution,
                                  const Dictionary& dictionary, const std::string& reference) {
  const size_t at = reference.find('@');
  const std::string name = reference.substr(0, at);
  uint32_t version = 0;
  if (at != std::string::npos &&
      (!absl::SimpleAtoi(reference.substr(at + 1), &version) || version == 0)) {
    return Wrong("the version after @ is not a whole number from 1");
  }
  Planned planned;
  const v1::SegmentationModel* model = FindModel(constitution.models(), name, version);
  if (model == nullptr) {
    model = FindModel(query.draft_models(), name, version);
    planned.of_agreement = false;
  }
  if (model == nullptr) {
    std::vector<std::string> names;
    for (const v1::SegmentationModel& known : constitution.models()) names.push_back(known.model());
    for (const v1::SegmentationModel& known : query.draft_models()) names.push_back(known.model());
    return Wrong(absl::StrCat("unknown model `", reference.substr(0, 80), "`",
                              Suggest(name.substr(0, 80), names),
                              " (the agreement has none of that name and version; a query may "
                              "carry it under draft_models)"));
  }
  ASSIGN_OR_RETURN(planned.axes, AxesOfModel(*model, dictionary));
  return planned;
}

absl::StatusOr<int> FindVariable(const Dictionary& dictionary, const std::string& name) {
  absl::StatusOr<int> variable = dictionary.Find(name);
  if (!variable.ok()) return Wrong(std::string(variable.status().message()));
  return variable;
}

absl::StatusOr<Planned> BandingAxes(const Dictionary& dictionary, const std::string& name) {
  const v1::Banding* banding = dictionary.FindBanding(name);
  if (banding == nullptr) {
    std::vector<std::string> names;
    for (const v1::Banding& known : dictionary.proto().bandings()) names.push_back(known.name());
    return Wrong(absl::StrCat("unknown banding `", name.substr(0, 80), "`",
                              Suggest(name.substr(0, 80), names)));
  }
  ASSIGN_OR_RETURN(const int variable, FindVariable(dictionary, banding->variable()));
  ASSIGN_OR_RETURN(const std::vector<Band> bands,
                   ParseBands({banding->bands().begin(), banding->bands().end()},
                              dictionary.decimals(variable)));
  return Planned{{BandAxis(dictionary, variable, banding->axis(), bands)}, true};
}

absl::StatusOr<Planned> FreeBandAxes(const Dictionary& dictionary, const std::string& name,
                                     const std::string& bands_text) {
  ASSIGN_OR_RETURN(const int variable, FindVariable(dictionary, name));
  if (!IsNumeric(dictionary.variable(variable).type())) {
    return Wrong(absl::StrCat("`", name, "` is not a number: use `variable ", name, "`"));
  }
  ASSIGN_OR_RETURN(const std::vector<Band> bands,
                   ParseBands(absl::StrSplit(bands_text, ','), dictionary.decimals(variable)));
  return Planned{{BandAxis(dictionary, variable, absl::StrCat(name, "_band"), bands)}, false};
}

absl::StatusOr<Planned> VariableAxes(const Dictionary& dictionary, const std::string& name) {
  ASSIGN_OR_RETURN(const int index, FindVariable(dictionary, name));
  const v1::Variable& variable = dictionary.variable(index);
  if (variable.type() == v1::VARIABLE_TYPE_FLAG) {
    return Planned{{FlagAxis(dictionary, index)}, false};
  }
  if (variable.type() != v1::VARIABLE_TYPE_CATEGORY) {
    return Wrong(absl::StrCat(
        "`", name, "` is neither a category nor a flag: split it with `banding NAME` or `band ",
        name, " 0-17,18-74,75+`"));
  }
  if (variable.codes().empty()) {
    return Wrong(
        absl::StrCat("`", name, "` has no codes: the agreement lists no areas of that level"));
  }
  return Planned{{CategoryAxis(dictionary, index)}, true};
}

// One label for each month of the period; when it is asked is the plan's to say.
absl::StatusOr<Planned> MonthAxes(const v1::Query& query) {
  const absl::StatusOr<DayRange> period = ParsePeriod(query.period());
  if (!period.ok()) return Wrong(absl::StrCat("period: ", period.status().message()));
  PlannedAxis axis;
  axis.name = "month";
  for (Month month = MonthOf(period->first); FirstDayOf(month) < period->end; ++month.value) {
    axis.labels.push_back(ToString(FirstDayOf(month)).substr(0, 7));
  }
  if (axis.labels.size() > kMostMonths) {
    return Wrong(absl::StrCat("the period has ", axis.labels.size(), " months, more than the ",
                              kMostMonths, " that one query may ask for"));
  }
  return Planned{{std::move(axis)}, true};
}

// "12 before" … "1 before", and from the day of the event on "1 after" …: there is no month 0.
absl::StatusOr<Planned> EventMonthAxes(const Dictionary& dictionary, const std::string& name,
                                       const std::string& number) {
  EventMonths around;
  ASSIGN_OR_RETURN(around.variable, FindVariable(dictionary, name));
  const v1::Derivation& from = dictionary.variable(around.variable).from();
  if (!from.has_events() && !from.has_condition()) {
    return Wrong(absl::StrCat("`", name,
                              "` is derived from neither events nor a condition, so it happens on "
                              "no day: choose a variable that is"));
  }
  if (!absl::SimpleAtoi(number, &around.months) || around.months < 1 ||
      around.months > kMostMonthsAround) {
    return Wrong(absl::StrCat("`", number.substr(0, 20),
                              "` months: write how many before and after, 1 to ",
                              kMostMonthsAround));
  }
  PlannedAxis axis;
  axis.name = "month";
  for (int month = around.months; month > 0; --month) {
    axis.labels.push_back(absl::StrCat(month, " before"));
  }
  for (int month = 1; month <= around.months; ++month) {
    axis.labels.push_back(absl::StrCat(month, " after"));
  }
  // An event of the author's choice is a condition of the author's own.
  return Planned{{std::move(axis)}, false, around};
}

absl::StatusOr<Planned> PlanEntry(const v1::Query& query, const v1::Constitution& constitution,
                                  const Dictionary& dictionary, const std::string& entry) {
  const std::vector<std::string> words = absl::StrSplit(entry, ' ', absl::SkipWhitespace());
  const std::string kind = words.empty() ? "" : words[0];
  if (words.size() == 1 && kind == "month") return MonthAxes(query);
  if (words.size() == 2 && kind == "model")
    return ModelAxes(query, constitution, dictionary, words[1]);
  if (words.size() == 2 && kind == "banding") return BandingAxes(dictionary, words[1]);
  if (words.size() == 2 && kind == "variable") return VariableAxes(dictionary, words[1]);
  if (words.size() >= 3 && kind == "band") {
    std::string bands;  // "0-17, 18+" may have spaces
    for (size_t i = 2; i < words.size(); ++i) bands += words[i];
    return FreeBandAxes(dictionary, words[1], bands);
  }
  if (words.size() == 4 && kind == "months" && words[1] == "around") {
    return EventMonthAxes(dictionary, words[2], words[3]);
  }
  return Wrong(
      "write `model NAME`, `banding NAME`, `band VARIABLE 0-17,18-74,75+`, `variable NAME`, "
      "`month` or `months around VARIABLE 12`");
}

absl::Status CheckAxes(const TableAxes& table) {
  absl::flat_hash_set<std::string> names;
  for (size_t i = 0; i < table.axes.size(); ++i) {
    const PlannedAxis& axis = table.axes[i];
    if (i > 0 && axis.rules.empty()) return Wrong("by: months come first, once");
    if (!names.insert(axis.name).second) {
      return Wrong(absl::StrCat("by: two axes are called `", axis.name, "`: split by it once"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

bool IsOfMonths(const std::string& entry) {
  return absl::StartsWith(absl::StripLeadingAsciiWhitespace(entry), "month");
}

absl::StatusOr<TableAxes> PlanAxes(const v1::Query& query, const v1::Constitution& constitution,
                                   const Dictionary& dictionary) {
  TableAxes table;
  for (const std::string& entry : query.by()) {
    absl::StatusOr<Planned> planned = PlanEntry(query, constitution, dictionary, entry);
    if (!planned.ok()) {
      return Wrong(absl::StrCat("by `", entry.substr(0, 80), "`: ", planned.status().message()));
    }
    table.all_of_agreement = table.all_of_agreement && planned->of_agreement;
    if (planned->around) table.around = planned->around;
    for (PlannedAxis& axis : planned->axes) {
      table.cells *= axis.labels.size();
      if (table.cells > kMaxCells) {
        return Wrong(absl::StrCat("by: the table would have more than ", kMaxCells,
                                  " cells: use fewer or coarser axes"));
      }
      table.axes.push_back(std::move(axis));
    }
  }
  RETURN_IF_ERROR(CheckAxes(table));
  return table;
}

}  // namespace ginnel::query
