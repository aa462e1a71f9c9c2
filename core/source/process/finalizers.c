/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for its end, or to be called at one: each is held by the interpreter alone.
 *
 * What only C functions know is not to be had: which objects a collection that runs has found to be
 * garbage (they are what nothing refers to), and what a finalizer of a generator holds. */
#include "source/process/holders.h"

#define AT_EXIT       "functions to call at exit"
#define AT_EXIT_MAX   65536
#define MODULE_STATE  32 /* of a module object */
#define WEAK_OBJECT   16 /* of a weak reference: what it refers to, None when that is gone */
#define WEAK_CALLBACK 24

/* ---- the trashcan ---- */

/* Freeing a container frees what it holds, and so on; deeper than 50 the rest is chained by the
 * collector's backward link and freed from a loop. */
void
hp_reader_find_trash (HpReader *self)
{
  for (guint i = 0; i < self->threads->len; i++) {
    const HpThread *thread = &g_array_index (self->threads, HpThread, i);
    guint64 at = hp_reader_word (self, thread->state + (guint64)self->layout->thread.delete_later);

    while (at != 0 && hp_reader_resolve (self, at) == HP_NONE && hp_reader_spend (self)) {
      HpPyType *type = hp_types_get (self->types, hp_reader_word (self, at + HP_OB_TYPE));
      guint32 number, *block;
      if (type == NULL || !(type->flags & HP_TPFLAG_GC) || hp_reader_word (self, at) != 0)
        break;
      block = hp_reader_mark (self, at - hp_type_pre_header (type, self->layout));
      if (block != NULL && *block & HP_MARK_RAW)
        *block = 0;
      number = hp_reader_add (self, at, type, 0, HP_GENERATION_UNTRACKED, HP_NONE);
      if (hp_pymalloc_arena_of (&self->pymalloc, at) >= 0)
        hp_reader_object (self, number)->flags |= HP_OBJECT_IN_POOL;
      at = hp_reader_word (self, at - HP_GC_HEAD + 8) & ~3ull;
    }
  }
}

/* ---- what is to be called ---- */

/* A ring of calls that C code has asked for; an argument need not be an object. */
static void
hold_calls (HpHolders *self, guint64 calls)
{
  const HpLayout *layout = self->reader->layout;
  guint capacity = (guint)layout->pending.capacity;
  guint first = hp_image_u32 (self->reader->image, calls + (guint64)layout->pending.first);
  guint next = hp_image_u32 (self->reader->image, calls + (guint64)layout->pending.next);

  if (first >= capacity || next >= capacity)
    return;
  for (guint i = first; i != next; i = (i + 1) % capacity)
    hp_holders_hold (
        self,
        hp_reader_word (self->reader, calls + (guint64)layout->pending.argument +
                                          (guint64)i * (guint64)layout->pending.call_size),
        "pending calls");
}

/* An array of n pointers to { function, arguments, arguments by name }, which the interpreter has;
 * before 3.10 the module atexit. */
static guint64
find_exit_functions (HpReader *reader, const HpInterpreter *interpreter, guint32 *n)
{
  const HpLayout *layout = reader->layout;
  guint64 functions = interpreter->address + (guint64)layout->at_exit.functions;
  guint64 count = interpreter->address + (guint64)layout->at_exit.count;

  if (layout->at_exit.functions == HP_ABSENT) {
    guint64 module =
        hp_reader_word (reader, interpreter->address + (guint64)layout->at_exit.module);
    functions = hp_reader_word (reader, module + MODULE_STATE);
    count = functions + 8;
  }
  functions = hp_reader_word (reader, functions);
  *n = functions != 0 ? MIN (hp_image_u32 (reader->image, count), AT_EXIT_MAX) : 0;
  return functions;
}

static void
hold_exit_functions (HpHolders *self, const HpInterpreter *interpreter)
{
  HpReader *reader = self->reader;
  guint32 n;
  guint64 functions = find_exit_functions (reader, interpreter, &n);

  for (guint32 i = 0; i < n; i++) {
    guint64 function = hp_reader_word (reader, functions + 8ull * i);
    for (guint field = 0; function != 0 && field < 3; field++)
      hp_holders_hold (self, hp_reader_word (reader, function + 8 * field), AT_EXIT);
  }
}

static void
refer_exit_functions (HpReader *self, const HpInterpreter *interpreter)
{
  guint32 n, label = hp_reader_field (self, AT_EXIT);
  guint64 functions = find_exit_functions (self, interpreter, &n);

  hp_reader_own (self, functions);
  for (guint32 i = 0; i < n && hp_reader_spend (self); i++) {
    guint64 function = hp_reader_word (self, functions + 8ull * i);
    for (guint field = 0; function != 0 && field < 3; field++)
      hp_reader_refer_perhaps (self, hp_reader_word (self, function + 8 * field), label,
                               HP_PENDING_MAYBE);
    hp_reader_own (self, function);
  }
}

gboolean
hp_reader_refer_exit_functions (HpReader *self, guint64 module)
{
  int field = self->layout->at_exit.module;

  for (guint i = 0; field != HP_ABSENT && i < self->python->interpreters->len; i++) {
    const HpInterpreter *at = &g_array_index (self->python->interpreters, HpInterpreter, i);
    if (hp_reader_word (self, at->address + (guint64)field) != module)
      continue;
    refer_exit_functions (self, at);
    return TRUE;
  }
  return FALSE;
}

static void
hold_of_interpreter (HpHolders *self, const HpInterpreter *interpreter)
{
  const HpLayout *layout = self->reader->layout;

  if (layout->minor >= 9)
    hold_calls (self, interpreter->address + (guint64)layout->pending.calls);
  if (layout->at_exit.functions != HP_ABSENT)
    hold_exit_functions (self, interpreter);
}

/* In 3.8 these are the runtime's; later, fields of the interpreter (structures.c). */
static void
hold_of_runtime (HpHolders *self)
{
  HpReader *reader = self->reader;
  const HpLayout *layout = reader->layout;
  guint64 gc = g_array_index (reader->python->interpreters, HpInterpreter, 0).gc;

  hold_calls (self, reader->python->runtime + (guint64)layout->pending.calls);
  hp_holders_hold (self, hp_reader_word (reader, gc + (guint64)layout->gc.garbage), "gc.garbage");
  hp_holders_hold (self, hp_reader_word (reader, gc + (guint64)layout->gc.callbacks),
                   "gc.callbacks");
}

void
hp_holders_hold_pending (HpHolders *self)
{
  const HpReader *reader = self->reader;

  if (reader->layout->minor == 8)
    hold_of_runtime (self);
  if (reader->layout->pending.calls_of_main != HP_ABSENT)
    hold_calls (self, reader->python->runtime + (guint64)reader->layout->pending.calls_of_main);
  for (guint i = 0; i < reader->python->interpreters->len; i++)
    hold_of_interpreter (self, &g_array_index (reader->python->interpreters, HpInterpreter, i));
}

void
hp_reader_hold_finalizing (HpReader *self)
{
  for (guint i = 0; i < self->finalizing->len; i++) {
    guint32 number = hp_reader_resolve (self, g_array_index (self->finalizing, guint64, i));
    if (number == HP_NONE ||
        (guint32)hp_reader_object (self, number)->refcount <= hp_reader_found (self, number))
      continue;
    hp_reader_hold (self, number);
    hp_snapshot_builder_add_root (self->builder, number, HP_ROOT_GLOBAL, "finalizer that runs",
                                  NULL, NULL, 0);
  }
  g_array_set_size (self->finalizing, 0);
}

/* ---- weak references ---- */

static gboolean
is_dead_weakref (HpReader *self, guint64 address)
{
  guint32 number = hp_reader_resolve (self, address), target;

  if (number == HP_NONE || hp_reader_object (self, number)->type->kind != HP_KIND_WEAKREF)
    return FALSE;
  target = hp_reader_resolve (self, hp_reader_word (self, address + WEAK_OBJECT));
  return target != HP_NONE && g_str_equal (hp_reader_object (self, target)->type->name, "NoneType");
}

/* Weak references to an object that is freed: a tuple of (reference, callback, reference, callback,
 * ...), made when there are several. */
static gboolean
is_list_of_callbacks (HpReader *self, const HpObj *tuple)
{
  guint64 n = hp_reader_word (self, tuple->address + HP_OB_SIZE), dead = 0;

  if (n < 4 || n % 2 != 0)
    return FALSE;
  for (guint64 i = 0; i < n && hp_reader_spend (self); i += 2) {
    guint64 item = hp_reader_word (self, tuple->address + 24 + 8 * i);
    if (item != 0 && !is_dead_weakref (self, item))
      return FALSE;
    dead += item != 0;
  }
  return dead > 0;
}

/* A collection clears the weak references to garbage first, and holds those that have callbacks
 * until all of these were called. */
const char *
hp_reader_explain_pending (HpReader *self, guint32 number)
{
  const HpObj *object = hp_reader_object (self, number);
  gboolean waits = FALSE;

  if (object->type->kind == HP_KIND_TUPLE)
    waits = is_list_of_callbacks (self, object);
  else if (object->type->kind == HP_KIND_WEAKREF && !self->lists_are_clean)
    waits = hp_reader_word (self, object->address + WEAK_CALLBACK) != 0 &&
            is_dead_weakref (self, object->address);
  return waits ? "callbacks of weak references that wait" : NULL;
}
