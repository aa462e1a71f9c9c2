/* SPDX-License-Identifier: Apache-2.0 */
/* The method resolution order: C3, as Python 2.3 brought it
 * (https://www.python.org/download/releases/2.3/mro/), or what the metaclass's mro() answers. */
#include "object/abstract.h"
#include "object/err.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

typedef struct {
  HpObject *tuple; /* borrowed */
  ssize_t next;
} Sequence;

static bool
in_tail (const Sequence *s, HpObject *candidate)
{
  ssize_t i;

  for (i = s->next + 1; i < hp_tuple_length (s->tuple); i++)
    if (hp_tuple_slot (s->tuple, i) == candidate)
      return true;
  return false;
}

static void
set_mro_error (HpRuntime *rt, Sequence *sequences, ssize_t n)
{
  HpObject *names = hp_str_from_utf8 (rt, "");
  HpObject *seen = hp_list_new (rt, 0);
  ssize_t i, j;

  for (i = 0; names != NULL && seen != NULL && i < n; i++) {
    HpObject *head, *joined, *name;

    if (sequences[i].next >= hp_tuple_length (sequences[i].tuple))
      continue;
    head = hp_tuple_slot (sequences[i].tuple, sequences[i].next);
    for (j = 0; j < hp_list_length (seen) && hp_list_slot (seen, j) != head; j++)
      ;
    if (j < hp_list_length (seen) || hp_list_append (rt, seen, head) < 0)
      continue;
    name = hp_type_name (rt, (HpType *)head);
    joined = name == NULL ? NULL
                          : hp_str_from_format (rt, hp_list_length (seen) > 1 ? "%U, %U" : "%U%U",
                                                names, name);
    hp_xdecref (rt, name);
    if (joined == NULL)
      break;
    hp_setref (rt, names, joined);
  }
  if (names != NULL && !hp_err_occurred (rt))
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "Cannot create a consistent method resolution\norder (MRO) for bases %U", names);
  hp_xdecref (rt, names);
  hp_xdecref (rt, seen);
}

/* The next class of the merge: the first head that is in no other sequence's tail. */
static HpObject *
pick (Sequence *sequences, ssize_t n, bool *empty)
{
  ssize_t i, j;

  *empty = true;
  for (i = 0; i < n; i++) {
    HpObject *candidate;

    if (sequences[i].next >= hp_tuple_length (sequences[i].tuple))
      continue;
    *empty = false;
    candidate = hp_tuple_slot (sequences[i].tuple, sequences[i].next);
    for (j = 0; j < n && !in_tail (&sequences[j], candidate); j++)
      ;
    if (j == n)
      return candidate;
  }
  return NULL;
}

static HpObject *
merge (HpRuntime *rt, HpType *type, Sequence *sequences, ssize_t n, HpObject *result)
{
  bool empty;
  ssize_t i;

  if (hp_list_append (rt, result, (HpObject *)type) < 0)
    return NULL;
  for (;;) {
    HpObject *c = pick (sequences, n, &empty);

    if (empty)
      return hp_list_as_tuple (rt, result);
    if (c == NULL) {
      set_mro_error (rt, sequences, n);
      return NULL;
    }
    if (hp_list_append (rt, result, c) < 0)
      return NULL;
    for (i = 0; i < n; i++)
      if (sequences[i].next < hp_tuple_length (sequences[i].tuple) &&
          hp_tuple_slot (sequences[i].tuple, sequences[i].next) == c)
        sequences[i].next++;
  }
}

static HpObject *
single_mro (HpRuntime *rt, HpType *type)
{
  ssize_t i, n = type->base == NULL ? 0 : hp_tuple_length (type->base->mro);
  HpObject *mro = hp_tuple_new (rt, n + 1);

  if (mro == NULL)
    return NULL;
  hp_tuple_set_slot (mro, 0, hp_new_ref ((HpObject *)type));
  for (i = 0; i < n; i++)
    hp_tuple_set_slot (mro, i + 1, hp_new_ref (hp_tuple_slot (type->base->mro, i)));
  return mro;
}

HpObject *
hp_type_c3 (HpRuntime *rt, HpType *type)
{
  ssize_t i, j, n = hp_tuple_length (type->bases);
  Sequence *sequences;
  HpObject *result, *mro = NULL;

  if (n <= 1)
    return single_mro (rt, type);
  for (i = 0; i < n; i++)
    for (j = i + 1; j < n; j++)
      if (hp_tuple_slot (type->bases, i) == hp_tuple_slot (type->bases, j))
        return hp_err_format (rt, HP_EXC_TYPE_ERROR, "duplicate base class %.500s",
                              hp_type_short_name ((HpType *)hp_tuple_slot (type->bases, i)));
  sequences = hp_malloc (rt->heap, HP_DOMAIN_MEM, (size_t)(n + 1) * sizeof (Sequence));
  if (sequences == NULL)
    return hp_err_no_memory (rt);
  for (i = 0; i < n; i++)
    sequences[i] = (Sequence){ ((HpType *)hp_tuple_slot (type->bases, i))->mro, 0 };
  sequences[n] = (Sequence){ type->bases, 0 };
  result = hp_list_new (rt, 0);
  if (result != NULL)
    mro = merge (rt, type, sequences, n + 1, result);
  hp_xdecref (rt, result);
  hp_free (rt->heap, HP_DOMAIN_MEM, sequences);
  return mro;
}

static HpObject *
custom_mro (HpRuntime *rt, HpType *type, HpObject *method)
{
  HpObject *args[2] = { NULL, (HpObject *)type };
  HpObject *list = hp_vectorcall (rt, method, args + 1, 1, NULL);
  HpObject *mro;
  ssize_t i;

  if (list == NULL)
    return NULL;
  mro = hp_sequence_tuple (rt, list);
  hp_decref (rt, list);
  for (i = 0; mro != NULL && i < hp_tuple_length (mro); i++)
    if (!hp_is_type (hp_tuple_slot (mro, i))) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "mro() returned a non-class ('%.500s')",
                     hp_tuple_slot (mro, i)->type->name);
      hp_clear (rt, mro);
    }
  return mro;
}

int
hp_type_set_mro (HpRuntime *rt, HpType *type)
{
  HpType *meta = type->base_object.base.type;
  HpObject *mro = NULL;

  if (meta != hp_type (rt, HP_T_TYPE)) {
    HpObject *method = hp_type_lookup (rt, meta, hp_id (rt, mro));

    if (method != NULL && method->type != hp_type (rt, HP_T_METHOD_DESCRIPTOR)) {
      hp_incref (method);
      mro = custom_mro (rt, type, method);
      hp_decref (rt, method);
      if (mro == NULL)
        return -1;
    }
  }
  if (mro == NULL)
    mro = hp_type_c3 (rt, type);
  if (mro == NULL)
    return -1;
  hp_xsetref (rt, type->mro, mro);
  hp_type_modified (rt, type);
  return 0;
}
