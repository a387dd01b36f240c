// SPDX-License-Identifier: Apache-2.0
#include "query/lexer.h"

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace ginnel::query {
namespace {

// Two-character symbols come first, so that they win.
constexpr std::array<std::string_view, 18> kSymbols = {
    "&&", "||", "<=", ">=", "==", "!=", "<", ">", "!", "+", "-", "*", "?", ":", "(", ")", "[", "]"};

bool StartsName(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool ContinuesName(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
}
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string RemedyFor(char c) {
  switch (c) {
    case '=':
      return "`=` is not an operator: use `==`";
    case '&':
      return "`&` is not an operator: use `&&`";
    case '|':
      return "`|` is not an operator: use `||`";
    case '/':
    case '%':
      return absl::StrCat("`", std::string(1, c),
                          "` is not offered: multiply the other side instead");
    case '.':
      return "a number starts with a digit (0.5), and names have no parts";
    case '{':
    case '}':
      return "braces are not offered: lists are written ['a', 'b']";
    default:
      break;
  }
  if (static_cast<unsigned char>(c) >= 0x80) {
    return "only plain ASCII may be used outside quotes (typographic quotes and dashes are not)";
  }
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return "unexpected control character";
  return absl::StrCat("unexpected `", std::string(1, c), "`");
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  absl::StatusOr<std::vector<Token>> Run() {
    std::vector<Token> tokens;
    while (SkipSpace(), at_ < text_.size()) {
      ASSIGN_OR_RETURN(Token token, Next());
      tokens.push_back(std::move(token));
    }
    tokens.push_back({TokenKind::kEnd, "", text_.size()});
    return tokens;
  }

 private:
  absl::StatusOr<Token> Next() {
    const char c = text_[at_];
    if (StartsName(c)) return Name();
    if (IsDigit(c)) return Number();
    if (c == '"' || c == '\'') return String();
    for (std::string_view symbol : kSymbols) {
      if (text_.substr(at_, symbol.size()) != symbol) continue;
      const Token token{TokenKind::kSymbol, std::string(symbol), at_};
      at_ += symbol.size();
      return token;
    }
    if (c == ',') return Token{TokenKind::kSymbol, ",", at_++};
    return ErrorAt(text_, at_, RemedyFor(c));
  }

  Token Name() {
    const size_t start = at_;
    while (at_ < text_.size() && ContinuesName(text_[at_])) ++at_;
    return {TokenKind::kName, std::string(text_.substr(start, at_ - start)), start};
  }

  absl::StatusOr<Token> Number() {
    const size_t start = at_;
    while (at_ < text_.size() && (ContinuesName(text_[at_]) || text_[at_] == '.')) ++at_;
    return Token{TokenKind::kNumber, std::string(text_.substr(start, at_ - start)), start};
  }

  absl::StatusOr<Token> String() {
    const size_t start = at_;
    const char quote = text_[at_++];
    Token token{TokenKind::kString, "", start};
    while (at_ < text_.size() && text_[at_] != quote) {
      char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20) break;
      if (c == '\\') {
        const char escaped = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (escaped != '\\' && escaped != '\'' && escaped != '"') {
          return ErrorAt(text_, at_, "unknown escape: only \\\\, \\' and \\\" are offered");
        }
        ++at_;
        c = escaped;
      }
      token.text += c;
      ++at_;
    }
    if (at_ >= text_.size() || text_[at_] != quote) {
      return ErrorAt(text_, start,
                     absl::StrCat("this string has no closing ", std::string(1, quote)));
    }
    ++at_;
    return token;
  }

  void SkipSpace() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

absl::Status ErrorAt(std::string_view text, size_t offset, const std::string& what) {
  size_t line = 1;
  size_t column = 1;
  for (char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {  // not inside a UTF-8 character
      ++column;
    }
  }
  return absl::InvalidArgumentError(absl::StrCat(line, ":", column, ": ", what));
}

absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text) {
  if (text.size() > kMaxExpressionLength) {
    return ErrorAt(text, 0,
                   absl::StrCat("the expression is longer than ", kMaxExpressionLength,
                                " characters: write it as a segmentation model"));
  }
  return Lexer(text).Run();
}

}  // namespace ginnel::query
