/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Running code: the evaluation loop and the ways into it from C. */

#include "object/object.h"
#include "object/runtime.h"
#include "script/frame.h"

/* Runs FRAME until it returns, yields or is left by an exception; with THROWING an exception that
 * is set already is raised where the frame stands. New reference, or NULL with an exception. The
 * caller keeps the frame. */
HpObject *hp_eval_frame (HpRuntime *rt, HpFrame *frame, bool throwing);

/* Calls a function with the arguments of a vector call; this is the vectorcall of the type
 * function. */
HpObject *hp_eval_call_function (HpRuntime *rt, HpObject *function, HpObject *const *args,
                                 size_t n_args_flags, HpObject *kwnames);

/* Runs the code of a module, of a class body or of exec: no arguments, LOCALS any mapping. */
HpObject *hp_eval_code (HpRuntime *rt, HpCode *code, HpObject *globals, HpObject *locals,
                        HpObject *closure);
