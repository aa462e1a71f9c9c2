/* SPDX-License-Identifier: Apache-2.0 */
/* For tests: a Python of this machine runs a program until the test lets it go. */
#pragma once

#include <gio/gio.h>

typedef struct {
  GSubprocess *process;
  pid_t pid;
} PythonChild;

/* Paths of all interpreters 3.x that tests can use: Debian's, those of pyenv where it is
 * there, and python3.8 to python3.13 of PATH.
 * A pattern such as "3.11" keeps those whose version begins so; NULL: all. Owned, NULL terminated.
 */
char **python_child_find_interpreters (const char *version);

/* Adds a test "/core/source/process/NAME/INTERPRETER" for each interpreter from 3.8 on, or
 * "NAME/INTERPRETER" where the name is a path; it gets the interpreter's path. HP_TEST_PYTHON is a
 * pattern as above. */
void python_child_add_tests (const char *name, GTestDataFunc test);

/* Starts argv (NULL terminated) and waits until it has written a line and reads its standard input.
 */
PythonChild python_child_start (const char *const *argv);

/* The same of a program that goes on after its line and reads nothing. */
PythonChild python_child_start_busy (const char *const *argv);

/* Waits until all its threads sleep and none has run for a while. */
void python_child_rest (const PythonChild *self);

/* Writes it a line and waits until it has written the next and reads again. */
void python_child_go_on (PythonChild *self);

/* Closes its standard input and waits for its end. */
void python_child_stop (PythonChild *self);

/* Whether all of its threads run or sleep: none is stopped or traced. */
gboolean python_child_runs (const PythonChild *self);

/* The same, and the opposite: all its threads stand; each waits two minutes for it. */
gboolean python_child_runs_soon (const PythonChild *self);
gboolean python_child_stops_soon (const PythonChild *self);
