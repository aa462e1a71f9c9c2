/* SPDX-License-Identifier: Apache-2.0 */
/* The state of the embedded heap's collector. */
#pragma once

#include "object/runtime.h"
#include "snapshot/info.h"

/* The collector's counters as a snapshot and a summary tell them. Walks the list of frozen objects.
 */
void hp_embedded_read_collector (const HpRuntime *rt, HpCollectorState *state);
