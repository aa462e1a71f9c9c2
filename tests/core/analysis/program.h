/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of small Python programs, put together by hand: modules with their files, classes,
 * functions with their code and names, frames that run. */
#pragma once

#include "snapshot/builder.h"

typedef struct {
  HpSnapshotBuilder *builder; /* owned */
  guint64 next;               /* the address of the next object; they rise */
  GHashTable *texts;          /* owned; text → object of the str plus 1 */
  GHashTable *types;          /* owned; "module.name" → number plus 1 */
  gboolean is_listed;         /* objects that are made now are in the collector's lists, in order */
} Program;

/* With the library's os.py in /lib/python, beside which the standard library lies. */
void program_begin (Program *self, HpSnapshotLevel level);

/* What an object is made of. Numbers are those of the builder: address program_address (number). */
guint32 program_type (Program *self, const char *module, const char *name);
guint32 program_object (Program *self, const char *module, const char *type, guint generation);
guint32 program_large (Program *self, const char *type, guint64 size); /* in multiples of 64 */
guint32 program_text (Program *self, const char *text);
void program_preview (Program *self, guint32 object, const char *preview);

/* References by their names. program_set () is for keys: 'name' in a namespace. */
void program_field (Program *self, guint32 from, const char *name, guint32 to);
void program_attribute (Program *self, guint32 from, const char *name, guint32 to);
void program_set (Program *self, guint32 dict, const char *name, guint32 to);
void program_item (Program *self, guint32 from, guint32 index, guint32 to);

/* A module of sys.modules; file NULL for a built-in one. Returns its namespace. */
guint32 program_module (Program *self, const char *name, const char *file);

/* A function that writes `names` (NULL: none, else NULL terminated); returns the function, and its
 * code in *code, which may be NULL. */
guint32 program_function (Program *self, const char *name, const char *file, guint line,
                          const char *const *names, guint32 *code);

/* A class of that type; returns its namespace, and the class in *class, which may be NULL. */
guint32 program_class (Program *self, const char *module, const char *name, guint32 *class);

/* n lists, each with one item, as the items of a list. Returns that list. */
guint32 program_list (Program *self, guint n, const char *module, const char *type,
                      guint generation);

HpSnapshot *program_end (Program *self);

/* The row of the number in the picture. */
guint32 program_row (const HpSnapshot *snapshot, guint32 number);
