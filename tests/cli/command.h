/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the heaparium command as a user does. */
#pragma once

#include <glib.h>

/* "heaparium ARGUMENTS…" (NULL-terminated) with $HEAPARIUM as the program; returns the exit status.
 * output and errors may be NULL; free them with g_free. */
int hp_test_run_command (char **output, char **errors, ...) G_GNUC_NULL_TERMINATED;

/* The text is one line that contains the other. */
void hp_test_assert_one_line (const char *text, const char *contains);

/* A fixture: a folder of its own for a script, and what the command wrote. All owned. */
typedef struct {
  char *folder, *script, *output, *errors;
} HpTestScript;

void hp_test_script_set_up (HpTestScript *self, gconstpointer data);
void hp_test_script_tear_down (HpTestScript *self, gconstpointer data);

/* Writes the program into the script and forgets what was written before. */
void hp_test_script_write (HpTestScript *self, const char *program);
