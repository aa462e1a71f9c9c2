/* SPDX-License-Identifier: Apache-2.0 */
#include "script/parser.h"

#include "object/bytes.h"
#include "object/err.h"
#include "object/complex.h"
#include "object/float.h"
#include "object/int.h"
#include "object/str.h"

#include <ctype.h>
#include <string.h>

static HpExpr *
constant_at (HpParser *p, HpObject *value, HpPosition at)
{
  HpExpr *e = HP_ARENA_NEW (p->c, HpExpr, 1);

  e->kind = HP_CONSTANT;
  e->height = 1;
  e->at = at;
  e->constant.value = value;
  return e;
}

/* Numbers */

/* The value of DIGITS in BASE if it fits an int64. */
static bool
parse_small (const char *digits, int base, int64_t *value)
{
  *value = 0;
  for (const char *s = digits; *s != 0; s++) {
    int digit = isdigit ((unsigned char)*s) ? *s - '0' : tolower ((unsigned char)*s) - 'a' + 10;

    if (__builtin_mul_overflow (*value, base, value) ||
        __builtin_add_overflow (*value, digit, value))
      return false;
  }
  return true;
}

static HpObject *
parse_integer (HpParser *p, const char *text, HpPosition at)
{
  HpRuntime *rt = p->c->rt;
  int second = text[0] == '0' ? tolower ((unsigned char)text[1]) : 0;
  int base = second == 'x' ? 16 : second == 'o' ? 8 : second == 'b' ? 2 : 10;
  size_t n_digits;
  int64_t value;

  if (base != 10)
    text += 2;
  if (parse_small (text, base, &value))
    return hp_arena_keep (p->c, hp_int_from_int64 (rt, value));
  n_digits = strlen (text);
  if (base == 10 && n_digits > HP_INT_MAX_STR_DIGITS)
    hp_parser_fail (p, at,
                    "Exceeds the limit (%d digits) for integer string conversion: value has %zu "
                    "digits; use sys.set_int_max_str_digits() to increase the limit - Consider "
                    "hexadecimal for huge integer literals to avoid decimal conversion limits.",
                    HP_INT_MAX_STR_DIGITS, n_digits);
  return hp_arena_keep (p->c, hp_int_from_utf8 (rt, text, (ssize_t)n_digits, base));
}

/* The N characters before the j. */
static HpExpr *
parse_imaginary (HpParser *p, const char *text, size_t n)
{
  HpRuntime *rt = p->c->rt;
  HpObject *imag = hp_arena_keep (p->c, hp_float_from_utf8 (rt, text, (ssize_t)n));
  HpPosition at = hp_parser_token (p)->at;

  p->pos++;
  return constant_at (p, hp_arena_keep (p->c, hp_complex_new (rt, 0, hp_float_value (imag))), at);
}

HpExpr *
hp_parse_number (HpParser *p)
{
  HpToken *token = hp_parser_token (p);
  const char *source = p->c->text + token->start;
  char *text = hp_arena_alloc (p->c, token->length + 1);
  bool is_float = false, radix;
  size_t n = 0;

  for (uint32_t i = 0; i < token->length; i++)
    if (source[i] != '_')
      text[n++] = source[i];
  radix = text[0] == '0' && n > 1 && isalpha ((unsigned char)text[1]) && text[1] != 'e' &&
          text[1] != 'E' && text[1] != 'j' && text[1] != 'J';
  if (!radix) {
    if (text[n - 1] == 'j' || text[n - 1] == 'J')
      return parse_imaginary (p, text, n - 1);
    is_float = strpbrk (text, ".eE") != NULL;
  }
  p->pos++;
  if (is_float)
    return constant_at (p, hp_arena_keep (p->c, hp_float_from_utf8 (p->c->rt, text, (ssize_t)n)),
                        token->at);
  return constant_at (p, parse_integer (p, text, token->at), token->at);
}

/* Strings */

typedef struct {
  uint32_t *items; /* code points, or bytes of a bytes literal */
  int n;
} Text;

/* One STRING token. */
typedef struct {
  const char *start;      /* of the token */
  const char *body, *end; /* between the quotes */
  HpPosition at;
  bool raw, bytes, formatted;
} Literal;

/* What the strings side by side have come to so far. */
typedef struct {
  HpParser *p;
  HpPosition at; /* of all of them */
  Literal *literal;
  Text text; /* since the last replacement field */
  HpExprs values;
} Joiner;

static void
add_code_point (HpParser *p, Text *text, uint32_t ch)
{
  text->items = hp_arena_room (p->c, text->items, text->n, sizeof *text->items);
  text->items[text->n++] = ch;
}

static _Noreturn void
fail_escape (HpParser *p, const Literal *literal, const char *start, const char *end,
             const char *what)
{
  int from = (int)(start - literal->body), to = (int)(end - literal->body) - 1;

  if (literal->bytes)
    hp_parser_fail (p, literal->at, "(value error) invalid \\x escape at position %d", from);
  hp_parser_fail (p, literal->at,
                  "(unicode error) 'unicodeescape' codec can't decode bytes in position %d-%d: %s",
                  from, to, what);
}

static const char *
decode_hex (HpParser *p, const Literal *literal, const char *s, const char *end, int n, Text *out)
{
  const char *start = s - 2;
  uint32_t value = 0;

  for (int i = 0; i < n; i++, s++) {
    if (s >= end || !isxdigit ((unsigned char)*s))
      fail_escape (p, literal, start, s,
                   n == 2   ? "truncated \\xXX escape"
                   : n == 4 ? "truncated \\uXXXX escape"
                            : "truncated \\UXXXXXXXX escape");
    value =
        value * 16 +
        (uint32_t)(isdigit ((unsigned char)*s) ? *s - '0' : tolower ((unsigned char)*s) - 'a' + 10);
  }
  if (value > 0x10ffff)
    fail_escape (p, literal, start, s, "illegal Unicode character");
  add_code_point (p, out, value);
  return s;
}

static const char *
decode_octal (HpParser *p, const Literal *literal, const char *s, const char *end, Text *out)
{
  uint32_t value = 0;

  for (int i = 0; i < 3 && s < end && *s >= '0' && *s <= '7'; i++, s++)
    value = value * 8 + (uint32_t)(*s - '0');
  add_code_point (p, out, literal->bytes ? value & 255 : value);
  return s;
}

/* S is behind a backslash. Returns what follows the escape. */
static const char *
decode_escape (HpParser *p, const Literal *literal, const char *s, const char *end, Text *out)
{
  static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
  const char *found;

  if (s >= end) {
    add_code_point (p, out, '\\');
    return s;
  }
  if (*s == '\n')
    return s + 1;
  if (*s != 0 && (found = strchr (from, *s)) != NULL) {
    add_code_point (p, out, (uint32_t)to[found - from]);
    return s + 1;
  }
  if (*s >= '0' && *s <= '7')
    return decode_octal (p, literal, s, end, out);
  if (*s == 'x')
    return decode_hex (p, literal, s + 1, end, 2, out);
  if (!literal->bytes && (*s == 'u' || *s == 'U'))
    return decode_hex (p, literal, s + 1, end, *s == 'u' ? 4 : 8, out);
  if (!literal->bytes && *s == 'N')
    hp_parser_unsupported (p, literal->at, "\\N{…} escapes");
  add_code_point (p, out, '\\'); /* an unknown escape stands for itself */
  return s;
}

static const char *
decode_utf8 (const char *s, uint32_t *ch)
{
  const unsigned char *u = (const unsigned char *)s;
  int n = u[0] < 0x80 ? 1 : u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;

  *ch = n == 1 ? u[0] : u[0] & (0xffu >> (n + 1));
  for (int i = 1; i < n; i++)
    *ch = *ch << 6 | (u[i] & 63);
  return s + n;
}

static void
decode_text (HpParser *p, const Literal *literal, const char *s, const char *end, Text *out)
{
  while (s < end) {
    uint32_t ch;

    if (*s == '\\' && !literal->raw) {
      s = decode_escape (p, literal, s + 1, end, out);
      continue;
    }
    s = decode_utf8 (s, &ch);
    if (literal->bytes && ch >= 0x80)
      hp_parser_fail (p, literal->at, "bytes can only contain ASCII literal characters");
    add_code_point (p, out, ch);
  }
}

static HpObject *
new_str (HpParser *p, const Text *text)
{
  return hp_arena_keep (p->c, hp_str_from_kind (p->c->rt, 4, text->items, text->n));
}

static HpObject *
new_bytes (HpParser *p, const Text *text)
{
  char *data = hp_arena_alloc (p->c, (size_t)text->n + 1);

  for (int i = 0; i < text->n; i++)
    data[i] = (char)text->items[i];
  return hp_arena_keep (p->c, hp_bytes_from_data (p->c->rt, data, text->n));
}

/* f-strings */

static HpExpr *join_formatted (Joiner *j, const char **s, const char *end, int level);

static void
flush_text (Joiner *j)
{
  if (j->text.n == 0)
    return;
  hp_exprs_add (j->p, &j->values, constant_at (j->p, new_str (j->p, &j->text), j->at));
  j->text = (Text){ 0 };
}

/* The position of S, a place inside the literal. */
static HpPosition
locate (const Literal *literal, const char *s)
{
  HpPosition at = literal->at;

  for (const char *t = literal->start; t < s; t++)
    if (*t == '\n') {
      at.line++;
      at.column = 0;
    } else
      at.column++;
  at.end_line = at.line;
  at.end_column = at.column;
  return at;
}

/* Finds the end of the expression that starts at S: an unnested `!`, `:`, `=` or `}`. */
static const char *
find_expression_end (HpParser *p, const Literal *literal, const char *s, const char *end)
{
  char brackets[200], quote = 0;
  int depth = 0;
  bool triple = false;

  for (; s < end; s++) {
    char ch = *s;

    if (ch == '\\')
      hp_parser_fail (p, hp_parser_token (p)->at,
                      "f-string expression part cannot include a backslash");
    if (quote != 0) {
      if (ch == quote && triple && end - s > 2 && s[1] == ch && s[2] == ch) {
        s += 2;
        quote = 0;
      } else if (ch == quote && !triple)
        quote = 0;
    } else if (ch == '\'' || ch == '"') {
      quote = ch;
      triple = end - s > 2 && s[1] == ch && s[2] == ch;
      if (triple)
        s += 2;
    } else if (ch == '(' || ch == '[' || ch == '{') {
      if (depth == (int)sizeof brackets)
        hp_parser_fail (p, hp_parser_token (p)->at, "f-string: too many nested parenthesis");
      brackets[depth++] = ch;
    } else if (ch == '#')
      hp_parser_fail (p, hp_parser_token (p)->at, "f-string expression part cannot include '#'");
    else if (depth == 0 && ch != 0 && strchr ("!:}=<>", ch) != NULL) {
      if (end - s > 1 && s[1] == '=' && strchr ("!=<>", ch) != NULL)
        s++;
      else if (ch != '<' && ch != '>')
        break;
    } else if (ch == ')' || ch == ']' || ch == '}') {
      char open = ch == ')' ? '(' : ch == ']' ? '[' : '{';

      if (depth == 0)
        hp_parser_fail (p, hp_parser_token (p)->at, "f-string: unmatched '%c'", ch);
      if (brackets[--depth] != open)
        hp_parser_fail (
            p, hp_parser_token (p)->at,
            "f-string: closing parenthesis '%c' does not match opening parenthesis '%c'", ch,
            brackets[depth]);
    }
  }
  if (quote != 0)
    hp_parser_fail (p, hp_parser_token (p)->at, "f-string: unterminated string");
  if (depth > 0)
    hp_parser_fail (p, hp_parser_token (p)->at, "f-string: unmatched '%c'", brackets[depth - 1]);
  if (s >= end)
    hp_parser_fail (p, hp_parser_token (p)->at, "f-string: expecting '}'");
  return s;
}

static bool
is_blank (const char *s, const char *end)
{
  while (s < end && (isspace ((unsigned char)*s)))
    s++;
  return s == end;
}

/* Parses S…END, an expression, with a parser of its own. */
static HpExpr *
parse_field_expression (Joiner *j, const char *s, const char *end)
{
  HpParser inner = { .c = j->p->c, .f_string = true, .depth = j->p->depth };
  HpExpr *e;

  if (is_blank (s, end))
    hp_parser_fail (j->p, hp_parser_token (j->p)->at, "f-string: empty expression not allowed");
  hp_lex_expression (j->p->c, &inner.tokens, (uint32_t)(s - j->p->c->text),
                     (uint32_t)(end - j->p->c->text), locate (j->literal, s));
  hp_parser_enter (&inner, 8);
  e = hp_parse_yield_or_star_expressions (&inner);
  if (hp_parser_peek (&inner) == HP_TOK_COLONEQUAL && e->kind == HP_NAME) {
    inner.pos = 0;
    e = hp_parse_named_expression (&inner);
  }
  if (hp_parser_peek (&inner) != HP_TOK_END)
    hp_parser_fail_here (&inner);
  return e;
}

/* S is behind `{`. Returns what follows `}`. */
static const char *
join_field (Joiner *j, const char *s, const char *end, int level)
{
  HpParser *p = j->p;
  const char *start = s;
  HpExpr *e = HP_ARENA_NEW (p->c, HpExpr, 1);
  bool debug = false;

  if (level >= 2)
    hp_parser_fail (p, hp_parser_token (p)->at, "f-string: expressions nested too deeply");
  s = find_expression_end (p, j->literal, s, end);
  e->kind = HP_FORMATTED_VALUE;
  e->at = j->at;
  e->height = 1;
  e->formatted.conversion = -1;
  e->formatted.value = parse_field_expression (j, start, s);
  if (*s == '=') {
    Literal raw = *j->literal;

    debug = true;
    for (s++; s < end && isspace ((unsigned char)*s);)
      s++;
    raw.raw = true;
    decode_text (p, &raw, start, s, &j->text);
  }
  flush_text (j);
  if (s < end && *s == '!') {
    s++;
    if (s >= end)
      hp_parser_fail (p, hp_parser_token (p)->at, "f-string: expecting '}'");
    e->formatted.conversion = *s++;
    if (strchr ("sra", e->formatted.conversion) == NULL || s[-1] == 0)
      hp_parser_fail (p, hp_parser_token (p)->at,
                      "f-string: invalid conversion character: expected 's', 'r', or 'a'");
  }
  if (s < end && *s == ':') {
    Joiner spec = { .p = p, .at = j->literal->at, .literal = j->literal };

    s++;
    e->formatted.spec = join_formatted (&spec, &s, end, level + 1);
  }
  if (s >= end || *s != '}')
    hp_parser_fail (p, hp_parser_token (p)->at, "f-string: expecting '}'");
  if (debug && e->formatted.spec == NULL && e->formatted.conversion == -1)
    e->formatted.conversion = 'r';
  hp_expr_above (p, e, e->formatted.value);
  hp_expr_above (p, e, e->formatted.spec);
  hp_exprs_add (p, &j->values, e);
  return s + 1;
}

/* Literal text and fields up to END, or, in a format spec, up to the `}` that ends it. */
static void
join_parts (Joiner *j, const char **position, const char *end, int level)
{
  const char *s = *position, *run = s;

  while (s < end) {
    char ch = *s;

    if (ch == '\\' && !j->literal->raw && s + 1 < end && s[1] != '{' && s[1] != '}') {
      s += 2;
      continue;
    }
    if (ch == '\\' && !j->literal->raw && s + 1 < end) {
      s++; /* the backslash stands for itself */
      continue;
    }
    if (ch != '{' && ch != '}') {
      s++;
      continue;
    }
    if (level == 0 && s + 1 < end && s[1] == ch) {
      decode_text (j->p, j->literal, run, s + 1, &j->text);
      s += 2;
      run = s;
      continue;
    }
    decode_text (j->p, j->literal, run, s, &j->text);
    if (ch == '}') {
      if (level == 0)
        hp_parser_fail (j->p, hp_parser_token (j->p)->at, "f-string: single '}' is not allowed");
      *position = s;
      return;
    }
    s = run = join_field (j, s + 1, end, level);
  }
  decode_text (j->p, j->literal, run, end, &j->text);
  *position = s;
}

static HpExpr *
finish_joined (Joiner *j)
{
  HpExpr *e = HP_ARENA_NEW (j->p->c, HpExpr, 1);

  flush_text (j);
  e->kind = HP_JOINED_STR;
  e->height = 1;
  e->at = j->at;
  e->joined.values = j->values;
  for (int i = 0; i < j->values.n; i++)
    hp_expr_above (j->p, e, j->values.items[i]);
  return e;
}

static HpExpr *
join_formatted (Joiner *j, const char **s, const char *end, int level)
{
  join_parts (j, s, end, level);
  return finish_joined (j);
}

static Literal
read_token (HpParser *p, const HpToken *token)
{
  const char *s = p->c->text + token->start;
  Literal literal = { .at = token->at, .start = s, .end = s + token->length };
  bool triple;

  for (; *s != '"' && *s != '\''; s++) {
    literal.raw |= *s == 'r' || *s == 'R';
    literal.bytes |= *s == 'b' || *s == 'B';
    literal.formatted |= *s == 'f' || *s == 'F';
  }
  triple = literal.end - s >= 6 && s[1] == *s && s[2] == *s;
  literal.body = s + (triple ? 3 : 1);
  literal.end -= triple ? 3 : 1;
  return literal;
}

/* A lone string without escapes, the usual case, needs no buffer. */
static HpExpr *
try_simple (HpParser *p, const Literal *literal, HpPosition at)
{
  size_t n = (size_t)(literal->end - literal->body);

  if (literal->bytes || literal->formatted || memchr (literal->body, '\\', n) != NULL)
    return NULL;
  return constant_at (
      p, hp_arena_keep (p->c, hp_str_from_utf8_n (p->c->rt, literal->body, (ssize_t)n)), at);
}

/* What is wrong in an f-string is marked at the token behind the strings, as CPython 3.11 does. */
HpExpr *
hp_parse_strings (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  int first = p->pos, n;
  bool formatted = false, bytes = false;
  Joiner joiner = { .p = p };

  while (hp_parser_peek (p) == HP_TOK_STRING)
    p->pos++;
  n = p->pos - first;
  joiner.at = hp_parser_span (p, start);
  for (int i = 0; i < n; i++) {
    Literal literal = read_token (p, &p->tokens.items[first + i]);
    const char *s = literal.body;
    HpExpr *simple = n == 1 ? try_simple (p, &literal, joiner.at) : NULL;

    if (simple != NULL)
      return simple;
    if (i > 0 && literal.bytes != bytes)
      hp_parser_fail (p, joiner.at, "cannot mix bytes and nonbytes literals");
    bytes = literal.bytes;
    joiner.literal = &literal;
    if (literal.formatted) {
      formatted = true;
      join_parts (&joiner, &s, literal.end, 0);
    } else
      decode_text (p, &literal, s, literal.end, &joiner.text);
  }
  if (formatted)
    return finish_joined (&joiner);
  return constant_at (p, bytes ? new_bytes (p, &joiner.text) : new_str (p, &joiner.text),
                      joiner.at);
}
