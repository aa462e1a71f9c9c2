/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium export FILE|PID -o OUT --format F: the picture for other programs. */
#include "cli/cli.h"
#include "cli/interrupt.h"
#include "cli/report.h"
#include "exchange/export.h"

#define USAGE                                                                                      \
  "-o OUT [--format F] [--table NAME] [--object ADDRESS] [--limit N]\n"                            \
  "       [--level structure|types|values] [--compress] FILE|PID"
#define FORMATS "heap, json, csv, v8, sqlite, graphml, dot, collapsed or speedscope"

typedef struct {
  char *output, *format_name, *table_name, *level_name, *object_name; /* owned */
  int limit;
  HpExportRequest request;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->output);
  g_free (self->format_name);
  g_free (self->table_name);
  g_free (self->level_name);
  g_free (self->object_name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Without --format the ending of the output's name decides. */
static gboolean
find_format (Options *self)
{
  if (self->format_name != NULL)
    return hp_export_format_from_name (self->format_name, &self->request.format);
  return hp_export_format_from_path (self->output, &self->request.format);
}

static const char *
check_options (Options *self)
{
  HpExportRequest *request = &self->request;

  request->level = HP_LEVEL_VALUES;
  if (self->output == NULL)
    return "-o OUT is missing: where to write";
  if (!find_format (self))
    return "--format wants " FORMATS;
  if (self->level_name != NULL &&
      !hp_snapshot_level_from_string (self->level_name, &request->level))
    return "--level wants structure, types or values";
  if (self->table_name != NULL && (request->table = hp_table_by_name (self->table_name)) == NULL)
    return "--table wants objects, references, types, roots, arenas, pools, large_blocks or totals";
  if (self->object_name != NULL && !hp_cli_parse_address (self->object_name, &request->object))
    return "--object wants an address such as 0x7f31a0";
  if (request->compressed && request->format != HP_EXPORT_HEAP)
    return "--compress goes with the format heap";
  if (self->limit < 0)
    return "--limit wants a number of objects";
  request->limit = (guint)self->limit;
  return NULL;
}

int
hp_cli_export (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, "Where to write", "OUT" },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format_name,
      FORMATS "; else the ending of OUT decides", "F" },
    { "table", 't', 0, G_OPTION_ARG_STRING, &options.table_name,
      "Only this table (csv: objects when not given)", "NAME" },
    { "object", 0, 0, G_OPTION_ARG_STRING, &options.object_name,
      "graphml, dot: only what this object leads to", "ADDRESS" },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit,
      "graphml, dot: at most so many objects; collapsed, speedscope: frames (10000)", "N" },
    { "level", 'l', 0, G_OPTION_ARG_STRING, &options.level_name,
      "Leave out names (structure) or values (types)", "LEVEL" },
    HP_CLI_OPTION_COMPRESS (&options.request.compressed),
    { NULL },
  };
  g_autoptr (HpSnapshot) snapshot = NULL;
  HpAnalysisRun run = { 0 };
  GError *error = NULL;
  const char *wrong;

  if (!hp_cli_parse ("export", USAGE, entries, &argc, &argv, 1))
    return 2;
  if ((wrong = check_options (&options)) != NULL)
    return hp_cli_wrong_usage ("export", USAGE, wrong);
  if ((snapshot = hp_cli_open ("export", argv[1])) == NULL)
    return 1;
  run.cancellable = hp_cli_cancellable ();
  if (!hp_export (snapshot, &options.request, options.output, &run, &error))
    return hp_cli_fail ("export", error);
  return 0;
}
