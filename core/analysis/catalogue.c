/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/catalogue.h"

#include <glib/gi18n.h>

#include "analysis/accounting-report.h"
#include "analysis/audit-report.h"
#include "analysis/cycles-report.h"
#include "analysis/dry-run-report.h"
#include "analysis/heap-reports.h"
#include "analysis/pins-report.h"
#include "analysis/retained-report.h"
#include "analysis/suspects-report.h"
#include "analysis/waste-report.h"

static const HpAnalysis analyses[] = {
  { "suspects", N_ ("Suspects"), N_ ("what looks like a leak, and who holds it"),
    hp_suspects_report },
  { "arenas", N_ ("Arenas"), N_ ("arenas, pools and size classes"), hp_arenas_report, TRUE },
  { "gc", N_ ("Collector"), N_ ("generations, thresholds, and what is in them"), hp_gc_report,
    TRUE },
  { "cycles", N_ ("Cycles"), N_ ("groups that refer to each other, and why each is alive"),
    hp_cycles_report },
  { "audit", N_ ("Refcount Audit"), N_ ("references that are counted and found nowhere"),
    hp_audit_report },
  { "dryrun", N_ ("Dry Run"), N_ ("what a collection would free, without running it"),
    hp_dry_run_report, .of_collection = TRUE },
  { "pins", N_ ("Arena Pins"), N_ ("what keeps arenas from going back to the system"),
    hp_pins_report },
  { "accounting", N_ ("Accounting"),
    N_ ("what each resident byte is for, down to the unexplained rest"), hp_accounting_report },
  { "retained", N_ ("Retained"), N_ ("who keeps how much alive: the dominator tree from the top"),
    hp_retained_report },
  { "waste", N_ ("Waste"), N_ ("bytes that the same program would not need"), hp_waste_report },
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
