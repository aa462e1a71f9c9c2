/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a picture in any format that can be read: Heaparium's own, V8's .heapsnapshot, PyHeap's
 * .pyheap, a core dump of a Python. The first bytes decide, not the name. */
#pragma once

#include "snapshot/file.h"

G_BEGIN_DECLS

/* As hp_snapshot_load (); for a core dump as hp_process_capture_core (). */
HpSnapshot *hp_import (const char *path, GCancellable *cancellable,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
