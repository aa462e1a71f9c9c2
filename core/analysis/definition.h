/* SPDX-License-Identifier: Apache-2.0 */
/* Where the program's text says what an object is: from an object to the code it runs, and from
 * code to its file and line. A picture has them when it was taken with values. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* The code object of a function, method, coroutine, generator, frame or traceback, of what a
 * functools.partial or a task runs, of the frame that an exception was raised in; itself for code;
 * HP_NONE for anything else. */
guint32 hp_code_of (const HpSnapshot *snapshot, guint32 object);

/* "Store.get"; before CPython 3.11 that needs hp_snapshot_index_referrers (), without which it is
 * "get"; NULL when unknown. Free with g_free. */
char *hp_code_dup_name (const HpSnapshot *snapshot, guint32 code);

/* The path of the file, NULL when unknown; free with g_free. */
char *hp_code_dup_file (const HpSnapshot *snapshot, guint32 code);

/* "app.py:41": where the code begins, the file without its folder; NULL when unknown. Free with
 * g_free. */
char *hp_code_dup_place (const HpSnapshot *snapshot, guint32 code);

/* "app.py:7": where a module's own code is right now, the file without its folder; NULL when it is
 * not running. `code` is the module's. Free with g_free. */
char *hp_module_body_dup_place (const HpSnapshot *snapshot, guint32 code);

/* The name of the function's free variable number `index`, as its __closure__ counts; NULL when
 * unknown. Free with g_free. */
char *hp_closure_dup_name (const HpSnapshot *snapshot, guint32 function, guint32 index);

/* Where the first method of a class is, which is close below the class's own line; HP_NONE when it
 * has none in a file. `class` is the object of a type. */
guint32 hp_class_first_code (const HpSnapshot *snapshot, guint32 class);

/* The module's __file__; NULL when it has none or is no module. Free with g_free. */
char *hp_module_dup_file (const HpSnapshot *snapshot, guint32 module);

/* Whether the module was made by the program itself (types.ModuleType, exec): it has neither a file
 * nor a __spec__ that says where it was imported from. FALSE for what is no module and where the
 * picture does not say. */
gboolean hp_module_is_made_up (const HpSnapshot *snapshot, guint32 module);

/* The text of a str object without its quotes; NULL for anything else and where the picture has no
 * values. Long texts end in "…". Free with g_free. */
char *hp_dup_text (const HpSnapshot *snapshot, guint32 object);

G_END_DECLS
