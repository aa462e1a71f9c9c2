/* SPDX-License-Identifier: Apache-2.0 */
/* A picture of the embedded heap: every object with its references, the roots, arenas, pools and
 * large blocks.
 *
 * The heap stands still meanwhile, in the thread that owns it, at a point between two instructions.
 * Nothing of it is changed and no code of the script runs: sizes and texts are read from memory,
 * not asked from __sizeof__ and __repr__. */
#pragma once

#include "script/interpreter.h"
#include "snapshot/builder.h"

G_BEGIN_DECLS

/* Everything but the end of building, which needs the heap no more and may run in another thread.
 * Never NULL. */
HpSnapshotBuilder *hp_embedded_picture (HpInterpreter *interpreter, HpSnapshotLevel level,
                                        const char *title);

G_END_DECLS
