/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/lines.h"

#include <string.h>

/* Most cells of the table of common lengths: 16 MiB. */
#define TABLE_MAX (4u << 20)

typedef struct {
  char **lines; /* owned */
  guint n;
} Text;

static Text
split (const char *text)
{
  Text self = { g_strsplit (text, "\n", -1), 0 };

  self.n = g_strv_length (self.lines);
  if (self.n > 0 && *self.lines[self.n - 1] == '\0') {
    self.n--; /* what follows the last newline is no line */
  } else if (self.n > 0) {
    char **last = &self.lines[self.n - 1];
    char *marked = g_strconcat (*last, "\\ no newline", NULL);

    g_free (*last);
    *last = marked;
  }
  return self;
}

static void
clear_pair (gpointer data)
{
  HpLinePair *pair = data;

  g_free (pair->text[0]);
  g_free (pair->text[1]);
}

static void
append (GArray *pairs, const char *left, const char *right)
{
  HpLinePair pair = { { g_strdup (left), g_strdup (right) },
                      left != NULL && right != NULL && g_str_equal (left, right) };

  g_array_append_val (pairs, pair);
}

/* Lines that have no equal: side by side, then the rest of the longer part. */
static void
append_block (GArray *pairs, const Text *a, guint a_start, guint a_end, const Text *b,
              guint b_start, guint b_end)
{
  while (a_start < a_end || b_start < b_end) {
    append (pairs, a_start < a_end ? a->lines[a_start] : NULL,
            b_start < b_end ? b->lines[b_start] : NULL);
    a_start += a_start < a_end;
    b_start += b_start < b_end;
  }
}

/* length[i * (m + 1) + j]: of the longest common sequence of the lines from i and from j on. */
static guint32 *
common_lengths (char **a, guint n, char **b, guint m)
{
  guint32 *length = g_new0 (guint32, (gsize)(n + 1) * (m + 1));

  for (guint i = n; i-- > 0;)
    for (guint j = m; j-- > 0;) {
      guint32 *here = length + (gsize)i * (m + 1) + j;

      *here = g_str_equal (a[i], b[j]) ? here[m + 2] + 1 : MAX (here[1], here[m + 1]);
    }
  return length;
}

/* What lies between the common start and the common end. */
static void
align_middle (GArray *pairs, const Text *a, guint a_start, guint a_end, const Text *b,
              guint b_start, guint b_end)
{
  guint n = a_end - a_start, m = b_end - b_start;
  guint i = 0, j = 0, i_open = 0, j_open = 0;
  g_autofree guint32 *length = NULL;

  if ((guint64)(n + 1) * (m + 1) > TABLE_MAX) {
    append_block (pairs, a, a_start, a_end, b, b_start, b_end);
    return;
  }
  length = common_lengths (a->lines + a_start, n, b->lines + b_start, m);
  while (i < n && j < m) {
    const guint32 *here = length + (gsize)i * (m + 1) + j;

    if (g_str_equal (a->lines[a_start + i], b->lines[b_start + j])) {
      append_block (pairs, a, a_start + i_open, a_start + i, b, b_start + j_open, b_start + j);
      append (pairs, a->lines[a_start + i], b->lines[b_start + j]);
      i_open = ++i;
      j_open = ++j;
    } else if (here[m + 1] >= here[1]) {
      i++;
    } else {
      j++;
    }
  }
  append_block (pairs, a, a_start + i_open, a_end, b, b_start + j_open, b_end);
}

GArray *
hp_lines_align (const char *left, const char *right)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (HpLinePair));
  Text a = split (left), b = split (right);
  guint start = 0, tail = 0;

  g_array_set_clear_func (pairs, clear_pair);
  while (start < MIN (a.n, b.n) && g_str_equal (a.lines[start], b.lines[start])) {
    append (pairs, a.lines[start], b.lines[start]);
    start++;
  }
  while (tail < MIN (a.n, b.n) - start &&
         g_str_equal (a.lines[a.n - 1 - tail], b.lines[b.n - 1 - tail]))
    tail++;
  align_middle (pairs, &a, start, a.n - tail, &b, start, b.n - tail);
  for (guint i = tail; i > 0; i--)
    append (pairs, a.lines[a.n - i], b.lines[b.n - i]);
  g_strfreev (a.lines);
  g_strfreev (b.lines);
  return pairs;
}
