/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compile.h"

#include "object/exception.h"
#include "object/str.h"
#include "script/compiler.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* errors */

/* Column in characters, counted from 1, of the byte at COLUMN of LINE. */
static int
count_characters (const char *line, int length, int column)
{
  int n = 1;

  for (int i = 0; i < column && i < length; i++)
    n += ((unsigned char)line[i] & 0xc0) != 0x80;
  return n + (column > length ? column - length : 0);
}

static const char *
find_line (const HpCompilation *c, int number, int *length)
{
  const char *s = c->text, *end;

  if (s == NULL)
    return NULL;
  for (; number > 1; number--) {
    s = strchr (s, '\n');
    if (s == NULL)
      return NULL;
    s++;
  }
  end = strchr (s, '\n');
  *length = (int)(end != NULL ? end - s : (ssize_t)strlen (s));
  return s;
}

void
hp_fail_pending (HpCompilation *c)
{
  longjmp (c->escape, 1);
}

/* SyntaxError and its kin carry the line; of the others the message says it. */
void
hp_fail (HpCompilation *c, int exception, HpPosition at, const char *format, ...)
{
  char message[400];
  const char *line;
  HpObject *text = NULL;
  int length = 0, offset = at.column + 1, end_offset = at.end_column + 1;
  va_list args;

  va_start (args, format);
  vsnprintf (message, sizeof message, format, args);
  va_end (args);
  if (exception != HP_EXC_SYNTAX_ERROR && exception != HP_EXC_INDENTATION_ERROR &&
      exception != HP_EXC_TAB_ERROR) {
    if (exception == HP_EXC_NOT_IMPLEMENTED_ERROR)
      hp_err_format (c->rt, exception, "%s (line %d, column %d)", message, at.line, offset);
    else
      hp_err_set_string (c->rt, exception, message);
    hp_fail_pending (c);
  }
  line = find_line (c, at.line, &length);
  if (line != NULL) {
    text =
        hp_str_decode (c->rt, line, line[length] == '\n' ? length + 1 : length, "utf-8", "replace");
    if (text == NULL)
      hp_fail_pending (c);
    offset = count_characters (line, length, at.column);
    if (at.end_line == at.line && at.end_column >= 0)
      end_offset = count_characters (line, length, at.end_column);
  }
  hp_err_syntax (c->rt, exception, message, c->filename, at.line, offset, text, at.end_line,
                 end_offset);
  hp_xdecref (c->rt, text);
  hp_fail_pending (c);
}

/* the run */

static HpCode *
run (HpCompilation *c, const char *source, size_t length)
{
  HpCompiler k = { .c = c };
  HpModule *module;
  HpCode *code;

  c->constants = HP_ARENA_NEW (c, HpConstTable, 1);
  hp_source_read (c, source, length);
  module = hp_parse (c);
  hp_fold (c, module);
  k.symtable = hp_symtable_build (c, module);
  hp_unit_enter (&k, HP_UNIT_MODULE, hp_arena_name (c, "<module>", 8), module, 1);
  k.unit->firstlineno = 1;
  hp_emit_module (&k, module);
  code = hp_assemble (&k, module->mode != HP_COMPILE_EVAL);
  return (HpCode *)hp_new_ref ((HpObject *)code);
}

/* NULL: the exception is set. */
static HpCode *
compile (HpCompilation *c, const char *source, size_t length)
{
  HpCode *volatile code = NULL;

  c->arena = hp_arena_new (c->rt);
  if (c->arena == NULL)
    return NULL;
  if (setjmp (c->escape) == 0)
    code = run (c, source, length);
  if (c->constants != NULL)
    hp_const_table_clear (c);
  return code;
}

HpCode *
hp_compile (HpRuntime *rt, const char *source, size_t length, HpObject *filename,
            HpCompileMode mode, HpArena **arena)
{
  HpCompilation c = { .rt = rt, .filename = filename, .mode = mode };
  HpCode *code = compile (&c, source, length);

  if (code != NULL && arena != NULL)
    *arena = c.arena;
  else
    hp_arena_free (c.arena);
  return code;
}

/* A block typed in a console is complete when a blank line follows it. */
static bool
wants_blank_line (const HpCompilation *c, const char *source, size_t length)
{
  int n_lines = length > 0 && source[length - 1] != '\n';

  for (size_t i = 0; i < length; i++)
    n_lines += source[i] == '\n';
  return c->block_end_line > 0 && n_lines <= c->block_end_line;
}

HpSourceState
hp_source_get_state (HpRuntime *rt, const char *source, size_t length)
{
  HpCompilation c = { .rt = rt, .filename = rt->empty_str, .mode = HP_COMPILE_SINGLE };
  HpCode *code = compile (&c, source, length);
  bool unfinished = c.unfinished;

  hp_arena_free (c.arena);
  if (code == NULL) {
    hp_err_clear (rt);
    return unfinished ? HP_SOURCE_INCOMPLETE : HP_SOURCE_INVALID;
  }
  hp_decref (rt, (HpObject *)code);
  return wants_blank_line (&c, source, length) ? HP_SOURCE_INCOMPLETE : HP_SOURCE_COMPLETE;
}
