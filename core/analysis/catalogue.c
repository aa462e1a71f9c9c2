/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/catalogue.h"

#include "analysis/audit-report.h"
#include "analysis/cycles-report.h"
#include "analysis/dry-run-report.h"
#include "analysis/pins-report.h"
#include "analysis/retained-report.h"
#include "analysis/waste-report.h"

static const HpAnalysis analyses[] = {
  { "cycles", "Cycles", "groups that refer to each other, and why each is alive",
    hp_cycles_report },
  { "audit", "Refcount Audit", "references that are counted and found nowhere", hp_audit_report },
  { "dryrun", "Dry Run", "what a collection would free, without running it", hp_dry_run_report },
  { "pins", "Arena Pins", "what keeps arenas from going back to the system", hp_pins_report },
  { "retained", "Retained", "who keeps how much alive: the dominator tree from the top",
    hp_retained_report },
  { "waste", "Waste", "bytes that the same program would not need", hp_waste_report },
};

const HpAnalysis *
hp_analyses (guint *n)
{
  *n = G_N_ELEMENTS (analyses);
  return analyses;
}

const HpAnalysis *
hp_analysis_by_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (analyses); i++)
    if (g_str_equal (analyses[i].name, name))
      return &analyses[i];
  return NULL;
}

guint
hp_report_options_clip (const HpReportOptions *options, guint64 n, guint64 *omitted)
{
  guint64 limit = options->limit > 0 ? options->limit : G_MAXUINT;
  guint64 shown = MIN (n, limit);

  *omitted = n - shown;
  return (guint)shown;
}
