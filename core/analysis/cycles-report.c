/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/cycles-report.h"

#include <glib/gi18n.h>

#include "analysis/cycle-break.h"
#include "analysis/cycles.h"
#include "analysis/describe.h"
#include "analysis/retained.h"
#include "analysis/together.h"
#include "analysis/trees.h"

/* Members from which a shortest cycle is looked for, and the largest component in which one looks
 * for the reference that opens it: both cost a pass over the component each. */
#define MAX_STARTS      64
#define MAX_OPEN        20000
#define MAX_TYPES       3
#define HOLDERS_A_CYCLE 5

/* What a person asks first stands first: why it is there, and of what it is. */
static const HpField cycle_fields[] = {
  { "cycle", N_ ("Cycle"), HP_FIELD_NUMBER },
  { "why_alive", N_ ("Why Alive"), HP_FIELD_WORD },
  { "members", N_ ("Members"), HP_FIELD_NUMBER },
  { "size", N_ ("Own Size"), HP_FIELD_SIZE },
  { "retained_size", N_ ("Retained at Least"), HP_FIELD_SIZE },
  { "types", N_ ("Types"), HP_FIELD_TEXT },
  { "object", N_ ("A Member"), HP_FIELD_ADDRESS },
  { "generation", N_ ("Generation"), HP_FIELD_NUMBER },
  { "holders", N_ ("Holders"), HP_FIELD_NUMBER },
  { "unexplained", N_ ("Unexplained"), HP_FIELD_NUMBER },
  { "untracked", N_ ("Not Tracked"), HP_FIELD_NUMBER },
  { "finalizers_pending", N_ ("Finalizers to Run"), HP_FIELD_NUMBER },
  { "finalizers_run", N_ ("Finalizers Run"), HP_FIELD_NUMBER },
  { "shortest", N_ ("Shortest Cycle"), HP_FIELD_TEXT },
  { "opened_by", N_ ("Opened by Making Weak"), HP_FIELD_TEXT },
};

static const HpField holder_fields[] = {
  { "cycle", N_ ("Cycle"), HP_FIELD_NUMBER }, { "holder", N_ ("Holder"), HP_FIELD_ADDRESS },
  { "type", N_ ("Type"), HP_FIELD_TEXT },     { "label", N_ ("Through"), HP_FIELD_TEXT },
  { "member", N_ ("Member"), HP_FIELD_TEXT }, { "path", N_ ("Path to the Holder"), HP_FIELD_TEXT },
};

/* What the rows are made from. A cycle's number is that of hp_components_members () plus 1, as in
 * SQL and for the graph; rows come in the order in which they matter. */
typedef struct {
  HpSnapshot *snapshot;
  const HpReportOptions *options;
  HpComponents *components; /* owned, as all below */
  HpCycles *cycles;
  HpTrees trees;
  guint64 *retained; /* by cycle */
  guint32 *order;    /* cycles as they are told */
} Findings;

static void
findings_clear (Findings *self)
{
  hp_cycles_free (self->cycles);
  hp_components_free (self->components);
  hp_trees_clear (&self->trees);
  g_free (self->retained);
  g_free (self->order);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Findings, findings_clear)

static gboolean
find_retained (Findings *self, const HpAnalysisRun *run, GError **error)
{
  guint32 n_cycles = hp_components_n_cycles (self->components);

  self->retained = g_new0 (guint64, (gsize)n_cycles + 1);
  return hp_retained_by_group (self->trees.dominator_tree,
                               hp_components_cycle_numbers (self->components), n_cycles,
                               self->retained, run, error);
}

/* What a program made itself first, then the cycles that every class is in; by what they retain. */
static int
compare_cycles (gconstpointer a, gconstpointer b, gpointer data)
{
  const Findings *self = data;
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  gboolean x_class = hp_cycles_get_facts (self->cycles, x)->n_classes > 0;
  gboolean y_class = hp_cycles_get_facts (self->cycles, y)->n_classes > 0;

  if (x_class != y_class)
    return x_class ? 1 : -1;
  if (self->retained[x] != self->retained[y])
    return self->retained[x] > self->retained[y] ? -1 : 1;
  return (x > y) - (x < y);
}

static void
order_cycles (Findings *self)
{
  guint32 n = hp_components_n_cycles (self->components);

  self->order = g_new (guint32, (gsize)n + 1);
  for (guint32 i = 0; i < n; i++)
    self->order[i] = i;
  g_qsort_with_data (self->order, (int)n, sizeof (guint32), compare_cycles, self);
}

static gboolean
find_trees (gpointer data, const HpAnalysisRun *run, GError **error)
{
  Findings *self = data;

  return hp_trees_init (&self->trees, self->snapshot, self->options, run, error);
}

/* And who refers to their members. */
static gboolean
find_components (gpointer data, const HpAnalysisRun *run, GError **error)
{
  Findings *self = data;
  GCancellable *cancellable = run != NULL ? run->cancellable : NULL;

  self->components = hp_components_new (self->snapshot, run, error);
  return self->components != NULL &&
         hp_snapshot_index_referrers (self->snapshot, cancellable, error);
}

static gboolean
find (Findings *self, const HpAnalysisRun *run, GError **error)
{
  static const HpAnalysisStep steps[] = { find_trees, find_components };

  return hp_analysis_take_together (steps, G_N_ELEMENTS (steps), self, self->snapshot, run,
                                    error) &&
         (self->cycles = hp_cycles_new (self->snapshot, self->components, self->trees.roots, run,
                                        error)) != NULL &&
         find_retained (self, run, error);
}

/* ---- cells ---- */

/* "list[0] → dict['next'] → back" */
static char *
describe_edges (const HpSnapshot *snapshot, const GArray *edges)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < edges->len; i++) {
    const HpCycleEdge *edge = &g_array_index (edges, HpCycleEdge, i);
    g_autofree char *type =
        hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, edge->from));
    g_autofree char *label = hp_snapshot_format_label (snapshot, edge->label);

    g_string_append_printf (text, "%s %s → ", type, label);
  }
  g_string_append (text, "back");
  return g_string_free (text, FALSE);
}

/* NULL and error when it fails. */
static char *
describe_opening (const Findings *self, guint32 cycle, const GArray *edges,
                  const HpAnalysisRun *run, GError **error)
{
  const HpCycleEdge *edge;
  g_autofree char *from = NULL, *label = NULL;
  int opening;

  if (hp_cycles_get_facts (self->cycles, cycle)->n_members > MAX_OPEN)
    return g_strdup ("not looked for: too many members");
  if (!hp_cycle_find_opening (self->snapshot, self->components, cycle, edges, &opening, run, error))
    return NULL;
  if (opening < 0)
    return g_strdup ("no single reference");
  edge = &g_array_index (edges, HpCycleEdge, opening);
  from = hp_describe_object (self->snapshot, edge->from);
  label = hp_snapshot_format_label (self->snapshot, edge->label);
  return g_strdup_printf ("%s of %s", label, from);
}

static gboolean
add_cycle (HpReportTable *table, const Findings *self, guint rank, const HpAnalysisRun *run,
           GError **error)
{
  guint32 cycle = self->order[rank];
  const HpCycleFacts *facts = hp_cycles_get_facts (self->cycles, cycle);
  guint32 n;
  const guint32 *members = hp_components_members (self->components, cycle, &n);
  g_autoptr (GArray) edges =
      hp_cycle_shortest (self->snapshot, self->components, cycle, MAX_STARTS, NULL, run, error);
  char *opening = edges != NULL ? describe_opening (self, cycle, edges, run, error) : NULL;

  if (opening == NULL)
    return FALSE;
  hp_report_table_begin_row (table);
  hp_report_table_add_number (table, cycle + 1);
  hp_report_table_add_text (table, hp_cycle_state_to_string (facts->state));
  hp_report_table_add_number (table, facts->n_members);
  hp_report_table_add_number (table, (gint64)facts->size);
  hp_report_table_add_number (table, (gint64)self->retained[cycle]);
  hp_report_table_take_text (table, hp_describe_types (self->snapshot, members, n, MAX_TYPES));
  hp_report_table_add_object (table, self->snapshot, members[0]);
  if (facts->generation <= HP_GENERATION_PERMANENT)
    hp_report_table_add_number (table, facts->generation);
  else
    hp_report_table_add_none (table);
  hp_report_table_add_number (table, (gint64)facts->n_holders + facts->n_roots);
  hp_report_table_add_number (table, (gint64)facts->n_unexplained);
  hp_report_table_add_number (table, facts->n_untracked);
  hp_report_table_add_number (table, facts->n_pending);
  hp_report_table_add_number (table, facts->n_finalized);
  hp_report_table_take_text (table, describe_edges (self->snapshot, edges));
  hp_report_table_take_text (table, opening);
  return TRUE;
}

static void
add_holders (HpReportTable *table, const Findings *self, guint rank)
{
  guint32 cycle = self->order[rank];
  g_autoptr (GArray) holders = hp_cycles_list_holders (self->cycles, cycle, HOLDERS_A_CYCLE);

  for (guint i = 0; i < holders->len; i++) {
    const HpHolder *holder = &g_array_index (holders, HpHolder, i);
    guint32 type = hp_snapshot_type_of (self->snapshot, holder->from);

    hp_report_table_begin_row (table);
    hp_report_table_add_number (table, cycle + 1);
    hp_report_table_add_object (table, self->snapshot, holder->from);
    hp_report_table_take_text (table, hp_snapshot_dup_type_full_name (self->snapshot, type));
    hp_report_table_take_text (table, hp_snapshot_format_label (self->snapshot, holder->label));
    hp_report_table_take_text (table, hp_describe_object (self->snapshot, holder->to));
    hp_report_table_take_text (
        table, hp_root_tree_path_text (self->trees.roots, holder->from, HP_PATH_FOLDED));
  }
}

/* A root is no object: its row names it where the path of a holder stands. */
static void
add_roots (HpReportTable *table, const Findings *self, guint rank)
{
  guint32 cycle = self->order[rank];
  g_autoptr (GArray) roots = hp_cycles_list_roots (self->cycles, cycle, HOLDERS_A_CYCLE);

  for (guint i = 0; i < roots->len; i++) {
    guint32 root = g_array_index (roots, guint32, i);
    guint32 member = hp_snapshot_root (self->snapshot, root).object;

    hp_report_table_begin_row (table);
    hp_report_table_add_number (table, cycle + 1);
    hp_report_table_add_none (table);
    hp_report_table_add_none (table);
    hp_report_table_add_text (table, "root");
    hp_report_table_take_text (table, hp_describe_object (self->snapshot, member));
    hp_report_table_take_text (table, hp_snapshot_format_root (self->snapshot, root));
  }
}

/* ---- sentences ---- */

static void
say_count (HpReport *report, guint n, guint64 size, const char *what)
{
  g_autofree char *bytes = g_format_size (size);

  if (n > 0)
    hp_report_say (report, ngettext ("%u cycle, %s: %s.", "%u cycles, %s: %s.", n), n, bytes, what);
}

static void
say_states (HpReport *report, const Findings *self)
{
  guint32 n_cycles = hp_components_n_cycles (self->components);
  guint n[HP_N_CYCLE_STATES] = { 0 }, n_classes = 0;
  guint64 size[HP_N_CYCLE_STATES] = { 0 }, classes_size = 0;

  if (n_cycles == 0)
    hp_report_say (report, _ ("There are no cycles."));
  for (guint32 cycle = 0; cycle < n_cycles; cycle++) {
    const HpCycleFacts *facts = hp_cycles_get_facts (self->cycles, cycle);

    if (facts->n_classes > 0) {
      n_classes++;
      classes_size += facts->size;
    } else {
      n[facts->state]++;
      size[facts->state] += facts->size;
    }
  }
  for (guint state = 0; state < HP_N_CYCLE_STATES; state++)
    say_count (report, n[state], size[state], _ (hp_cycle_state_to_string ((HpCycleState)state)));
  say_count (report, n_classes, classes_size,
             _ ("with classes, which refer to themselves through their own __mro__ and to their "
                "modules through their methods"));
}

HpReport *
hp_cycles_report (HpSnapshot *snapshot, const HpReportOptions *options, const HpAnalysisRun *run,
                  GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("cycles");
  g_auto (Findings) findings = { .snapshot = snapshot, .options = options };
  HpReportTable *cycles = hp_report_add_table (report, "cycles", N_ ("Cycles"), cycle_fields,
                                               G_N_ELEMENTS (cycle_fields));
  HpReportTable *holders = hp_report_add_table (report, "holders", N_ ("Held From Outside By"),
                                                holder_fields, G_N_ELEMENTS (holder_fields));
  guint64 omitted;
  guint shown;

  if (!find (&findings, run, error))
    return NULL;
  order_cycles (&findings);
  say_states (report, &findings);
  shown = hp_report_options_clip (options, hp_components_n_cycles (findings.components), &omitted);
  for (guint rank = 0; rank < shown; rank++) {
    if (!hp_analysis_step (run, (double)rank / shown, error) ||
        !add_cycle (cycles, &findings, rank, run, error))
      return NULL;
    add_holders (holders, &findings, rank);
    add_roots (holders, &findings, rank);
  }
  hp_report_table_set_omitted (cycles, omitted);
  return g_steal_pointer (&report);
}
