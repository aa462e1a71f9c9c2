/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium run SCRIPT: runs a program on a heap of its own and prints what python3.11 prints. */
#include <stdio.h>

#include "cli/cli.h"
#include "snapshot/file.h"
#include "script/interpreter.h"
#include "source/embedded/picture.h"

/* "64M" as bytes; 0 when it is no size. */
static gsize
parse_size (const char *text)
{
  char *end;
  guint64 value = g_ascii_strtoull (text, &end, 10);
  unsigned shift = 0;

  if (end == text)
    return 0;
  switch (g_ascii_toupper (*end)) {
  case 'K': shift = 10; break;
  case 'M': shift = 20; break;
  case 'G': shift = 30; break;
  case '\0': return value;
  default: return 0;
  }
  if (end[1] != '\0' && g_ascii_strcasecmp (end + 1, "iB") != 0 &&
      g_ascii_strcasecmp (end + 1, "B") != 0)
    return 0;
  return value > (G_MAXSIZE >> shift) ? 0 : value << shift;
}

static HpInterpreter *interrupted_interpreter;

static void
on_interrupt (int signal)
{
  hp_interpreter_interrupt (interrupted_interpreter);
}

/* The heap as the script leaves it, before finalizers and the last collection run. */
static gboolean
save_picture (HpInterpreter *interpreter, const char *script, const char *path)
{
  g_autofree char *title = g_path_get_basename (script);
  g_autoptr (HpSnapshotBuilder) builder = hp_embedded_picture (interpreter, HP_LEVEL_VALUES, title);
  g_autoptr (HpSnapshot) snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  g_autoptr (GError) error = NULL;

  if (hp_snapshot_save (snapshot, path, NULL, NULL, NULL, &error))
    return TRUE;
  g_printerr ("heaparium run: %s\n", error->message);
  return FALSE;
}

static int
run_script (const char *path, int argc, char **argv, gsize memory_limit, const char *snapshot_path)
{
  HpInterpreterOptions options = { .memory_limit = memory_limit };
  HpInterpreter *interpreter = hp_interpreter_new (&options);
  struct sigaction action = { .sa_handler = on_interrupt };
  struct sigaction before;
  int code;

  if (interpreter == NULL || hp_interpreter_set_arguments (interpreter, argc, argv) < 0) {
    g_printerr ("heaparium run: not enough memory to start an interpreter; raise --memory-limit\n");
    hp_interpreter_free (interpreter);
    return 1;
  }
  interrupted_interpreter = interpreter;
  sigaction (SIGINT, &action, &before);
  hp_interpreter_run_file (interpreter, path);
  code = hp_interpreter_get_exit_code (interpreter);
  if (snapshot_path != NULL && !save_picture (interpreter, path, snapshot_path))
    code = 1;
  hp_interpreter_finish (interpreter);
  sigaction (SIGINT, &before, NULL);
  interrupted_interpreter = NULL;
  hp_interpreter_free (interpreter);
  if (fflush (stdout) != 0) {
    g_printerr ("heaparium run: cannot write to standard output\n");
    return 1;
  }
  return code;
}

int
hp_cli_run (int argc, char **argv)
{
  g_autofree char *limit = NULL, *snapshot_path = NULL;
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("SCRIPT [ARGUMENT…]");
  GOptionEntry entries[] = {
    { "memory-limit", 0, 0, G_OPTION_ARG_STRING, &limit,
      "MemoryError beyond this many bytes (64M, 2G); default 4G", "SIZE" },
    { "snapshot", 0, 0, G_OPTION_ARG_FILENAME, &snapshot_path,
      "Keep a picture of the heap as the script leaves it", "FILE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
    { NULL },
  };
  gsize memory_limit = (gsize)4 << 30;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_strict_posix (context, TRUE);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("heaparium run: %s\n", error->message);
    return 2;
  }
  if (rest == NULL || rest[0] == NULL) {
    g_printerr ("Usage: heaparium run SCRIPT [ARGUMENT…]\n");
    return 2;
  }
  if (limit != NULL && (memory_limit = parse_size (limit)) == 0) {
    g_printerr ("heaparium run: “%s” is no size; write for example 512M or 2G\n", limit);
    return 2;
  }
  return run_script (rest[0], (int)g_strv_length (rest), rest, memory_limit, snapshot_path);
}
