/* SPDX-License-Identifier: Apache-2.0 */
/* From C to Python: functions that stand in the slots of classes and call a special method. The
 * signatures are those of the slots in type.h. */
#pragma once
#include "object/runtime.h"

/* ---- calling a special method, looked up on the type as Python does ---- */
/* args[0] is self. *missing (may be NULL): set instead of raising when there is no such method. */
HpObject *hp_special_call (HpRuntime *rt, HpObject *name, HpObject *const *args, ssize_t n,
                           bool *missing);
/* With self alone, one or two operands; AttributeError when there is no such method. */
HpObject *hp_special_unary (HpRuntime *rt, HpObject *name, HpObject *self);
HpObject *hp_special_binary (HpRuntime *rt, HpObject *name, HpObject *self, HpObject *a);
HpObject *hp_special_ternary (HpRuntime *rt, HpObject *name, HpObject *self, HpObject *a,
                              HpObject *b);
/* NotImplemented when there is no such method. */
HpObject *hp_special_or_not_implemented (HpRuntime *rt, HpObject *name, HpObject *a, HpObject *b);
/* 0 / -1 of a call whose result (taken) does not matter. */
int hp_special_done (HpRuntime *rt, HpObject *result);

/* ---- the type's own slots ---- */
HpObject *hp_slot_repr (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_str (HpRuntime *rt, HpObject *self);
int64_t hp_slot_hash (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_call (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
int hp_slot_setattro (HpRuntime *rt, HpObject *self, HpObject *name, HpObject *value);
HpObject *hp_slot_richcompare (HpRuntime *rt, HpObject *self, HpObject *other, int op);
HpObject *hp_slot_iter (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_next (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_descr_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type);
int hp_slot_descr_set (HpRuntime *rt, HpObject *self, HpObject *target, HpObject *value);
int hp_slot_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);

/* ---- containers ---- */
ssize_t hp_slot_length (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_subscript (HpRuntime *rt, HpObject *self, HpObject *key);
int hp_slot_ass_subscript (HpRuntime *rt, HpObject *self, HpObject *key, HpObject *value);
HpObject *hp_slot_item (HpRuntime *rt, HpObject *self, ssize_t i);
int hp_slot_ass_item (HpRuntime *rt, HpObject *self, ssize_t i, HpObject *value);
int hp_slot_contains (HpRuntime *rt, HpObject *self, HpObject *value);

/* ---- numbers ---- */
HpObject *hp_slot_power (HpRuntime *rt, HpObject *self, HpObject *other, HpObject *mod);
HpObject *hp_slot_ipow (HpRuntime *rt, HpObject *self, HpObject *other, HpObject *mod);
int hp_slot_bool (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_add (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_subtract (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_multiply (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_remainder (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_divmod (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_lshift (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_rshift (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_and (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_xor (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_or (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_floor_divide (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_true_divide (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_matrix_multiply (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_negative (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_positive (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_absolute (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_invert (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_int (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_float (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_index (HpRuntime *rt, HpObject *self);
HpObject *hp_slot_iadd (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_isub (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_imul (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_imod (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_ilshift (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_irshift (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_iand (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_ixor (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_ior (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_ifloordiv (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_itruediv (HpRuntime *rt, HpObject *self, HpObject *other);
HpObject *hp_slot_imatmul (HpRuntime *rt, HpObject *self, HpObject *other);
