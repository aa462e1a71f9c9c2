/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium ANALYSIS FILE|PID: one subcommand for each analysis of the catalogue. */
#pragma once

#include "analysis/catalogue.h"

G_BEGIN_DECLS

/* argv[0] is the name of the analysis. Returns the exit status. */
int hp_cli_analyse (const HpAnalysis *analysis, int argc, char **argv);

G_END_DECLS
