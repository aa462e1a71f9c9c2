/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

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
  { "info", hp_cli_info, "FILE|PID", "what a picture counts and how far to trust it" },
  { "types", hp_cli_types, "FILE|PID", "what the heap consists of" },
  { "graph", hp_cli_graph, "FILE|PID -o OUT", "draw objects and who holds them" },
  { "export", hp_cli_export, "FILE -o OUT", "write a picture for other programs" },
};

static void
print_help (void)
{
  g_print ("Heaparium shows how Python uses memory.\n\nUsage:\n  %-32s open the window\n",
           "heaparium [FILE…]");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *call =
        g_strdup_printf ("heaparium %s %s", commands[i].name, commands[i].arguments);
    g_print ("  %-32s %s\n", call, commands[i].what);
  }
  g_print ("\n“heaparium COMMAND --help” tells the options of a command.\n");
}

gboolean
hp_cli_dispatch (int argc, char **argv, int *status)
{
  const char *name = argc > 1 ? argv[1] : "";

  *status = 0;
  if (strcmp (name, "--version") == 0) {
    g_print ("Heaparium %s\n", HP_VERSION);
    return TRUE;
  }
  if (strcmp (name, "--help") == 0 || strcmp (name, "-h") == 0) {
    print_help ();
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (name, commands[i].name) == 0) {
      *status = commands[i].run (argc - 1, argv + 1);
      return TRUE;
    }
  return FALSE;
}
