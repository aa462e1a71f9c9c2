/* SPDX-License-Identifier: Apache-2.0 */
/* reversed: through __reversed__, or by index from the end. */
#include "object/iter-private.h"
#include "object/int.h"
#include "object/tuple.h"

static inline HpSeqIter *
I (HpObject *o)
{
  return (HpSeqIter *)o;
}

static HpObject *
reversed_make (HpRuntime *rt, HpType *type, HpObject *seq)
{
  HpObject *method = hp_object_lookup_special (rt, seq, hp_id (rt, __reversed__)), *o;
  ssize_t n;

  if (method == hp_none (rt)) {
    hp_decref (rt, method);
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not reversible",
                          seq->type->name);
  }
  if (method != NULL) {
    o = hp_call_no_args (rt, method);
    hp_decref (rt, method);
    return o;
  }
  if (hp_err_occurred (rt))
    return NULL;
  if (!hp_is_sequence (seq))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not reversible",
                          seq->type->name);
  n = hp_object_length (rt, seq);
  if (n < 0)
    return NULL;
  o = type->alloc (rt, type, 0);
  if (o != NULL) {
    I (o)->index = n - 1;
    I (o)->seq = hp_new_ref (seq);
  }
  return o;
}

static HpObject *
reversed_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *seq = NULL;

  if (hp_args_no_new_keywords (rt, type, HP_T_REVERSED, kwargs) < 0 ||
      hp_arg_unpack (rt, "reversed", args, 1, 1, &seq) < 0)
    return NULL;
  return reversed_make (rt, type, seq);
}

static HpObject *
reversed_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                     HpObject *kwnames)
{
  if (hp_args_no_kwnames (rt, "reversed", kwnames) < 0 ||
      hp_args_check (rt, "reversed", hp_vectorcall_nargs (nargsf), 1, 1) < 0)
    return NULL;
  return reversed_make (rt, (HpType *)type, args[0]);
}

static void
reversed_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, I (o)->seq);
  o->type->free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static HpObject *
reversed_next (HpRuntime *rt, HpObject *o)
{
  HpObject *item;

  if (I (o)->seq == NULL)
    return NULL;
  if (I (o)->index >= 0) {
    item = hp_sequence_get_item (rt, I (o)->seq, I (o)->index);
    if (item != NULL) {
      I (o)->index--;
      return item;
    }
    if (hp_err_matches (rt, HP_EXC_INDEX_ERROR) || hp_err_matches (rt, HP_EXC_STOP_ITERATION))
      hp_err_clear (rt);
  }
  I (o)->index = -1;
  return hp_seq_iter_finish (rt, o);
}

static HpObject *
reversed_length_hint (HpRuntime *rt, HpObject *o)
{
  ssize_t n;

  if (I (o)->seq == NULL)
    return hp_int_from_ssize (rt, 0);
  n = hp_object_length (rt, I (o)->seq);
  if (n < 0)
    return NULL;
  return hp_int_from_ssize (rt, n < I (o)->index + 1 ? 0 : I (o)->index + 1);
}

static const HpMethodDef reversed_methods[] = {
  HP_METHOD_NOARGS ("__length_hint__", reversed_length_hint, 0), { NULL }
};

const HpType hp_reversed_type = {
  .name = "reversed",
  .basicsize = sizeof (HpSeqIter),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = reversed_dealloc,
  .traverse = hp_seq_iter_traverse,
  .iter = hp_iter_self,
  .iternext = reversed_next,
  .methods = reversed_methods,
  .new = reversed_new,
  .free = hp_gc_free,
  .vectorcall = reversed_vectorcall,
};
