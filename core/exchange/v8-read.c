/* SPDX-License-Identifier: Apache-2.0 */
/* The file is walked twice: first to find its arrays and their shape, then strings, nodes and edges
 * in this order, since a node needs the text of its name. Numbers of the file are checked where
 * they are used; nothing is allocated by a count that the file only claims. */
#include "exchange/v8-read.h"

#include <string.h>

#include "exchange/json-scan.h"
#include "exchange/v8-format.h"
#include "exchange/v8-trace-tree.h"
#include "snapshot/builder.h"

#define MAX_FIELDS    32
#define ROWS_PER_LOOK 65536

/* Frames of a traceback that are kept, the innermost; V8 writes 64. */
#define MAX_FRAMES 128

/* Where the fields that matter stand in a row. */
typedef struct {
  guint width;
  int type, name, id, size, edge_count, trace, to; /* -1: not there */
} Shape;

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
  HpJsonScan scan; /* of the whole text */
  GCancellable *cancellable;
  Shape node, edge;
  GPtrArray *node_types, *edge_types;   /* owned: names by number */
  GPtrArray *function_fields;           /* owned: names */
  gsize nodes_at, edges_at, strings_at; /* 0: not found */
  gsize functions_at, tree_at;          /* 0: not found */
  GString *text;                        /* owned: all strings, one after the other */
  GArray *starts;                       /* owned, guint64: where each begins, and the end */
  GArray *numbers; /* owned, guint32: the builder's number of each, HP_NONE: none yet */
  GArray *type_of; /* owned, guint32: the type of that name, HP_NONE: none yet */
  NodeKind node_kinds[MAX_FIELDS]; /* by number, as node_types */
  EdgeKind edge_kinds[MAX_FIELDS];
  GArray *edge_counts; /* owned, guint32: by node */
  HpV8TraceTree traces;
  GArray *tracebacks;         /* owned, guint32: the builder's by node of the tree, or HP_NONE */
  HpSnapshotBuilder *builder; /* owned */
} Reader;

static void
reader_clear (Reader *self)
{
  g_ptr_array_unref (self->node_types);
  g_ptr_array_unref (self->edge_types);
  g_ptr_array_unref (self->function_fields);
  g_string_free (self->text, TRUE);
  g_array_unref (self->starts);
  g_array_unref (self->numbers);
  g_array_unref (self->type_of);
  g_array_unref (self->edge_counts);
  hp_v8_trace_tree_clear (&self->traces);
  g_array_unref (self->tracebacks);
  hp_snapshot_builder_free (self->builder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static gboolean
look (Reader *self, guint64 row, GError **error)
{
  return row % ROWS_PER_LOOK != 0 ||
         !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

/* ---- the head: what a row consists of ---- */

static gboolean
read_names (HpJsonScan *scan, GPtrArray *names, GError **error)
{
  gboolean first = TRUE, done;

  if (!hp_json_scan_expect (scan, '[', error))
    return FALSE;
  for (;;) {
    g_autoptr (GString) name = g_string_new (NULL);

    if (!hp_json_scan_element (scan, &first, &done, error))
      return FALSE;
    if (done)
      return TRUE;
    if (names->len == MAX_FIELDS)
      return hp_json_scan_fail (scan, error, "too many names");
    if (!hp_json_scan_string (scan, name, error))
      return FALSE;
    g_ptr_array_add (names, g_strdup (name->str));
  }
}

static int
find_name (const GPtrArray *names, const char *wanted)
{
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal (g_ptr_array_index (names, i), wanted))
      return (int)i;
  return -1;
}

static gboolean
read_shape (Reader *self, Shape *shape, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (!read_names (&self->scan, names, error))
    return FALSE;
  shape->width = names->len;
  shape->type = find_name (names, "type");
  shape->name = MAX (find_name (names, "name"), find_name (names, "name_or_index"));
  shape->id = find_name (names, "id");
  shape->size = find_name (names, "self_size");
  shape->edge_count = find_name (names, "edge_count");
  shape->trace = find_name (names, "trace_node_id");
  shape->to = find_name (names, "to_node");
  return TRUE;
}

/* [["hidden", "array", …], "string", …]: the first lists the kinds. */
static gboolean
read_kinds (Reader *self, GPtrArray *kinds, GError **error)
{
  gboolean first = FALSE, done = FALSE;

  if (!hp_json_scan_expect (&self->scan, '[', error) || !read_names (&self->scan, kinds, error))
    return FALSE;
  while (!done)
    if (!hp_json_scan_element (&self->scan, &first, &done, error) ||
        (!done && !hp_json_scan_skip (&self->scan, error)))
      return FALSE;
  return TRUE;
}

static gboolean
read_meta (Reader *self, GError **error)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gboolean first = TRUE, done, read = TRUE;

  if (!hp_json_scan_expect (&self->scan, '{', error))
    return FALSE;
  while (read) {
    if (!hp_json_scan_member (&self->scan, &first, name, &done, error))
      return FALSE;
    if (done)
      return TRUE;
    if (g_str_equal (name->str, "node_fields"))
      read = read_shape (self, &self->node, error);
    else if (g_str_equal (name->str, "edge_fields"))
      read = read_shape (self, &self->edge, error);
    else if (g_str_equal (name->str, "node_types"))
      read = read_kinds (self, self->node_types, error);
    else if (g_str_equal (name->str, "edge_types"))
      read = read_kinds (self, self->edge_types, error);
    else if (g_str_equal (name->str, "trace_function_info_fields"))
      read = read_names (&self->scan, self->function_fields, error);
    else
      read = hp_json_scan_skip (&self->scan, error);
  }
  return FALSE;
}

static gboolean
read_head (Reader *self, GError **error)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gboolean first = TRUE, done, read = TRUE;

  if (!hp_json_scan_expect (&self->scan, '{', error))
    return FALSE;
  while (read) {
    if (!hp_json_scan_member (&self->scan, &first, name, &done, error))
      return FALSE;
    if (done)
      return TRUE;
    read = g_str_equal (name->str, "meta") ? read_meta (self, error)
                                           : hp_json_scan_skip (&self->scan, error);
  }
  return FALSE;
}

/* Remembers where the array stands, if it is one of those that matter, and passes over it. */
static gboolean
find_part (Reader *self, const char *name, GError **error)
{
  gboolean nodes = g_str_equal (name, "nodes"), edges = g_str_equal (name, "edges");

  if (nodes)
    self->nodes_at = self->scan.at;
  else if (edges)
    self->edges_at = self->scan.at;
  else if (g_str_equal (name, "strings"))
    self->strings_at = self->scan.at;
  else if (g_str_equal (name, "trace_function_infos"))
    self->functions_at = self->scan.at;
  else if (g_str_equal (name, "trace_tree"))
    self->tree_at = self->scan.at;
  return nodes || edges ? hp_json_scan_skip_numbers (&self->scan, error)
                        : hp_json_scan_skip (&self->scan, error);
}

/* Finds the arrays and reads the head. */
static gboolean
find_parts (Reader *self, GError **error)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gboolean first = TRUE, done, read = TRUE;

  if (!hp_json_scan_expect (&self->scan, '{', error))
    return FALSE;
  while (read) {
    if (!hp_json_scan_member (&self->scan, &first, name, &done, error))
      return FALSE;
    if (done)
      return TRUE;
    if (g_str_equal (name->str, "snapshot")) {
      read = read_head (self, error);
      continue;
    }
    read = find_part (self, name->str, error);
  }
  return FALSE;
}

static gboolean
check_parts (Reader *self, GError **error)
{
  const Shape *node = &self->node, *edge = &self->edge;

  if (self->nodes_at == 0 || self->edges_at == 0 || self->strings_at == 0 || node->width == 0 ||
      edge->width == 0 || node->type < 0 || node->name < 0 || node->id < 0 || node->size < 0 ||
      node->edge_count < 0 || edge->type < 0 || edge->name < 0 || edge->to < 0 ||
      self->node_types->len == 0 || self->edge_types->len == 0) {
    g_set_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_NOT_A_SNAPSHOT,
                 "it has not the parts of a heap snapshot of V8");
    return FALSE;
  }
  return TRUE;
}

/* ---- strings ---- */

/* All of them are read once, so that one that is wrong is found; none is kept. */
static gboolean
read_strings (Reader *self, GError **error)
{
  guint32 none = HP_NONE;
  gboolean first = TRUE, done;

  self->scan.at = self->strings_at;
  if (!hp_json_scan_expect (&self->scan, '[', error))
    return FALSE;
  for (;;) {
    guint64 start;

    if (!look (self, self->numbers->len, error) ||
        !hp_json_scan_element (&self->scan, &first, &done, error))
      return FALSE;
    if (done)
      return TRUE;
    start = self->scan.at;
    g_string_truncate (self->text, 0);
    if (!hp_json_scan_string (&self->scan, self->text, error))
      return FALSE;
    g_array_append_val (self->starts, start);
    g_array_append_val (self->numbers, none);
    g_array_append_val (self->type_of, none);
  }
}

/* Valid until the next call. */
static const GString *
string_at (Reader *self, guint64 string)
{
  HpJsonScan scan = self->scan;

  scan.at = g_array_index (self->starts, guint64, string);
  g_string_truncate (self->text, 0);
  hp_json_scan_string (&scan, self->text, NULL);
  return self->text;
}

static guint32
number_of (Reader *self, guint64 string)
{
  guint32 *number = &g_array_index (self->numbers, guint32, string);

  if (*number == HP_NONE) {
    const GString *text = string_at (self, string);

    *number = hp_snapshot_builder_add_string (self->builder, text->str, (gssize)text->len);
  }
  return *number;
}

/* ---- where objects were allocated ---- */

static gboolean
read_traces (Reader *self, GError **error)
{
  const guint32 none = HP_NONE;

  if (self->node.trace < 0 || self->functions_at == 0 || self->tree_at == 0 ||
      self->function_fields->len == 0)
    return TRUE;
  self->scan.at = self->functions_at;
  if (!hp_v8_trace_tree_read_functions (&self->traces, &self->scan, self->function_fields, error))
    return FALSE;
  self->scan.at = self->tree_at;
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
  const GString *text = string < self->numbers->len ? string_at (self, string) : NULL;

  return text != NULL && text->len > 0 ? g_strdup (text->str) : NULL;
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
  guint32 node = self->node.trace >= 0
                     ? hp_v8_trace_tree_find (&self->traces, row[self->node.trace])
                     : HP_NONE;
  guint32 traceback = node != HP_NONE ? traceback_of (self, node) : HP_NONE;

  if (traceback != HP_NONE)
    hp_snapshot_builder_add_trace (self->builder, row[self->node.id], row[self->node.size], object,
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
    const char *name = g_ptr_array_index (self->node_types, kind);
    g_autofree char *bracketed = g_strdup_printf ("(%s)", name);

    *type = hp_snapshot_builder_add_type (self->builder, bracketed, NULL);
  }
  return *type;
}

static guint32
type_by_name (Reader *self, guint64 kind, guint64 string)
{
  guint32 *type = &g_array_index (self->type_of, guint32, string);

  if (*type == HP_NONE) {
    const GString *name = string_at (self, string);

    if (name->len == 0)
      return type_by_kind (self, kind);
    *type = hp_snapshot_builder_add_type (self->builder, name->str, "");
  }
  return *type;
}

static gboolean
add_node (Reader *self, const guint64 *row, GError **error)
{
  guint64 kind = row[self->node.type], name = row[self->node.name],
          edges = row[self->node.edge_count];
  gboolean value;
  HpObjectRow object = { .address = row[self->node.id],
                         .size = row[self->node.size],
                         .generation = HP_GENERATION_UNTRACKED,
                         .gc_order = HP_NONE };
  guint32 count = (guint32)edges, number;

  if (kind >= self->node_types->len || name >= self->numbers->len || edges >= HP_NONE)
    return hp_json_scan_fail (&self->scan, error, "a number of the node is out of range");
  value = self->node_kinds[kind].is_value;
  object.type = value ? type_by_kind (self, kind) : type_by_name (self, kind, name);
  number = hp_snapshot_builder_add_object (self->builder, &object);
  if (value) {
    const GString *text = string_at (self, name);

    hp_snapshot_builder_set_preview (self->builder, number, text->str, (gssize)text->len);
  }
  add_trace (self, row, number);
  g_array_append_val (self->edge_counts, count);
  return TRUE;
}

static gboolean
read_nodes (Reader *self, GError **error)
{
  guint64 row[MAX_FIELDS];
  gboolean first = TRUE, done = FALSE;

  for (guint i = 0; i < self->node_types->len; i++)
    self->node_kinds[i] = (NodeKind){ is_value (g_ptr_array_index (self->node_types, i)), HP_NONE };
  self->scan.at = self->nodes_at;
  if (!hp_json_scan_expect (&self->scan, '[', error))
    return FALSE;
  while (!done) {
    if (!look (self, self->edge_counts->len, error) ||
        !hp_json_scan_row (&self->scan, self->node.width, row, &first, &done, error) ||
        (!done && !add_node (self, row, error)))
      return FALSE;
    if (self->edge_counts->len == HP_NONE - 1)
      return hp_json_scan_fail (&self->scan, error, "too many objects");
  }
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

static gboolean
add_edge (Reader *self, guint32 from, const guint64 *row, GError **error)
{
  guint64 type = row[self->edge.type], name = row[self->edge.name], to = row[self->edge.to];
  guint32 target = (guint32)(to / self->node.width), label;
  EdgeKind kind;

  if (type >= self->edge_types->len || to % self->node.width != 0 ||
      to / self->node.width >= self->edge_counts->len)
    return hp_json_scan_fail (&self->scan, error, "a number of the edge is out of range");
  kind = self->edge_kinds[type];
  if (hp_ref_kind_has_string (kind.kind) && name >= self->numbers->len)
    return hp_json_scan_fail (&self->scan, error, "the edge has no such name");
  if (hp_ref_kind_has_string (kind.kind))
    name = number_of (self, name);
  label = hp_label (kind.kind, kind.kind != HP_REF_UNKNOWN ? name : 0);
  hp_snapshot_builder_add_ref (self->builder, from, target,
                               kind.is_weak ? label | HP_LABEL_WEAK : label);
  return TRUE;
}

/* What node 0 points to is a root; node 0 itself stays an object, of size 0. */
static void
add_root (Reader *self, const guint64 *row)
{
  guint32 target = (guint32)(row[self->edge.to] / self->node.width);
  const char *name = NULL;

  if (self->edge_kinds[row[self->edge.type]].kind != HP_REF_INDEX &&
      row[self->edge.name] < self->numbers->len) {
    name = string_at (self, row[self->edge.name])->str;
    if (*name == '\0')
      name = NULL;
  }
  hp_snapshot_builder_add_root (self->builder, target, HP_ROOT_GLOBAL, name, NULL, NULL, 0);
}

static gboolean
read_edges (Reader *self, GError **error)
{
  guint64 row[MAX_FIELDS], n = 0;
  gboolean first = TRUE, done = FALSE;

  for (guint i = 0; i < self->edge_types->len; i++)
    self->edge_kinds[i] = kind_of_edge (g_ptr_array_index (self->edge_types, i));
  self->scan.at = self->edges_at;
  if (!hp_json_scan_expect (&self->scan, '[', error))
    return FALSE;
  for (guint32 node = 0; node < self->edge_counts->len; node++)
    for (guint32 i = g_array_index (self->edge_counts, guint32, node); i > 0; i--) {
      if (!look (self, n++, error) ||
          !hp_json_scan_row (&self->scan, self->edge.width, row, &first, &done, error))
        return FALSE;
      if (done || n == HP_NONE)
        return hp_json_scan_fail (&self->scan, error, "nodes claim more edges than there are");
      if (!add_edge (self, node, row, error))
        return FALSE;
      if (node == 0)
        add_root (self, row);
    }
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

HpSnapshot *
hp_read_v8 (const char *text, gsize length, const char *title, GCancellable *cancellable,
            GError **error)
{
  g_auto (Reader) self = {
    .scan = { text, length, 0 },
    .cancellable = cancellable,
    .node_types = g_ptr_array_new_with_free_func (g_free),
    .edge_types = g_ptr_array_new_with_free_func (g_free),
    .function_fields = g_ptr_array_new_with_free_func (g_free),
    .tracebacks = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .text = g_string_new (NULL),
    .starts = g_array_new (FALSE, FALSE, sizeof (guint64)),
    .numbers = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .type_of = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .edge_counts = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .builder = hp_snapshot_builder_new (HP_LEVEL_VALUES),
  };

  hp_v8_trace_tree_init (&self.traces);
  if (!find_parts (&self, error) || !check_parts (&self, error))
    return NULL;
  fill_info (&self, title);
  if (!read_strings (&self, error) || !read_traces (&self, error) || !read_nodes (&self, error) ||
      !read_edges (&self, error))
    return NULL;
  return hp_snapshot_builder_end (self.builder, cancellable, error);
}
