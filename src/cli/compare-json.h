/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "compare/comparison.h"

/* The whole comparison as one JSON object on standard output. */
void hp_cli_print_comparison_json (const HpComparison *comparison);
