/* SPDX-License-Identifier: Apache-2.0 */
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
