/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium object FILE|PID ADDRESS: what an object is, what it refers to and who refers to it. */
#include "analysis/catalogue.h"
#include "analysis/root-tree.h"
#include "cli/cli.h"
#include "cli/report-text.h"
#include "cli/report.h"

#define USAGE "[--json] [--limit N] FILE|PID ADDRESS"

static const HpField fact_fields[] = {
  { "fact", "Fact", HP_FIELD_TEXT },
  { "value", "Value", HP_FIELD_TEXT },
};

static const HpField reference_fields[] = {
  { "object", "Object", HP_FIELD_ADDRESS }, { "type", "Type", HP_FIELD_TEXT },
  { "label", "Through", HP_FIELD_TEXT },    { "weak", "Weak", HP_FIELD_FLAG },
  { "value", "Value", HP_FIELD_TEXT },
};

static void
add_fact (HpReportTable *table, const char *fact, char *value)
{
  if (value == NULL)
    return;
  hp_report_table_begin_row (table);
  hp_report_table_add_text (table, fact);
  hp_report_table_take_text (table, value);
}

static char *
dup_generation (guint generation)
{
  switch (generation) {
  case HP_GENERATION_UNTRACKED: return g_strdup ("not tracked");
  case HP_GENERATION_UNKNOWN: return g_strdup ("tracked, in no list");
  case HP_GENERATION_PERMANENT: return g_strdup ("frozen");
  default: return g_strdup_printf ("%u", generation);
  }
}

static gboolean
add_facts (HpReport *report, HpSnapshot *snapshot, guint32 object, GError **error)
{
  HpReportTable *table =
      hp_report_add_table (report, "facts", "Facts", fact_fields, G_N_ELEMENTS (fact_fields));
  g_autoptr (HpRootTree) roots = hp_root_tree_new (snapshot, NULL, error);
  guint32 root = hp_snapshot_root_of (snapshot, object);

  if (roots == NULL)
    return FALSE;
  add_fact (table, "type",
            hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object)));
  add_fact (table, "value", hp_snapshot_dup_preview (snapshot, object));
  add_fact (table, "size",
            g_strdup_printf ("%" G_GUINT64_FORMAT, hp_snapshot_size (snapshot, object)));
  add_fact (table, "refcount",
            g_strdup_printf ("%" G_GINT64_FORMAT, hp_snapshot_refcount (snapshot, object)));
  add_fact (table, "generation", dup_generation (hp_snapshot_generation (snapshot, object)));
  add_fact (table, "root", root != HP_NONE ? hp_snapshot_format_root (snapshot, root) : NULL);
  add_fact (table, "path", hp_root_tree_path_text (roots, object, HP_PATH_FOLDED));
  return TRUE;
}

static void
add_reference (HpReportTable *table, const HpSnapshot *snapshot, guint32 object, guint32 label)
{
  hp_report_table_begin_row (table);
  hp_report_table_add_object (table, snapshot, object);
  hp_report_table_take_text (
      table, hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object)));
  hp_report_table_take_text (table, hp_snapshot_format_label (snapshot, label));
  hp_report_table_add_number (table, hp_label_is_weak (label));
  hp_report_table_take_text (table, hp_snapshot_dup_preview (snapshot, object));
}

static void
add_referents (HpReport *report, const HpSnapshot *snapshot, guint32 object,
               const HpReportOptions *options)
{
  HpReportTable *table = hp_report_add_table (report, "referents", "Refers To", reference_fields,
                                              G_N_ELEMENTS (reference_fields));
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, object, &labels, &n);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, n, &omitted);

  for (guint i = 0; i < shown; i++)
    add_reference (table, snapshot, targets[i], labels[i]);
  hp_report_table_set_omitted (table, omitted);
}

static void
add_referrers (HpReport *report, const HpSnapshot *snapshot, guint32 object,
               const HpReportOptions *options)
{
  HpReportTable *table = hp_report_add_table (report, "referrers", "Referred To By",
                                              reference_fields, G_N_ELEMENTS (reference_fields));
  const guint32 *refs;
  guint32 n;
  const guint32 *from = hp_snapshot_referrers (snapshot, object, &refs, &n);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, n, &omitted);

  for (guint i = 0; i < shown; i++)
    add_reference (table, snapshot, from[i], hp_snapshot_ref_label (snapshot, refs[i]));
  hp_report_table_set_omitted (table, omitted);
}

static HpReport *
make_report (HpSnapshot *snapshot, guint32 object, const HpReportOptions *options, GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("object");

  if (!hp_snapshot_index_referrers (snapshot, NULL, error) ||
      !add_facts (report, snapshot, object, error))
    return NULL;
  add_referents (report, snapshot, object, options);
  add_referrers (report, snapshot, object, options);
  return g_steal_pointer (&report);
}

int
hp_cli_object (int argc, char **argv)
{
  gboolean json = FALSE;
  HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  int limit = (int)options.limit;
  const GOptionEntry entries[] = {
    HP_CLI_OPTION_JSON (&json),
    HP_CLI_OPTION_LIMIT (&limit, "At most N rows a table (20); 0: all"),
    { NULL },
  };
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpReport) report = NULL;
  GError *error = NULL;
  guint32 object;

  if (!hp_cli_parse ("object", USAGE, entries, &argc, &argv, 2))
    return 2;
  if (limit < 0)
    return hp_cli_wrong_usage ("object", USAGE, HP_CLI_WRONG_LIMIT);
  options.limit = (guint)limit;
  if ((snapshot = hp_cli_open ("object", argv[1])) == NULL ||
      !hp_cli_find_object ("object", snapshot, argv[2], &object))
    return 1;
  if ((report = make_report (snapshot, object, &options, &error)) == NULL)
    return hp_cli_fail ("object", error);
  return hp_cli_print_report ("object", report, snapshot, json);
}
