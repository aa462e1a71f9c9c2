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

typedef struct {
  char *path, *level_name, *core, *program; /* owned */
  gboolean no_stop, compress;
  HpSnapshotLevel level;
  pid_t pid;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->path);
  g_free (self->level_name);
  g_free (self->core);
  g_free (self->program);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* What is wrong with them, or NULL. */
static const char *
check_options (Options *self, int argc, char **argv)
{
  if (self->core != NULL && argc > 1)
    return "a PID or --core DUMP, not both";
  if (self->core == NULL && self->program != NULL)
    return "--exe belongs to --core";
  if (argc > 2)
    return "too many arguments";
  if (self->core == NULL && (argc < 2 || !parse_pid (argv[1], &self->pid)))
    return "PID wants the number of a process";
  if (self->path == NULL)
    return "-o FILE is missing";
  if (self->level_name != NULL && !hp_snapshot_level_from_string (self->level_name, &self->level))
    return "--level is structure, types or values";
  return NULL;
}

static int
capture (const Options *self)
{
  g_autoptr (HpSnapshot) snapshot = NULL;
  GError *error = NULL;

  if (self->core != NULL)
    snapshot =
        hp_process_capture_core (self->core, self->program, self->level, NULL, NULL, NULL, &error);
  else
    snapshot =
        hp_process_capture (self->pid, self->level, !self->no_stop, NULL, NULL, NULL, &error);
  if (snapshot == NULL || !(self->compress ? hp_snapshot_save_compressed : hp_snapshot_save) (
                              snapshot, self->path, NULL, NULL, hp_cli_cancellable (), &error))
    return hp_cli_fail ("capture", error);
  print_done (snapshot, self->path, self->core);
  return 0;
}

int
hp_cli_capture (int argc, char **argv)
{
  g_auto (Options) options = { .level = HP_LEVEL_VALUES };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.path, "Where to write the picture",
      "FILE" },
    { "level", 0, 0, G_OPTION_ARG_STRING, &options.level_name,
      "How much to keep: structure, types or values (the default)", "LEVEL" },
    { "no-stop", 0, 0, G_OPTION_ARG_NONE, &options.no_stop,
      "Let the process run while it is read; the picture may be torn", NULL },
    HP_CLI_OPTION_COMPRESS (&options.compress),
    { "core", 0, 0, G_OPTION_ARG_FILENAME, &options.core,
      "Read a core dump (of gcore or of the kernel) instead of a process", "DUMP" },
    { "exe", 0, 0, G_OPTION_ARG_FILENAME, &options.program,
      "The program that wrote the core dump, where it has moved since", "PROGRAM" },
    { NULL },
  };
  const char *wrong;

  if (!hp_cli_parse ("capture", USAGE, entries, &argc, &argv, HP_CLI_ANY_REST))
    return 2;
  if ((wrong = check_options (&options, argc, argv)) != NULL)
    return hp_cli_wrong_usage ("capture", USAGE, wrong);
  return capture (&options);
}
