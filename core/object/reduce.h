/* SPDX-License-Identifier: Apache-2.0 */
/* How an object tells what it would be made of again: __reduce_ex__, __reduce__ and __getstate__ of
 * object (PEP 307). The module copy lives on it. */
#pragma once
#include "object/runtime.h"

/* What __getstate__() gives: None, the attribute dict, or (dict or None, dict of the slots). */
HpObject *hp_object_get_state (HpRuntime *rt, HpObject *o);

/* What a __reduce__ gives: (callable, args) or, state not NULL, (callable, args, state). Takes args
 * and state over; args NULL means that making them failed. */
HpObject *hp_reduced (HpRuntime *rt, HpObject *callable, HpObject *args, HpObject *state);
/* The same with a function of the module builtins. */
HpObject *hp_reduced_by_builtin (HpRuntime *rt, const char *function, HpObject *args,
                                 HpObject *state);

/* Methods of object. */
HpObject *hp_object_getstate_method (HpRuntime *rt, HpObject *self);
HpObject *hp_object_reduce_method (HpRuntime *rt, HpObject *self);
HpObject *hp_object_reduce_ex_method (HpRuntime *rt, HpObject *self, HpObject *protocol);
