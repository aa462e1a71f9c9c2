/* SPDX-License-Identifier: Apache-2.0 */
/* The report of an analysis on standard output. */
#pragma once

#include "analysis/report.h"

G_BEGIN_DECLS

/* Sentences, warnings, then each table under its title; or one JSON object. Returns the exit
 * status, after a line on standard error when it is not 0. */
int hp_cli_print_report (const char *command, const HpReport *report, const HpSnapshot *snapshot,
                         gboolean json);

G_END_DECLS
