/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium redact FILE -o OUT --level L: the same picture with less in it, to be given away. */
#include "cli/cli.h"
#include "cli/interrupt.h"
#include "cli/report.h"
#include "exchange/export.h"

#define USAGE "-o OUT [--level structure|types] [--compress] FILE"

static int
redact (const char *file, const char *output, HpSnapshotLevel level, gboolean compress)
{
  const HpExportRequest request = { .format = HP_EXPORT_HEAP,
                                    .level = level,
                                    .compressed = compress };
  g_autoptr (HpSnapshot) snapshot = hp_cli_open ("redact", file);
  HpAnalysisRun run = { 0 };
  GError *error = NULL;

  if (snapshot == NULL)
    return 1;
  run.cancellable = hp_cli_cancellable ();
  if (!hp_export (snapshot, &request, output, &run, &error))
    return hp_cli_fail ("redact", error);
  g_print ("%s: level %s, was %s\n", output,
           hp_snapshot_level_to_string (MIN (level, snapshot->info->level)),
           hp_snapshot_level_to_string (snapshot->info->level));
  return 0;
}

int
hp_cli_redact (int argc, char **argv)
{
  g_autofree char *output = NULL, *level_name = NULL;
  gboolean compress = FALSE;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Where to write", "OUT" },
    { "level", 'l', 0, G_OPTION_ARG_STRING, &level_name,
      "structure: sizes and references only; types: names as well (the default)", "LEVEL" },
    HP_CLI_OPTION_COMPRESS (&compress),
    { NULL },
  };
  HpSnapshotLevel level = HP_LEVEL_TYPES;

  if (!hp_cli_parse ("redact", USAGE, entries, &argc, &argv, 1))
    return 2;
  if (output == NULL)
    return hp_cli_wrong_usage ("redact", USAGE, "-o OUT is missing: where to write");
  if (level_name != NULL &&
      (!hp_snapshot_level_from_string (level_name, &level) || level == HP_LEVEL_VALUES))
    return hp_cli_wrong_usage ("redact", USAGE, "--level wants structure or types");
  return redact (argv[1], output, level, compress);
}
