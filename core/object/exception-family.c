/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of built-in exceptions: name, base, and what sets one apart. */
#include "object/exception-private.h"
#include "object/kernel.h"

typedef struct {
  HpTypeId id;
  const char *name;
  HpTypeId base;
  size_t size; /* 0: the base's, and its init and members */
  HpInitProc init;
  HpUnaryFunc str;
  const HpMemberDef *members;
} Family;

#define PLAIN(id, name, base)                                                                      \
  {                                                                                                \
    HP_EXC_##id, name, HP_EXC_##base, 0, NULL, NULL, NULL                                          \
  }
static const Family family[] = {
  PLAIN (EXCEPTION, "Exception", BASE_EXCEPTION),
  { HP_EXC_SYSTEM_EXIT, "SystemExit", HP_EXC_BASE_EXCEPTION, sizeof (HpStopIteration),
    hp_system_exit_init, NULL, hp_system_exit_members },
  PLAIN (KEYBOARD_INTERRUPT, "KeyboardInterrupt", BASE_EXCEPTION),
  PLAIN (GENERATOR_EXIT, "GeneratorExit", BASE_EXCEPTION),
  { HP_EXC_STOP_ITERATION, "StopIteration", HP_EXC_EXCEPTION, sizeof (HpStopIteration),
    hp_stop_iteration_init, NULL, hp_stop_iteration_members },
  PLAIN (STOP_ASYNC_ITERATION, "StopAsyncIteration", EXCEPTION),
  PLAIN (ARITHMETIC_ERROR, "ArithmeticError", EXCEPTION),
  PLAIN (FLOATING_POINT_ERROR, "FloatingPointError", ARITHMETIC_ERROR),
  PLAIN (OVERFLOW_ERROR, "OverflowError", ARITHMETIC_ERROR),
  PLAIN (ZERO_DIVISION_ERROR, "ZeroDivisionError", ARITHMETIC_ERROR),
  PLAIN (ASSERTION_ERROR, "AssertionError", EXCEPTION),
  { HP_EXC_ATTRIBUTE_ERROR, "AttributeError", HP_EXC_EXCEPTION, sizeof (HpAttributeError),
    hp_attribute_error_init, NULL, hp_attribute_error_members },
  PLAIN (BUFFER_ERROR, "BufferError", EXCEPTION),
  PLAIN (EOF_ERROR, "EOFError", EXCEPTION),
  { HP_EXC_IMPORT_ERROR, "ImportError", HP_EXC_EXCEPTION, sizeof (HpImportError),
    hp_import_error_init, hp_import_error_str, hp_import_error_members },
  PLAIN (MODULE_NOT_FOUND_ERROR, "ModuleNotFoundError", IMPORT_ERROR),
  PLAIN (LOOKUP_ERROR, "LookupError", EXCEPTION),
  PLAIN (INDEX_ERROR, "IndexError", LOOKUP_ERROR),
  { HP_EXC_KEY_ERROR, "KeyError", HP_EXC_LOOKUP_ERROR, 0, NULL, hp_key_error_str, NULL },
  PLAIN (MEMORY_ERROR, "MemoryError", EXCEPTION),
  { HP_EXC_NAME_ERROR, "NameError", HP_EXC_EXCEPTION, sizeof (HpStopIteration), hp_name_error_init,
    NULL, hp_name_error_members },
  PLAIN (UNBOUND_LOCAL_ERROR, "UnboundLocalError", NAME_ERROR),
  { HP_EXC_OS_ERROR, "OSError", HP_EXC_EXCEPTION, sizeof (HpOsError), hp_os_error_init,
    hp_os_error_str, hp_os_error_members },
  PLAIN (FILE_NOT_FOUND_ERROR, "FileNotFoundError", OS_ERROR),
  PLAIN (PERMISSION_ERROR, "PermissionError", OS_ERROR),
  PLAIN (BLOCKING_IO_ERROR, "BlockingIOError", OS_ERROR),
  PLAIN (CHILD_PROCESS_ERROR, "ChildProcessError", OS_ERROR),
  PLAIN (CONNECTION_ERROR, "ConnectionError", OS_ERROR),
  PLAIN (BROKEN_PIPE_ERROR, "BrokenPipeError", CONNECTION_ERROR),
  PLAIN (CONNECTION_ABORTED_ERROR, "ConnectionAbortedError", CONNECTION_ERROR),
  PLAIN (CONNECTION_REFUSED_ERROR, "ConnectionRefusedError", CONNECTION_ERROR),
  PLAIN (CONNECTION_RESET_ERROR, "ConnectionResetError", CONNECTION_ERROR),
  PLAIN (FILE_EXISTS_ERROR, "FileExistsError", OS_ERROR),
  PLAIN (INTERRUPTED_ERROR, "InterruptedError", OS_ERROR),
  PLAIN (IS_A_DIRECTORY_ERROR, "IsADirectoryError", OS_ERROR),
  PLAIN (NOT_A_DIRECTORY_ERROR, "NotADirectoryError", OS_ERROR),
  PLAIN (PROCESS_LOOKUP_ERROR, "ProcessLookupError", OS_ERROR),
  PLAIN (TIMEOUT_ERROR, "TimeoutError", OS_ERROR),
  PLAIN (REFERENCE_ERROR, "ReferenceError", EXCEPTION),
  PLAIN (RUNTIME_ERROR, "RuntimeError", EXCEPTION),
  PLAIN (NOT_IMPLEMENTED_ERROR, "NotImplementedError", RUNTIME_ERROR),
  PLAIN (RECURSION_ERROR, "RecursionError", RUNTIME_ERROR),
  { HP_EXC_SYNTAX_ERROR, "SyntaxError", HP_EXC_EXCEPTION, sizeof (HpSyntaxError),
    hp_syntax_error_init, hp_syntax_error_str, hp_syntax_error_members },
  PLAIN (INDENTATION_ERROR, "IndentationError", SYNTAX_ERROR),
  PLAIN (TAB_ERROR, "TabError", INDENTATION_ERROR),
  PLAIN (SYSTEM_ERROR, "SystemError", EXCEPTION),
  PLAIN (TYPE_ERROR, "TypeError", EXCEPTION),
  PLAIN (VALUE_ERROR, "ValueError", EXCEPTION),
  PLAIN (UNICODE_ERROR, "UnicodeError", VALUE_ERROR),
  { HP_EXC_UNICODE_DECODE_ERROR, "UnicodeDecodeError", HP_EXC_UNICODE_ERROR,
    sizeof (HpUnicodeError), hp_unicode_error_init, hp_unicode_error_str,
    hp_unicode_error_members },
  { HP_EXC_UNICODE_ENCODE_ERROR, "UnicodeEncodeError", HP_EXC_UNICODE_ERROR,
    sizeof (HpUnicodeError), hp_unicode_error_init, hp_unicode_error_str,
    hp_unicode_error_members },
  { HP_EXC_UNICODE_TRANSLATE_ERROR, "UnicodeTranslateError", HP_EXC_UNICODE_ERROR,
    sizeof (HpUnicodeError), hp_unicode_error_init, hp_unicode_error_str,
    hp_unicode_error_members },
  PLAIN (WARNING, "Warning", EXCEPTION),
  PLAIN (USER_WARNING, "UserWarning", WARNING),
  PLAIN (DEPRECATION_WARNING, "DeprecationWarning", WARNING),
  PLAIN (RUNTIME_WARNING, "RuntimeWarning", WARNING),
  PLAIN (SYNTAX_WARNING, "SyntaxWarning", WARNING),
  PLAIN (RESOURCE_WARNING, "ResourceWarning", WARNING),
  PLAIN (FUTURE_WARNING, "FutureWarning", WARNING),
  PLAIN (PENDING_DEPRECATION_WARNING, "PendingDeprecationWarning", WARNING),
  PLAIN (IMPORT_WARNING, "ImportWarning", WARNING),
  PLAIN (UNICODE_WARNING, "UnicodeWarning", WARNING),
  PLAIN (BYTES_WARNING, "BytesWarning", WARNING),
  PLAIN (ENCODING_WARNING, "EncodingWarning", WARNING),
};

/* Plain exceptions have an __init__ of their own, except below those with fields. */
static HpInitProc
plain_init (HpTypeId base)
{
  switch (base) {
  case HP_EXC_IMPORT_ERROR:
  case HP_EXC_NAME_ERROR:
  case HP_EXC_OS_ERROR:
  case HP_EXC_CONNECTION_ERROR:
  case HP_EXC_SYNTAX_ERROR:
  case HP_EXC_INDENTATION_ERROR: return NULL;
  default: return hp_exception_init;
  }
}

/* So have most of them a __new__ of their own. */
static HpNewFunc
own_new (const Family *of)
{
  bool is_plain = of->init == NULL && of->str == NULL && plain_init (of->base) != NULL;

  if (of->id == HP_EXC_OS_ERROR)
    return hp_os_error_new;
  return is_plain || of->base == HP_EXC_UNICODE_ERROR ? hp_exception_new : NULL;
}

void
hp_exceptions_register_types (HpRuntime *rt)
{
  size_t i;

  hp_type_register (rt, HP_EXC_BASE_EXCEPTION, &hp_base_exception_type, HP_T_OBJECT);
  for (i = 0; i < sizeof (family) / sizeof (family[0]); i++) {
    HpType type = {
      .name = family[i].name,
      .basicsize = (ssize_t)family[i].size,
      .flags = HP_TYPE_GC | HP_TYPE_BASE | HP_TYPE_EXC_SUBCLASS,
      .dealloc = hp_exception_dealloc,
      .traverse = hp_exception_traverse,
      .clear = hp_exception_clear,
      .str = family[i].str,
      .init = family[i].init != NULL ? family[i].init : plain_init (family[i].base),
      .new = own_new (&family[i]),
      .members = family[i].members,
    };

    hp_type_register (rt, family[i].id, &type, family[i].base);
  }
  hp_type_register (rt, HP_EXC_BASE_EXCEPTION_GROUP, &hp_exception_group_type,
                    HP_EXC_BASE_EXCEPTION);
}
