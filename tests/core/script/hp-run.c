/* SPDX-License-Identifier: Apache-2.0 */
/* Runs one script on a heap of its own: what `heaparium run` does, without the window's libraries.
 */
#include "script/interpreter.h"

#include <stdio.h>
#include <stdlib.h>

int
main (int argc, char **argv)
{
  const char *limit = getenv ("HP_RUN_MEMORY_LIMIT");
  HpInterpreterOptions options = { .memory_limit = limit != NULL ? strtoull (limit, NULL, 10)
                                                                 : (size_t)4 << 30 };
  HpInterpreter *interpreter;
  int code;

  if (argc < 2) {
    fprintf (stderr, "usage: hp-run SCRIPT\n");
    return 2;
  }
  interpreter = hp_interpreter_new (&options);
  if (interpreter == NULL) {
    fprintf (stderr, "hp-run: no memory\n");
    return 1;
  }
  hp_interpreter_set_arguments (interpreter, argc - 1, argv + 1);
  hp_interpreter_run_file (interpreter, argv[1]);
  code = hp_interpreter_get_exit_code (interpreter);
  hp_interpreter_free (interpreter);
  fflush (stdout);
  return code;
}
