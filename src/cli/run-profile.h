/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium run --profile: the lines of a function as memory_profiler's @profile prints them, but
 * in bytes, because the numbers are exact. */
#pragma once

#include <glib.h>

#include "script/line-profile.h"

/* A table for each function of that name; one line on standard error when none ran. */
void hp_run_profile_print (const HpLineProfile *profile, const char *function);
