/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium run --compare SCRIPT: the script here and in CPython 3.11, side by side. */
#pragma once

#include "cli/run-options.h"

/* Exit status: 0 both are equal, 1 they differ or cannot be compared (one line on standard error
 * then). */
int hp_cli_run_compare (const HpRunOptions *options);
