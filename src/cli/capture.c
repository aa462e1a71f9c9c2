/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium capture PID -o FILE: takes a picture of a running process, or of a core dump of one. */
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/interrupt.h"
#include "cli/report.h"
#include "source/process/process.h"

#define USAGE                                                                                      \
  "[--level structure|types|values] [--no-stop] [--compress] PID|--core DUMP [--exe PROGRAM]\n"    \
  "       -o FILE"

static gboolean
parse_pid (const char *text, pid_t *pid)
{
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &value, NULL))
    return FALSE;
  *pid = (pid_t)value;
  return TRUE;
}

static void
print_done (const HpSnapshot *snapshot, const char *path, const char *core)
{
  const HpSnapshotInfo *info = snapshot->info;
  g_autofree char *of =
      core != NULL ? g_strdup (core) : g_strdup_printf ("PID %" G_GINT64_FORMAT, info->pid);

  g_print ("%s: %u objects, %" G_GUINT64_FORMAT " references of %s (%s %s)", path,
           hp_snapshot_n_objects (snapshot), hp_snapshot_n_refs (snapshot), of,
           info->implementation, info->version);
  if (core == NULL && info->quality.frozen)
    g_print (", stopped for %.1f ms", (double)info->quality.pause_ns / 1e6);
  else if (core == NULL)
    g_print (", not stopped: it ran on while it was read");
  g_print ("\n");
}

int
hp_cli_capture (int argc, char **argv)
{
  g_autofree char *path = NULL, *level_name = NULL, *core = NULL, *program = NULL;
  gboolean no_stop = FALSE, compress = FALSE;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &path, "Where to write the picture", "FILE" },
    { "level", 0, 0, G_OPTION_ARG_STRING, &level_name,
      "How much to keep: structure, types or values (the default)", "LEVEL" },
    { "no-stop", 0, 0, G_OPTION_ARG_NONE, &no_stop,
      "Let the process run while it is read; the picture may be torn", NULL },
    HP_CLI_OPTION_COMPRESS (&compress),
    { "core", 0, 0, G_OPTION_ARG_FILENAME, &core,
      "Read a core dump (of gcore or of the kernel) instead of a process", "DUMP" },
    { "exe", 0, 0, G_OPTION_ARG_FILENAME, &program,
      "The program that wrote the core dump, where it has moved since", "PROGRAM" },
    { NULL },
  };
  HpSnapshotLevel level = HP_LEVEL_VALUES;
  g_autoptr (HpSnapshot) snapshot = NULL;
  GError *error = NULL;
  pid_t pid = 0;

  if (!hp_cli_parse ("capture", USAGE, entries, &argc, &argv, HP_CLI_ANY_REST))
    return 2;
  if (core != NULL && argc > 1)
    return hp_cli_wrong_usage ("capture", USAGE, "a PID or --core DUMP, not both");
  if (core == NULL && program != NULL)
    return hp_cli_wrong_usage ("capture", USAGE, "--exe belongs to --core");
  if (argc > 2)
    return hp_cli_wrong_usage ("capture", USAGE, "too many arguments");
  if (core == NULL && (argc < 2 || !parse_pid (argv[1], &pid)))
    return hp_cli_wrong_usage ("capture", USAGE, "PID wants the number of a process");
  if (path == NULL)
    return hp_cli_wrong_usage ("capture", USAGE, "-o FILE is missing");
  if (level_name != NULL && !hp_snapshot_level_from_string (level_name, &level))
    return hp_cli_wrong_usage ("capture", USAGE, "--level is structure, types or values");
  if (core != NULL)
    snapshot = hp_process_capture_core (core, program, level, NULL, NULL, NULL, &error);
  else
    snapshot = hp_process_capture (pid, level, !no_stop, NULL, NULL, NULL, &error);
  if (snapshot == NULL || !(compress ? hp_snapshot_save_compressed : hp_snapshot_save) (
                              snapshot, path, NULL, NULL, hp_cli_cancellable (), &error))
    return hp_cli_fail ("capture", error);
  print_done (snapshot, path, core);
  return 0;
}
