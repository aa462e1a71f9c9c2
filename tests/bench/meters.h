/* SPDX-License-Identifier: Apache-2.0 */
/* What the process has used so far. */
#pragma once

#include <glib.h>
#include <time.h>

/* Seconds that the clock shows: CLOCK_PROCESS_CPUTIME_ID and its like. */
double meter_seconds (clockid_t clock);

/* Bytes of memory now, and at most since the last reset. */
double meter_memory (void);
double meter_peak_memory (void);
void meter_reset_peak_memory (void);
