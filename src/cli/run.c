/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium run SCRIPT: runs a program on a heap of its own and prints what python3.11 prints. */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/interrupt.h"
#include "cli/run-compare.h"
#include "cli/run-options.h"
#include "cli/run-profile.h"
#include "snapshot/file.h"
#include "script/interpreter.h"
#include "source/embedded/picture.h"

static HpInterpreter *interrupted_interpreter;

static void
on_interrupt (int signal)
{
  hp_interpreter_interrupt (interrupted_interpreter);
}

/* The heap as the script leaves it, before finalizers and the last collection run. */
static gboolean
save_picture (HpInterpreter *interpreter, const char *script, const char *path, gboolean compress)
{
  g_autofree char *title = g_path_get_basename (script);
  g_autoptr (HpSnapshotBuilder) builder = hp_embedded_picture (interpreter, HP_LEVEL_VALUES, title);
  g_autoptr (HpSnapshot) snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  g_autoptr (GError) error = NULL;

  if ((compress ? hp_snapshot_save_compressed : hp_snapshot_save) (snapshot, path, NULL, NULL,
                                                                   hp_cli_cancellable (), &error))
    return TRUE;
  g_printerr ("heaparium run: %s\n", error->message);
  return FALSE;
}

static int
no_memory (void)
{
  g_printerr ("heaparium run: not enough memory to start an interpreter; raise --memory-limit\n");
  return 1;
}

/* The exit status of the script; profile may be NULL. */
static int
run_script (const HpRunOptions *run, HpLineProfile *profile)
{
  HpInterpreterOptions options = { .memory_limit = run->memory_limit,
                                   .malloc = run->malloc,
                                   .trace_frames = run->trace,
                                   .profile = profile };
  HpInterpreter *interpreter = hp_interpreter_new (&options);
  const char *script = run->arguments[0];
  struct sigaction action = { .sa_handler = on_interrupt };
  struct sigaction before;
  int code;

  if (interpreter == NULL ||
      hp_interpreter_set_arguments (interpreter, (int)g_strv_length (run->arguments),
                                    run->arguments) < 0) {
    hp_interpreter_free (interpreter);
    return no_memory ();
  }
  interrupted_interpreter = interpreter;
  sigaction (SIGINT, &action, &before);
  hp_interpreter_run_file (interpreter, script);
  code = hp_interpreter_get_exit_code (interpreter);
  if (run->snapshot_path != NULL &&
      !save_picture (interpreter, script, run->snapshot_path, run->compress))
    code = 1;
  hp_interpreter_finish (interpreter);
  sigaction (SIGINT, &before, NULL);
  interrupted_interpreter = NULL;
  hp_interpreter_free (interpreter);
  return code;
}

static int
run_profiled (const HpRunOptions *run)
{
  HpLineProfile *profile = hp_line_profile_new (run->profile);
  int code;

  if (profile == NULL)
    return no_memory ();
  code = run_script (run, profile);
  hp_run_profile_print (profile, run->profile);
  hp_line_profile_free (profile);
  return code;
}

int
hp_cli_run (int argc, char **argv)
{
  g_auto (HpRunOptions) options = { 0 };

  if (!hp_run_options_parse (&options, argc, argv))
    return 2;
  if (options.compare)
    return hp_cli_run_compare (&options);
  return options.profile != NULL ? run_profiled (&options) : run_script (&options, NULL);
}
