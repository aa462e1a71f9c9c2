/* SPDX-License-Identifier: Apache-2.0 */
/* Small files as other programs write them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* V8: the root, a global object Window, a string with an escape, and an array that only a weak edge
 * leads to. */
extern const char hp_foreign_v8[];

/* PyHeap: a thread with a frame whose local 'c' is an instance of Cache; its attribute "items", a
 * name that is told by number, is a list of itself and of an object that is not there. */
GByteArray *hp_foreign_pyheap_new (void);

G_END_DECLS
