/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/paths-report.h"

#include <glib/gi18n.h>

#include "analysis/merged-paths.h"
#include "analysis/paths.h"

/* ---- one object ---- */

static const HpField path_fields[] = {
  { "path", N_ ("Path"), HP_FIELD_TEXT },
  { "root", N_ ("Root"), HP_FIELD_TEXT },
  { "steps", N_ ("Steps"), HP_FIELD_NUMBER },
  { "first", N_ ("First Object"), HP_FIELD_ADDRESS },
};

static const HpField step_fields[] = {
  { "path", N_ ("Path"), HP_FIELD_NUMBER },      { "step", N_ ("Step"), HP_FIELD_NUMBER },
  { "object", N_ ("Object"), HP_FIELD_ADDRESS }, { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "label", N_ ("Through"), HP_FIELD_TEXT },
};

static void
add_path (HpReportTable *table, const HpPath *path, HpPathStyle style)
{
  const HpPathStep *first = &g_array_index (path->steps, HpPathStep, 0);

  hp_report_table_begin_row (table);
  hp_report_table_take_text (table, hp_path_to_text (path, style));
  hp_report_table_take_text (table, hp_snapshot_format_root (path->snapshot, path->root));
  hp_report_table_add_number (table, path->steps->len - 1);
  hp_report_table_add_object (table, path->snapshot, first->object);
}

/* The reference that leads to the first step is the root's. */
static void
add_step (HpReportTable *table, const HpPath *path, guint number, guint i)
{
  const HpPathStep *step = &g_array_index (path->steps, HpPathStep, i);
  guint32 type = hp_snapshot_type_of (path->snapshot, step->object);

  hp_report_table_begin_row (table);
  hp_report_table_add_number (table, number);
  hp_report_table_add_number (table, i);
  hp_report_table_add_object (table, path->snapshot, step->object);
  hp_report_table_take_text (table, hp_snapshot_dup_type_full_name (path->snapshot, type));
  if (i == 0)
    hp_report_table_add_text (table, "root");
  else
    hp_report_table_take_text (table, hp_snapshot_format_label (path->snapshot, step->label));
}

static gboolean
report_one (HpReport *report, HpSnapshot *snapshot, const HpPathsQuestion *question,
            const HpAnalysisRun *run, GError **error)
{
  g_autoptr (GPtrArray) paths = hp_paths_find (
      snapshot, question->objects[0], MAX (question->limit, 1), question->without, run, error);
  HpReportTable *table, *steps;

  if (paths == NULL)
    return FALSE;
  table = hp_report_add_table (report, "paths", N_ ("Paths from Roots"), path_fields,
                               G_N_ELEMENTS (path_fields));
  steps = hp_report_add_table (report, "steps", N_ ("Their Steps"), step_fields,
                               G_N_ELEMENTS (step_fields));
  for (guint number = 0; number < paths->len; number++) {
    const HpPath *path = g_ptr_array_index (paths, number);

    add_path (table, path, question->style);
    for (guint i = 0; i < path->steps->len; i++)
      add_step (steps, path, number + 1, i);
  }
  if (paths->len == 0)
    hp_report_say (report, question->without != NULL
                               ? _ ("No root leads to this object without what was left out.")
                               : _ ("No root leads to this object: it waits for the collector, or "
                                    "something outside of the picture holds it."));
  return TRUE;
}

/* ---- several ---- */

static const HpField merged_fields[] = {
  { "depth", N_ ("Depth"), HP_FIELD_NUMBER },
  { "objects", N_ ("Objects"), HP_FIELD_NUMBER },
  { "size", N_ ("Their Size"), HP_FIELD_SIZE },
  { "path", N_ ("Path to the Holder"), HP_FIELD_TEXT },
  { "holder", N_ ("Holder"), HP_FIELD_ADDRESS },
  { "type", N_ ("Type"), HP_FIELD_TEXT },
};

/* The tree of the paths while it is written. A node that passes all it has on to one below is no
 * row: what follows from another row tells nothing. */
typedef struct {
  const HpRootTree *roots; /* borrowed, as both below */
  const HpMergedNode *nodes;
  HpReportTable *table;
  guint32 n_nodes;
  guint32 *first, *next; /* owned: children of a node, most members first; HP_NONE ends */
  guint limit, n_rows;
  guint64 n_omitted;
} Merged;

static void
merged_clear (Merged *self)
{
  g_free (self->first);
  g_free (self->next);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Merged, merged_clear)

/* first[n_nodes] begins those that roots hold. Nodes come by depth and members, so that pushing
 * them in front from the last on keeps that order. */
static void
link_children (Merged *self)
{
  self->first = g_new (guint32, self->n_nodes + 1);
  self->next = g_new (guint32, self->n_nodes + 1);
  for (guint32 i = 0; i <= self->n_nodes; i++)
    self->first[i] = HP_NONE;
  for (guint32 i = self->n_nodes; i > 0; i--) {
    guint32 parent = self->nodes[i - 1].parent;
    guint32 *head = &self->first[parent != HP_NONE ? parent : self->n_nodes];

    self->next[i - 1] = *head;
    *head = i - 1;
  }
}

static gboolean
passes_all_on (const Merged *self, guint32 node)
{
  guint32 child = self->first[node];

  return child != HP_NONE && self->nodes[child].n_members == self->nodes[node].n_members;
}

static void
add_node (Merged *self, guint32 number, guint depth)
{
  const HpMergedNode *node = &self->nodes[number];
  const HpSnapshot *snapshot = hp_root_tree_get_snapshot (self->roots);
  guint32 type = hp_snapshot_type_of (snapshot, node->object);

  if (self->limit > 0 && self->n_rows == self->limit) {
    self->n_omitted++;
    return;
  }
  self->n_rows++;
  hp_report_table_begin_row (self->table);
  hp_report_table_add_number (self->table, depth);
  hp_report_table_add_number (self->table, node->n_members);
  hp_report_table_add_number (self->table, (gint64)node->size);
  hp_report_table_take_text (self->table,
                             hp_root_tree_path_text (self->roots, node->object, HP_PATH_FOLDED));
  hp_report_table_add_object (self->table, snapshot, node->object);
  hp_report_table_take_text (self->table, hp_snapshot_dup_type_full_name (snapshot, type));
}

/* ---- what is told of them ---- */

/* Nodes with fewer members are no rows: as many that have more as fit into the limit; where none
 * has more, all, and the limit cuts them off. */
static guint32
find_least (Merged *self)
{
  guint32 n_rows = 0, least = 0;

  for (guint32 node = 0; node < self->n_nodes; node++) {
    if (passes_all_on (self, node))
      continue;
    if (self->limit > 0 && n_rows++ == self->limit)
      least = self->nodes[node].n_members + 1;
  }
  return least <= self->nodes[0].n_members ? least : 0;
}

static guint32
next_node (const Merged *self, guint32 node)
{
  if (self->first[node] != HP_NONE)
    return self->first[node];
  while (self->next[node] == HP_NONE) {
    if ((node = self->nodes[node].parent) == HP_NONE)
      return HP_NONE;
  }
  return self->next[node];
}

/* From the roots down, each with what is below it behind it. */
static void
add_nodes (Merged *self)
{
  g_autofree guint32 *depth = g_new (guint32, self->n_nodes);
  guint32 least = find_least (self);

  for (guint32 node = self->first[self->n_nodes]; node != HP_NONE; node = next_node (self, node)) {
    guint32 parent = self->nodes[node].parent;

    depth[node] = parent != HP_NONE ? depth[parent] + !passes_all_on (self, parent) : 0;
    if (passes_all_on (self, node))
      continue;
    if (self->nodes[node].n_members >= least)
      add_node (self, node, depth[node]);
    else
      self->n_omitted++;
  }
}

/* Whether the object itself was asked for: its children have one member less. */
static gboolean
is_member (const Merged *self, guint32 node)
{
  guint64 below = 0;

  for (guint32 child = self->first[node]; child != HP_NONE; child = self->next[child])
    below += self->nodes[child].n_members;
  return below < self->nodes[node].n_members;
}

/* The last node that most paths run through before they part or reach one of the objects: who holds
 * them. */
static const HpMergedNode *
find_holder (const Merged *self)
{
  guint32 node = 0, child;

  while ((child = self->first[node]) != HP_NONE &&
         self->nodes[child].n_members > self->nodes[0].n_members / 2 && !is_member (self, child))
    node = child;
  return &self->nodes[node];
}

static void
say_holder (HpReport *report, const Merged *self, const HpPathsQuestion *question)
{
  const HpMergedNode *holder = find_holder (self);
  const HpSnapshot *snapshot = hp_root_tree_get_snapshot (self->roots);
  g_autofree char *type =
      hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, holder->object));
  g_autofree char *path = hp_root_tree_path_text (self->roots, holder->object, HP_PATH_FOLDED);

  hp_report_say (report, _ ("%u of %u have their shortest path through %s (%s)."),
                 holder->n_members, question->n_objects, path, type);
}

static void
say_several (HpReport *report, const HpRootTree *roots, const HpPathsQuestion *question)
{
  const HpSnapshot *snapshot = hp_root_tree_get_snapshot (roots);
  guint64 size = 0;
  guint32 n_lost = 0;
  g_autofree char *bytes = NULL;

  for (guint32 i = 0; i < question->n_objects; i++) {
    size += hp_snapshot_size (snapshot, question->objects[i]);
    n_lost += !hp_root_tree_is_reached (roots, question->objects[i]);
  }
  bytes = g_format_size (size);
  if (question->what != NULL)
    hp_report_say (report,
                   ngettext ("%u %s object, %s.", "%u %s objects, %s.", question->n_objects),
                   question->n_objects, question->what, bytes);
  else
    hp_report_say (
        report, ngettext ("%u chosen object, %s.", "%u chosen objects, %s.", question->n_objects),
        question->n_objects, bytes);
  if (n_lost > 0)
    hp_report_say (report,
                   question->without != NULL
                       ? _ ("No root leads to %u of them without what was left out.")
                       : _ ("No root leads to %u of them."),
                   n_lost);
}

static gboolean
report_several (HpReport *report, HpSnapshot *snapshot, const HpPathsQuestion *question,
                const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpRootTree) roots = hp_root_tree_new_without (snapshot, question->without, run, error);
  g_autoptr (GArray) nodes =
      roots != NULL ? hp_paths_merge (roots, question->objects, question->n_objects, 1, run, error)
                    : NULL;
  g_auto (Merged) merged = { .roots = roots, .limit = question->limit };

  if (nodes == NULL)
    return FALSE;
  merged.nodes = (const HpMergedNode *)nodes->data;
  merged.n_nodes = nodes->len;
  merged.table = hp_report_add_table (report, "merged", N_ ("Where Their Paths Run Together"),
                                      merged_fields, G_N_ELEMENTS (merged_fields));
  say_several (report, roots, question);
  if (nodes->len == 0)
    return TRUE;
  link_children (&merged);
  say_holder (report, &merged, question);
  add_nodes (&merged);
  hp_report_table_set_omitted (merged.table, merged.n_omitted);
  return TRUE;
}

HpReport *
hp_paths_report (HpSnapshot *snapshot, const HpPathsQuestion *question, const HpAnalysisRun *run,
                 GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("paths");
  gboolean done = question->n_objects == 1
                      ? report_one (report, snapshot, question, run, error)
                      : report_several (report, snapshot, question, run, error);

  return done ? g_steal_pointer (&report) : NULL;
}
