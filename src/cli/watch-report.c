/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/watch-report.h"

#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/terminal.h"

#define BAR_WIDTH    20
#define LINES_A_HEAD 20 /* the names of the columns are repeated */

struct _HpWatchReport {
  HpWatchStyle style;
  double interval;   /* seconds */
  guint64 n;         /* readings printed */
  guint drawn;       /* lines of the screen that stand above the cursor */
  HpSummary *before; /* owned: the reading before; NULL at first */
};

HpWatchReport *
hp_watch_report_new (HpWatchStyle style, double interval)
{
  HpWatchReport *self = g_new0 (HpWatchReport, 1);

  self->style = style;
  self->interval = interval;
  return self;
}

void
hp_watch_report_free (HpWatchReport *self)
{
  g_clear_pointer (&self->before, hp_summary_free);
  g_free (self);
}

/* ---- figures ---- */

static char *
format_number (gint64 value)
{
  return value < 0 ? g_strdup ("?") : g_strdup_printf ("%" PRId64, value);
}

static char *
format_bytes (gint64 value)
{
  return value < 0 ? g_strdup ("?") : g_format_size_full ((guint64)value, G_FORMAT_SIZE_IEC_UNITS);
}

static char *
format_time (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  return g_date_time_format (now, "%T");
}

/* ---- lines ---- */

static void
print_head (void)
{
  g_print ("%-8s  %11s  %7s  %7s  %17s  %7s  %13s  %9s  %11s  %11s\n", "TIME", "GEN 0", "GEN 1",
           "GEN 2", "COLLECTIONS", "ARENAS", "POOLS", "BLOCKS", "IN BLOCKS", "RESIDENT");
}

static char *
format_generation (const HpCollectorState *gc, int i)
{
  return g_strdup_printf ("%d/%d", gc->counts[i], gc->thresholds[i]);
}

static void
print_line (const HpSummary *summary)
{
  const HpCollectorState *gc = &summary->gc;
  g_autofree char *time = format_time ();
  g_autofree char *arenas = format_number (summary->arenas);
  g_autofree char *used = format_number (summary->pools_used);
  g_autofree char *total = format_number (summary->pools_total);
  g_autofree char *blocks = format_number (summary->blocks);
  g_autofree char *bytes = format_bytes (summary->bytes);
  g_autofree char *resident = format_bytes (summary->resident);
  g_autofree char *pools = g_strdup_printf ("%s/%s", used, total);
  g_autofree char *first = format_generation (gc, 0);
  g_autofree char *second = format_generation (gc, 1);
  g_autofree char *third = format_generation (gc, 2);
  g_autofree char *times =
      g_strdup_printf ("%" PRIu64 "/%" PRIu64 "/%" PRIu64, gc->stats[0].collections,
                       gc->stats[1].collections, gc->stats[2].collections);

  g_print ("%-8s  %11s  %7s  %7s  %17s  %7s  %13s  %9s  %11s  %11s%s\n", time, first, second, third,
           times, arenas, pools, blocks, bytes, resident, gc->enabled ? "" : "  collector off");
}

/* ---- JSON ---- */

static void
add_count (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  if (value < 0)
    json_builder_add_null_value (builder);
  else
    json_builder_add_int_value (builder, value);
}

static void
add_generations (JsonBuilder *builder, const HpCollectorState *gc)
{
  json_builder_set_member_name (builder, "generations");
  json_builder_begin_array (builder);
  for (int i = 0; i < 3; i++) {
    json_builder_begin_object (builder);
    add_count (builder, "threshold", gc->thresholds[i]);
    json_builder_set_member_name (builder, "count"); /* may be below zero */
    json_builder_add_int_value (builder, gc->counts[i]);
    add_count (builder, "collections", (gint64)gc->stats[i].collections);
    add_count (builder, "collected", (gint64)gc->stats[i].collected);
    add_count (builder, "uncollectable", (gint64)gc->stats[i].uncollectable);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
print_json (const HpSummary *summary)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_count (builder, "time_us", g_get_real_time ());
  json_builder_set_member_name (builder, "enabled");
  json_builder_add_boolean_value (builder, summary->gc.enabled);
  json_builder_set_member_name (builder, "collecting");
  json_builder_add_boolean_value (builder, summary->gc.collecting);
  add_generations (builder, &summary->gc);
  add_count (builder, "arenas", summary->arenas);
  add_count (builder, "arena_bytes", summary->arena_bytes);
  add_count (builder, "pools_used", summary->pools_used);
  add_count (builder, "pools_total", summary->pools_total);
  add_count (builder, "blocks", summary->blocks);
  add_count (builder, "bytes", summary->bytes);
  add_count (builder, "resident", summary->resident);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

/* ---- the screen ---- */

/* A line of the screen, cut where the terminal ends: a wrapped one would shift all others. */
static void draw (HpWatchReport *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
draw (HpWatchReport *self, const char *format, ...)
{
  struct winsize window = { 0 };
  glong width = 80;
  g_autofree char *line = NULL, *cut = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  hp_terminal_clean (line);
  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
    width = window.ws_col;
  cut = g_utf8_strlen (line, -1) > width ? g_utf8_substring (line, 0, width) : g_strdup (line);
  g_print ("%s\033[K\n", cut);
  self->drawn++;
}

static void
draw_generation (HpWatchReport *self, const HpSummary *summary, int i)
{
  const HpCollectorState *gc = &summary->gc;
  guint64 ran = gc->stats[i].collections;
  guint64 since = self->before != NULL ? ran - self->before->gc.stats[i].collections : 0;
  char bar[BAR_WIDTH + 1];
  int full = 0;

  if (gc->thresholds[i] > 0 && gc->counts[i] > 0)
    full = (int)MIN ((gint64)gc->counts[i] * BAR_WIDTH / gc->thresholds[i], BAR_WIDTH);
  for (int k = 0; k < BAR_WIDTH; k++)
    bar[k] = k < full ? '#' : '.';
  bar[BAR_WIDTH] = '\0';
  draw (self, "generation %d  [%s] %5d of %-5d  %8" PRIu64 " collections (+%" PRIu64 ")", i, bar,
        gc->counts[i], gc->thresholds[i], ran, since);
}

static void
draw_memory (HpWatchReport *self, const HpSummary *summary)
{
  g_autofree char *arenas = format_number (summary->arenas);
  g_autofree char *arena_bytes = format_bytes (summary->arena_bytes);
  g_autofree char *used = format_number (summary->pools_used);
  g_autofree char *total = format_number (summary->pools_total);
  g_autofree char *blocks = format_number (summary->blocks);
  g_autofree char *bytes = format_bytes (summary->bytes);
  g_autofree char *resident = format_bytes (summary->resident);

  draw (self, "arenas        %s, %s", arenas, arena_bytes);
  draw (self, "pools         %s of %s in use", used, total);
  draw (self, "blocks        %s in pools, %s", blocks, bytes);
  draw (self, "resident      %s", resident);
}

static void
draw_screen (HpWatchReport *self, HpSource *source, const HpSummary *summary)
{
  g_autofree char *title = hp_source_dup_title (source);
  g_autofree char *subtitle = hp_source_dup_subtitle (source);
  g_autofree char *time = format_time ();
  const HpCollectorState *gc = &summary->gc;

  if (self->drawn > 0)
    g_print ("\033[%uA", self->drawn);
  self->drawn = 0;
  draw (self, "%s · %s", title, subtitle);
  draw (self, "%s, every %g s; Ctrl+C ends", time, self->interval);
  draw (self, "%s", "");
  draw (self, "collector     %s%s", gc->enabled ? "on" : "off",
        gc->collecting ? ", collecting now" : "");
  for (int i = 0; i < 3; i++)
    draw_generation (self, summary, i);
  draw_memory (self, summary);
}

/* ---- all styles ---- */

void
hp_watch_report_print (HpWatchReport *self, HpSource *source, const HpSummary *summary)
{
  switch (self->style) {
  case HP_WATCH_LINES:
    if (self->n % LINES_A_HEAD == 0)
      print_head ();
    print_line (summary);
    break;
  case HP_WATCH_JSON: print_json (summary); break;
  case HP_WATCH_SCREEN: draw_screen (self, source, summary); break;
  }
  self->n++;
  fflush (stdout); /* who reads a pipe waits for it */
  g_clear_pointer (&self->before, hp_summary_free);
  self->before = hp_summary_copy (summary);
}

void
hp_watch_report_say (HpWatchReport *self, const char *text)
{
  if (self->style != HP_WATCH_JSON)
    g_print ("%s.\n", text);
  fflush (stdout);
}
