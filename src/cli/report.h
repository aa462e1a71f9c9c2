/* SPDX-License-Identifier: Apache-2.0 */
/* What the reporting subcommands share: finding the picture, printing a table, printing JSON. */
#pragma once

#include "snapshot/table.h"
#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* Opens a file, or captures a process when the argument is a number and no file of that name
 * exists. NULL with one line on standard error. */
HpSnapshot *hp_cli_open (const char *command, const char *file_or_pid);

/* The same for n of them: HpSnapshot, owned. */
GPtrArray *hp_cli_open_all (const char *command, int n, char **names);

/* Prints "heaparium COMMAND: message" as one line on standard error and frees the error. Returns
 * the exit status: 1, or 130 as shells have it for what was interrupted. */
int hp_cli_fail (const char *command, GError *error);

/* Prints how to use the command on standard error. Returns 2, the exit status. */
int hp_cli_wrong_usage (const char *command, const char *usage, const char *why);

/* Options that most reports have, for their GOptionEntry tables. flag: a gboolean *; limit: an int
 * *. */
#define HP_CLI_OPTION_JSON(flag)                                                                   \
  {                                                                                                \
    "json", 0, 0, G_OPTION_ARG_NONE, flag, "Print one JSON object", NULL                           \
  }
#define HP_CLI_OPTION_COMPRESS(flag)                                                               \
  {                                                                                                \
    "compress", 0, 0, G_OPTION_ARG_NONE, flag,                                                     \
        "Write a smaller file, which takes longer to write and to open", NULL                      \
  }
#define HP_CLI_WRONG_LIMIT "--limit wants a number that is not negative"
#define HP_CLI_OPTION_LIMIT(limit, help)                                                           \
  {                                                                                                \
    "limit", 'n', 0, G_OPTION_ARG_INT, limit, help, "N"                                            \
  }

#define HP_CLI_ANY_REST (-1)

/* Parses options; FALSE after hp_cli_wrong_usage () was printed. n_rest arguments must remain
 * (HP_CLI_ANY_REST: the caller counts them); they are left in argv from 1 on. */
gboolean hp_cli_parse (const char *command, const char *usage, const GOptionEntry *entries,
                       int *argc, char ***argv, int n_rest);

/* An address in hexadecimal, as every report prints it, with or without 0x; not 0. */
gboolean hp_cli_parse_address (const char *text, guint64 *address);

/* TRUE and the object at an address written so; or FALSE after a line on standard error. */
gboolean hp_cli_find_object (const char *command, const HpSnapshot *snapshot, const char *text,
                             guint32 *object);

/* The rows of a table as aligned text columns, in the given order (NULL: as they stand). */
void hp_cli_print_table (const HpSnapshot *snapshot, const HpTable *table, const guint32 *order,
                         guint64 n_rows);

/* A report as JSON on standard output. TRUE, or FALSE with a line on standard error. */
gboolean hp_cli_print_json (const char *command, const HpSnapshot *snapshot,
                            const HpTable *const *tables, guint n_tables);

G_END_DECLS
