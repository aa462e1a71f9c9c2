/* SPDX-License-Identifier: Apache-2.0 */
/* The subcommands of the heaparium command, one file each but for those that differ in a name only.
 * Each gets argv[0] = its name and returns the exit status: 0 done, 1 failed with one line on
 * standard error, 2 wrong usage, 130 interrupted while a file was written. */
#pragma once

#include <glib.h>

/* TRUE and *status when argv[1] names a subcommand (or --version, --help): it has run. FALSE: open
 * the window. */
gboolean hp_cli_dispatch (int argc, char **argv, int *status);

/* `heaparium NAME`; src/cli/README.md or NAME --help says what each prints */
int hp_cli_run (int argc, char **argv);
int hp_cli_ps (int argc, char **argv);
int hp_cli_capture (int argc, char **argv);
int hp_cli_watch (int argc, char **argv);
int hp_cli_info (int argc, char **argv);
int hp_cli_types (int argc, char **argv);
int hp_cli_object (int argc, char **argv);
int hp_cli_paths (int argc, char **argv);
int hp_cli_allocations (int argc, char **argv);
int hp_cli_diff (int argc, char **argv);
int hp_cli_suspects (int argc, char **argv);
int hp_cli_query (int argc, char **argv);
int hp_cli_graph (int argc, char **argv);
int hp_cli_export (int argc, char **argv);
int hp_cli_redact (int argc, char **argv);
