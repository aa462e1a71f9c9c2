/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a source text: lexer, parser, compiler, in all modes. Nothing runs. */
#include "heap/heap.h"
#include "object/err.h"
#include "object/runtime.h"
#include "object/str.h"
#include "script/compile.h"
#include "script/interpreter.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  static HpInterpreter *interpreter;
  HpCompileMode mode = n > 0 ? data[0] % 3 : HP_COMPILE_EXEC;
  const char *source = (const char *)data + (n > 0);
  HpRuntime *rt;
  HpObject *name;
  HpCode *code;

  if (interpreter == NULL)
    interpreter = hp_interpreter_new (&(HpInterpreterOptions){ .memory_limit = 64 << 20 });
  rt = hp_interpreter_get_runtime (interpreter);
  hp_runtime_use_this_stack (rt);
  name = hp_str_from_utf8 (rt, "fuzz");
  code = hp_compile (rt, source, n - (n > 0), name, mode, NULL);
  hp_xdecref (rt, (HpObject *)code);
  hp_decref (rt, name);
  hp_err_clear (rt);
  hp_source_get_state (rt, source, n - (n > 0));
  hp_err_clear (rt);
  return 0;
}
