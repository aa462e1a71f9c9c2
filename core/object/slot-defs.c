/* SPDX-License-Identifier: Apache-2.0 */
/* The table that ties special method names to slots. */
#include "object/slot-defs.h"

#include <stddef.h>

#include "object/slot-call.h"
#include "object/slot-wrap.h"

#define ROW(id_, offset_, call_, wrap_)                                                            \
  {                                                                                                \
#id_, HP_ID_##id_, (int)(offset_), (void *)(call_), wrap_, NULL                                \
  }
#define TP(id, slot, call, wrap) ROW (id, offsetof (HpHeapType, type.slot), call, wrap)
#define NB(id, slot, call, wrap) ROW (id, offsetof (HpHeapType, as_number.slot), call, wrap)
#define MP(id, slot, call, wrap) ROW (id, offsetof (HpHeapType, as_mapping.slot), call, wrap)
#define SQ(id, slot, call, wrap) ROW (id, offsetof (HpHeapType, as_sequence.slot), call, wrap)
#define NB2(id, rid, slot, call)                                                                   \
  NB (id, slot, call, hp_wrap_binary), NB (rid, slot, call, hp_wrap_binary_swapped)

const HpSlotDef hp_slot_defs[] = {
  TP (__repr__, repr, hp_slot_repr, hp_wrap_unary),
  TP (__hash__, hash, hp_slot_hash, hp_wrap_hash),
  TP (__call__, call, hp_slot_call, hp_wrap_call),
  TP (__str__, str, hp_slot_str, hp_wrap_unary),
  TP (__getattribute__, getattro, hp_slot_getattr_hook, hp_wrap_binary),
  TP (__getattr__, getattro, hp_slot_getattr_hook, NULL),
  TP (__setattr__, setattro, hp_slot_setattro, hp_wrap_setattr),
  TP (__delattr__, setattro, hp_slot_setattro, hp_wrap_delattr),
  TP (__lt__, richcompare, hp_slot_richcompare, hp_wrap_lt),
  TP (__le__, richcompare, hp_slot_richcompare, hp_wrap_le),
  TP (__eq__, richcompare, hp_slot_richcompare, hp_wrap_eq),
  TP (__ne__, richcompare, hp_slot_richcompare, hp_wrap_ne),
  TP (__gt__, richcompare, hp_slot_richcompare, hp_wrap_gt),
  TP (__ge__, richcompare, hp_slot_richcompare, hp_wrap_ge),
  TP (__iter__, iter, hp_slot_iter, hp_wrap_unary),
  TP (__next__, iternext, hp_slot_next, hp_wrap_next),
  TP (__get__, descr_get, hp_slot_descr_get, hp_wrap_get),
  TP (__set__, descr_set, hp_slot_descr_set, hp_wrap_set),
  TP (__delete__, descr_set, hp_slot_descr_set, hp_wrap_delete),
  TP (__init__, init, hp_slot_init, hp_wrap_init),
  TP (__new__, new, hp_slot_new, NULL),
  TP (__del__, finalize, hp_slot_finalize, hp_wrap_del),
  NB2 (__add__, __radd__, add, hp_slot_add),
  NB2 (__sub__, __rsub__, subtract, hp_slot_subtract),
  NB2 (__mul__, __rmul__, multiply, hp_slot_multiply),
  NB2 (__mod__, __rmod__, remainder, hp_slot_remainder),
  NB2 (__divmod__, __rdivmod__, divmod, hp_slot_divmod),
  NB (__pow__, power, hp_slot_power, hp_wrap_ternary),
  NB (__rpow__, power, hp_slot_power, hp_wrap_ternary_swapped),
  NB (__neg__, negative, hp_slot_negative, hp_wrap_unary),
  NB (__pos__, positive, hp_slot_positive, hp_wrap_unary),
  NB (__abs__, absolute, hp_slot_absolute, hp_wrap_unary),
  NB (__bool__, to_bool, hp_slot_bool, hp_wrap_inquiry),
  NB (__invert__, invert, hp_slot_invert, hp_wrap_unary),
  NB2 (__lshift__, __rlshift__, lshift, hp_slot_lshift),
  NB2 (__rshift__, __rrshift__, rshift, hp_slot_rshift),
  NB2 (__and__, __rand__, and_, hp_slot_and),
  NB2 (__xor__, __rxor__, xor_, hp_slot_xor),
  NB2 (__or__, __ror__, or_, hp_slot_or),
  NB (__int__, to_int, hp_slot_int, hp_wrap_unary),
  NB (__float__, to_float, hp_slot_float, hp_wrap_unary),
  NB (__iadd__, inplace_add, hp_slot_iadd, hp_wrap_binary),
  NB (__isub__, inplace_subtract, hp_slot_isub, hp_wrap_binary),
  NB (__imul__, inplace_multiply, hp_slot_imul, hp_wrap_binary),
  NB (__imod__, inplace_remainder, hp_slot_imod, hp_wrap_binary),
  NB (__ipow__, inplace_power, hp_slot_ipow, hp_wrap_ternary),
  NB (__ilshift__, inplace_lshift, hp_slot_ilshift, hp_wrap_binary),
  NB (__irshift__, inplace_rshift, hp_slot_irshift, hp_wrap_binary),
  NB (__iand__, inplace_and, hp_slot_iand, hp_wrap_binary),
  NB (__ixor__, inplace_xor, hp_slot_ixor, hp_wrap_binary),
  NB (__ior__, inplace_or, hp_slot_ior, hp_wrap_binary),
  NB2 (__floordiv__, __rfloordiv__, floor_divide, hp_slot_floor_divide),
  NB2 (__truediv__, __rtruediv__, true_divide, hp_slot_true_divide),
  NB (__ifloordiv__, inplace_floor_divide, hp_slot_ifloordiv, hp_wrap_binary),
  NB (__itruediv__, inplace_true_divide, hp_slot_itruediv, hp_wrap_binary),
  NB (__index__, index, hp_slot_index, hp_wrap_unary),
  NB2 (__matmul__, __rmatmul__, matrix_multiply, hp_slot_matrix_multiply),
  NB (__imatmul__, inplace_matrix_multiply, hp_slot_imatmul, hp_wrap_binary),
  MP (__len__, length, hp_slot_length, hp_wrap_length),
  MP (__getitem__, subscript, hp_slot_subscript, hp_wrap_binary),
  MP (__setitem__, ass_subscript, hp_slot_ass_subscript, hp_wrap_set_key),
  MP (__delitem__, ass_subscript, hp_slot_ass_subscript, hp_wrap_del_key),
  SQ (__len__, length, hp_slot_length, hp_wrap_length),
  SQ (__add__, concat, NULL, hp_wrap_binary),
  SQ (__mul__, repeat, NULL, hp_wrap_index),
  SQ (__rmul__, repeat, NULL, hp_wrap_index),
  SQ (__getitem__, item, hp_slot_item, hp_wrap_item),
  SQ (__setitem__, ass_item, hp_slot_ass_item, hp_wrap_set_item),
  SQ (__delitem__, ass_item, hp_slot_ass_item, hp_wrap_del_item),
  SQ (__contains__, contains, hp_slot_contains, hp_wrap_contains),
  SQ (__iadd__, inplace_concat, NULL, hp_wrap_binary),
  SQ (__imul__, inplace_repeat, NULL, hp_wrap_index),
};

const int hp_n_slot_defs = (int)(sizeof (hp_slot_defs) / sizeof (hp_slot_defs[0]));
