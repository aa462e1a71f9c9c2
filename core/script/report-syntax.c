/* SPDX-License-Identifier: Apache-2.0 */
/* Where a SyntaxError is: the file, the line, its text and marks below the part that is wrong. */
#include "script/report.h"

#include "object/abstract.h"
#include "object/err.h"
#include "object/int.h"

#include <stdio.h>
#include <string.h>

#define MAX_MARKS 4096

static int64_t
as_number (HpObject *o, int64_t otherwise)
{
  int overflow = 0;
  int64_t n = o != NULL && hp_is_int (o) ? hp_int_as_int64_and_overflow (o, &overflow) : otherwise;

  return overflow != 0 || n < -1 || n > INT32_MAX ? otherwise : n;
}

static int64_t
count_characters (const char *s, size_t n)
{
  int64_t count = 0;

  for (size_t i = 0; i < n; i++)
    count += ((unsigned char)s[i] & 0xc0) != 0x80;
  return count;
}

/* OFFSET and END count characters of the line from 1; END at or before OFFSET marks one. */
static void
put_marks (HpReport *self, const char *line, int64_t offset, int64_t end)
{
  int64_t skip = (int64_t)strspn (line, " \t\f");
  int64_t length = count_characters (line, strcspn (line, "\n"));

  if (offset < 1 || offset - 1 < skip)
    return;
  if (end < 1 || end <= offset)
    end = offset + 1;
  if (end > length + 1 && end > offset + 1) /* it goes on in further lines */
    end = length + 1 > offset + 1 ? length + 1 : offset + 1;
  if (end - skip > MAX_MARKS)
    end = MAX_MARKS + skip;
  hp_report_put_margin (self);
  hp_report_put (self, "    ");
  for (int64_t i = skip + 1; i < end; i++)
    hp_report_put (self, i < offset ? " " : "^");
  hp_report_put (self, "\n");
}

static void
put_text (HpReport *self, HpSyntaxError *exc)
{
  HpRuntime *rt = self->vm->rt;
  const char *line = hp_str_as_utf8_lossy (rt, exc->text);
  int64_t at = as_number (exc->lineno, -1), end_at = as_number (exc->end_lineno, -1);
  HpObject *shown = hp_str_from_utf8_n (rt, line + strspn (line, " \t\f"),
                                        (ssize_t)strcspn (line + strspn (line, " \t\f"), "\n"));

  hp_report_put_margin (self);
  hp_report_put (self, "    ");
  if (shown != NULL)
    hp_report_put_str (self, shown);
  hp_report_put (self, "\n");
  hp_xdecref (rt, shown);
  hp_err_clear (rt);
  put_marks (self, line, as_number (exc->offset, -1),
             end_at > at ? INT32_MAX : as_number (exc->end_offset, -1));
}

bool
hp_report_put_syntax_location (HpReport *self, HpObject *o)
{
  HpSyntaxError *exc = (HpSyntaxError *)o;
  char number[32];

  if (exc->msg == NULL || exc->filename == NULL || exc->lineno == NULL || !hp_is_int (exc->lineno))
    return false;
  hp_report_put_margin (self);
  hp_report_put (self, "  File \"");
  if (hp_is_str (exc->filename))
    hp_report_put_str (self, exc->filename);
  else
    hp_report_put (self, "<string>");
  snprintf (number, sizeof number, "\", line %lld\n", (long long)as_number (exc->lineno, 0));
  hp_report_put (self, number);
  if (exc->text != NULL && hp_is_str (exc->text))
    put_text (self, exc);
  return true;
}
