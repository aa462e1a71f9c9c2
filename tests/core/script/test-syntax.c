/* SPDX-License-Identifier: Apache-2.0 */
/* Lexer and parser: what is refused, with which words and where; what is only unfinished; and that
 * no bytes at all bring them down. */
#include "compile-text.h"

#include <string.h>

typedef struct {
  const char *source;
  HpTypeId exception;
  int line, offset; /* 0: not looked at */
  const char *message;
} Refusal;

#define SYNTAX HP_EXC_SYNTAX_ERROR
#define INDENT HP_EXC_INDENTATION_ERROR

static const Refusal refusals[] = {
  /* lexer */
  { "x = 'abc\n", SYNTAX, 1, 5, "unterminated string literal (detected at line 1)" },
  { "\nx = '''abc\n\n", SYNTAX, 2, 5,
    "unterminated triple-quoted string literal (detected at line 3)" },
  { "x = 08", SYNTAX, 1, 5,
    "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal "
    "integers" },
  { "0x", SYNTAX, 1, 2, "invalid hexadecimal literal" },
  { "0b12", SYNTAX, 1, 4, "invalid digit '2' in binary literal" },
  { "0o8", SYNTAX, 1, 3, "invalid digit '8' in octal literal" },
  { "1__0", SYNTAX, 1, 2, "invalid decimal literal" },
  { "1abc", SYNTAX, 1, 1, "invalid decimal literal" },
  { "1e+", SYNTAX, 1, 0, "invalid decimal literal" },
  { "a = 1\n\xe2\x82\xac", SYNTAX, 2, 1, "invalid character '\xe2\x82\xac' (U+20AC)" },
  { "a\xc2\xa0", SYNTAX, 1, 2, "invalid non-printable character U+00A0" },
  { "x \\ y", SYNTAX, 1, 4, "unexpected character after line continuation character" },
  { "(1,", SYNTAX, 1, 1, "'(' was never closed" },
  { "x = (1\ny = 2\n", SYNTAX, 1, 5, "'(' was never closed" },
  { "a]", SYNTAX, 1, 2, "unmatched ']'" },
  { "(]", SYNTAX, 1, 2, "closing parenthesis ']' does not match opening parenthesis '('" },
  { "(\n]", SYNTAX, 2, 1,
    "closing parenthesis ']' does not match opening parenthesis '(' on line 1" },
  { "if x:\n\ta\n        b\n", HP_EXC_TAB_ERROR, 3, 0,
    "inconsistent use of tabs and spaces in indentation" },
  { "if 1:\n    a\n  b\n", INDENT, 3, 0, "unindent does not match any outer indentation level" },
  { "a\0b", SYNTAX, 0, 0, NULL },
  /* statements */
  { "x = = 1", SYNTAX, 1, 5, "invalid syntax" },
  { "a b", SYNTAX, 1, 3, "invalid syntax" },
  { "  x", INDENT, 1, 0, "unexpected indent" },
  { "def f():\nx\n", INDENT, 2, 1,
    "expected an indented block after function definition on line 1" },
  { "if x:\npass\n", INDENT, 2, 1, "expected an indented block after 'if' statement on line 1" },
  { "class A\n  pass\n", SYNTAX, 1, 8, "expected ':'" },
  { "try: pass\nx\n", SYNTAX, 2, 1, "expected 'except' or 'finally' block" },
  { "print 'x'", SYNTAX, 1, 1, "Missing parentheses in call to 'print'. Did you mean print(...)?" },
  { "if x = 1: pass", SYNTAX, 1, 4,
    "invalid syntax. Maybe you meant '==' or ':=' instead of '='?" },
  { "f(a b)", SYNTAX, 1, 3, "invalid syntax. Perhaps you forgot a comma?" },
  { "else: pass", SYNTAX, 1, 1, "invalid syntax" },
  { "from x import a,\n", SYNTAX, 1, 0,
    "trailing comma not allowed without surrounding parentheses" },
  { "try: a\nexcept A, B: b\n", SYNTAX, 2, 8, "multiple exception types must be parenthesized" },
  /* targets */
  { "1 = x", SYNTAX, 1, 1, "cannot assign to literal here. Maybe you meant '==' instead of '='?" },
  { "f() = 1", SYNTAX, 1, 1,
    "cannot assign to function call here. Maybe you meant '==' instead of '='?" },
  { "(a, 1) = 2", SYNTAX, 1, 5, "cannot assign to literal" },
  { "None = 1", SYNTAX, 1, 1, "cannot assign to None" },
  { "del f()", SYNTAX, 1, 5, "cannot delete function call" },
  { "a, b += 1", SYNTAX, 1, 1, "'tuple' is an illegal expression for augmented assignment" },
  { "(a, b): int", SYNTAX, 1, 1, "only single target (not tuple) can be annotated" },
  { "x = *a", SYNTAX, 1, 5, "can't use starred expression here" },
  { "*a, *b = c", SYNTAX, 1, 1, "multiple starred expressions in assignment" },
  { "__debug__ = 1", SYNTAX, 1, 1, "cannot assign to __debug__" },
  /* calls and parameters */
  { "f(a=1, 2)", SYNTAX, 1, 0, "positional argument follows keyword argument" },
  { "f(a=1, a=2)", SYNTAX, 1, 8, "keyword argument repeated: a" },
  { "f(a.b=1)", SYNTAX, 1, 3, "expression cannot contain assignment, perhaps you meant \"==\"?" },
  { "def f(a, a): pass", SYNTAX, 1, 0, "duplicate argument 'a' in function definition" },
  { "def f(a=1, b): pass", SYNTAX, 1, 12, "non-default argument follows default argument" },
  { "def f(*): pass", SYNTAX, 1, 7, "named arguments must follow bare *" },
  { "def f(/, a): pass", SYNTAX, 1, 7, "at least one argument must precede /" },
  /* scopes */
  { "nonlocal x", SYNTAX, 1, 1, "nonlocal declaration not allowed at module level" },
  { "def f():\n  nonlocal y\n", SYNTAX, 0, 0, "no binding for nonlocal 'y' found" },
  { "def f():\n  x = 1\n  global x\n", SYNTAX, 3, 3,
    "name 'x' is assigned to before global declaration" },
  { "def f(x):\n  global x\n", SYNTAX, 2, 3, "name 'x' is parameter and global" },
  { "[x := 1 for x in y]", SYNTAX, 1, 2,
    "assignment expression cannot rebind comprehension iteration variable 'x'" },
  { "class A: [b := 1 for c in d]", SYNTAX, 1, 11,
    "assignment expression within a comprehension cannot be used in a class body" },
  { "return 1", SYNTAX, 1, 1, "'return' outside function" },
  { "class A: yield 1", SYNTAX, 1, 10, "'yield' outside function" },
  { "break", SYNTAX, 1, 1, "'break' outside loop" },
  { "continue", SYNTAX, 1, 1, "'continue' not properly in loop" },
  { "def f(): [(yield) for x in y]", SYNTAX, 1, 12, "'yield' inside list comprehension" },
  /* strings */
  { "'\\x4'", SYNTAX, 1, 1,
    "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX "
    "escape" },
  { "b'\xc3\xa9'", SYNTAX, 1, 0, "bytes can only contain ASCII literal characters" },
  { "'a' b'b'", SYNTAX, 1, 1, "cannot mix bytes and nonbytes literals" },
  { "f'{}'", SYNTAX, 1, 0, "f-string: empty expression not allowed" },
  { "f'}'", SYNTAX, 1, 0, "f-string: single '}' is not allowed" },
  { "f'{x'", SYNTAX, 1, 0, "f-string: expecting '}'" },
  { "f'{x!z}'", SYNTAX, 1, 0, "f-string: invalid conversion character: expected 's', 'r', or 'a'" },
  { "f'{a b}'", SYNTAX, 1, 0, NULL },
  { "f'{x:{y:{z}}}'", SYNTAX, 1, 0, "f-string: expressions nested too deeply" },
  { "match x:\n  case a: pass\n  case 1: pass\n", SYNTAX, 2, 0,
    "name capture 'a' makes remaining patterns unreachable" },
  { "match x:\n  case a, a: pass\n", SYNTAX, 2, 0, "multiple assignments to name 'a' in pattern" },
  { "match x:\n  case 1 | a: pass\n", SYNTAX, 2, 0, "alternative patterns bind different names" },
};

/* Compiles what must be refused; the exception as an instance, new reference. */
static HpObject *
compile_refused (World *world, const char *source, size_t length, HpTypeId exception)
{
  HpArena *arena = (HpArena *)&arena;
  HpCode *code = hp_compile (world->rt, source, length, world->filename, HP_COMPILE_EXEC, &arena);

  if (code != NULL)
    g_error ("compiles: %s", source);
  g_assert_true (arena == (HpArena *)&arena);
  if (!hp_err_matches (world->rt, exception))
    g_error ("another exception: %s", source);
  return hp_err_take (world->rt);
}

static int
to_int (World *world, HpObject *number)
{
  return (int)hp_number_as_ssize (world->rt, number, HP_EXC_OVERFLOW_ERROR);
}

static void
test_refusals (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (refusals); i++) {
    const Refusal *r = &refusals[i];
    World *world = world_new ();
    size_t length = r->message == NULL && strcmp (r->source, "a") == 0 ? 3 : strlen (r->source);
    HpObject *exc = compile_refused (world, r->source, length, r->exception);
    HpObject *text;

    if (r->exception == HP_EXC_NOT_IMPLEMENTED_ERROR)
      text = hp_object_str (world->rt, exc);
    else {
      HpSyntaxError *error = (HpSyntaxError *)exc;

      text = hp_new_ref (error->msg);
      if (r->line > 0 && to_int (world, error->lineno) != r->line)
        g_error ("line %d, not %d: %s", to_int (world, error->lineno), r->line, r->source);
      if (r->offset > 0 && to_int (world, error->offset) != r->offset)
        g_error ("column %d, not %d: %s", to_int (world, error->offset), r->offset, r->source);
    }
    if (r->message != NULL)
      g_assert_cmpstr (hp_str_as_utf8 (world->rt, text, NULL), ==, r->message);
    hp_decref (world->rt, text);
    hp_decref (world->rt, exc);
    world_free (world);
  }
}

static void
test_states (void)
{
  static const struct {
    const char *source;
    HpSourceState state;
  } states[] = {
    { "", HP_SOURCE_COMPLETE },
    { "x = 1", HP_SOURCE_COMPLETE },
    { "x = 1\n", HP_SOURCE_COMPLETE },
    { "x = (1,", HP_SOURCE_INCOMPLETE },
    { "x = '''a\nb", HP_SOURCE_INCOMPLETE },
    { "x = 'a", HP_SOURCE_INVALID },
    { "x = \\", HP_SOURCE_INCOMPLETE },
    { "if x:", HP_SOURCE_INCOMPLETE },
    { "if x:\n", HP_SOURCE_INCOMPLETE },
    { "if x:\n    y\n", HP_SOURCE_INCOMPLETE },
    { "if x:\n    y\n\n", HP_SOURCE_COMPLETE },
    { "if x:\n    y\nelse:", HP_SOURCE_INCOMPLETE },
    { "try:\n    y\n", HP_SOURCE_INCOMPLETE },
    { "@d", HP_SOURCE_INCOMPLETE },
    { "def f():\n    x\n    \n", HP_SOURCE_COMPLETE },
    { "for x in y: z", HP_SOURCE_COMPLETE },
    { "x = )", HP_SOURCE_INVALID },
    { "1 +", HP_SOURCE_INVALID },
  };
  World *world = world_new ();

  for (size_t i = 0; i < G_N_ELEMENTS (states); i++) {
    HpSourceState state =
        hp_source_get_state (world->rt, states[i].source, strlen (states[i].source));

    if (state != states[i].state)
      g_error ("state %d, not %d: %s", state, states[i].state, states[i].source);
    g_assert_null (hp_err_occurred (world->rt));
  }
  world_free (world);
}

/* N times PART between BEGIN and END: compiles or is refused, but never takes the stack. */
static void
try_deep (const char *begin, const char *part, const char *end, int n)
{
  World *world = world_new ();
  GString *source = g_string_new (begin);
  HpCode *code;

  for (int i = 0; i < n; i++)
    g_string_append (source, part);
  g_string_append (source, end);
  code = hp_compile (world->rt, source->str, source->len, world->filename, HP_COMPILE_EXEC, NULL);
  if (code != NULL)
    hp_decref (world->rt, (HpObject *)code);
  else
    hp_err_clear (world->rt);
  g_string_free (source, TRUE);
  world_free (world);
}

static void
test_deep (void)
{
  try_deep ("x = ", "(", "1", 100000);
  try_deep ("x = 1", " + 1", "", 100000);
  try_deep ("x = a", ".b", "", 100000);
  try_deep ("x = a", "()", "", 100000);
  try_deep ("x = a", "[0]", "", 100000);
  try_deep ("x = ", "-", "1", 100000);
  try_deep ("x = ", "not ", "1", 100000);
  try_deep ("x = ", "lambda: ", "1", 100000);
  try_deep ("x = ", "lambda: ", "1", 300);
  try_deep ("x = 1", " if y else 1", "", 100000);
  try_deep ("x = 1", " ** 1", "", 100000);
  try_deep ("x = a", " < a", "", 2000);
  try_deep ("x = a", " and a", "", 100000);
  try_deep ("x = ", "[", "", 100000);
  try_deep ("x = ", "{1:", "", 150);
  try_deep ("if a: b\n", "elif a: b\n", "", 3000);
  try_deep ("x = [a ", "for a in b ", "]", 5000);
  try_deep ("x", " = x", "", 20000);
  try_deep ("f(", "a, ", ")", 20000);
  try_deep ("x = '", "%s", "' % (1,)", 20000);
  try_deep ("with ", "a, ", "b: pass", 1000);
  try_deep ("f'", "{f\"{x}\"}", "'", 5000);
}

static void
test_nested_finally (void)
{
  GString *source = g_string_new (NULL);
  World *world = world_new ();
  HpCode *code;

  for (int i = 0; i < 60; i++)
    g_string_append_printf (source, "%*stry: a\n%*sfinally:\n", i, "", i, "");
  g_string_append_printf (source, "%*sb\n", 60, "");
  code = hp_compile (world->rt, source->str, source->len, world->filename, HP_COMPILE_EXEC, NULL);
  g_assert_null (code);
  g_string_free (source, TRUE);
  world_free (world);
}

/* bytes and tokens at random; fixed seeds */

static void
compile_anything (World *world, const char *source, size_t length)
{
  HpCode *code = hp_compile (world->rt, source, length, world->filename, HP_COMPILE_EXEC, NULL);

  if (code != NULL)
    hp_decref (world->rt, (HpObject *)code);
  else {
    g_assert_nonnull (hp_err_occurred (world->rt));
    hp_err_clear (world->rt);
  }
}

static void
test_random_bytes (void)
{
  static const char alphabet[] = "ab_1 0.\n\t'\"\\(){}[]:;,=+-*/%<>!@#$~^&|xef\xc3\xa9\r";
  World *world = world_new ();
  GRand *rand = g_rand_new_with_seed (311);

  for (int round = 0; round < 4000; round++) {
    char source[64];
    int n = g_rand_int_range (rand, 0, sizeof source);

    for (int i = 0; i < n; i++)
      source[i] = round % 4 == 0 ? (char)g_rand_int_range (rand, 0, 256)
                                 : alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)];
    compile_anything (world, source, (size_t)n);
  }
  g_rand_free (rand);
  world_free (world);
}

static const char *const words[] = {
  "x",        "y",      "1",      "'s'",    "f'{x}'", "(",       ")",     "[",     "]",
  "{",        "}",      ":",      ",",      "=",      "+",       "-",     "*",     "**",
  ".",        "if",     "else",   "elif",   "for",    "in",      "while", "def f", "class A",
  "return",   "yield",  "lambda", "try",    "except", "finally", "with",  "as",    "not",
  "and",      "or",     "is",     "global", "del",    "import",  "from",  "raise", "pass",
  "nonlocal", "assert", "break",  "\n",     "\n ",    "\n  ",    ":\n  ", ":=",    "==",
  "<",        "@",      "...",    "None",   "await",  "match",   "->",    "/",     "%",
};

static void
test_random_words (void)
{
  World *world = world_new ();
  GRand *rand = g_rand_new_with_seed (3112);
  GString *source = g_string_new (NULL);

  for (int round = 0; round < 8000; round++) {
    int n = g_rand_int_range (rand, 1, 24);

    g_string_truncate (source, 0);
    for (int i = 0; i < n; i++) {
      g_string_append (source, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
      g_string_append_c (source, ' ');
    }
    compile_anything (world, source->str, source->len);
  }
  g_string_free (source, TRUE);
  g_rand_free (rand);
  world_free (world);
}

/* A good program with words taken out, doubled or exchanged. */
static void
test_mutations (void)
{
  static const char program[] = "import sys\n@d\nclass A ( B , metaclass = M ) :\n  x : int = 1\n  "
                                "def f ( self , a = 1 , * b , c "
                                ", ** d ) :\n    try :\n      with a as b , c :\n        for i , ( "
                                "j , * k ) in b :\n          "
                                "if i == 1 < j : continue\n          elif not j : break\n          "
                                "else : yield f'{i!r:>{j}}'\n  "
                                "      else :\n          return [ x for x in k if x ]\n    except "
                                "E as e :\n      raise X from "
                                "e\n    finally :\n      del self . a , b [ 1 : 2 ]\n    while ( n "
                                ":= a ) :\n      nonlocal_ = "
                                "lambda * a , b = 1 : ( yield )\n    return { ** a , 1 : 2 } , { * "
                                "b } , super ( ) . f ( * a , "
                                "** b )\n";
  World *world = world_new ();
  GRand *rand = g_rand_new_with_seed (3113);
  g_auto (GStrv) parts = g_strsplit (program, " ", -1);
  int n = (int)g_strv_length (parts);

  compile_anything (world, program, strlen (program));
  for (int round = 0; round < 4000; round++) {
    GString *source = g_string_new (NULL);
    int at = g_rand_int_range (rand, 0, n), what = g_rand_int_range (rand, 0, 3);
    int other = g_rand_int_range (rand, 0, n);

    for (int i = 0; i < n; i++) {
      if (i == at && what == 0)
        continue;
      g_string_append (source, i == at && what == 1 ? parts[other] : parts[i]);
      g_string_append_c (source, ' ');
      if (i == at && what == 2)
        g_string_append_printf (source, "%s ", parts[other]);
    }
    compile_anything (world, source->str, source->len);
    g_string_free (source, TRUE);
  }
  g_rand_free (rand);
  world_free (world);
}

static void
test_literals (void)
{
  static const struct {
    const char *source, *repr;
  } literals[] = {
    { "0xFF", "255" },
    { "0o17", "15" },
    { "0b_1_0", "2" },
    { "1_000_000", "1000000" },
    { "00", "0" },
    { "123456789012345678901234567890", "123456789012345678901234567890" },
    { "0xffffffffffffffffffff", "1208925819614629174706175" },
    { "1.5e3", "1500.0" },
    { ".5", "0.5" },
    { "1_0.0_1", "10.01" },
    { "5.", "5.0" },
    { "1e400", "inf" },
    { "'a\\n\\x41\\u00e9\\101\\\n b'", "'a\\nA\xc3\xa9"
                                       "A b'" },
    { "r'\\n'", "'\\\\n'" },
    { "b'\\x00\\xff' rb'\\n'", "b'\\x00\\xff\\\\n'" },
    { "u'a' \"b\" '''c\nd'''", "'abc\\nd'" },
    { "'\\q'", "'\\\\q'" },
    { "'\\U0001F600'", "'\xf0\x9f\x98\x80'" },
    { "(1, (2, 'x'), None, True, ...)", "(1, (2, 'x'), None, True, Ellipsis)" },
    { "'\xc3\xa9'", "'\xc3\xa9'" },
  };
  World *world = world_new ();

  for (size_t i = 0; i < G_N_ELEMENTS (literals); i++) {
    HpCode *code = compile_ok (world, literals[i].source, HP_COMPILE_EVAL);
    GString *text = g_string_new (NULL);

    append_repr (world, text, hp_tuple_slot (code->consts, 0));
    g_assert_cmpstr (text->str, ==, literals[i].repr);
    g_string_free (text, TRUE);
    hp_decref (world->rt, (HpObject *)code);
  }
  world_free (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/script/syntax/literals", test_literals);
  g_test_add_func ("/core/script/syntax/refusals-say-what-and-where", test_refusals);
  g_test_add_func ("/core/script/syntax/unfinished-is-not-wrong", test_states);
  g_test_add_func ("/core/script/syntax/deep-sources-spare-the-stack", test_deep);
  g_test_add_func ("/core/script/syntax/nested-finally-is-bounded", test_nested_finally);
  g_test_add_func ("/core/script/syntax/random-bytes", test_random_bytes);
  g_test_add_func ("/core/script/syntax/random-words", test_random_words);
  g_test_add_func ("/core/script/syntax/mutations", test_mutations);
  return g_test_run ();
}
