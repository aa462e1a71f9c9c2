/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The longer instructions of the evaluation loop, one function each. */

#include "object/object.h"
#include "object/runtime.h"
#include "script/code.h"
#include "script/frame.h"

/* names */
HpObject *hp_eval_load_name (HpRuntime *rt, HpFrame *frame, HpObject *name);
/* CACHE: the five units behind LOAD_GLOBAL. */
HpObject *hp_eval_load_global (HpRuntime *rt, HpFrame *frame, HpObject *name, HpCodeUnit *cache);
HpObject *hp_eval_mapping_get (HpRuntime *rt, HpObject *mapping,
                               HpObject *key); /* NULL without exception: not there */
void hp_eval_name_error (HpRuntime *rt, HpTypeId exception, const char *format, HpObject *name);
void hp_eval_unbound_cell (HpRuntime *rt, HpCode *code, int slot);
int hp_eval_setup_annotations (HpRuntime *rt, HpFrame *frame);

/* exceptions: true when `raise` alone takes up the handled exception with its traceback */
bool hp_eval_raise (HpRuntime *rt, HpObject *exc, HpObject *cause);
int hp_eval_exception_matches (HpRuntime *rt, HpObject *value, HpObject *type);

/* values: TOP is one past the highest slot to fill, AFTER is -1 without a starred target */
bool hp_eval_unpack (HpRuntime *rt, HpObject *iterable, int before, int after, HpObject **top);
HpObject *hp_eval_format (HpRuntime *rt, HpObject *value, int conversion, HpObject *spec);

/* calls */
bool hp_eval_is_iterable (HpObject *o);
HpObject *hp_eval_make_function (HpRuntime *rt, HpObject *code, HpObject *globals);
void hp_eval_kwargs_error (HpRuntime *rt, HpObject *function, HpObject *kwargs);
void hp_eval_star_error (HpRuntime *rt, HpObject *function, HpObject *args);
/* The bound __enter__ (returned) and __exit__ of a context manager, both new references. */
HpObject *hp_eval_with_methods (HpRuntime *rt, HpObject *manager, HpObject **exit_method);
/* Puts the arguments of a call into the slots of a frame. Steals the n_args values and the values
 * of kwnames, also on error. */
int hp_eval_bind_arguments (HpRuntime *rt, HpObject *function, HpObject **localsplus,
                            HpObject *const *args, size_t n_args, HpObject *kwnames);

/* modules */
HpObject *hp_eval_import (HpRuntime *rt, HpFrame *frame, HpObject *name, HpObject *fromlist,
                          HpObject *level);
HpObject *hp_eval_import_from (HpRuntime *rt, HpObject *module, HpObject *name);
int hp_eval_import_star (HpRuntime *rt, HpFrame *frame, HpObject *module);
