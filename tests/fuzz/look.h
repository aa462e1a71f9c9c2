/* SPDX-License-Identifier: Apache-2.0 */
/* A picture that came out of hostile bytes has to bear being looked at. */
#pragma once

#include "snapshot/snapshot.h"

/* Asks everything that a window would show of each object, type, root, arena and block. */
void fuzz_look_at (HpSnapshot *snapshot);
