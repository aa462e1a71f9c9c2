/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/debug-offsets.h"

#include <string.h>

#define STRUCTURE_MAX (16u << 20) /* bytes; the largest has 200 000 */

/* The words, in order. */
enum {
  COOKIE,
  VERSION,
  FREE_THREADED,
  RUNTIME_SIZE,
  RUNTIME_FINALIZING,
  RUNTIME_INTERPRETERS,
  INTERPRETER_SIZE,
  INTERPRETER_ID,
  INTERPRETER_NEXT,
  INTERPRETER_THREADS,
  INTERPRETER_GC,
  INTERPRETER_MODULES,
  INTERPRETER_SYS,
  INTERPRETER_BUILTINS,
  INTERPRETER_GIL,
  THREAD_SIZE = 19,
  THREAD_NEXT = 21,
  THREAD_INTERPRETER,
  THREAD_FRAME,
  THREAD_ID,
  THREAD_NATIVE_ID,
  FRAME_SIZE = 28,
  FRAME_PREVIOUS,
  FRAME_CODE,
  FRAME_INSTRUCTION,
  FRAME_SLOTS,
  FRAME_OWNER,
  CODE_SIZE,
  CODE_FILENAME,
  CODE_NAME,
  CODE_QUALNAME,
  CODE_LINE_TABLE,
  CODE_FIRST_LINE,
  CODE_LOCALS_NAMES = 41,
  CODE_INSTRUCTIONS = 43,
  OBJECT_TYPE = 45,
  TYPE_NAME = 47,
  TYPE_FLAGS = 49,
  TUPLE_ITEMS = 51,
  TUPLE_LENGTH,
  LIST_ITEMS = 54,
  LIST_LENGTH,
  DICT_KEYS = 57,
  DICT_VALUES,
  INT_TAG = 62,
  INT_DIGITS,
  STR_STATE = 68,
  STR_LENGTH,
  STR_ASCII_SIZE,
  GC_SIZE,
  GC_COLLECTING,
};

typedef struct {
  guint word, size; /* the offset, and the word with its structure's size */
  gsize field;      /* of an int in HpLayout */
} Offset;

#define FIELD(member) G_STRUCT_OFFSET (HpLayout, member)

static const Offset offsets[] = {
  { RUNTIME_FINALIZING, RUNTIME_SIZE, FIELD (runtime.finalizing) },
  { RUNTIME_INTERPRETERS, RUNTIME_SIZE, FIELD (runtime.interpreters) },
  { INTERPRETER_ID, INTERPRETER_SIZE, FIELD (interpreter.id) },
  { INTERPRETER_NEXT, INTERPRETER_SIZE, FIELD (interpreter.next) },
  { INTERPRETER_THREADS, INTERPRETER_SIZE, FIELD (interpreter.threads) },
  { INTERPRETER_GC, INTERPRETER_SIZE, FIELD (interpreter.gc) },
  { INTERPRETER_MODULES, INTERPRETER_SIZE, FIELD (interpreter.modules) },
  { INTERPRETER_SYS, INTERPRETER_SIZE, FIELD (interpreter.sys) },
  { INTERPRETER_BUILTINS, INTERPRETER_SIZE, FIELD (interpreter.builtins) },
  { INTERPRETER_GIL, INTERPRETER_SIZE, FIELD (interpreter.gil) },
  { THREAD_NEXT, THREAD_SIZE, FIELD (thread.next) },
  { THREAD_INTERPRETER, THREAD_SIZE, FIELD (thread.interpreter) },
  { THREAD_FRAME, THREAD_SIZE, FIELD (thread.frame) },
  { THREAD_ID, THREAD_SIZE, FIELD (thread.thread_id) },
  { THREAD_NATIVE_ID, THREAD_SIZE, FIELD (thread.native_id) },
  { FRAME_PREVIOUS, FRAME_SIZE, FIELD (iframe.previous) },
  { FRAME_CODE, FRAME_SIZE, FIELD (iframe.code) },
  { FRAME_INSTRUCTION, FRAME_SIZE, FIELD (iframe.instruction) },
  { FRAME_SLOTS, FRAME_SIZE, FIELD (iframe.slots) },
  { FRAME_OWNER, FRAME_SIZE, FIELD (iframe.owner) },
  { CODE_FILENAME, CODE_SIZE, FIELD (code.filename) },
  { CODE_NAME, CODE_SIZE, FIELD (code.name) },
  { CODE_QUALNAME, CODE_SIZE, FIELD (code.qualname) },
  { CODE_LINE_TABLE, CODE_SIZE, FIELD (code.line_table) },
  { CODE_FIRST_LINE, CODE_SIZE, FIELD (code.first_line) },
  { CODE_LOCALS_NAMES, CODE_SIZE, FIELD (code.locals_names) },
  { CODE_INSTRUCTIONS, CODE_SIZE, FIELD (code.instructions) },
  { GC_COLLECTING, GC_SIZE, FIELD (gc.collecting) },
};

/* What the readers of objects take as given. */
static const struct {
  guint word, value;
} fixed[] = {
  { OBJECT_TYPE, HP_OB_TYPE },
  { TYPE_NAME, HP_TP_NAME },
  { TYPE_FLAGS, HP_TP_FLAGS },
  { TUPLE_ITEMS, 24 },
  { TUPLE_LENGTH, HP_OB_SIZE },
  { LIST_ITEMS, 24 },
  { LIST_LENGTH, HP_OB_SIZE },
  { DICT_KEYS, HP_DICT_KEYS },
  { DICT_VALUES, HP_DICT_VALUES },
  { INT_TAG, 16 },
  { INT_DIGITS, 24 },
  { STR_STATE, 32 },
  { STR_LENGTH, 16 },
  { STR_ASCII_SIZE, 40 },
};

gboolean
hp_debug_offsets_present (const guint64 *words)
{
  return memcmp (words, "xdebugpy", 8) == 0;
}

static gboolean
makes_sense (const guint64 *words)
{
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    if (words[offsets[i].size] > STRUCTURE_MAX ||
        words[offsets[i].word] >= words[offsets[i].size] + (offsets[i].word == FRAME_SLOTS ? 8 : 0))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (words[fixed[i].word] != fixed[i].value)
      return FALSE;
  return words[INTERPRETER_SIZE] <= STRUCTURE_MAX;
}

gboolean
hp_debug_offsets_apply (const guint64 *words, HpLayout *layout, guint *n_different)
{
  guint different = 0;

  if (!makes_sense (words))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
    int *field = (int *)((guint8 *)layout + offsets[i].field);
    int offset = (int)words[offsets[i].word];
    different += *field != offset;
    *field = offset;
  }
  layout->interpreter.size = (int)words[INTERPRETER_SIZE];
  *n_different = different;
  return TRUE;
}
