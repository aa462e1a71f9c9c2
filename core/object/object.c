/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of objects, the trashcan, recursion. */
#include "object/runtime.h"

#include "object/abstract.h"
#include "object/err.h"
#include "object/int.h"
#include "object/list.h"

#define ROUND8(n) (((n) + 7) & ~(size_t)7)

/* The count is raised before the collection and the object is linked only later by its maker, so
 * a collection never sees it. */
static void
count_allocation (HpRuntime *rt)
{
  HpGcState *gc = &rt->gc;

  gc->generations[0].count++;
  if (gc->generations[0].count > gc->generations[0].threshold && gc->enabled &&
      gc->generations[0].threshold != 0 && !gc->collecting && rt->exc_type == NULL &&
      rt->hooks.collect != NULL)
    rt->hooks.collect (rt);
}

HpObject *
hp_gc_malloc (HpRuntime *rt, size_t preheader, size_t size)
{
  char *block;
  HpGcHead *head;

  if (size > (size_t)INT64_MAX - 64)
    return hp_err_no_memory (rt);
  block = hp_malloc (rt->heap, HP_DOMAIN_OBJ, preheader + size);
  if (block == NULL)
    return hp_err_no_memory (rt);
  if (preheader > sizeof (HpGcHead)) {
    ((void **)(void *)block)[0] = NULL;
    ((void **)(void *)block)[1] = NULL;
  }
  head = (HpGcHead *)(void *)(block + preheader) - 1;
  head->next = 0;
  head->prev = 0;
  count_allocation (rt);
  return (HpObject *)(void *)(block + preheader);
}

static inline size_t
var_size (const HpType *type, ssize_t n_items)
{
  return ROUND8 ((size_t)type->basicsize + (size_t)n_items * (size_t)type->itemsize);
}

static bool
too_many_items (const HpType *type, ssize_t n_items)
{
  return n_items < 0 ||
         (type->itemsize > 0 && n_items > (INT64_MAX - type->basicsize - 64) / type->itemsize - 1);
}

HpObject *
hp_gc_new (HpRuntime *rt, HpType *type)
{
  HpObject *o = hp_gc_malloc (rt, hp_type_preheader_size (type), (size_t)type->basicsize);

  if (o != NULL)
    hp_object_init (o, type);
  return o;
}

HpVarObject *
hp_gc_new_var (HpRuntime *rt, HpType *type, ssize_t n_items)
{
  HpVarObject *o;

  if (too_many_items (type, n_items)) {
    hp_err_no_memory (rt);
    return NULL;
  }
  o = (HpVarObject *)hp_gc_malloc (rt, hp_type_preheader_size (type), var_size (type, n_items));
  if (o != NULL) {
    o->size = n_items;
    hp_object_init (&o->base, type);
  }
  return o;
}

HpVarObject *
hp_gc_resize (HpRuntime *rt, HpVarObject *o, ssize_t n_items)
{
  size_t preheader = hp_type_preheader_size (o->base.type);
  char *block;

  if (too_many_items (o->base.type, n_items)) {
    hp_err_no_memory (rt);
    return NULL;
  }
  block = hp_realloc (rt->heap, HP_DOMAIN_OBJ, (char *)o - preheader,
                      preheader + var_size (o->base.type, n_items));
  if (block == NULL) {
    hp_err_no_memory (rt);
    return NULL;
  }
  o = (HpVarObject *)(void *)(block + preheader);
  o->size = n_items;
  return o;
}

void
hp_gc_free (HpRuntime *rt, void *memory)
{
  HpObject *o = memory;

  hp_gc_untrack (o);
  if (rt->gc.generations[0].count > 0)
    rt->gc.generations[0].count--;
  hp_free (rt->heap, HP_DOMAIN_OBJ, (char *)memory - hp_type_preheader_size (o->type));
}

HpObject *
hp_object_new (HpRuntime *rt, HpType *type)
{
  HpObject *o = hp_malloc (rt->heap, HP_DOMAIN_OBJ, (size_t)type->basicsize);

  if (o == NULL)
    return hp_err_no_memory (rt);
  hp_object_init (o, type);
  return o;
}

HpVarObject *
hp_object_new_var (HpRuntime *rt, HpType *type, ssize_t n_items)
{
  HpVarObject *o = NULL;

  if (!too_many_items (type, n_items))
    o = hp_malloc (rt->heap, HP_DOMAIN_OBJ, var_size (type, n_items));
  if (o == NULL) {
    hp_err_no_memory (rt);
    return NULL;
  }
  o->size = n_items;
  hp_object_init (&o->base, type);
  return o;
}

void
hp_object_free (HpRuntime *rt, void *o)
{
  hp_free (rt->heap, HP_DOMAIN_OBJ, o);
}

/* tp_alloc: one item more than asked for (a sentinel), all zero, tracked if gc. */
HpObject *
hp_type_generic_alloc (HpRuntime *rt, HpType *type, ssize_t n_items)
{
  HpObject *o;
  size_t size;

  if (too_many_items (type, n_items))
    return hp_err_no_memory (rt);
  size = var_size (type, n_items + 1);
  if (hp_type_has (type, HP_TYPE_GC)) {
    o = hp_gc_malloc (rt, hp_type_preheader_size (type), size);
    if (o == NULL)
      return NULL;
  } else {
    o = hp_malloc (rt->heap, HP_DOMAIN_OBJ, size);
    if (o == NULL)
      return hp_err_no_memory (rt);
  }
  __builtin_memset ((void *)o, 0, size);
  if (type->itemsize != 0)
    ((HpVarObject *)o)->size = n_items;
  hp_object_init (o, type);
  if (hp_type_has (type, HP_TYPE_GC))
    hp_gc_track (rt, o);
  return o;
}

/* ---- trashcan ---- */

void
hp_trash_deposit (HpRuntime *rt, HpObject *o)
{
  HpGcHead *head;

  hp_gc_untrack (o);
  head = hp_gc_head (o);
  head->prev = (head->prev & ~HP_GC_PREV_MASK) | (uintptr_t)rt->trash_later;
  rt->trash_later = o;
}

void
hp_trash_destroy_chain (HpRuntime *rt)
{
  if (rt->trash_deep_nesting > 0 && hp_stack_is_low (rt))
    return; /* the outermost of the deep ones will come back here */
  while (rt->trash_later != NULL) {
    HpObject *o = rt->trash_later;
    HpGcHead *head = hp_gc_head (o);

    rt->trash_later = (HpObject *)(head->prev & HP_GC_PREV_MASK);
    head->prev &= ~HP_GC_PREV_MASK;
    rt->trash_nesting++;
    o->type->dealloc (rt, o);
    rt->trash_nesting--;
  }
}

/* ---- recursion ---- */

int
hp_recursion_overflow (HpRuntime *rt, const char *where)
{
  bool at_end = (char *)__builtin_frame_address (0) < rt->stack_end;

  if (!at_end && rt->recursion_headroom > 0 && rt->recursion_remaining >= -50)
    return 0;
  rt->recursion_headroom++;
  hp_err_format (rt, HP_EXC_RECURSION_ERROR, "maximum recursion depth exceeded%s", where);
  rt->recursion_headroom--;
  rt->recursion_remaining++;
  return -1;
}

int
hp_repr_enter (HpRuntime *rt, HpObject *o)
{
  ssize_t i;

  if (hp_check_interrupt (rt) < 0) /* the search below is long when objects are nested deeply */
    return -1;
  if (rt->repr_running == NULL) {
    rt->repr_running = hp_list_new (rt, 0);
    if (rt->repr_running == NULL)
      return -1;
    hp_gc_untrack (rt->repr_running);
  }
  for (i = hp_list_length (rt->repr_running); i-- > 0;)
    if (hp_list_slot (rt->repr_running, i) == o)
      return 1;
  return hp_list_append (rt, rt->repr_running, o);
}

void
hp_repr_leave (HpRuntime *rt, HpObject *o)
{
  HpObject *type, *value, *traceback;
  ssize_t i;

  if (rt->repr_running == NULL)
    return;
  hp_err_fetch (rt, &type, &value, &traceback);
  for (i = hp_list_length (rt->repr_running); i-- > 0;)
    if (hp_list_slot (rt->repr_running, i) == o) {
      hp_list_set_slice (rt, rt->repr_running, i, i + 1, NULL);
      break;
    }
  hp_err_restore (rt, type, value, traceback);
}

/* ---- sizes ---- */

ssize_t
hp_object_size (HpRuntime *rt, HpObject *o)
{
  HpObject *method = hp_object_lookup_special (rt, o, hp_id (rt, __sizeof__));
  HpObject *result;
  ssize_t size;

  if (method == NULL) {
    if (!hp_err_occurred (rt))
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "Type %.100s doesn't define __sizeof__", o->type->name);
    return -1;
  }
  result = hp_call_no_args (rt, method);
  hp_decref (rt, method);
  if (result == NULL)
    return -1;
  if (!hp_is_int (result)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "an integer is required");
    hp_decref (rt, result);
    return -1;
  }
  size = hp_int_as_ssize (rt, result);
  hp_decref (rt, result);
  if (size == -1 && hp_err_occurred (rt))
    return -1;
  if (size < 0) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "__sizeof__() should return >= 0");
    return -1;
  }
  /* by the type alone: a built-in type counts a collector head that it does not have */
  return size + (ssize_t)hp_type_preheader_size (o->type);
}
