/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/accounting-report.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "analysis/accounting.h"

static const HpField fields[] = {
  { "of", N_ ("Of"), HP_FIELD_WORD },
  { "part", N_ ("Part"), HP_FIELD_WORD },
  { "bytes", N_ ("Bytes"), HP_FIELD_SIZE },
  { "percent", N_ ("%"), HP_FIELD_NUMBER },
};

static void
add_row (HpReportTable *table, const HpAccounting *accounting, const char *of, const char *part,
         gint64 bytes)
{
  hp_report_table_begin_row (table);
  hp_report_table_add_text (table, of);
  hp_report_table_add_text (table, part);
  hp_report_table_add_number (table, bytes);
  hp_report_table_add_number (
      table, accounting->total > 0 ? (gint64)(100.0 * bytes / accounting->total) : 0);
}

/* Parts of the arenas first, then what lies beside them; the sums come from the same numbers. */
static void
add_parts (HpReport *report, const HpAccounting *accounting)
{
  const char *whole =
      accounting->resident ? N_ ("resident memory") : N_ ("arenas and large blocks");
  HpReportTable *table =
      hp_report_add_table (report, "parts", N_ ("Parts"), fields, G_N_ELEMENTS (fields));

  add_row (table, accounting, NULL, whole, accounting->total);
  add_row (table, accounting, whole, N_ ("arenas"),
           hp_accounting_sum (accounting, HP_ACCOUNT_USED, HP_ACCOUNT_LAST_OF_ARENAS));
  for (int part = 0; part < HP_N_ACCOUNT_PARTS; part++)
    add_row (table, accounting, part <= HP_ACCOUNT_LAST_OF_ARENAS ? "arenas" : whole,
             hp_account_part_get_name ((HpAccountPart)part), accounting->bytes[part]);
}

static void
say_resident (HpReport *report, const HpAccounting *accounting)
{
  g_autofree char *total = g_format_size ((guint64)accounting->total);
  g_autofree char *used = g_format_size ((guint64)MAX (accounting->bytes[HP_ACCOUNT_USED], 0));
  g_autofree char *large = g_format_size ((guint64)MAX (accounting->bytes[HP_ACCOUNT_LARGE], 0));
  g_autofree char *other = g_format_size ((guint64)MAX (accounting->bytes[HP_ACCOUNT_OTHER], 0));
  gint64 rest = accounting->bytes[HP_ACCOUNT_UNEXPLAINED];

  hp_report_say (report,
                 _ ("Of %s resident, %s are blocks in use in arenas, %s large blocks, and %s other "
                    "anonymous memory."),
                 total, used, large, other);
  hp_report_say (report, _ ("%" PRId64 " bytes remain unexplained."), rest);
  hp_report_warn (report,
                  _ ("Resident memory was read right after the picture, while the process "
                     "ran on. The kernel's own count of it may lag behind its mappings: that "
                     "is what remains."));
  if (accounting->bytes[HP_ACCOUNT_OTHER] < 0)
    hp_report_warn (report,
                    _ ("Other allocators are below zero: memory was given back in between."));
}

static void
say_taken (HpReport *report, const HpAccounting *accounting)
{
  g_autofree char *total = g_format_size ((guint64)accounting->total);
  g_autofree char *used = g_format_size ((guint64)MAX (accounting->bytes[HP_ACCOUNT_USED], 0));

  hp_report_say (report, _ ("Of %s in arenas and large blocks, %s are blocks in use in arenas."),
                 total, used);
  hp_report_warn (report, _ ("The picture does not know which memory is resident, nor what lies "
                             "beside arenas and large blocks."));
}

HpReport *
hp_accounting_report (HpSnapshot *snapshot, const HpReportOptions *options,
                      const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("accounting");
  HpAccounting accounting;

  if (!hp_accounting_make (&accounting, snapshot, run, error))
    return NULL;
  if (accounting.resident)
    say_resident (report, &accounting);
  else
    say_taken (report, &accounting);
  hp_report_warn (report, _ ("Rounding is known for objects that are one block; the rest of it "
                             "counts as in use."));
  add_parts (report, &accounting);
  return g_steal_pointer (&report);
}
