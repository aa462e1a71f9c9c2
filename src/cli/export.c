/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium export FILE|PID -o OUT --format F: the picture for other programs. */
#include <string.h>

#include "cli/cli.h"
#include "cli/report.h"
#include "exchange/writer.h"

#define USAGE                                                                                      \
  "-o OUT [--format heap|json|csv] [--table NAME] [--level structure|types|values] FILE|PID"

typedef struct {
  char *output, *format_name, *table_name, *level_name; /* owned */
  HpExportFormat format;
  const HpTable *table; /* NULL: the format's own choice */
  HpSnapshotLevel level;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->output);
  g_free (self->format_name);
  g_free (self->table_name);
  g_free (self->level_name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Without --format the ending of the output's name decides. */
static gboolean
find_format (Options *self)
{
  const char *dot = strrchr (self->output, '.');
  const char *name = self->format_name != NULL ? self->format_name : dot != NULL ? dot + 1 : "";

  return hp_export_format_from_string (name, &self->format);
}

static const char *
check_options (Options *self)
{
  self->level = HP_LEVEL_VALUES;
  if (self->output == NULL)
    return "-o OUT is missing: where to write";
  if (!find_format (self))
    return "--format wants heap, json or csv";
  if (self->level_name != NULL && !hp_snapshot_level_from_string (self->level_name, &self->level))
    return "--level wants structure, types or values";
  if (self->table_name != NULL && (self->table = hp_table_by_name (self->table_name)) == NULL)
    return "--table wants objects, references, types, roots, arenas, pools, large_blocks or totals";
  return NULL;
}

int
hp_cli_export (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, "Where to write", "OUT" },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format_name,
      "heap, json or csv; else the ending of OUT decides", "F" },
    { "table", 't', 0, G_OPTION_ARG_STRING, &options.table_name,
      "Only this table (csv: objects when not given)", "NAME" },
    { "level", 'l', 0, G_OPTION_ARG_STRING, &options.level_name,
      "Leave out names (structure) or values (types)", "LEVEL" },
    { NULL },
  };
  g_autoptr (HpSnapshot) snapshot = NULL;
  GError *error = NULL;
  const char *wrong;

  if (!hp_cli_parse ("export", USAGE, entries, &argc, &argv, 1))
    return 2;
  if ((wrong = check_options (&options)) != NULL)
    return hp_cli_wrong_usage ("export", USAGE, wrong);
  if ((snapshot = hp_cli_open ("export", argv[1])) == NULL)
    return 1;
  if (!hp_export (snapshot, options.format, options.table, options.level, options.output, NULL,
                  NULL, NULL, &error))
    return hp_cli_fail ("export", error);
  return 0;
}
