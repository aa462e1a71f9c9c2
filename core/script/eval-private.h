/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The longer instructions of the evaluation loop, one function each. */

#include "object/object.h"
#include "object/runtime.h"
#include "script/code.h"
#include "script/frame.h"
#include "script/global-cache.h"

/* names */
HpObject *hp_eval_load_name (HpRuntime *rt, HpFrame *frame, HpObject *name);
/* CACHE learns where the name is. */
HpObject *hp_eval_load_global (HpRuntime *rt, HpFrame *frame, HpObject *name, HpGlobalCache *cache);
int hp_eval_store_name (HpRuntime *rt, HpFrame *frame, HpObject *name, HpObject *value);
int hp_eval_delete_name (HpRuntime *rt, HpObject *namespace, HpObject *name);
HpObject *hp_eval_load_build_class (HpRuntime *rt, HpObject *builtins);
HpObject *hp_eval_mapping_get (HpRuntime *rt, HpObject *mapping,
                               HpObject *key); /* NULL without exception: not there */
void hp_eval_name_error (HpRuntime *rt, HpTypeId exception, const char *format, HpObject *name);
void hp_eval_unbound_local (HpRuntime *rt, HpCode *code, int slot);
void hp_eval_unbound_cell (HpRuntime *rt, HpCode *code, int slot);
int hp_eval_setup_annotations (HpRuntime *rt, HpFrame *frame);

/* exceptions: true when `raise` alone takes up the handled exception with its traceback */
bool hp_eval_raise (HpRuntime *rt, HpObject *exc, HpObject *cause);
int hp_eval_exception_matches (HpRuntime *rt, HpObject *value, HpObject *type);
/* What `except* TYPE` takes of VALUE, and the rest; None for nothing. New references. 0 or -1. */
int hp_eval_split_group (HpRuntime *rt, HpObject *value, HpObject *type, HpObject **match,
                         HpObject **rest);
/* The bound __enter__ (returned) and __exit__ of a context manager, both new references. */
HpObject *hp_eval_with_methods (HpRuntime *rt, HpObject *manager, bool is_async,
                                HpObject **exit_method);
HpObject *hp_eval_call_exit (HpRuntime *rt, HpObject *exit_method, HpObject *exception);

/* values: 0, or -1 with the messages of displays with stars */
int hp_eval_list_extend (HpRuntime *rt, HpObject *list, HpObject *iterable);
int hp_eval_dict_update (HpRuntime *rt, HpObject *dict, HpObject *update);
/* TOP is one past the highest slot to fill, AFTER is -1 without a starred target */
bool hp_eval_unpack (HpRuntime *rt, HpObject *iterable, int before, int after, HpObject **top);
HpObject *hp_eval_format (HpRuntime *rt, HpObject *value, int conversion, HpObject *spec);

/* the match statement; None: no match */
bool hp_eval_is_matched_sequence (HpRuntime *rt, HpObject *o);
bool hp_eval_is_matched_mapping (HpRuntime *rt, HpObject *o);
HpObject *hp_eval_match_keys (HpRuntime *rt, HpObject *subject, HpObject *keys);
HpObject *hp_eval_match_class (HpRuntime *rt, HpObject *subject, HpObject *type, int n_positional,
                               HpObject *names);

/* calls */
bool hp_eval_is_iterable (HpObject *o);
HpObject *hp_eval_make_function (HpRuntime *rt, HpObject *code, HpObject *globals);
/* function (*args, **kwargs), kwargs NULL without any. Steals all three. */
HpObject *hp_eval_call_with_stars (HpRuntime *rt, HpObject *function, HpObject *args,
                                   HpObject *kwargs);
void hp_eval_kwargs_error (HpRuntime *rt, HpObject *function, HpObject *kwargs);
/* Gives up what a call that cannot begin would have taken over. */
void hp_eval_drop_call (HpRuntime *rt, HpObject *function, HpObject *locals, HpObject *const *args,
                        size_t n_args);
/* Puts the arguments of a call into the slots of a frame. Steals the n_args values and the values
 * of kwnames, also on error. */
int hp_eval_bind_arguments (HpRuntime *rt, HpObject *function, HpObject **localsplus,
                            HpObject *const *args, size_t n_args, HpObject *kwnames);

/* modules */
HpObject *hp_eval_import (HpRuntime *rt, HpFrame *frame, HpObject *name, HpObject *fromlist,
                          HpObject *level);
HpObject *hp_eval_import_from (HpRuntime *rt, HpObject *module, HpObject *name);
int hp_eval_import_star (HpRuntime *rt, HpFrame *frame, HpObject *module);
