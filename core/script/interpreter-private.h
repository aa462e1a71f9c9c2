/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the interpreter share: interpreter.c makes, runs and frees it,
 * interpreter-hooks.c serves what lies below, interpreter-source.c has the text of programs,
 * interpreter-end.c ends one. */
#pragma once

#include "script/interpreter.h"
#include "script/vm.h"

struct _HpInterpreter {
  HpHeap *heap;
  bool own_heap;
  HpRuntime *rt;
  HpVm vm;
  HpOutputFunc output;
  void *output_data;
  HpSafePointFunc safe_point;
  void *safe_point_data;
  int exit_code;
  bool finished;
  /* the newest source that has no file of its own, for tracebacks; all of malloc */
  char *source_name;
  char *source_text;
};

/* interpreter-hooks.c */
void hp_interpreter_set_hooks (HpRuntime *rt);
/* No function of the program can be called any more. */
void hp_interpreter_end_hooks (HpRuntime *rt);

/* interpreter-source.c */
/* Keeps a copy of SOURCE for hp_interpreter_get_source_line. */
void hp_interpreter_keep_source (HpInterpreter *self, const char *name, const char *source,
                                 size_t n);
/* The whole file in memory of malloc; NULL with errno. */
char *hp_source_read_file (const char *path, size_t *n);

/* interpreter-end.c */
/* sys.stdout.flush (); an exception goes to standard error if it is to be told, else nowhere. */
void hp_interpreter_flush (HpInterpreter *self, bool tell);
