/* SPDX-License-Identifier: Apache-2.0 */
/* What int.__add__ (2, 3) calls: functions behind slot wrappers, one for each signature of slots.
 *
 * `wrapped` is the slot's C function, `args` the tuple behind self, `kwargs` NULL or empty for all
 * but __init__ and __call__. Each checks how many arguments there are, calls the slot and makes an
 * object of what it returns: new, or NULL with an exception. */
#pragma once
#include "object/descr.h"

/* named after the signature, or after the one special method that it serves */
HpObject *hp_wrap_length (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                          HpObject *kwargs);
HpObject *hp_wrap_inquiry (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                           HpObject *kwargs);
HpObject *hp_wrap_binary (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                          HpObject *kwargs);
HpObject *hp_wrap_binary_swapped (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                                  HpObject *kwargs);
HpObject *hp_wrap_ternary (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                           HpObject *kwargs);
HpObject *hp_wrap_ternary_swapped (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                                   HpObject *kwargs);
HpObject *hp_wrap_unary (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                         HpObject *kwargs);
HpObject *hp_wrap_index (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                         HpObject *kwargs);
HpObject *hp_wrap_item (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                        HpObject *kwargs);
HpObject *hp_wrap_set_item (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                            HpObject *kwargs);
HpObject *hp_wrap_del_item (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                            HpObject *kwargs);
HpObject *hp_wrap_contains (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                            HpObject *kwargs);
HpObject *hp_wrap_set_key (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                           HpObject *kwargs);
HpObject *hp_wrap_del_key (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                           HpObject *kwargs);
HpObject *hp_wrap_setattr (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                           HpObject *kwargs);
HpObject *hp_wrap_delattr (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                           HpObject *kwargs);
HpObject *hp_wrap_hash (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                        HpObject *kwargs);
HpObject *hp_wrap_call (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                        HpObject *kwargs);
HpObject *hp_wrap_del (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                       HpObject *kwargs);
HpObject *hp_wrap_lt (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                      HpObject *kwargs);
HpObject *hp_wrap_le (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                      HpObject *kwargs);
HpObject *hp_wrap_eq (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                      HpObject *kwargs);
HpObject *hp_wrap_ne (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                      HpObject *kwargs);
HpObject *hp_wrap_gt (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                      HpObject *kwargs);
HpObject *hp_wrap_ge (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                      HpObject *kwargs);
HpObject *hp_wrap_next (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                        HpObject *kwargs);
HpObject *hp_wrap_get (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                       HpObject *kwargs);
HpObject *hp_wrap_set (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                       HpObject *kwargs);
HpObject *hp_wrap_delete (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                          HpObject *kwargs);
HpObject *hp_wrap_init (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                        HpObject *kwargs);
