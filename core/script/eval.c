/* SPDX-License-Identifier: Apache-2.0 */
/* The evaluation loop: a stack machine over CPython 3.11's instructions.
 *
 * A call from Python to Python pushes a frame and goes on in the same loop; only built-in functions
 * that call back enter the loop anew. Which reference is dropped when, and in which order, can be
 * seen by programs, so each instruction follows CPython's order exactly. */
#include "script/eval.h"
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/format.h"
#include "object/function.h"
#include "object/int.h"
#include "object/list.h"
#include "object/range.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/attr-cache.h"
#include "script/eval-private.h"
#include "script/generator.h"
#include "script/line-profile.h"
#include "script/vm.h"

#define TOP()     (sp[-1])
#define SECOND()  (sp[-2])
#define PEEK(n)   (sp[-(n)])
#define PUSH(v)   (*sp++ = (v))
#define POP()     (*--sp)
#define SHRINK(n) (sp -= (n))
#define LOCAL(i)  (frame->localsplus[i])
#define NAME(i)   (hp_tuple_slot (code->names, (i)))
#define CONST(i)  (hp_tuple_slot (code->consts, (i)))
#define CACHES(n) (next += (n))
#define CACHE(t)  ((t *)(void *)next)
#define OFFSET()  ((int)(next - code->code))

#define SAVE_SP() (frame->stacktop = (int)(sp - frame->localsplus))
#define LOAD_FRAME()                                                                               \
  do {                                                                                             \
    code = frame->code;                                                                            \
    next = frame->prev_instr + 1;                                                                  \
    sp = frame->localsplus + frame->stacktop;                                                      \
    frame->stacktop = -1;                                                                          \
  } while (0)

#define DISPATCH()                                                                                 \
  do {                                                                                             \
    frame->prev_instr = next;                                                                      \
    unit = *next++;                                                                                \
    oparg = HP_UNIT_ARGUMENT (unit);                                                               \
    goto *targets[HP_UNIT_OPCODE (unit)];                                                          \
  } while (0)

#define TARGET(op) L_##op
#define ERROR_IF(cond)                                                                             \
  do                                                                                               \
    if (__builtin_expect (!!(cond), 0))                                                            \
      goto error;                                                                                  \
  while (0)

#define CHECK_BREAKER()                                                                            \
  do                                                                                               \
    if (__builtin_expect (atomic_load_explicit (&vm->breaker, memory_order_relaxed) != 0, 0))      \
      if (hp_vm_handle_breaker (vm) < 0)                                                           \
        goto error;                                                                                \
  while (0)

#define SET_LOCAL(i, value)                                                                        \
  do {                                                                                             \
    HpObject *old_ = LOCAL (i);                                                                    \
    LOCAL (i) = (value);                                                                           \
    hp_xdecref (rt, old_);                                                                         \
  } while (0)

/* s = s + t and s += t, where the next instruction stores into the local variable s: the variable
 * lets go of the text first, so that a text with one owner can grow in place. Returns the unit
 * after that store, or NULL when this is another case; on error *failed is set. */
static const HpCodeUnit *
concat_in_place (HpRuntime *rt, HpFrame *frame, const HpCodeUnit *store, HpObject *left,
                 HpObject *right, bool *failed)
{
  HpObject **local;

  if (HP_UNIT_OPCODE (*store) != HP_STORE_FAST)
    return NULL;
  local = &frame->localsplus[HP_UNIT_ARGUMENT (*store)];
  if (*local != left)
    return NULL;
  hp_decref (rt, left); /* the stack's; the variable still owns it */
  hp_str_append (rt, local, right);
  hp_decref (rt, right);
  *failed = *local == NULL;
  return store + 1;
}

HpObject *
hp_eval_frame (HpRuntime *rt, HpFrame *frame, bool throwing)
{
  HpVm *vm = hp_vm (rt);
  HpCode *code;
  HpCodeUnit *next;
  HpObject **sp;
  HpObject *kwnames = NULL;
  HpCodeUnit unit;
  int oparg;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
#define LABEL(name, number, caches, flags) [number] = &&L_##name,
  static const void *const labels[256] = { [0 ... 255] = &&L_UNKNOWN, HP_OPCODES (LABEL) };
#undef LABEL
#pragma GCC diagnostic pop
  static const void *const profiled[256] = { [0 ... 255] = &&profile_step };
  const void *const *const targets = hp_vm (rt)->profile != NULL ? profiled : labels;

  frame->is_entry = true;
  frame->previous = vm->frame;
  vm->frame = frame;

  if (hp_vm_enter (vm) < 0) {
    /* the frame does not begin to run: it still owns its variables, the caller drops them */
    vm->frame = frame->previous;
    return NULL;
  }
  if (throwing) {
    LOAD_FRAME ();
    goto error;
  }
  LOAD_FRAME ();
  DISPATCH ();

start_frame:
  if (hp_vm_enter (vm) < 0)
    goto exit_frame;
resume_frame:
  LOAD_FRAME ();
  DISPATCH ();

  TARGET (NOP) : DISPATCH ();

  TARGET (RESUME) : CHECK_BREAKER ();
  DISPATCH ();

  TARGET (LOAD_CLOSURE) : TARGET (LOAD_FAST) :
  {
    HpObject *value = LOCAL (oparg);

    if (__builtin_expect (value == NULL, 0))
      goto unbound_local;
    hp_incref (value);
    PUSH (value);
    DISPATCH ();
  }

  TARGET (LOAD_CONST) :
  {
    HpObject *value = CONST (oparg);

    hp_incref (value);
    PUSH (value);
    DISPATCH ();
  }

  TARGET (STORE_FAST) :
  {
    HpObject *value = POP ();

    SET_LOCAL (oparg, value);
    DISPATCH ();
  }

  TARGET (DELETE_FAST) :
  {
    if (LOCAL (oparg) == NULL)
      goto unbound_local;
    SET_LOCAL (oparg, NULL);
    DISPATCH ();
  }

  TARGET (POP_TOP) :
  {
    HpObject *value = POP ();

    hp_decref (rt, value);
    DISPATCH ();
  }

  TARGET (PUSH_NULL) : PUSH (NULL);
  DISPATCH ();

  TARGET (UNARY_POSITIVE) :
  {
    HpObject *value = TOP ();
    HpObject *res = hp_number_positive (rt, value);

    hp_decref (rt, value);
    TOP () = res;
    ERROR_IF (res == NULL);
    DISPATCH ();
  }

  TARGET (UNARY_NEGATIVE) :
  {
    HpObject *value = TOP ();
    HpObject *res = hp_number_negative (rt, value);

    hp_decref (rt, value);
    TOP () = res;
    ERROR_IF (res == NULL);
    DISPATCH ();
  }

  TARGET (UNARY_INVERT) :
  {
    HpObject *value = TOP ();
    HpObject *res = hp_number_invert (rt, value);

    hp_decref (rt, value);
    TOP () = res;
    ERROR_IF (res == NULL);
    DISPATCH ();
  }

  TARGET (UNARY_NOT) :
  {
    HpObject *value = TOP ();
    int truth = hp_object_is_true (rt, value);

    SHRINK (1);
    hp_decref (rt, value);
    ERROR_IF (truth < 0);
    HpObject *res = truth ? hp_false (rt) : hp_true (rt);
    hp_incref (res);
    PUSH (res);
    DISPATCH ();
  }

  TARGET (BINARY_OP) :
  {
    HpObject *right = TOP ();
    HpObject *left = SECOND ();
    HpObject *res;

    if (hp_is_int_exact (rt, left) && hp_is_int_exact (rt, right) && hp_int_is_compact (left) &&
        hp_int_is_compact (right)) {
      int64_t a = hp_int_compact_value (left), b = hp_int_compact_value (right);

      switch (oparg) {
      case HP_NB_ADD:
      case HP_NB_INPLACE + HP_NB_ADD: res = hp_int_from_int64 (rt, a + b); break;
      case HP_NB_SUBTRACT:
      case HP_NB_INPLACE + HP_NB_SUBTRACT: res = hp_int_from_int64 (rt, a - b); break;
      default: res = hp_number_binary (rt, left, right, (HpBinaryOp)oparg); break;
      }
    } else if ((oparg == HP_NB_ADD || oparg == HP_NB_INPLACE + HP_NB_ADD) &&
               hp_is_str_exact (rt, left) && hp_is_str_exact (rt, right)) {
      bool failed = false;
      const HpCodeUnit *after = concat_in_place (rt, frame, next + 1, left, right, &failed);

      if (after != NULL) {
        SHRINK (2);
        ERROR_IF (failed);
        next = (HpCodeUnit *)after;
        DISPATCH ();
      }
      res = hp_str_concat (rt, left, right);
    } else if (hp_is_float_exact (rt, left) && hp_is_float_exact (rt, right)) {
      double a = hp_float_value (left), b = hp_float_value (right);

      switch (oparg) {
      case HP_NB_ADD:
      case HP_NB_INPLACE + HP_NB_ADD: res = hp_float_from_double (rt, a + b); break;
      case HP_NB_SUBTRACT:
      case HP_NB_INPLACE + HP_NB_SUBTRACT: res = hp_float_from_double (rt, a - b); break;
      case HP_NB_MULTIPLY:
      case HP_NB_INPLACE + HP_NB_MULTIPLY: res = hp_float_from_double (rt, a * b); break;
      default: res = hp_number_binary (rt, left, right, (HpBinaryOp)oparg); break;
      }
    } else
      res = hp_number_binary (rt, left, right, (HpBinaryOp)oparg);
    hp_decref (rt, left);
    hp_decref (rt, right);
    SHRINK (1);
    TOP () = res;
    ERROR_IF (res == NULL);
    CACHES (1);
    DISPATCH ();
  }

  TARGET (BINARY_SUBSCR) :
  {
    HpObject *index = TOP ();
    HpObject *object = SECOND ();
    HpObject *res;

    if (hp_is_int_exact (rt, index) && (uint64_t)((HpVarObject *)index)->size <= 1) {
      size_t i = ((HpVarObject *)index)->size ? ((HpInt *)index)->digits[0] : 0;

      if (hp_is_list_exact (rt, object) && i < (size_t)hp_list_length (object)) {
        res = hp_list_slot (object, (ssize_t)i);
        hp_incref (res);
      } else if (hp_is_tuple_exact (rt, object) && i < (size_t)hp_tuple_length (object)) {
        res = hp_tuple_slot (object, (ssize_t)i);
        hp_incref (res);
      } else
        res = hp_object_get_item (rt, object, index);
    } else
      res = hp_object_get_item (rt, object, index);
    hp_decref (rt, object);
    SHRINK (1);
    TOP () = res;
    hp_decref (rt, index);
    ERROR_IF (res == NULL);
    CACHES (4);
    DISPATCH ();
  }

  TARGET (STORE_SUBSCR) :
  {
    HpObject *index = TOP ();
    HpObject *object = SECOND ();
    HpObject *value = PEEK (3);
    int status;

    SHRINK (3);
    status = hp_object_set_item (rt, object, index, value);
    hp_decref (rt, value);
    hp_decref (rt, object);
    hp_decref (rt, index);
    ERROR_IF (status < 0);
    CACHES (1);
    DISPATCH ();
  }

  TARGET (DELETE_SUBSCR) :
  {
    HpObject *index = TOP ();
    HpObject *object = SECOND ();
    int status;

    SHRINK (2);
    status = hp_object_del_item (rt, object, index);
    hp_decref (rt, object);
    hp_decref (rt, index);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (LIST_APPEND) :
  {
    HpObject *value = POP ();

    ERROR_IF (hp_list_append_steal (rt, PEEK (oparg), value) < 0);
    DISPATCH ();
  }

  TARGET (SET_ADD) :
  {
    HpObject *value = POP ();
    int status = hp_set_add (rt, PEEK (oparg), value);

    hp_decref (rt, value);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (MAP_ADD) :
  {
    HpObject *value = TOP ();
    HpObject *key = SECOND ();
    int status;

    SHRINK (2);
    status = hp_dict_set_item (rt, PEEK (oparg), key, value);
    hp_decref (rt, key);
    hp_decref (rt, value);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (PRINT_EXPR) :
  {
    HpObject *value = POP ();
    int status = hp_vm_display (vm, value);

    hp_decref (rt, value);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (RAISE_VARARGS) :
  {
    HpObject *cause = oparg == 2 ? POP () : NULL;
    HpObject *exc = oparg >= 1 ? POP () : NULL;

    if (hp_eval_raise (rt, exc, cause))
      goto exception_unwind; /* `raise` alone goes on with the old traceback */
    goto error;
  }

  TARGET (RETURN_VALUE) :
  {
    HpObject *value = POP ();

    SAVE_SP ();
    hp_vm_leave (vm);
    if (!frame->is_entry) {
      HpFrame *previous = frame->previous;

      hp_eval_frame_pop (vm, frame);
      frame = previous;
      vm->frame = frame;
      frame->localsplus[frame->stacktop++] = value;
      goto resume_frame;
    }
    vm->frame = frame->previous;
    return value;
  }

  TARGET (RETURN_GENERATOR) :
  {
    HpObject *gen;

    SAVE_SP ();
    gen = hp_generator_new (rt, frame);
    if (gen == NULL) {
      sp = frame->localsplus + frame->stacktop;
      goto error;
    }
    hp_vm_leave (vm);
    if (!frame->is_entry) {
      HpFrame *previous = frame->previous;

      hp_frame_release (vm, frame);
      frame = previous;
      vm->frame = frame;
      frame->localsplus[frame->stacktop++] = gen;
      goto resume_frame;
    }
    /* the caller clears this frame: leave it empty but valid */
    frame->stacktop = 0;
    frame->locals = NULL;
    hp_incref (frame->func);
    hp_incref ((HpObject *)frame->code);
    vm->frame = frame->previous;
    return gen;
  }

  TARGET (YIELD_VALUE) :
  {
    HpObject *value = POP ();

    SAVE_SP ();
    hp_generator_of (frame)->frame_state = HP_GEN_SUSPENDED;
    hp_vm_leave (vm);
    vm->frame = frame->previous;
    return value;
  }

  TARGET (SEND) :
  {
    HpObject *value = POP ();
    HpObject *receiver = TOP ();
    HpObject *result = NULL;
    HpSendResult status = hp_iter_send (rt, receiver, value, &result);

    hp_decref (rt, value);
    ERROR_IF (status == HP_SEND_ERROR);
    if (status == HP_SEND_RETURN) {
      hp_decref (rt, receiver);
      TOP () = result;
      next += oparg;
    } else
      PUSH (result);
    DISPATCH ();
  }

  TARGET (GET_YIELD_FROM_ITER) :
  {
    HpObject *iterable = TOP ();
    HpObject *iter;

    if (hp_is_generator (rt, iterable))
      DISPATCH ();
    iter = hp_object_get_iter (rt, iterable);
    hp_decref (rt, iterable);
    TOP () = iter;
    ERROR_IF (iter == NULL);
    DISPATCH ();
  }

  TARGET (POP_EXCEPT) :
  {
    HpObject *old = rt->exc_info->value;

    rt->exc_info->value = POP ();
    hp_xdecref (rt, old);
    DISPATCH ();
  }

  TARGET (RERAISE) :
  {
    if (oparg > 0) {
      HpObject *lasti = PEEK (oparg + 1);

      if (hp_is_int_exact (rt, lasti))
        frame->prev_instr = code->code + hp_int_as_int64 (rt, lasti);
    }
    HpObject *value = POP ();
    HpObject *type = (HpObject *)value->type;
    HpObject *tb = hp_exception_get_traceback (value);
    hp_incref (type);
    hp_xincref (tb);
    hp_err_restore (rt, type, value, tb);
    goto exception_unwind;
  }

  TARGET (PUSH_EXC_INFO) :
  {
    HpObject *value = TOP ();
    HpObject *old = rt->exc_info->value;

    if (old == NULL) {
      old = hp_none (rt);
      hp_incref (old);
    }
    TOP () = old;
    hp_incref (value);
    PUSH (value);
    rt->exc_info->value = value;
    DISPATCH ();
  }

  TARGET (CHECK_EXC_MATCH) :
  {
    HpObject *type = POP ();
    HpObject *value = TOP ();
    int match = hp_eval_exception_matches (rt, value, type);

    hp_decref (rt, type);
    ERROR_IF (match < 0);
    HpObject *res = match ? hp_true (rt) : hp_false (rt);
    hp_incref (res);
    PUSH (res);
    DISPATCH ();
  }

  TARGET (LOAD_ASSERTION_ERROR) :
  {
    HpObject *value = (HpObject *)hp_type (rt, HP_EXC_ASSERTION_ERROR);

    hp_incref (value);
    PUSH (value);
    DISPATCH ();
  }

  TARGET (LOAD_BUILD_CLASS) :
  {
    HpObject *value = hp_object_get_item (rt, frame->builtins, hp_id (rt, __build_class__));

    if (value == NULL && hp_err_matches (rt, HP_EXC_KEY_ERROR))
      hp_err_format (rt, HP_EXC_NAME_ERROR, "__build_class__ not found");
    ERROR_IF (value == NULL);
    PUSH (value);
    DISPATCH ();
  }

  TARGET (STORE_NAME) :
  {
    HpObject *name = NAME (oparg);
    HpObject *value = POP ();
    HpObject *ns = frame->locals;
    int status;

    if (ns == NULL) {
      hp_err_format (rt, HP_EXC_SYSTEM_ERROR, "no locals found when storing %R", name);
      hp_decref (rt, value);
      goto error;
    }
    if (hp_is_dict_exact (rt, ns))
      status = hp_dict_set_item (rt, ns, name, value);
    else
      status = hp_object_set_item (rt, ns, name, value);
    hp_decref (rt, value);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (DELETE_NAME) :
  {
    HpObject *name = NAME (oparg);
    HpObject *ns = frame->locals;

    if (ns == NULL) {
      hp_err_format (rt, HP_EXC_SYSTEM_ERROR, "no locals when deleting %R", name);
      goto error;
    }
    if (hp_object_del_item (rt, ns, name) < 0) {
      if (hp_err_matches (rt, HP_EXC_KEY_ERROR)) {
        hp_err_clear (rt);
        hp_eval_name_error (rt, HP_EXC_NAME_ERROR, "name '%U' is not defined", name);
      }
      goto error;
    }
    DISPATCH ();
  }

  TARGET (UNPACK_SEQUENCE) :
  {
    HpObject *seq = POP ();
    HpObject **top = sp + oparg;
    int i;

    if (hp_is_tuple_exact (rt, seq) && hp_tuple_length (seq) == oparg)
      for (i = 0; i < oparg; i++) {
        *--top = hp_tuple_slot (seq, i);
        hp_incref (*top);
      }
    else if (hp_is_list_exact (rt, seq) && hp_list_length (seq) == oparg)
      for (i = 0; i < oparg; i++) {
        *--top = hp_list_slot (seq, i);
        hp_incref (*top);
      }
    else if (!hp_eval_unpack (rt, seq, oparg, -1, top)) {
      hp_decref (rt, seq);
      goto error;
    }
    sp += oparg;
    hp_decref (rt, seq);
    CACHES (1);
    DISPATCH ();
  }

  TARGET (UNPACK_EX) :
  {
    int total = 1 + (oparg & 0xff) + (oparg >> 8);
    HpObject *seq = POP ();

    if (!hp_eval_unpack (rt, seq, oparg & 0xff, oparg >> 8, sp + total)) {
      hp_decref (rt, seq);
      goto error;
    }
    sp += total;
    hp_decref (rt, seq);
    DISPATCH ();
  }

  TARGET (STORE_ATTR) :
  {
    HpObject *name = NAME (oparg);
    HpObject *owner = TOP ();
    HpObject *value = SECOND ();
    int status;

    SHRINK (2);
    status = hp_object_set_attr (rt, owner, name, value);
    hp_decref (rt, value);
    hp_decref (rt, owner);
    ERROR_IF (status < 0);
    CACHES (4);
    DISPATCH ();
  }

  TARGET (DELETE_ATTR) :
  {
    HpObject *name = NAME (oparg);
    HpObject *owner = POP ();
    int status = hp_object_set_attr (rt, owner, name, NULL);

    hp_decref (rt, owner);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (STORE_GLOBAL) :
  {
    HpObject *value = POP ();
    int status = hp_dict_set_item (rt, frame->globals, NAME (oparg), value);

    hp_decref (rt, value);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (DELETE_GLOBAL) :
  {
    HpObject *name = NAME (oparg);

    if (hp_dict_del_item (rt, frame->globals, name) < 0) {
      if (hp_err_matches (rt, HP_EXC_KEY_ERROR)) {
        hp_err_clear (rt);
        hp_eval_name_error (rt, HP_EXC_NAME_ERROR, "name '%U' is not defined", name);
      }
      goto error;
    }
    DISPATCH ();
  }

  TARGET (LOAD_NAME) :
  {
    HpObject *value = hp_eval_load_name (rt, frame, NAME (oparg));

    ERROR_IF (value == NULL);
    PUSH (value);
    DISPATCH ();
  }

  TARGET (LOAD_GLOBAL) :
  {
    HpObject *name = NAME (oparg >> 1);
    HpObject *value;

    if (oparg & 1)
      PUSH (NULL);
    value = hp_eval_load_global (rt, frame, name, next);
    ERROR_IF (value == NULL);
    PUSH (value);
    CACHES (5);
    DISPATCH ();
  }

  TARGET (MAKE_CELL) :
  {
    HpObject *cell = hp_cell_new (rt, LOCAL (oparg));

    ERROR_IF (cell == NULL);
    SET_LOCAL (oparg, cell);
    DISPATCH ();
  }

  TARGET (LOAD_DEREF) :
  {
    HpObject *value = ((HpCell *)LOCAL (oparg))->value;

    if (value == NULL)
      goto unbound_cell;
    hp_incref (value);
    PUSH (value);
    DISPATCH ();
  }

  TARGET (LOAD_CLASSDEREF) :
  {
    HpObject *name = hp_tuple_slot (code->localsplusnames, oparg);
    HpObject *value = NULL;

    if (frame->locals != NULL) {
      value = hp_eval_mapping_get (rt, frame->locals, name);
      ERROR_IF (value == NULL && hp_err_occurred (rt));
    }
    if (value == NULL) {
      value = ((HpCell *)LOCAL (oparg))->value;
      if (value == NULL)
        goto unbound_cell;
      hp_incref (value);
    }
    PUSH (value);
    DISPATCH ();
  }

  TARGET (STORE_DEREF) :
  {
    HpObject *value = POP ();
    HpObject *cell = LOCAL (oparg);
    HpObject *old = ((HpCell *)cell)->value;

    ((HpCell *)cell)->value = value;
    hp_xdecref (rt, old);
    DISPATCH ();
  }

  TARGET (DELETE_DEREF) :
  {
    HpObject *cell = LOCAL (oparg);
    HpObject *old = ((HpCell *)cell)->value;

    if (old == NULL)
      goto unbound_cell;
    ((HpCell *)cell)->value = NULL;
    hp_decref (rt, old);
    DISPATCH ();
  }

  TARGET (COPY_FREE_VARS) :
  {
    HpObject *closure = ((HpFunction *)frame->func)->closure;
    int offset = code->nlocalsplus - oparg;

    for (int i = 0; i < oparg; i++) {
      HpObject *cell = hp_tuple_slot (closure, i);

      hp_incref (cell);
      LOCAL (offset + i) = cell;
    }
    DISPATCH ();
  }

  TARGET (BUILD_STRING) :
  {
    HpObject *res = hp_str_join_array (rt, rt->empty_str, sp - oparg, oparg);

    ERROR_IF (res == NULL);
    for (int i = 0; i < oparg; i++) {
      HpObject *item = POP ();

      hp_decref (rt, item);
    }
    PUSH (res);
    DISPATCH ();
  }

  TARGET (BUILD_TUPLE) :
  {
    HpObject *res;

    SHRINK (oparg);
    res = hp_tuple_from_array_steal (rt, sp, oparg);
    ERROR_IF (res == NULL);
    PUSH (res);
    DISPATCH ();
  }

  TARGET (BUILD_LIST) :
  {
    HpObject *res = hp_list_new (rt, oparg);

    ERROR_IF (res == NULL);
    for (int i = oparg - 1; i >= 0; i--)
      hp_list_set_slot (res, i, POP ());
    PUSH (res);
    DISPATCH ();
  }

  TARGET (LIST_TO_TUPLE) :
  {
    HpObject *list = POP ();
    HpObject *res = hp_list_as_tuple (rt, list);

    hp_decref (rt, list);
    ERROR_IF (res == NULL);
    PUSH (res);
    DISPATCH ();
  }

  TARGET (LIST_EXTEND) :
  {
    HpObject *iterable = POP ();
    HpObject *list = PEEK (oparg);
    int status = hp_list_extend (rt, list, iterable);

    if (status < 0 && hp_err_matches (rt, HP_EXC_TYPE_ERROR) && !hp_eval_is_iterable (iterable)) {
      hp_err_clear (rt);
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "Value after * must be an iterable, not %.200s",
                     iterable->type->name);
    }
    hp_decref (rt, iterable);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (SET_UPDATE) :
  {
    HpObject *iterable = POP ();
    int status = hp_set_update (rt, PEEK (oparg), iterable);

    hp_decref (rt, iterable);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (BUILD_SET) :
  {
    HpObject *set = hp_set_new (rt, NULL);
    int status = 0;

    ERROR_IF (set == NULL);
    for (int i = oparg; i > 0; i--) {
      HpObject *item = PEEK (i);

      if (status == 0)
        status = hp_set_add (rt, set, item);
      hp_decref (rt, item);
    }
    SHRINK (oparg);
    if (status < 0) {
      hp_decref (rt, set);
      goto error;
    }
    PUSH (set);
    DISPATCH ();
  }

  TARGET (BUILD_MAP) :
  {
    HpObject *map = hp_dict_from_items (rt, sp - 2 * oparg, 2, sp - 2 * oparg + 1, 2, oparg);

    ERROR_IF (map == NULL);
    for (int i = 0; i < 2 * oparg; i++) {
      HpObject *item = POP ();

      hp_decref (rt, item);
    }
    PUSH (map);
    DISPATCH ();
  }

  TARGET (BUILD_CONST_KEY_MAP) :
  {
    HpObject *keys = TOP ();
    HpObject *map = hp_dict_from_items (rt, ((HpTuple *)keys)->items, 1, sp - 1 - oparg, 1, oparg);

    ERROR_IF (map == NULL);
    SHRINK (1);
    hp_decref (rt, keys);
    for (int i = 0; i < oparg; i++) {
      HpObject *item = POP ();

      hp_decref (rt, item);
    }
    PUSH (map);
    DISPATCH ();
  }

  TARGET (SETUP_ANNOTATIONS) : ERROR_IF (hp_eval_setup_annotations (rt, frame) < 0);
  DISPATCH ();

  TARGET (DICT_UPDATE) :
  {
    HpObject *update = POP ();
    int status = hp_dict_update (rt, PEEK (oparg), update);

    if (status < 0 && hp_err_matches (rt, HP_EXC_ATTRIBUTE_ERROR))
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not a mapping", update->type->name);
    hp_decref (rt, update);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (DICT_MERGE) :
  {
    HpObject *update = POP ();
    int status = hp_dict_merge (rt, PEEK (oparg), update, 2);

    if (status < 0)
      hp_eval_kwargs_error (rt, PEEK (2 + oparg), update);
    hp_decref (rt, update);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (LOAD_ATTR) :
  {
    HpObject *owner = TOP ();
    HpObject *res = hp_attr_cache_get (CACHE (HpAttrCache), owner);

    if (res != NULL)
      hp_incref (res);
    else {
      res = hp_object_get_attr (rt, owner, NAME (oparg));
      ERROR_IF (res == NULL);
      hp_attr_cache_learn (rt, CACHE (HpAttrCache), owner, NAME (oparg));
    }
    TOP () = res;
    hp_decref (rt, owner);
    CACHES (4);
    DISPATCH ();
  }

  TARGET (LOAD_METHOD) :
  {
    HpObject *owner = TOP ();
    HpObject *method = hp_method_cache_get (CACHE (HpMethodCache), owner);
    int unbound = 1;

    if (method != NULL)
      hp_incref (method);
    else {
      unbound = hp_object_get_method (rt, owner, NAME (oparg), &method);
      ERROR_IF (method == NULL);
      if (unbound)
        hp_method_cache_learn (rt, CACHE (HpMethodCache), owner, NAME (oparg), method);
    }
    if (unbound) {
      TOP () = method;
      PUSH (owner);
    } else {
      TOP () = NULL;
      hp_decref (rt, owner);
      PUSH (method);
    }
    CACHES (10);
    DISPATCH ();
  }

  TARGET (COMPARE_OP) :
  {
    HpObject *right = TOP ();
    HpObject *left = SECOND ();
    HpObject *res;

    if (hp_is_int_exact (rt, left) && hp_is_int_exact (rt, right) && hp_int_is_compact (left) &&
        hp_int_is_compact (right)) {
      int64_t a = hp_int_compact_value (left), b = hp_int_compact_value (right);
      static const unsigned char masks[] = { 1, 3, 2, 5, 4, 6 }; /* less 1, equal 2, greater 4 */

      res = (masks[oparg] & (a < b ? 1 : a == b ? 2 : 4)) ? hp_true (rt) : hp_false (rt);
      hp_incref (res);
    } else
      res = hp_object_compare (rt, left, right, oparg);
    SHRINK (1);
    TOP () = res;
    hp_decref (rt, left);
    hp_decref (rt, right);
    ERROR_IF (res == NULL);
    CACHES (2);
    DISPATCH ();
  }

  TARGET (IS_OP) :
  {
    HpObject *right = POP ();
    HpObject *left = TOP ();
    HpObject *res = ((left == right) ^ oparg) ? hp_true (rt) : hp_false (rt);

    hp_incref (res);
    TOP () = res;
    hp_decref (rt, left);
    hp_decref (rt, right);
    DISPATCH ();
  }

  TARGET (CONTAINS_OP) :
  {
    HpObject *right = POP ();
    HpObject *left = POP ();
    int found = hp_sequence_contains (rt, right, left);

    hp_decref (rt, left);
    hp_decref (rt, right);
    ERROR_IF (found < 0);
    HpObject *res = (found ^ oparg) ? hp_true (rt) : hp_false (rt);
    hp_incref (res);
    PUSH (res);
    DISPATCH ();
  }

  TARGET (IMPORT_NAME) :
  {
    HpObject *fromlist = POP ();
    HpObject *level = TOP ();
    HpObject *res = hp_eval_import (rt, frame, NAME (oparg), fromlist, level);

    hp_decref (rt, level);
    hp_decref (rt, fromlist);
    TOP () = res;
    ERROR_IF (res == NULL);
    DISPATCH ();
  }

  TARGET (IMPORT_FROM) :
  {
    HpObject *res = hp_eval_import_from (rt, TOP (), NAME (oparg));

    ERROR_IF (res == NULL);
    PUSH (res);
    DISPATCH ();
  }

  TARGET (IMPORT_STAR) :
  {
    HpObject *module = POP ();
    int status = hp_eval_import_star (rt, frame, module);

    hp_decref (rt, module);
    ERROR_IF (status < 0);
    DISPATCH ();
  }

  TARGET (JUMP_FORWARD) : next += oparg;
  DISPATCH ();

  TARGET (JUMP_BACKWARD) : next -= oparg;
  CHECK_BREAKER ();
  DISPATCH ();

  TARGET (JUMP_BACKWARD_NO_INTERRUPT) : next -= oparg;
  DISPATCH ();

#define POP_JUMP(wanted, distance)                                                                 \
  do {                                                                                             \
    HpObject *cond = POP ();                                                                       \
    int truth;                                                                                     \
                                                                                                   \
    if (cond == hp_true (rt) || cond == hp_false (rt)) {                                           \
      truth = cond == hp_true (rt);                                                                \
      hp_decref (rt, cond);                                                                        \
    } else {                                                                                       \
      truth = hp_object_is_true (rt, cond);                                                        \
      hp_decref (rt, cond);                                                                        \
      ERROR_IF (truth < 0);                                                                        \
    }                                                                                              \
    if (truth == (wanted))                                                                         \
      next += (distance);                                                                          \
  } while (0)

  TARGET (POP_JUMP_FORWARD_IF_FALSE) : POP_JUMP (0, oparg);
  DISPATCH ();

  TARGET (POP_JUMP_FORWARD_IF_TRUE) : POP_JUMP (1, oparg);
  DISPATCH ();

  TARGET (POP_JUMP_BACKWARD_IF_FALSE) : POP_JUMP (0, -oparg);
  CHECK_BREAKER ();
  DISPATCH ();

  TARGET (POP_JUMP_BACKWARD_IF_TRUE) : POP_JUMP (1, -oparg);
  CHECK_BREAKER ();
  DISPATCH ();

#define POP_JUMP_NONE(wanted, distance)                                                            \
  do {                                                                                             \
    HpObject *cond = POP ();                                                                       \
                                                                                                   \
    if ((cond == hp_none (rt)) == (wanted))                                                        \
      next += (distance);                                                                          \
    hp_decref (rt, cond);                                                                          \
  } while (0)

  TARGET (POP_JUMP_FORWARD_IF_NONE) : POP_JUMP_NONE (1, oparg);
  DISPATCH ();

  TARGET (POP_JUMP_FORWARD_IF_NOT_NONE) : POP_JUMP_NONE (0, oparg);
  DISPATCH ();

  TARGET (POP_JUMP_BACKWARD_IF_NONE) : POP_JUMP_NONE (1, -oparg);
  CHECK_BREAKER ();
  DISPATCH ();

  TARGET (POP_JUMP_BACKWARD_IF_NOT_NONE) : POP_JUMP_NONE (0, -oparg);
  CHECK_BREAKER ();
  DISPATCH ();

  TARGET (JUMP_IF_FALSE_OR_POP) :
  {
    int truth = hp_object_is_true (rt, TOP ());

    ERROR_IF (truth < 0);
    if (truth) {
      HpObject *cond = POP ();

      hp_decref (rt, cond);
    } else
      next += oparg;
    DISPATCH ();
  }

  TARGET (JUMP_IF_TRUE_OR_POP) :
  {
    int truth = hp_object_is_true (rt, TOP ());

    ERROR_IF (truth < 0);
    if (!truth) {
      HpObject *cond = POP ();

      hp_decref (rt, cond);
    } else
      next += oparg;
    DISPATCH ();
  }

  TARGET (GET_ITER) :
  {
    HpObject *iterable = TOP ();
    HpObject *iter = hp_object_get_iter (rt, iterable);

    hp_decref (rt, iterable);
    TOP () = iter;
    ERROR_IF (iter == NULL);
    DISPATCH ();
  }

  TARGET (FOR_ITER) :
  {
    HpObject *iter = TOP ();
    HpObject *value = iter->type->iternext (rt, iter);

    if (value != NULL) {
      PUSH (value);
      DISPATCH ();
    }
    if (hp_err_occurred (rt)) {
      ERROR_IF (!hp_err_matches (rt, HP_EXC_STOP_ITERATION));
      hp_err_clear (rt);
    }
    SHRINK (1);
    hp_decref (rt, iter);
    next += oparg;
    DISPATCH ();
  }

  TARGET (BEFORE_WITH) :
  {
    HpObject *manager = TOP ();
    HpObject *exit_method = NULL;
    HpObject *enter = hp_eval_with_methods (rt, manager, &exit_method);
    HpObject *res;

    ERROR_IF (enter == NULL);
    TOP () = exit_method;
    hp_decref (rt, manager);
    res = hp_call_no_args (rt, enter);
    hp_decref (rt, enter);
    ERROR_IF (res == NULL);
    PUSH (res);
    DISPATCH ();
  }

  TARGET (WITH_EXCEPT_START) :
  {
    /* stack: exit method, lasti, previous exception, exception */
    HpObject *value = TOP ();
    HpObject *tb = hp_exception_get_traceback (value);
    HpObject *args[4] = { NULL, (HpObject *)value->type, value, tb != NULL ? tb : hp_none (rt) };
    HpObject *res =
        hp_vectorcall (rt, PEEK (4), args + 1, 3 | HP_VECTORCALL_ARGUMENTS_OFFSET, NULL);

    ERROR_IF (res == NULL);
    PUSH (res);
    DISPATCH ();
  }

  TARGET (KW_NAMES) : kwnames = CONST (oparg);
  DISPATCH ();

  TARGET (PRECALL) :
  {
    CACHES (1);
    DISPATCH ();
  }

  TARGET (CALL) :
  {
    bool is_method = PEEK (oparg + 2) != NULL;
    HpObject *function = PEEK (oparg + 1);
    HpObject *res;
    int total, n_positional;

    if (!is_method && function->type == hp_type (rt, HP_T_METHOD)) {
      HpObject *self = ((HpMethod *)function)->self;
      HpObject *callee = ((HpMethod *)function)->function;

      hp_incref (callee);
      hp_incref (self);
      PEEK (oparg + 1) = self;
      PEEK (oparg + 2) = callee;
      hp_decref (rt, function);
      is_method = true;
    }
    total = oparg + is_method;
    function = PEEK (total + 1);
    n_positional = total - (kwnames != NULL ? (int)hp_tuple_length (kwnames) : 0);
    if (function->type == hp_type (rt, HP_T_FUNCTION)) {
      HpCode *callee = hp_code (((HpFunction *)function)->code);
      HpObject *locals = NULL;
      HpFrame *new_frame;

      if (!(callee->flags & HP_CODE_OPTIMIZED)) {
        locals = ((HpFunction *)function)->globals;
        hp_incref (locals);
      }
      SHRINK (total);
      SHRINK (2 - is_method);
      new_frame = hp_eval_frame_push (vm, function, locals, sp + 2 - is_method,
                                      (size_t)n_positional, kwnames);
      kwnames = NULL;
      ERROR_IF (new_frame == NULL);
      CACHES (4);
      frame->prev_instr = next - 1;
      SAVE_SP ();
      new_frame->previous = frame;
      frame = new_frame;
      vm->frame = frame;
      goto start_frame;
    }
    res = hp_vectorcall (rt, function, sp - total,
                         (size_t)n_positional | HP_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
    kwnames = NULL;
    hp_decref (rt, function);
    SHRINK (total);
    for (int i = 0; i < total; i++)
      hp_decref (rt, sp[i]);
    SHRINK (2 - is_method);
    PUSH (res);
    ERROR_IF (res == NULL);
    CACHES (4);
    CHECK_BREAKER ();
    DISPATCH ();
  }

  TARGET (CALL_FUNCTION_EX) :
  {
    HpObject *kwargs = (oparg & 1) ? POP () : NULL;
    HpObject *args = POP ();
    HpObject *function = TOP ();
    HpObject *res = NULL;

    if (kwargs != NULL && !hp_is_dict_exact (rt, kwargs)) {
      HpObject *copy = hp_dict_new (rt);

      if (copy != NULL && hp_dict_merge (rt, copy, kwargs, 2) < 0) {
        hp_eval_kwargs_error (rt, SECOND (), kwargs);
        hp_decref (rt, copy);
        copy = NULL;
      }
      hp_decref (rt, kwargs);
      kwargs = copy;
      if (copy == NULL) {
        hp_decref (rt, args);
        goto error;
      }
    }
    if (!hp_is_tuple_exact (rt, args)) {
      HpObject *tuple = NULL;

      if (hp_eval_is_iterable (args))
        tuple = hp_tuple_from_iterable (rt, args);
      else
        hp_eval_star_error (rt, function, args);
      hp_decref (rt, args);
      args = tuple;
      if (args == NULL) {
        hp_xdecref (rt, kwargs);
        goto error;
      }
    }
    res = hp_object_call (rt, function, args, kwargs);
    hp_decref (rt, function);
    hp_decref (rt, args);
    hp_xdecref (rt, kwargs);
    SHRINK (1);
    TOP () = res; /* in the place of the NULL below the function */
    ERROR_IF (res == NULL);
    CHECK_BREAKER ();
    DISPATCH ();
  }

  TARGET (MAKE_FUNCTION) :
  {
    HpObject *code_object = POP ();
    HpObject *function = hp_eval_make_function (rt, code_object, frame->globals);

    hp_decref (rt, code_object);
    ERROR_IF (function == NULL);
    if (oparg & HP_MAKE_CLOSURE)
      ((HpFunction *)function)->closure = POP ();
    if (oparg & HP_MAKE_ANNOTATIONS)
      ((HpFunction *)function)->annotations = POP ();
    if (oparg & HP_MAKE_KWDEFAULTS)
      ((HpFunction *)function)->kwdefaults = POP ();
    if (oparg & HP_MAKE_DEFAULTS)
      ((HpFunction *)function)->defaults = POP ();
    PUSH (function);
    DISPATCH ();
  }

  TARGET (BUILD_SLICE) :
  {
    HpObject *step = oparg == 3 ? POP () : NULL;
    HpObject *stop = POP ();
    HpObject *start = TOP ();
    HpObject *slice = hp_slice_new (rt, start, stop, step);

    hp_decref (rt, start);
    hp_decref (rt, stop);
    hp_xdecref (rt, step);
    TOP () = slice;
    ERROR_IF (slice == NULL);
    DISPATCH ();
  }

  TARGET (FORMAT_VALUE) :
  {
    HpObject *spec = (oparg & HP_FORMAT_SPEC) ? POP () : NULL;
    HpObject *value = POP ();
    HpObject *res = hp_eval_format (rt, value, oparg & 3, spec); /* takes both references */

    ERROR_IF (res == NULL);
    PUSH (res);
    DISPATCH ();
  }

  TARGET (COPY) :
  {
    HpObject *value = PEEK (oparg);

    hp_xincref (value);
    PUSH (value);
    DISPATCH ();
  }

  TARGET (SWAP) :
  {
    HpObject *top = TOP ();

    TOP () = PEEK (oparg);
    PEEK (oparg) = top;
    DISPATCH ();
  }

  TARGET (EXTENDED_ARG) :
  {
    /* an exception belongs to the instruction, so that is where prev_instr points */
    frame->prev_instr = next;
    unit = *next++;
    oparg = oparg << 8 | HP_UNIT_ARGUMENT (unit);
    goto *labels[HP_UNIT_OPCODE (unit)];
  }

  TARGET (GET_LEN) :
  {
    ssize_t length = hp_object_length (rt, TOP ());
    HpObject *res;

    ERROR_IF (length < 0);
    res = hp_int_from_ssize (rt, length);
    ERROR_IF (res == NULL);
    PUSH (res);
    DISPATCH ();
  }

  TARGET (CACHE)
      : TARGET (MATCH_MAPPING)
      : TARGET (MATCH_SEQUENCE)
      : TARGET (MATCH_KEYS)
      : TARGET (MATCH_CLASS)
      : TARGET (CHECK_EG_MATCH)
      : TARGET (PREP_RERAISE_STAR)
      : TARGET (GET_AITER)
      : TARGET (GET_ANEXT)
      : TARGET (BEFORE_ASYNC_WITH)
      : TARGET (END_ASYNC_FOR)
      : TARGET (ASYNC_GEN_WRAP) : TARGET (GET_AWAITABLE) : TARGET (UNKNOWN) :
  {
    hp_err_format (rt, HP_EXC_SYSTEM_ERROR, "instruction %d is not known", HP_UNIT_OPCODE (unit));
    goto error;
  }

profile_step:
  hp_line_profile_step (vm->profile, frame, unit);
  goto *labels[HP_UNIT_OPCODE (unit)];

unbound_local:
  hp_eval_name_error (rt, HP_EXC_UNBOUND_LOCAL_ERROR,
                      "cannot access local variable '%U' where it is not associated with a value",
                      hp_tuple_slot (code->localsplusnames, oparg));
  goto error;

unbound_cell:
  hp_eval_unbound_cell (rt, code, oparg);

error:
  kwnames = NULL;
  if (!hp_frame_is_incomplete (frame))
    hp_frame_add_traceback (rt, frame);

exception_unwind : {
  int handler, depth;
  bool push_lasti;
  HpObject *type, *value, *tb;

  if (!hp_code_find_handler (code, OFFSET () - 1, &handler, &depth, &push_lasti)) {
    HpObject **base = hp_frame_stack_base (frame);

    while (sp > base) {
      HpObject *o = POP ();

      hp_xdecref (rt, o);
    }
    SAVE_SP ();
    hp_vm_leave (vm);
    if (vm->profile != NULL)
      hp_line_profile_unwind (vm->profile, frame);
    goto exit_frame;
  }
  HpObject **top = hp_frame_stack_base (frame) + depth;
  while (sp > top) {
    HpObject *o = POP ();

    hp_xdecref (rt, o);
  }
  if (push_lasti) {
    HpObject *lasti = hp_int_from_int64 (rt, frame->prev_instr - code->code);

    if (lasti == NULL)
      goto exception_unwind;
    PUSH (lasti);
  }
  hp_err_fetch (rt, &type, &value, &tb);
  hp_err_normalize (rt, &type, &value, &tb);
  hp_exception_set_traceback (rt, value, tb);
  hp_xdecref (rt, tb);
  hp_xdecref (rt, type);
  PUSH (value);
  next = code->code + handler;
  DISPATCH ();
}

exit_frame:
  if (frame->is_entry) {
    vm->frame = frame->previous;
    return NULL;
  }
  {
    HpFrame *previous = frame->previous;

    hp_eval_frame_pop (vm, frame);
    frame = previous;
    vm->frame = frame;
  }
  LOAD_FRAME ();
  goto error;
}
