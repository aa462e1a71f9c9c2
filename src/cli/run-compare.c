/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/run-compare.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/compare-json.h"
#include "cli/report.h"
#include "compare/lines.h"

enum { WIDTH_MIN = 40, WIDTH_DEFAULT = 100, WIDTH_MAX = 240, LINES_MAX = 200, TYPES_MAX = 20 };

static const char *const stream_names[] = { "standard output", "standard error" };

/* ---- columns ---- */

static guint
terminal_width (void)
{
  struct winsize size = { 0 };

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
    return WIDTH_DEFAULT;
  return CLAMP (size.ws_col, WIDTH_MIN, WIDTH_MAX);
}

static guint
width_of (gunichar c)
{
  return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

/* The text in exactly so many cells, cut with "…" when it is longer. Control characters of the
 * program must not reach the terminal. */
static void
append_cells (GString *line, const char *text, guint width)
{
  guint used = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);
    gboolean last = *g_utf8_next_char (text) == '\0';

    if (c == '\t')
      c = ' ';
    else if (g_unichar_iscntrl (c))
      c = '?';
    if (used + width_of (c) > width - (last ? 0 : 1)) {
      g_string_append (line, "…");
      used++;
      break;
    }
    g_string_append_unichar (line, c);
    used += width_of (c);
  }
  while (used++ < width)
    g_string_append_c (line, ' ');
}

static void
print_columns (const char *left, const char *mark, const char *right)
{
  guint width = (terminal_width () - 5) / 2;
  g_autoptr (GString) line = g_string_new (NULL);

  append_cells (line, left != NULL ? left : "", width);
  g_string_append_printf (line, "  %s  ", mark);
  append_cells (line, right != NULL ? right : "", width);
  g_print ("%s\n", g_strchomp (line->str));
}

/* ---- what was printed ---- */

static char *
describe_end (const HpSide *side)
{
  if (side->stopped)
    return g_strdup ("stopped before its end");
  return g_strdup_printf ("exit status %d", side->status);
}

static void
print_heads (const HpComparison *comparison)
{
  const HpSide *left = comparison->sides[HP_SIDE_EMBEDDED];
  const HpSide *right = comparison->sides[HP_SIDE_REFERENCE];
  g_autofree char *reference = g_strdup_printf ("%s, %s", right->name, right->program);
  g_autofree char *left_end = describe_end (left), *right_end = describe_end (right);

  print_columns (left->name, " ", reference);
  print_columns (left_end, g_str_equal (left_end, right_end) ? "=" : "!", right_end);
}

static void
print_left_out (const HpComparison *comparison, guint stream)
{
  for (int i = 0; i < HP_N_SIDES; i++) {
    const HpSide *side = comparison->sides[i];

    if (side->printed[stream].left_out > 0)
      g_print ("%s printed %" G_GUINT64_FORMAT " bytes more, which were not compared\n", side->name,
               side->printed[stream].left_out);
  }
}

static void
print_stream (const HpComparison *comparison, guint stream)
{
  const GString *left = comparison->sides[0]->printed[stream].text;
  const GString *right = comparison->sides[1]->printed[stream].text;
  g_autoptr (GArray) pairs = hp_lines_align (left->str, right->str);
  guint different = 0;

  for (guint i = 0; i < pairs->len; i++)
    different += !g_array_index (pairs, HpLinePair, i).equal;
  g_print ("\n%s: %u lines, %u differ\n", stream_names[stream], pairs->len, different);
  for (guint i = 0; i < MIN (pairs->len, LINES_MAX); i++) {
    const HpLinePair *pair = &g_array_index (pairs, HpLinePair, i);

    print_columns (pair->text[0],
                   pair->equal             ? " "
                   : pair->text[1] == NULL ? "<"
                   : pair->text[0] == NULL ? ">"
                                           : "!",
                   pair->text[1]);
  }
  if (pairs->len > LINES_MAX)
    g_print ("… %u lines more; --json has all of them\n", pairs->len - LINES_MAX);
  print_left_out (comparison, stream);
}

/* ---- counters ---- */

static void
print_counter (const HpCounterRow *row)
{
  g_autoptr (GString) line = g_string_new ("  ");

  append_cells (line, row->name, 34);
  for (int i = 0; i < HP_N_SIDES; i++)
    g_string_append_printf (line, row->change ? "%+15" G_GINT64_FORMAT : "%15" G_GINT64_FORMAT,
                            row->values[i]);
  g_print ("%s  %s\n", line->str, row->values[0] == row->values[1] ? "=" : "!");
}

static void
print_counters (const HpComparison *comparison)
{
  g_autoptr (GArray) rows = hp_comparison_list_counters (comparison);
  guint in_group[HP_N_ROW_GROUPS] = { 0 };

  if (rows->len == 0) {
    g_print ("\nNo counters: a program did not come to its end.\n");
    return;
  }
  g_print ("\nCounters when the program has ended. What has a sign is the change since it began:\n"
           "CPython's own start-up is larger, so the numbers themselves cannot be compared.\n");
  for (guint i = 0; i < rows->len; i++) {
    const HpCounterRow *row = &g_array_index (rows, HpCounterRow, i);

    if (in_group[row->group]++ == 0)
      g_print ("%-36s%15s%15s\n", hp_row_group_name (row->group), comparison->sides[0]->name,
               comparison->sides[1]->name);
    if (row->group != HP_ROWS_TYPES || in_group[row->group] <= TYPES_MAX)
      print_counter (row);
  }
  if (in_group[HP_ROWS_TYPES] > TYPES_MAX)
    g_print ("  … %u types more; --json has all of them\n", in_group[HP_ROWS_TYPES] - TYPES_MAX);
}

static void
print_comparison (const HpComparison *comparison)
{
  print_heads (comparison);
  for (guint i = 0; i < 2; i++)
    print_stream (comparison, i);
  print_counters (comparison);
  g_print ("\n%s\n",
           hp_comparison_is_equal (comparison) ? "The outputs are equal." : "The outputs differ.");
}

int
hp_cli_run_compare (const HpRunOptions *options)
{
  g_auto (GStrv) arguments = g_strdupv (options->arguments);
  g_autoptr (HpComparison) comparison = NULL;
  HpCompareRequest request = { .arguments = arguments, .memory_limit = options->memory_limit };
  GError *error = NULL;
  char *absolute = g_canonicalize_filename (arguments[0], NULL);

  g_free (arguments[0]);
  arguments[0] = absolute;
  if (options->timeout > 0)
    request.deadline_us =
        g_get_monotonic_time () + (gint64)(options->timeout * (double)G_USEC_PER_SEC);
  comparison = hp_compare (&request, NULL, &error);
  if (comparison == NULL)
    return hp_cli_fail ("run", error);
  if (options->json)
    hp_cli_print_comparison_json (comparison);
  else
    print_comparison (comparison);
  return hp_comparison_is_equal (comparison) ? 0 : 1;
}
