/* SPDX-License-Identifier: Apache-2.0 */
/* Entries of a traceback: the line, and marks below the expression that failed. */
#include "script/report.h"

#include "object/dict.h"
#include "object/err.h"
#include "object/int.h"
#include "script/anchors.h"
#include "script/interpreter-private.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_LIMIT 1000 /* entries, without sys.tracebacklimit */
#define MAX_REPEATS   3    /* equal entries shown */
#define BLANKS        " \t\f"

/* Columns of a mark, counted in characters from the start of the source line. */
typedef struct {
  int start, end;
  int left, right; /* the part marked by ^ among ~, -1: everything is ^ */
} Mark;

static int
count_characters (const char *s, int n)
{
  int count = 0;

  for (int i = 0; i < n && s[i] != '\0'; i++)
    count += ((unsigned char)s[i] & 0xc0) != 0x80;
  return count;
}

/* Bytes that the first N characters of S take. */
static int
skip_characters (const char *s, int n)
{
  int i = 0;

  while (n > 0 && s[i] != '\0') {
    i++;
    while (((unsigned char)s[i] & 0xc0) == 0x80)
      i++;
    n--;
  }
  return i;
}

/* The operator of a binary expression and the brackets of a subscript are the culprits in it. */
static void
find_anchors (HpRuntime *rt, const char *line, Mark *mark)
{
  int start = skip_characters (line, mark->start), end = skip_characters (line, mark->end);
  int left, right;

  if (end <= start ||
      !hp_source_find_anchors (rt, line + start, (size_t)(end - start), &left, &right))
    return;
  mark->left = mark->start + count_characters (line + start, left);
  mark->right = mark->start + count_characters (line + start, right);
}

static int
trimmed_length (const char *line, int n)
{
  while (n > 0 && strchr (BLANKS, line[n - 1]) != NULL)
    n--;
  return n;
}

/* False: nothing to mark, or it would be the whole line. */
static bool
find_mark (HpRuntime *rt, const char *line, HpPosition at, Mark *mark)
{
  int length = count_characters (line, INT_MAX);

  if (at.line < 0 || at.end_line < 0 || at.column < 0 || at.end_column < 0)
    return false;
  *mark =
      (Mark){ count_characters (line, at.column), count_characters (line, at.end_column), -1, -1 };
  if (at.line == at.end_line)
    find_anchors (rt, line, mark);
  else
    mark->end = trimmed_length (line, length);
  return mark->left >= 0 || mark->end - mark->start != length - (int)strspn (line, BLANKS);
}

static void
put_mark (HpReport *self, const char *line, const Mark *mark)
{
  hp_report_put_margin (self);
  hp_report_put (self, "    ");
  for (int i = (int)strspn (line, BLANKS); i < mark->end; i++)
    hp_report_put (self, i < mark->start                                          ? " "
                         : mark->left < 0 || (mark->left <= i && i < mark->right) ? "^"
                                                                                  : "~");
  hp_report_put (self, "\n");
}

static void
put_source_line (HpReport *self, const HpCode *code, const HpTraceback *tb)
{
  HpRuntime *rt = self->vm->rt;
  char *line = hp_interpreter_get_source_line (
      self->vm->interpreter, hp_str_as_utf8_lossy (rt, code->filename), tb->lineno);
  Mark mark;

  if (line == NULL)
    return;
  line[strcspn (line, "\r\n")] = '\0';
  hp_report_put_margin (self);
  hp_report_put (self, "    ");
  hp_report_put (self, line + strspn (line, BLANKS));
  hp_report_put (self, "\n");
  if (find_mark (rt, line, hp_code_get_position (code, tb->lasti / 2), &mark))
    put_mark (self, line, &mark);
  free (line);
}

static const HpCode *
code_of (const HpTraceback *tb)
{
  return ((const HpFrameObject *)tb->frame)->frame->code;
}

void
hp_report_put_entry (HpReport *self, const HpTraceback *tb)
{
  const HpCode *code = code_of (tb);
  char number[32];

  hp_report_put_margin (self);
  hp_report_put (self, "  File \"");
  hp_report_put_str (self, code->filename);
  snprintf (number, sizeof number, "\", line %d, in ", tb->lineno);
  hp_report_put (self, number);
  hp_report_put_str (self, code->name);
  hp_report_put (self, "\n");
  put_source_line (self, code, tb);
}

static void
put_repeats (HpReport *self, int64_t n)
{
  char line[80];

  if (n <= MAX_REPEATS)
    return;
  n -= MAX_REPEATS;
  snprintf (line, sizeof line, "  [Previous line repeated %lld more time%s]\n", (long long)n,
            n > 1 ? "s" : "");
  hp_report_put (self, line);
}

static bool
is_repeated (const HpTraceback *tb, const HpTraceback *previous)
{
  const HpCode *code = code_of (tb);

  return previous != NULL && code->filename == code_of (previous)->filename &&
         code->name == code_of (previous)->name && tb->lineno == previous->lineno;
}

/* How many entries are told; the script may set it. */
static int64_t
get_limit (HpVm *vm)
{
  HpObject *limit =
      vm->sys_dict != NULL ? hp_dict_get_item_utf8 (vm->rt, vm->sys_dict, "tracebacklimit") : NULL;
  int overflow = 0;
  int64_t n;

  hp_err_clear (vm->rt);
  if (limit == NULL || !hp_is_int (limit))
    return DEFAULT_LIMIT;
  n = hp_int_as_int64_and_overflow (limit, &overflow);
  return overflow > 0 ? INT64_MAX : overflow < 0 ? 0 : n;
}

static void
put_header (HpReport *self, const char *header)
{
  if (self->group_depth == 1 && strncmp (header, "Exception Group", 15) == 0)
    hp_report_put (self, "  + ");
  else
    hp_report_put_margin (self);
  hp_report_put (self, header);
}

void
hp_report_put_traceback (HpReport *self, HpTraceback *tb, const char *header)
{
  const HpTraceback *previous = NULL;
  int64_t limit = get_limit (self->vm), depth = 0, repeats = 0;

  if (limit <= 0)
    return;
  put_header (self, header);
  for (const HpTraceback *t = tb; t != NULL; t = t->next)
    depth++;
  for (; depth > limit; depth--)
    tb = tb->next;
  for (; tb != NULL; tb = tb->next) {
    if (!is_repeated (tb, previous)) {
      put_repeats (self, repeats);
      repeats = 0;
    }
    if (++repeats <= MAX_REPEATS)
      hp_report_put_entry (self, tb);
    previous = tb;
  }
  put_repeats (self, repeats);
}
