/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* sys.stdout and sys.stderr: objects whose write() goes to the interpreter's output callback. A
 * script may put any object with a write method in their place; these functions accept both. 0, or
 * -1 with an exception. */

#include "object/object.h"
#include "object/runtime.h"
#include "script/interpreter.h"

/* Registers and readies the type of these objects. */
int hp_text_file_init_types (HpRuntime *rt);
HpObject *hp_text_file_new (HpRuntime *rt, HpOutputKind kind);
int hp_text_file_write (HpRuntime *rt, HpObject *file, HpObject *text); /* a str */
/* Writes a text of UTF-8, ended by NUL. */
int hp_text_file_write_utf8 (HpRuntime *rt, HpObject *file, const char *text);
/* Writes str (o). */
int hp_text_file_print (HpRuntime *rt, HpObject *file, HpObject *o);
int hp_text_file_flush (HpRuntime *rt, HpObject *file);
