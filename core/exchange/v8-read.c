/* SPDX-License-Identifier: Apache-2.0 */
/* The text is walked twice: first to find its arrays and their shape, then strings, nodes and edges
 * in this order, since a node needs the text of its name and an edge the place of its target.
 * Nothing is allocated by a count that the file only claims: a row takes at least so many bytes.
 *
 * Nodes become rows of the snapshot as they come and are put in order before the first edge is
 * read: each edge is then written where it stays. */
#include "exchange/v8-read.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "exchange/json-scan.h"
#include "exchange/v8-format.h"
#include "exchange/v8-parts.h"
#include "exchange/v8-strings.h"
#include "exchange/v8-trace-tree.h"
#include "snapshot/builder.h"

#define ROWS_PER_LOOK 65536

/* Frames of a traceback that are kept, the innermost; V8 writes 64. */
#define MAX_FRAMES 128

/* What the name of a kind means, looked up once. */
typedef struct {
  gboolean is_value; /* objects are told apart by their value, not by their name */
  guint32 type;      /* the one that is named by the kind, HP_NONE: none yet */
} NodeKind;

typedef struct {
  HpRefKind kind;
  gboolean is_weak;
} EdgeKind;

typedef struct {
  HpJsonScan scan;    /* of the whole text */
  gboolean is_mapped; /* from a file */
  gsize kept_from;    /* what was read before was given back */
  GCancellable *cancellable;
  HpV8Parts parts;
  HpV8Strings strings;
  NodeKind node_kinds[HP_V8_MAX_FIELDS]; /* by number, as the parts name them */
  EdgeKind edge_kinds[HP_V8_MAX_FIELDS];
  GArray *edge_counts;  /* owned, guint32: by node */
  const guint32 *moves; /* the builder's: which object each node is; NULL: the same number */
  HpV8TraceTree traces;
  GArray *tracebacks;         /* owned, guint32: the builder's by node of the tree, or HP_NONE */
  HpSnapshotBuilder *builder; /* owned */
} Reader;

static void
reader_clear (Reader *self)
{
  hp_v8_parts_clear (&self->parts);
  hp_v8_strings_clear (&self->strings);
  g_array_unref (self->edge_counts);
  hp_v8_trace_tree_clear (&self->traces);
  g_array_unref (self->tracebacks);
  hp_snapshot_builder_free (self->builder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

/* What was read of a file need not stay in memory: its pages come back when they are looked at. */
static void
release (Reader *self, gsize begin, gsize end)
{
  gsize page = (gsize)sysconf (_SC_PAGESIZE), first, last;

  first = ((gsize)self->scan.text + begin + page - 1) / page * page;
  last = ((gsize)self->scan.text + end) / page * page;
  if (self->is_mapped && last > first)
    madvise ((gpointer)first, last - first, MADV_DONTNEED);
}

static gboolean
look (Reader *self, guint64 row, GError **error)
{
  if (row % ROWS_PER_LOOK != 0)
    return TRUE;
  release (self, self->kept_from, self->scan.at);
  self->kept_from = self->scan.at;
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static gboolean
begin_rows (Reader *self, gsize at, GError **error)
{
  self->scan.at = self->kept_from = at;
  return hp_json_scan_expect (&self->scan, '[', error);
}

/* ---- where objects were allocated ---- */

static gboolean
read_traces (Reader *self, GError **error)
{
  const guint32 none = HP_NONE;
  const HpV8Parts *parts = &self->parts;

  if (parts->node.trace < 0 || parts->functions_at == 0 || parts->tree_at == 0 ||
      parts->function_fields->len == 0)
    return TRUE;
  self->scan.at = parts->functions_at;
  if (!hp_v8_trace_tree_read_functions (&self->traces, &self->scan, parts->function_fields, error))
    return FALSE;
  self->scan.at = parts->tree_at;
  if (!hp_v8_trace_tree_read_nodes (&self->traces, &self->scan, error))
    return FALSE;
  for (guint i = 0; i < self->traces.nodes->len; i++)
    g_array_append_val (self->tracebacks, none);
  if (self->traces.nodes->len > 0)
    hp_snapshot_builder_get_info (self->builder)->trace_limit =
        CLAMP (self->traces.depth, 1, MAX_FRAMES);
  return TRUE;
}

/* NULL for the empty text, which stands for what is not known; free with g_free. */
static char *
dup_known_text (Reader *self, guint64 string)
{
  HpText text = { NULL, 0 };

  if (string < hp_v8_strings_n (&self->strings))
    text = hp_v8_strings_get (&self->strings, string);
  return text.length > 0 ? g_strndup (text.bytes, text.length) : NULL;
}

static guint32
frame_of (Reader *self, guint32 function)
{
  const HpV8Function *row = &g_array_index (self->traces.functions, HpV8Function, function);
  g_autofree char *name = dup_known_text (self, row->name);
  g_autofree char *file = dup_known_text (self, row->file);

  return hp_snapshot_builder_add_frame (self->builder, file, (guint32)MIN (row->line, G_MAXUINT32),
                                        name, NULL);
}

/* From the node of the tree up; HP_NONE for its root. */
static guint32
traceback_of (Reader *self, guint32 number)
{
  guint32 *known = &g_array_index (self->tracebacks, guint32, number), frames[MAX_FRAMES], n = 0;
  const HpV8TraceNode *node = &g_array_index (self->traces.nodes, HpV8TraceNode, number);
  guint32 total = node->depth;

  if (*known != HP_NONE)
    return *known;
  while (node->function != 0 && n < MAX_FRAMES) {
    frames[n++] = frame_of (self, node->function);
    if (node->parent == HP_NONE)
      break;
    node = &g_array_index (self->traces.nodes, HpV8TraceNode, node->parent);
  }
  if (n > 0)
    *known = hp_snapshot_builder_add_traceback (self->builder, frames, n, MAX (total, n));
  return *known;
}

static void
add_trace (Reader *self, const guint64 *row, guint32 object)
{
  const HpV8Shape *shape = &self->parts.node;
  guint32 node = hp_v8_trace_tree_find (&self->traces, row[shape->trace]);
  guint32 traceback = node != HP_NONE ? traceback_of (self, node) : HP_NONE;

  if (traceback != HP_NONE)
    hp_snapshot_builder_add_trace (self->builder, row[shape->id], row[shape->size], object,
                                   traceback);
}

/* ---- nodes ---- */

/* Whether objects of that kind are told apart by their value, not by their name. */
static gboolean
is_value (const char *kind)
{
  static const char *const values[] = { "string",        "concatenated string",
                                        "sliced string", "number",
                                        "bigint",        "symbol",
                                        "regexp",        "closure" };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    if (g_str_equal (kind, values[i]))
      return TRUE;
  return FALSE;
}

static guint32
type_by_kind (Reader *self, guint64 kind)
{
  guint32 *type = &self->node_kinds[kind].type;

  if (*type == HP_NONE) {
    const char *name = g_ptr_array_index (self->parts.node_types, kind);
    g_autofree char *bracketed = g_strdup_printf ("(%s)", name);

    *type = hp_snapshot_builder_add_type (self->builder, bracketed, NULL);
  }
  return *type;
}

static guint32
type_of (Reader *self, guint64 kind, guint64 name)
{
  guint32 type = HP_NONE;

  if (!self->node_kinds[kind].is_value)
    type = hp_v8_strings_type (&self->strings, name);
  return type != HP_NONE ? type : type_by_kind (self, kind);
}

static gboolean
add_node (Reader *self, const guint64 *row, GError **error)
{
  const HpV8Shape *shape = &self->parts.node;
  guint64 kind = row[shape->type], name = row[shape->name], edges = row[shape->edge_count];
  HpObjectRow object = { .address = row[shape->id],
                         .size = row[shape->size],
                         .generation = HP_GENERATION_UNTRACKED,
                         .gc_order = HP_NONE };
  guint32 count = (guint32)edges, number;

  if (kind >= self->parts.node_types->len || name >= hp_v8_strings_n (&self->strings) ||
      edges >= HP_NONE)
    return hp_json_scan_fail (&self->scan, error, "a number of the node is out of range");
  object.type = type_of (self, kind, name);
  number = hp_snapshot_builder_add_object (self->builder, &object);
  if (self->node_kinds[kind].is_value)
    hp_v8_strings_set_preview (&self->strings, name, number);
  if (self->traces.nodes->len > 0)
    add_trace (self, row, number);
  g_array_append_val (self->edge_counts, count);
  return TRUE;
}

static gboolean
read_nodes (Reader *self, GError **error)
{
  const HpV8Parts *parts = &self->parts;
  guint64 row[HP_V8_MAX_FIELDS];
  gboolean first = TRUE, done = FALSE;

  for (guint i = 0; i < parts->node_types->len; i++)
    self->node_kinds[i] =
        (NodeKind){ is_value (g_ptr_array_index (parts->node_types, i)), HP_NONE };
  hp_snapshot_builder_reserve (
      self->builder, hp_v8_parts_most_rows (parts->nodes_at, parts->nodes_end, parts->node.width),
      0);
  if (!begin_rows (self, parts->nodes_at, error))
    return FALSE;
  while (!done) {
    if (!look (self, self->edge_counts->len, error) ||
        !hp_json_scan_row (&self->scan, parts->node.width, row, &first, &done, error) ||
        (!done && !add_node (self, row, error)))
      return FALSE;
    if (self->edge_counts->len == HP_NONE - 1)
      return hp_json_scan_fail (&self->scan, error, "too many objects");
  }
  release (self, self->kept_from, self->scan.at);
  return self->edge_counts->len > 0 || hp_json_scan_fail (&self->scan, error, "there is no node");
}

/* ---- edges ---- */

/* No name is a field: names of fields are the language's own and no privacy level leaves them out,
 * but V8 puts texts of the program into internal and weak names, too. */
static EdgeKind
kind_of_edge (const char *type)
{
  static const struct {
    const char *type;
    EdgeKind kind;
  } known[] = {
    { "context", { HP_REF_CELL, FALSE } },       { "element", { HP_REF_INDEX, FALSE } },
    { "property", { HP_REF_ATTRIBUTE, FALSE } }, { "internal", { HP_REF_ATTRIBUTE, FALSE } },
    { "hidden", { HP_REF_UNKNOWN, FALSE } },     { "shortcut", { HP_REF_ATTRIBUTE, FALSE } },
    { "weak", { HP_REF_ATTRIBUTE, TRUE } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (type, known[i].type))
      return known[i].kind;
  return (EdgeKind){ HP_REF_UNKNOWN, FALSE };
}

/* Puts the nodes in order, and makes room for the edges of each. Two nodes of one number are one
 * object from here on, with the edges of both. */
static gboolean
lay_edges (Reader *self, GError **error)
{
  const HpV8Parts *parts = &self->parts;
  const guint32 *count = (const guint32 *)self->edge_counts->data;
  guint64 sum = 0;

  for (guint32 i = 0; i < self->edge_counts->len; i++)
    sum += count[i];
  if (sum > hp_v8_parts_most_rows (parts->edges_at, parts->edges_end, parts->edge.width) ||
      sum >= HP_NONE)
    return hp_json_scan_fail (&self->scan, error, "nodes claim more edges than there are");
  self->moves = hp_snapshot_builder_settle_objects (self->builder);
  hp_snapshot_builder_lay_refs (self->builder, count);
  return TRUE;
}

static gboolean
set_edge (Reader *self, const guint64 *row, guint32 *target, guint32 *label, GError **error)
{
  const HpV8Shape *shape = &self->parts.edge;
  guint64 type = row[shape->type], name = row[shape->name], to = row[shape->to];
  guint64 node = to / self->parts.node.width;
  EdgeKind kind;

  if (type >= self->parts.edge_types->len || node >= self->edge_counts->len ||
      node * self->parts.node.width != to)
    return hp_json_scan_fail (&self->scan, error, "a number of the edge is out of range");
  kind = self->edge_kinds[type];
  if (hp_ref_kind_has_string (kind.kind)) {
    if (name >= hp_v8_strings_n (&self->strings))
      return hp_json_scan_fail (&self->scan, error, "the edge has no such name");
    name = hp_v8_strings_number (&self->strings, name);
  }
  *target = (guint32)node;
  *label = hp_label (kind.kind, kind.kind != HP_REF_UNKNOWN ? name : 0) |
           (kind.is_weak ? HP_LABEL_WEAK : 0);
  return TRUE;
}

/* What node 0 points to is a root; node 0 itself stays an object, of size 0. */
static void
add_root (Reader *self, const guint64 *row, guint32 target)
{
  const HpV8Shape *shape = &self->parts.edge;
  guint32 object = self->moves != NULL ? self->moves[target] : target;
  g_autofree char *name = NULL;

  if (self->edge_kinds[row[shape->type]].kind != HP_REF_INDEX)
    name = dup_known_text (self, row[shape->name]);
  hp_snapshot_builder_add_root (self->builder, object, HP_ROOT_GLOBAL, name, NULL, NULL, 0);
}

/* n: edges of the nodes before. */
static gboolean
read_edges_of (Reader *self, guint32 node, guint64 n, gboolean *first, GError **error)
{
  guint32 count = g_array_index (self->edge_counts, guint32, node), *targets, *labels;
  guint64 row[HP_V8_MAX_FIELDS];
  gboolean done;

  hp_snapshot_builder_next_refs (self->builder, node, count, &targets, &labels);
  for (guint32 i = 0; i < count; i++) {
    if (!look (self, n + i, error) ||
        !hp_json_scan_row (&self->scan, self->parts.edge.width, row, first, &done, error))
      return FALSE;
    if (done)
      return hp_json_scan_fail (&self->scan, error, "nodes claim more edges than there are");
    if (!set_edge (self, row, &targets[i], &labels[i], error))
      return FALSE;
    if (node == 0)
      add_root (self, row, targets[i]);
  }
  return TRUE;
}

static gboolean
read_edges (Reader *self, GError **error)
{
  const GPtrArray *types = self->parts.edge_types;
  gboolean first = TRUE;
  guint64 n = 0;

  for (guint i = 0; i < types->len; i++)
    self->edge_kinds[i] = kind_of_edge (g_ptr_array_index (types, i));
  if (!begin_rows (self, self->parts.edges_at, error) || !lay_edges (self, error))
    return FALSE;
  for (guint32 node = 0; node < self->edge_counts->len; node++) {
    guint32 count = g_array_index (self->edge_counts, guint32, node);

    if (count > 0 && !read_edges_of (self, node, n, &first, error))
      return FALSE;
    n += count;
  }
  release (self, self->kept_from, self->scan.at);
  return hp_json_scan_expect (&self->scan, ']', error);
}

static void
fill_info (Reader *self, const char *title)
{
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (self->builder);

  info->kind = HP_SOURCE_KIND_PROCESS;
  info->quality.frozen = TRUE;
  hp_snapshot_info_set (&info->title, title);
  hp_snapshot_info_set (&info->implementation, "V8");
  hp_snapshot_info_note (info, "Read from a heap snapshot of V8: addresses are numbers of objects; "
                               "reference counts and generations are not in it.");
}

static HpSnapshot *
read_all (Reader *self, const char *title, GError **error)
{
  if (!hp_v8_parts_find (&self->parts, &self->scan, error))
    return NULL;
  release (self, 0, self->scan.length);
  fill_info (self, title);
  if (!hp_v8_strings_read (&self->strings, self->parts.strings_at, self->cancellable, error))
    return NULL;
  release (self, self->parts.strings_at, self->strings.scan.at);
  if (!read_traces (self, error) || !read_nodes (self, error) || !read_edges (self, error))
    return NULL;
  return hp_snapshot_builder_end (self->builder, self->cancellable, error);
}

static HpSnapshot *
read_text (const char *text, gsize length, gboolean is_mapped, const char *title,
           GCancellable *cancellable, GError **error)
{
  g_auto (Reader) self = {
    .scan = { text, length, 0 },
    .is_mapped = is_mapped,
    .cancellable = cancellable,
    .edge_counts = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .tracebacks = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .builder = hp_snapshot_builder_new (HP_LEVEL_VALUES),
  };

  hp_v8_parts_init (&self.parts);
  hp_v8_strings_init (&self.strings, &self.scan, self.builder);
  hp_v8_trace_tree_init (&self.traces);
  return read_all (&self, title, error);
}

HpSnapshot *
hp_read_v8 (const char *text, gsize length, const char *title, GCancellable *cancellable,
            GError **error)
{
  return read_text (text, length, FALSE, title, cancellable, error);
}

HpSnapshot *
hp_read_v8_file (GMappedFile *file, const char *title, GCancellable *cancellable, GError **error)
{
  return read_text (g_mapped_file_get_contents (file), g_mapped_file_get_length (file), TRUE, title,
                    cancellable, error);
}
