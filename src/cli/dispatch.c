/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "cli/analyse.h"
#include "cli/cli.h"
#include "config.h"

typedef struct {
  const char *name;
  int (*run) (int argc, char **argv);
  const char *arguments;
  const char *what;
} Command;

static const Command commands[] = {
  { "run", hp_cli_run, "SCRIPT", "run a script on the embedded heap" },
  { "ps", hp_cli_ps, "", "the Python processes one could look into" },
  { "capture", hp_cli_capture, "PID -o FILE", "take a picture of a running process" },
  { "watch", hp_cli_watch, "PID", "the counters of a running process, live" },
  { "info", hp_cli_info, "FILE|PID", "what a picture counts and how far to trust it" },
  { "types", hp_cli_types, "FILE|PID", "what the heap consists of" },
  { "object", hp_cli_object, "FILE|PID ADDRESS", "what an object is and who refers to it" },
  { "paths", hp_cli_paths, "FILE|PID ADDRESS", "who holds an object, from the root on" },
  { "allocations", hp_cli_allocations, "FILE", "the lines that took the memory" },
  { "diff", hp_cli_diff, "BEFORE AFTER [LATER…]", "what changed between pictures" },
  { "suspects", hp_cli_suspects, "FILE|PID [LATER…]", "what looks like a leak, and who holds it" },
  { "query", hp_cli_query, "FILE|PID SQL", "ask the picture in SQL" },
  { "graph", hp_cli_graph, "FILE|PID -o OUT", "draw objects and who holds them" },
  { "export", hp_cli_export, "FILE|PID -o OUT", "write a picture for other programs" },
  { "redact", hp_cli_redact, "FILE -o OUT", "leave names or values out, to give it away" },
};

/* of the column of calls in the help */
#define WIDTH 36

static void
print_command (const char *name, const char *arguments, const char *what)
{
  g_autofree char *call = g_strdup_printf ("heaparium %s %s", name, arguments);

  /* the width counts characters, not bytes */
  g_print ("  %s%*s  %s\n", call, MAX (WIDTH - (int)g_utf8_strlen (call, -1), 0), "", what);
}

static const Command *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (name, commands[i].name) == 0)
      return &commands[i];
  return NULL;
}

static void
print_help (void)
{
  guint n;
  const HpAnalysis *analyses = hp_analyses (&n);

  g_print ("Heaparium shows how Python uses memory.\n\nUsage:\n");
  print_command ("[FILE…]", "", "open the window");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    print_command (commands[i].name, commands[i].arguments, commands[i].what);
  for (guint i = 0; i < n; i++)
    if (find_command (analyses[i].name) == NULL)
      print_command (analyses[i].name, "FILE|PID", analyses[i].what);
  g_print ("\n“heaparium COMMAND --help” tells the options of a command.\n");
}

/* A plain word that is no file was meant as a command: a window about a missing file would hide the
 * mistake. */
static gboolean
is_mistaken (const char *name)
{
  return g_ascii_isalpha (name[0]) && strpbrk (name, "/.:") == NULL &&
         !g_file_test (name, G_FILE_TEST_EXISTS);
}

/* FALSE: argv[1] names no command, and is nothing that was meant as one. */
static gboolean
run_command (int argc, char **argv, int *status)
{
  const char *name = argc > 1 ? argv[1] : "";
  const Command *command;
  const HpAnalysis *analysis;

  *status = 0;
  if (strcmp (name, "--version") == 0)
    g_print ("Heaparium %s\n", HP_VERSION);
  else if (strcmp (name, "--help") == 0 || strcmp (name, "-h") == 0)
    print_help ();
  else if ((command = find_command (name)) != NULL)
    *status = command->run (argc - 1, argv + 1);
  else if ((analysis = hp_analysis_by_name (name)) != NULL)
    *status = hp_cli_analyse (analysis, argc - 1, argv + 1);
  else if (is_mistaken (name)) {
    g_printerr ("heaparium: “%s” is neither a command nor a file; “heaparium --help” lists the "
                "commands\n",
                name);
    *status = 2;
  } else
    return FALSE;
  return TRUE;
}

gboolean
hp_cli_dispatch (int argc, char **argv, int *status)
{
  if (!run_command (argc, argv, status))
    return FALSE;
  if ((fflush (stdout) != 0 || ferror (stdout)) && *status == 0) {
    g_printerr ("heaparium: standard output did not take all of it; is the disk full?\n");
    *status = 1;
  }
  return TRUE;
}
