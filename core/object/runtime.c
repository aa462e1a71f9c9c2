/* SPDX-License-Identifier: Apache-2.0 */
#include "object/args.h"
#include "object/runtime.h"

#include <pthread.h>
#include <string.h>

#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/float.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

static void
init_list (HpGcHead *head)
{
  head->next = head->prev = (uintptr_t)head;
}

static void
init_gc (HpGcState *gc)
{
  static const int thresholds[3] = { 700, 10, 10 };
  int i;

  for (i = 0; i < 3; i++) {
    init_list (&gc->generations[i].head);
    gc->generations[i].threshold = thresholds[i];
  }
  init_list (&gc->permanent);
  gc->enabled = true;
}

static int
init_ids (HpRuntime *rt)
{
  static const char *const names[] = {
#define HP_ID_NAME(name) #name,
    HP_IDS (HP_ID_NAME)
#undef HP_ID_NAME
  };
  int i;

  for (i = 0; i < HP_ID_COUNT; i++) {
    rt->ids[i] = hp_str_intern_utf8 (rt, names[i]);
    if (rt->ids[i] == NULL)
      return -1;
  }
  return 0;
}

static int
ready_types (HpRuntime *rt)
{
  int i;

  for (i = 0; i < HP_T_COUNT; i++)
    if (rt->types[i].name != NULL && hp_type_ready (rt, &rt->types[i]) < 0)
      return -1;
  return 0;
}

static int
init_objects (HpRuntime *rt)
{
  for (int i = 0; i < HP_T_COUNT; i++)
    if (rt->types[i].name != NULL)
      hp_type_prepare (&rt->types[i]);
  if (hp_values_init (rt) < 0 || init_ids (rt) < 0 || ready_types (rt) < 0)
    return -1;
  rt->memory_error = hp_exception_prealloc (rt, HP_EXC_MEMORY_ERROR);
  rt->modules = hp_dict_new (rt);
  rt->builtins = hp_dict_new (rt);
  return rt->memory_error != NULL && rt->modules != NULL && rt->builtins != NULL ? 0 : -1;
}

HpRuntime *
hp_runtime_new (HpHeap *heap)
{
  HpRuntime *rt = hp_calloc (heap, HP_DOMAIN_RAW, 1, sizeof (HpRuntime));

  if (rt == NULL)
    return NULL;
  rt->heap = heap;
  rt->exc_info = &rt->exc_base;
  rt->recursion_limit = rt->recursion_remaining = 1000;
  rt->next_type_version = 1;
  rt->next_keys_version = 1;
  init_gc (&rt->gc);
  hp_runtime_use_this_stack (rt);
  hp_kernel_register_types (rt);
  hp_exceptions_register_types (rt);
  hp_values_register_types (rt);
  if (init_objects (rt) < 0) {
    hp_runtime_free (rt);
    return NULL;
  }
  return rt;
}

void
hp_runtime_use_this_stack (HpRuntime *rt)
{
  pthread_attr_t attributes;
  void *address;
  size_t size;

  rt->stack_limit = rt->stack_end = NULL;
  if (pthread_getattr_np (pthread_self (), &attributes) != 0)
    return;
  if (pthread_attr_getstack (&attributes, &address, &size) == 0) {
    rt->stack_limit = (char *)address + size / 8 + 16384;
    rt->stack_end = (char *)address + size / 16 + 8192;
  }
  pthread_attr_destroy (&attributes);
}

void
hp_runtime_clear_free_lists (HpRuntime *rt)
{
  hp_list_clear_free_list (rt);
  hp_dict_clear_free_lists (rt);
  hp_float_clear_free_list (rt);
  hp_tuple_clear_free_lists (rt);
}

/* Clears every object of a list once; what dies leaves the list, what stays goes to done. */
static void
clear_list (HpRuntime *rt, HpGcHead *list, HpGcHead *done)
{
  while ((HpGcHead *)list->next != list) {
    HpGcHead *head = (HpGcHead *)list->next;
    HpObject *o = hp_gc_object (head);

    hp_incref (o);
    if (o->type->clear != NULL)
      o->type->clear (rt, o);
    hp_err_clear (rt);
    if ((HpGcHead *)list->next == head) {
      HpGcHead *last = (HpGcHead *)(done->prev & HP_GC_PREV_MASK);

      list->next = head->next;
      ((HpGcHead *)head->next)->prev = (uintptr_t)list;
      head->next = (uintptr_t)done;
      head->prev = (head->prev & ~HP_GC_PREV_MASK) | (uintptr_t)last;
      last->next = (uintptr_t)head;
      done->prev = (uintptr_t)head;
    }
    hp_decref (rt, o);
  }
}

/* All of from to the end of to: what is still alive hangs in a list of the runtime again. */
static void
append_list (HpGcHead *from, HpGcHead *to)
{
  HpGcHead *first = (HpGcHead *)from->next, *last = (HpGcHead *)(from->prev & HP_GC_PREV_MASK);
  HpGcHead *to_last = (HpGcHead *)(to->prev & HP_GC_PREV_MASK);

  if (first == from)
    return;
  to_last->next = (uintptr_t)first;
  first->prev = (first->prev & ~HP_GC_PREV_MASK) | (uintptr_t)to_last;
  last->next = (uintptr_t)to;
  to->prev = (uintptr_t)last;
}

static void
clear_tracked (HpRuntime *rt)
{
  HpGcHead done;
  int i;

  init_list (&done);
  for (i = 0; i < 3; i++)
    clear_list (rt, &rt->gc.generations[i].head, &done);
  clear_list (rt, &rt->gc.permanent, &done);
  for (i = 0; i < 3; i++) /* what clearing itself made */
    clear_list (rt, &rt->gc.generations[i].head, &done);
  append_list (&done, &rt->gc.permanent);
}

static void
clear_type_cache (HpRuntime *rt)
{
  size_t i;

  for (i = 0; i < (size_t)1 << HP_TYPE_CACHE_BITS; i++) {
    rt->type_cache[i].version = 0;
    rt->type_cache[i].value = NULL;
    hp_clear (rt, rt->type_cache[i].name);
  }
}

/* Teardown:
 *
 *   1. the exceptions on their way or being handled
 *   2. sys.modules, builtins, the collector's lists (gc.garbage, gc.callbacks)
 *   3. whatever is still tracked is cleared object by object, without running __del__ or callbacks
 *      any more: classes are always cycles. The program's own end (core/script) has run a real
 *      collection before, with finalizers.
 *   4. built-in types give up their dicts, then bases and mro
 *   5. names, value singletons, free lists
 *   6. the runtime's own block
 *
 * Also called for a runtime that hp_runtime_new could not complete. */
void
hp_runtime_free (HpRuntime *rt)
{
  HpHeap *heap;
  int i;

  if (rt == NULL)
    return;
  heap = rt->heap;
  rt->finalizing = true;
  rt->gc.enabled = false;
  hp_err_clear (rt);
  hp_clear (rt, rt->exc_base.value);
  rt->exc_info = &rt->exc_base;
  hp_clear (rt, rt->modules);
  hp_clear (rt, rt->builtins);
  hp_clear (rt, rt->gc.garbage);
  hp_clear (rt, rt->gc.callbacks);
  hp_clear (rt, rt->repr_running);
  hp_clear (rt, rt->memory_error);
  hp_clear (rt, rt->exception_group);
  hp_args_fini (rt);
  clear_type_cache (rt);
  clear_tracked (rt);
  for (i = HP_T_COUNT; i-- > 0;)
    hp_type_fini_builtin (rt, &rt->types[i]);
  hp_err_clear (rt);
  clear_type_cache (rt);
  for (i = 0; i < HP_ID_COUNT; i++)
    hp_clear (rt, rt->ids[i]);
  for (i = HP_T_COUNT; i-- > 0;)
    hp_type_fini_builtin_bases (rt, &rt->types[i]);
  hp_values_fini (rt);
  hp_free (heap, HP_DOMAIN_RAW, rt);
}
