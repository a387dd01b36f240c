// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/lexer.h"
#include "query/names.h"
#include "query/syntax.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;

std::optional<Op> RelationOf(const Token& token) {
  if (token.kind == TokenKind::kName) {
    return token.text == "in" ? std::optional<Op>(Op::kIn) : std::nullopt;
  }
  if (token.kind != TokenKind::kSymbol) return std::nullopt;
  if (token.text == "<") return Op::kLess;
  if (token.text == "<=") return Op::kLessOrEqual;
  if (token.text == ">") return Op::kGreater;
  if (token.text == ">=") return Op::kGreaterOrEqual;
  if (token.text == "==") return Op::kEqual;
  if (token.text == "!=") return Op::kNotEqual;
  return std::nullopt;
}

std::string Describe(const Token& token) {
  if (token.kind == TokenKind::kEnd) return "the end of the expression";
  if (token.kind == TokenKind::kString) return "a string";
  return absl::StrCat("`", token.text.substr(0, 40), "`");
}

// Recursive descent: one function for each level of precedence, the loosest first.
class Parser {
 public:
  Parser(std::string_view text, std::vector<Token> tokens)
      : text_(text), tokens_(std::move(tokens)) {}

  absl::StatusOr<Syntax> Run() {
    if (Peek().kind == TokenKind::kEnd) {
      return Error(Peek(), "the expression is empty: write `true` for everybody");
    }
    ASSIGN_OR_RETURN(Syntax whole, Conditional());
    if (Peek().kind != TokenKind::kEnd) return Unexpected(Peek());
    return whole;
  }

 private:
  absl::StatusOr<Syntax> Conditional() {
    if (++nesting_ > kMaxNesting) return TooDeep(Peek().offset);
    ASSIGN_OR_RETURN(Syntax condition, Chain("||", Op::kOr));
    if (Is("?")) {
      const Token mark = Take();
      ASSIGN_OR_RETURN(Syntax yes, Chain("||", Op::kOr));
      if (!Is(":"))
        return Error(Peek(), absl::StrCat("expected `:` after `?`, found ", Describe(Peek())));
      Take();
      ASSIGN_OR_RETURN(Syntax no, Conditional());
      std::vector<Syntax> args;
      args.push_back(std::move(condition));
      args.push_back(std::move(yes));
      args.push_back(std::move(no));
      --nesting_;
      return Operator(Op::kConditional, mark, std::move(args));
    }
    --nesting_;
    return condition;
  }

  absl::StatusOr<Syntax> Chain(const char* symbol, Op op) {
    std::vector<Syntax> parts;
    std::vector<Token> marks;
    while (true) {
      ASSIGN_OR_RETURN(Syntax part, op == Op::kOr ? Chain("&&", Op::kAnd) : Relation());
      parts.push_back(std::move(part));
      if (!Is(symbol)) break;
      marks.push_back(Take());
    }
    return Balance(op, parts, marks, 0, parts.size());
  }

  absl::StatusOr<Syntax> Balance(Op op, std::vector<Syntax>& parts, const std::vector<Token>& marks,
                                 size_t first, size_t end) {
    if (end - first == 1) return std::move(parts[first]);
    const size_t middle = first + (end - first) / 2;
    ASSIGN_OR_RETURN(Syntax left, Balance(op, parts, marks, first, middle));
    ASSIGN_OR_RETURN(Syntax right, Balance(op, parts, marks, middle, end));
    return Binary(op, marks[middle - 1], std::move(left), std::move(right));
  }

  absl::StatusOr<Syntax> Relation() {
    ASSIGN_OR_RETURN(Syntax left, Addition());
    const std::optional<Op> op = RelationOf(Peek());
    if (!op) return left;
    const Token mark = Take();
    Syntax right;
    if (*op == Op::kIn) {
      ASSIGN_OR_RETURN(right, List());
    } else {
      ASSIGN_OR_RETURN(right, Addition());
    }
    if (RelationOf(Peek())) {
      return Error(Peek(), "comparisons do not chain: write `18 <= age && age <= 74`");
    }
    return Binary(*op, mark, std::move(left), std::move(right));
  }

  absl::StatusOr<Syntax> Addition() {
    ASSIGN_OR_RETURN(Syntax left, Multiplication());
    while (Is("+") || Is("-")) {
      const Token mark = Take();
      ASSIGN_OR_RETURN(Syntax right, Multiplication());
      ASSIGN_OR_RETURN(left, Binary(mark.text == "+" ? Op::kAdd : Op::kSubtract, mark,
                                    std::move(left), std::move(right)));
    }
    return left;
  }

  absl::StatusOr<Syntax> Multiplication() {
    ASSIGN_OR_RETURN(Syntax left, Unary());
    while (Is("*")) {
      const Token mark = Take();
      ASSIGN_OR_RETURN(Syntax right, Unary());
      ASSIGN_OR_RETURN(left, Binary(Op::kMultiply, mark, std::move(left), std::move(right)));
    }
    return left;
  }

  absl::StatusOr<Syntax> Unary() {
    if (!Is("!") && !Is("-")) return Primary();
    const Token mark = Take();
    if (++nesting_ > kMaxNesting) return TooDeep(mark.offset);
    ASSIGN_OR_RETURN(Syntax operand, Unary());
    --nesting_;
    std::vector<Syntax> args;
    args.push_back(std::move(operand));
    return Operator(mark.text == "!" ? Op::kNot : Op::kNegate, mark, std::move(args));
  }

  absl::StatusOr<Syntax> Primary() {
    const Token token = Take();
    switch (token.kind) {
      case TokenKind::kNumber:
        return Leaf(Syntax::Kind::kNumber, token);
      case TokenKind::kString:
        return Leaf(Syntax::Kind::kString, token);
      case TokenKind::kName:
        return Word(token);
      case TokenKind::kSymbol:
      case TokenKind::kEnd:
        break;
    }
    if (token.text == "[") return Error(token, "a list may only stand after `in`");
    if (token.kind != TokenKind::kSymbol || token.text != "(") return Unexpected(token);
    ASSIGN_OR_RETURN(Syntax inside, Conditional());
    if (!Is(")")) return Error(Peek(), absl::StrCat("expected `)`, found ", Describe(Peek())));
    Take();
    return inside;
  }

  absl::StatusOr<Syntax> Word(const Token& token) {
    if (token.text == "true" || token.text == "false") return Leaf(Syntax::Kind::kBool, token);
    if (token.text == "and") return Error(token, "unexpected `and`: use `&&`");
    if (token.text == "or") return Error(token, "unexpected `or`: use `||`");
    if (token.text == "not") return Error(token, "unexpected `not`: use `!`");
    if (token.text == "null") return Error(token, "there is no `null`: use has(x) or !has(x)");
    if (token.text == "in") return Unexpected(token);
    if (token.text == "otherwise") {
      return Error(token, "`otherwise` stands alone, as the last segment of a model");
    }
    if (token.text == "has") return Has(token);
    if (Is("(")) {
      return Error(token, absl::StrCat("`", token.text.substr(0, 80),
                                       "` is not a function: the only one is has(x)"));
    }
    return Leaf(Syntax::Kind::kName, token);
  }

  absl::StatusOr<Syntax> Has(const Token& token) {
    if (!Is("(")) return Error(token, "`has` takes a variable: has(age)");
    Take();
    const Token name = Take();
    if (name.kind != TokenKind::kName || IsReservedWord(name.text) || !Is(")")) {
      return Error(name, "`has` takes the name of one variable: has(age)");
    }
    Take();
    return Leaf(Syntax::Kind::kHas, name);
  }

  absl::StatusOr<Syntax> List() {
    const Token open = Take();
    if (open.kind != TokenKind::kSymbol || open.text != "[") {
      return Error(open, "`in` takes a list of values: smoking_status in ['ex', 'current']");
    }
    Syntax list;
    list.kind = Syntax::Kind::kList;
    list.offset = open.offset;
    while (!Is("]")) {
      ASSIGN_OR_RETURN(Syntax element, ListElement());
      list.depth = std::max(list.depth, element.depth + 1);
      list.args.push_back(std::move(element));
      if (Is("]")) break;
      if (!Is(",")) {
        return Error(Peek(), absl::StrCat("expected `,` or `]`, found ", Describe(Peek())));
      }
      Take();
    }
    if (list.args.empty()) return Error(open, "the list is empty: nothing can be in it");
    Take();
    return list;
  }

  // Only literals: a list of variables would be a comparison in disguise.
  absl::StatusOr<Syntax> ListElement() {
    const Token token = Peek();
    ASSIGN_OR_RETURN(Syntax element, Unary());
    const Syntax& inner = element.kind == Syntax::Kind::kOperator && element.op == Op::kNegate
                              ? element.args[0]
                              : element;
    if (inner.kind == Syntax::Kind::kNumber || inner.kind == Syntax::Kind::kString) return element;
    return Error(token, "a list holds numbers or codes in quotes only");
  }

  absl::StatusOr<Syntax> Binary(Op op, const Token& mark, Syntax left, Syntax right) {
    std::vector<Syntax> args;
    args.push_back(std::move(left));
    args.push_back(std::move(right));
    return Operator(op, mark, std::move(args));
  }

  absl::StatusOr<Syntax> Operator(Op op, const Token& mark, std::vector<Syntax> args) {
    Syntax made;
    made.kind = Syntax::Kind::kOperator;
    made.op = op;
    made.text = mark.text;
    made.offset = mark.offset;
    for (const Syntax& arg : args) made.depth = std::max(made.depth, arg.depth + 1);
    if (made.depth > kMaxNesting) return TooDeep(mark.offset);
    made.args = std::move(args);
    return made;
  }

  static Syntax Leaf(Syntax::Kind kind, const Token& token) {
    Syntax leaf;
    leaf.kind = kind;
    leaf.text = token.text;
    leaf.offset = token.offset;
    return leaf;
  }

  bool Is(std::string_view symbol) const {
    return Peek().kind == TokenKind::kSymbol && Peek().text == symbol;
  }
  const Token& Peek() const { return tokens_[at_]; }
  Token Take() { return at_ + 1 < tokens_.size() ? tokens_[at_++] : tokens_[at_]; }

  absl::Status Error(const Token& token, const std::string& what) const {
    return ErrorAt(text_, token.offset, what);
  }
  absl::Status Unexpected(const Token& token) const {
    return Error(token, absl::StrCat("unexpected ", Describe(token)));
  }
  absl::Status TooDeep(size_t offset) const {
    return ErrorAt(text_, offset,
                   absl::StrCat("the expression is nested more than ", kMaxNesting,
                                " deep: write it flatter, or as a segmentation model"));
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
  int nesting_ = 0;
};

}  // namespace

absl::StatusOr<Syntax> ParseSyntax(std::string_view text) {
  ASSIGN_OR_RETURN(std::vector<Token> tokens, Tokenize(text));
  return Parser(text, std::move(tokens)).Run();
}

}  // namespace ginnel::query
