/* SPDX-License-Identifier: Apache-2.0 */
/* The filter language of the Objects page: words that all must hold.
 *
 *   type:dict          the type's name ("app.Session" with its module; * and ? as in file names)
 *   size:>1k           bytes; > >= < <= = and a range 1k..2M; k, M, G are powers of 1024
 *   refs:>3            the reference count
 *   gen:2              0, 1, 2, frozen, none
 *   tracked  untracked  immortal  interned  finalized  static  frame  root
 *   at:0x7f…           the object at this address; at:0x7f00..0x7fff the objects between two
 *   refers-to:0x7f…    objects that refer to the object at this address
 *   held-by:0x7f…      objects that the object at this address refers to
 *   born:app.py:41     a block of theirs was taken at this line, in this file, or by this
 *                      traceback, as the Allocations page writes it; traced heaps only
 *   -word              anything of the above, negated
 *   "some text"        any other word: the value or the type's name contains it, in upper or lower
 *                      case
 *
 * Parsed once, applied to any number of objects in a worker thread; it never changes. */
#pragma once

#include <gio/gio.h>

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

#define HP_FILTER_ERROR (hp_filter_error_quark ())
GQuark hp_filter_error_quark (void);
typedef enum { HP_FILTER_ERROR_SYNTAX } HpFilterError;

typedef struct _HpFilter HpFilter;

/* HP_FILTER_ERROR_SYNTAX quotes the word that is not understood. */
HpFilter *hp_filter_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_filter_free (HpFilter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpFilter, hp_filter_free)

/* Does it let everything through? */
gboolean hp_filter_is_empty (const HpFilter *self);

/* The numbers of the objects that match, ascending, as a new array of guint32. */
GArray *hp_filter_apply (const HpFilter *self, const HpSnapshot *snapshot,
                         GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
