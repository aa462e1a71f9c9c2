/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/audit-report.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/audit.h"

static const HpField type_fields[] = {
  { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "objects", N_ ("Objects"), HP_FIELD_NUMBER },
  { "with_remainder", N_ ("With a Remainder"), HP_FIELD_NUMBER },
  { "remainder", N_ ("References Not Found"), HP_FIELD_NUMBER },
  { "unheld", N_ ("Held by Nothing Else"), HP_FIELD_NUMBER },
  { "unheld_size", N_ ("Their Size"), HP_FIELD_SIZE },
  { "largest", N_ ("Largest Remainder"), HP_FIELD_NUMBER },
  { "example", N_ ("Example"), HP_FIELD_ADDRESS },
  { "likely", N_ ("Most Likely"), HP_FIELD_WORD },
};

static const HpField object_fields[] = {
  { "object", N_ ("Object"), HP_FIELD_ADDRESS },
  { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "value", N_ ("Value"), HP_FIELD_TEXT },
  { "refcount", N_ ("Reference Count"), HP_FIELD_NUMBER },
  { "found", N_ ("References Found"), HP_FIELD_NUMBER },
  { "remainder", N_ ("Remainder"), HP_FIELD_NUMBER },
};

static void
add_type (HpReportTable *table, const HpSnapshot *snapshot, const HpAuditType *row)
{
  hp_report_table_begin_row (table);
  hp_report_table_take_text (table, hp_snapshot_dup_type_full_name (snapshot, row->type));
  hp_report_table_add_number (table, (gint64)row->n_objects);
  hp_report_table_add_number (table, (gint64)row->n_remaining);
  hp_report_table_add_number (table, (gint64)row->remainder);
  hp_report_table_add_number (table, (gint64)row->n_unheld);
  hp_report_table_add_number (table, (gint64)row->unheld_size);
  hp_report_table_add_number (table, row->largest);
  hp_report_table_add_object (table, snapshot, row->example);
  hp_report_table_add_text (table, hp_remainder_to_string (row->kind));
}

static void
add_types (HpReport *report, const HpSnapshot *snapshot, const HpAudit *audit,
           const HpReportOptions *options)
{
  HpReportTable *table = hp_report_add_table (report, "types", N_ ("References Not Found, by Type"),
                                              type_fields, G_N_ELEMENTS (type_fields));
  guint n;
  const HpAuditType *types = hp_audit_get_types (audit, &n);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, n, &omitted);

  for (guint i = 0; i < shown; i++)
    add_type (table, snapshot, &types[i]);
  hp_report_table_set_omitted (table, omitted);
}

typedef struct {
  gint64 remainder;
  guint32 object;
} Remaining;

static int
compare_remaining (const void *a, const void *b)
{
  const Remaining *x = a, *y = b;

  if (x->remainder != y->remainder)
    return x->remainder > y->remainder ? -1 : 1;
  return (x->object > y->object) - (x->object < y->object);
}

static GArray *
list_remaining (const HpSnapshot *snapshot, const HpAudit *audit)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Remaining));

  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    Remaining row = { hp_audit_get_remainder (audit, object), object };

    if (row.remainder > 0)
      g_array_append_val (list, row);
  }
  qsort (list->data, list->len, sizeof (Remaining), compare_remaining);
  return list;
}

static void
add_objects (HpReport *report, const HpSnapshot *snapshot, const HpAudit *audit,
             const HpReportOptions *options)
{
  HpReportTable *table = hp_report_add_table (report, "objects", N_ ("Largest Remainders"),
                                              object_fields, G_N_ELEMENTS (object_fields));
  g_autoptr (GArray) list = list_remaining (snapshot, audit);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, list->len, &omitted);

  for (guint i = 0; i < shown; i++) {
    guint32 object = g_array_index (list, Remaining, i).object;
    guint32 type = hp_snapshot_type_of (snapshot, object);

    hp_report_table_begin_row (table);
    hp_report_table_add_object (table, snapshot, object);
    hp_report_table_take_text (table, hp_snapshot_dup_type_full_name (snapshot, type));
    hp_report_table_take_text (table, hp_snapshot_dup_preview (snapshot, object));
    hp_report_table_add_number (table, hp_snapshot_refcount (snapshot, object));
    hp_report_table_add_number (table, hp_audit_get_n_found (audit, object));
    hp_report_table_add_number (table, g_array_index (list, Remaining, i).remainder);
  }
  hp_report_table_set_omitted (table, omitted);
}

static void
say (HpReport *report, const HpSnapshot *snapshot, const HpAudit *audit)
{
  guint n, n_said = 0;
  const HpAuditType *types = hp_audit_get_types (audit, &n);

  for (guint i = 0; i < n; i++) {
    g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, types[i].type);

    if (types[i].kind != HP_REMAINDER_UNHELD && types[i].kind != HP_REMAINDER_PILED_UP)
      continue;
    hp_report_say (report,
                   ngettext ("%s: %" PRIu64 " reference is counted and found nowhere, %s.",
                             "%s: %" PRIu64 " references are counted and found nowhere, %s.",
                             (gulong)types[i].remainder),
                   name, types[i].remainder, _ (hp_remainder_to_string (types[i].kind)));
    n_said++;
  }
  if (n_said == 0)
    hp_report_say (report, _ ("No type looks as if C code had forgotten to give references back."));
}

HpReport *
hp_audit_report (HpSnapshot *snapshot, const HpReportOptions *options, const HpAnalysisRun *run,
                 GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("audit");
  g_autoptr (HpAudit) audit = hp_audit_new (snapshot, run, error);

  if (audit == NULL)
    return NULL;
  say (report, snapshot, audit);
  if (!snapshot->info->quality.frozen)
    hp_report_warn (report,
                    _ ("The source ran while the picture was taken: counts and references may "
                       "not fit together."));
  add_types (report, snapshot, audit, options);
  add_objects (report, snapshot, audit, options);
  return g_steal_pointer (&report);
}
