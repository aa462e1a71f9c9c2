/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium info FILE|PID: where the picture is from, what it counts, how far it can be trusted. */
#include "cli/cli.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "snapshot/summary.h"

#define USAGE "[--json] FILE|PID"

static void print_line (const char *name, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
print_line (const char *name, const char *format, ...)
{
  va_list arguments;
  g_autofree char *value = NULL;

  va_start (arguments, format);
  value = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  hp_terminal_clean (value);
  g_print ("%-14s %s\n", name, value);
}

static void
print_source (const HpSnapshotInfo *info)
{
  g_autoptr (GDateTime) created =
      g_date_time_new_from_unix_local (info->created_us / G_USEC_PER_SEC);
  g_autofree char *when =
      created == NULL ? g_strdup ("unknown") : g_date_time_format (created, "%F %T");

  print_line ("source", "%s", info->title ? info->title : "unknown");
  print_line ("version", "%s %s", info->implementation ? info->implementation : "unknown",
              info->version ? info->version : "");
  if (info->pid != 0)
    print_line ("pid", "%" G_GINT64_FORMAT, info->pid);
  if (info->command != NULL)
    print_line ("command", "%s", info->command);
  print_line ("taken", "%s, level %s", when, hp_snapshot_level_to_string (info->level));
}

static void
print_memory (const HpSnapshot *snapshot, const HpSummary *summary)
{
  print_line ("arenas",
              "%" G_GINT64_FORMAT " of %u KiB, %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
              " pools in use",
              summary->arenas, snapshot->info->geometry.arena_size / 1024, summary->pools_used,
              summary->pools_total);
  print_line ("blocks", "%" G_GINT64_FORMAT " in pools and large", summary->blocks);
}

static void
print_counts (const HpSnapshot *snapshot)
{
  g_autoptr (HpSummary) summary = hp_summary_from_snapshot (snapshot);
  g_autofree char *size =
      g_format_size_full (hp_snapshot_total_size (snapshot), G_FORMAT_SIZE_LONG_FORMAT);

  print_line ("objects", "%u, %s", hp_snapshot_n_objects (snapshot), size);
  if (hp_snapshot_info_knows_memory (snapshot->info))
    print_line ("tracked", "%" G_GINT64_FORMAT, summary->tracked);
  print_line ("references", "%" G_GUINT64_FORMAT, hp_snapshot_n_refs (snapshot));
  print_line ("types", "%u", hp_snapshot_n_types (snapshot));
  print_line ("roots", "%u", hp_snapshot_n_roots (snapshot));
  if (hp_snapshot_info_knows_memory (snapshot->info))
    print_memory (snapshot, summary);
}

static void
print_gc (const HpCollectorState *gc)
{
  print_line ("collector", "%s, count (%d, %d, %d), threshold (%d, %d, %d)",
              gc->enabled ? "on" : "off", gc->counts[0], gc->counts[1], gc->counts[2],
              gc->thresholds[0], gc->thresholds[1], gc->thresholds[2]);
  for (int i = 0; i < 3; i++)
    print_line (i == 0 ? "collections" : "",
                "generation %d: %" G_GUINT64_FORMAT " times, %" G_GUINT64_FORMAT
                " collected, %" G_GUINT64_FORMAT " uncollectable",
                i, gc->stats[i].collections, gc->stats[i].collected, gc->stats[i].uncollectable);
}

/* Whether it stood still, and how long; a picture of a running program never looks like one of a
 * stopped one. */
static void
print_stillness (const HpQuality *quality)
{
  double pause_ms = (double)quality->pause_ns / 1e6;

  if (!quality->frozen)
    print_line ("quality", "not frozen: the source ran while it was read");
  else if (quality->pause_ns == 0)
    print_line ("quality", "frozen");
  else
    print_line ("quality", "frozen, stood still for %.1f ms", pause_ms);
  if (quality->retries > 0)
    print_line ("", "%u shorter %s before that one, at bad moments", quality->retries,
                quality->retries == 1 ? "stop" : "stops");
  print_line ("", "taken %s a collection",
              quality->during_collection ? "in the middle of" : "outside");
}

static void
print_layout (const HpSnapshotInfo *info)
{
  guint32 differences = info->quality.layout_differences;

  if (info->kind != HP_SOURCE_KIND_PROCESS)
    return;
  if (differences == HP_LAYOUT_NONSENSE)
    print_line ("",
                "layout: the known one of its version, which fits; what it says itself does not");
  else if (differences > 0)
    print_line ("", "layout: as it says itself, %u places differ from the known one", differences);
  else
    print_line ("", "layout: the known one of its version, checked against the data");
}

static void
print_reading (const HpSnapshotInfo *info)
{
  const HpQuality *quality = &info->quality;

  print_stillness (quality);
  print_line ("", "%" G_GUINT64_FORMAT " torn, %" G_GUINT64_FORMAT " failed reads",
              quality->torn_reads, quality->failed_reads);
  if (quality->open_lists == 0)
    print_line ("", "all generation lists closed");
  else
    print_line ("", "%u open generation %s: objects may be missing", quality->open_lists,
                quality->open_lists == 1 ? "list" : "lists");
  print_line ("", "%" G_GUINT64_FORMAT " objects whose references could not all be read",
              quality->unread);
  print_line ("",
              "%" G_GUINT64_FORMAT
              " objects held by references that were not found, %" G_GUINT64_FORMAT
              " with a reference too many",
              quality->unexplained, quality->surplus);
  print_layout (info);
}

static void
print_quality (const HpSnapshotInfo *info)
{
  const HpQuality *quality = &info->quality;

  if (hp_snapshot_info_knows_memory (info))
    print_reading (info);
  if (quality->truncated > 0)
    print_line (hp_snapshot_info_knows_memory (info) ? "" : "quality",
                "%" G_GUINT64_FORMAT " left out because of a limit", quality->truncated);
  for (guint i = 0; i < quality->notes->len; i++)
    print_line ("note", "%s", (const char *)quality->notes->pdata[i]);
}

int
hp_cli_info (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    HP_CLI_OPTION_JSON (&json),
    { NULL },
  };
  g_autoptr (HpSnapshot) snapshot = NULL;

  if (!hp_cli_parse ("info", USAGE, entries, &argc, &argv, 1))
    return 2;
  if ((snapshot = hp_cli_open ("info", argv[1])) == NULL)
    return 1;
  if (json) {
    const HpTable *totals = hp_table_by_name ("totals");
    return hp_cli_print_json ("info", snapshot, &totals, 1) ? 0 : 1;
  }
  print_source (snapshot->info);
  print_counts (snapshot);
  if (hp_snapshot_info_knows_memory (snapshot->info))
    print_gc (&snapshot->info->gc);
  print_quality (snapshot->info);
  return 0;
}
