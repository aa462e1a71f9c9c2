/* SPDX-License-Identifier: Apache-2.0 */
/* generate [--hostile] SEED | --bytes FILE: prints a program of the grammar. */
#include "program.h"

#include <stdio.h>

int
main (int argc, char **argv)
{
  gboolean hostile = FALSE;
  g_autofree char *bytes_path = NULL, *program = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Grammar) grammar = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("[SEED]");
  GOptionEntry entries[] = {
    { "hostile", 0, 0, G_OPTION_ARG_NONE, &hostile, "Also what no two Pythons agree on", NULL },
    { "bytes", 0, 0, G_OPTION_ARG_FILENAME, &bytes_path, "Choices from a fuzzer's input", "FILE" },
    { NULL },
  };
  ProgramKind kind;
  gsize n;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) ||
      (bytes_path != NULL && !g_file_get_contents (bytes_path, &bytes, &n, &error))) {
    g_printerr ("generate: %s\n", error->message);
    return 2;
  }
  if ((argc == 2) == (bytes != NULL)) {
    g_printerr ("usage: generate [--hostile] SEED | --bytes FILE\n");
    return 2;
  }
  grammar = grammar_new ();
  kind = hostile ? PROGRAM_HOSTILE : PROGRAM_COMMON;
  if (bytes != NULL)
    program = program_write (grammar, choices_new ((const guint8 *)bytes, n), kind);
  else
    program = program_write_seed (grammar, g_ascii_strtoull (argv[1], NULL, 10), kind);
  fputs (program, stdout);
  return 0;
}
