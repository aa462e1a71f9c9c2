/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/v8-write.h"

#include <string.h>

#include "analysis/root-tree.h"
#include "exchange/output.h"
#include "exchange/reach.h"
#include "exchange/v8-format.h"
#include "exchange/v8-ids.h"
#include "exchange/v8-traces.h"

/* ---- texts: these, then the names of the types, then the snapshot's strings ---- */

enum {
  WORD_NONE,
  WORD_GC_ROOTS,
  WORD_TRACE_ROOT,
  WORD_GROUP,                                  /* by kind of root, and one more */
  WORD_REF = WORD_GROUP + HP_N_ROOT_KINDS + 1, /* by kind of reference: one that has no name */
  N_WORDS = WORD_REF + HP_N_REF_KINDS,
};

static const char *const words[N_WORDS] = {
  [WORD_NONE] = "",
  [WORD_GC_ROOTS] = "(GC roots)",
  [WORD_TRACE_ROOT] = "(root)",
  [WORD_GROUP + HP_ROOT_UNKNOWN] = "(Held from C)",
  [WORD_GROUP + HP_ROOT_MODULE] = "(Modules)",
  [WORD_GROUP + HP_ROOT_GLOBAL] = "(Interpreter)",
  [WORD_GROUP + HP_ROOT_LOCAL] = "(Local variables)",
  [WORD_GROUP + HP_ROOT_FRAME] = "(Frames)",
  [WORD_GROUP + HP_ROOT_INTERNED] = "(Interned strings)",
  [WORD_GROUP + HP_ROOT_STATIC_TYPE] = "(Built-in types)",
  [WORD_GROUP + HP_ROOT_IMMORTAL] = "(Immortal objects)",
  [WORD_GROUP + HP_N_ROOT_KINDS] = "(No root found)",
  [WORD_REF + HP_REF_UNKNOWN] = "?",
  [WORD_REF + HP_REF_INDEX] = "item",
  [WORD_REF + HP_REF_KEY] = "value",
  [WORD_REF + HP_REF_DICT_KEY] = "key",
  [WORD_REF + HP_REF_MEMBER] = "member",
  [WORD_REF + HP_REF_ATTRIBUTE] = "attribute",
  [WORD_REF + HP_REF_LOCAL] = "local",
  [WORD_REF + HP_REF_CELL] = "cell",
  [WORD_REF + HP_REF_FIELD] = "field",
  [WORD_REF + HP_REF_TYPE] = "type",
  [WORD_REF + HP_REF_STACK] = "stack",
  [WORD_REF + HP_REF_GUESS] = "guess",
};

/* ---- nodes ---- */

enum {
  NODE_ROOT,
  NODE_GC_ROOTS,
  NODE_GROUP, /* by kind of root, and one more for what no root reaches */
  N_GROUPS = HP_N_ROOT_KINDS + 1,
  NODE_OBJECT = NODE_GROUP + N_GROUPS,
};

typedef struct {
  const HpSnapshot *snapshot;
  HpOutput out;
  HpV8Ids ids;
  HpV8Traces traces;
  GArray *unreached;          /* owned: objects of the last group */
  guint8 *node_type;          /* owned: HpV8NodeType by type */
  guint64 in_group[N_GROUPS]; /* roots of each kind */
  guint64 n_nameable;         /* roots that hang on the root as well */
} Writer;

static void
writer_clear (Writer *self)
{
  hp_output_clear (&self->out);
  hp_v8_ids_clear (&self->ids);
  hp_v8_traces_clear (&self->traces);
  g_clear_pointer (&self->unreached, g_array_unref);
  g_free (self->node_type);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

/* Never an array and never hidden: Chrome adds the size of such a node to that of its only holder
 * and leaves it out of its table, as suits V8's backing stores. A list is an object of its own. */
static HpV8NodeType
node_type_of_name (const char *name)
{
  static const struct {
    const char *name;
    HpV8NodeType type;
  } known[] = {
    { "str", HP_V8_STRING },     { "bytes", HP_V8_STRING },
    { "int", HP_V8_NUMBER },     { "bool", HP_V8_NUMBER },
    { "float", HP_V8_NUMBER },   { "complex", HP_V8_NUMBER },
    { "code", HP_V8_CODE },      { "function", HP_V8_CLOSURE },
    { "method", HP_V8_CLOSURE }, { "builtin_function_or_method", HP_V8_CLOSURE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (name, known[i].name))
      return known[i].type;
  return HP_V8_OBJECT;
}

static void
sort_types (Writer *self)
{
  guint32 n = hp_snapshot_n_types (self->snapshot);

  self->node_type = g_new (guint8, n + 1);
  for (guint32 i = 0; i < n; i++) {
    g_autofree char *name = hp_snapshot_dup_type_full_name (self->snapshot, i);

    self->node_type[i] = (guint8)node_type_of_name (name);
  }
}

static void
count_roots (Writer *self)
{
  const guint8 *kinds = HP_SNAPSHOT_COLUMN (self->snapshot, ROOT_KIND, guint8);

  for (guint32 i = 0; i < hp_snapshot_n_roots (self->snapshot); i++) {
    self->in_group[kinds[i]]++;
    if (hp_root_kind_is_nameable ((HpRootKind)kinds[i]))
      self->n_nameable++;
  }
  self->in_group[HP_N_ROOT_KINDS] = self->unreached->len;
}

/* "3,17,8675309,56,2,0,0": detachedness is not known; trace: where it was allocated. */
static gboolean
write_node (Writer *self, HpV8NodeType type, guint64 name, guint32 id, guint64 size, guint64 edges,
            guint32 trace, GError **error)
{
  const guint64 fields[] = { type, name, id, size, edges, trace, 0 };

  hp_output_append_numbers (&self->out, self->out.done > 0 ? "\n," : "", fields,
                            G_N_ELEMENTS (fields));
  return hp_output_end_row (&self->out, error);
}

static gboolean
write_root_nodes (Writer *self, GError **error)
{
  /* V8 numbers its own roots so; objects come later and find these numbers taken. */
  if (!write_node (self, HP_V8_SYNTHETIC, WORD_NONE, hp_v8_ids_take (&self->ids, 0), 0,
                   1 + self->n_nameable, 0, error) ||
      !write_node (self, HP_V8_SYNTHETIC, WORD_GC_ROOTS, hp_v8_ids_take (&self->ids, 8), 0,
                   N_GROUPS, 0, error))
    return FALSE;
  for (guint i = 0; i < N_GROUPS; i++)
    if (!write_node (self, HP_V8_SYNTHETIC, WORD_GROUP + i, hp_v8_ids_take (&self->ids, 16 + 8 * i),
                     0, self->in_group[i], 0, error))
      return FALSE;
  return TRUE;
}

static HpV8NodeType
node_type_of (const Writer *self, guint32 object)
{
  HpV8NodeType type = self->node_type[hp_snapshot_type_of (self->snapshot, object)];
  gboolean is_static = (hp_snapshot_flags (self->snapshot, object) & HP_OBJECT_STATIC) != 0;

  return type == HP_V8_OBJECT && is_static ? HP_V8_NATIVE : type;
}

/* Chrome sums objects up by name, so only what it sums up by kind may be named by its value. */
static guint64
name_of (const Writer *self, guint32 object, HpV8NodeType type)
{
  guint32 preview = HP_SNAPSHOT_COLUMN (self->snapshot, OBJECT_PREVIEW, guint32)[object];
  guint32 n_types = hp_snapshot_n_types (self->snapshot);

  if (preview != HP_NONE &&
      (type == HP_V8_STRING || type == HP_V8_NUMBER || type == HP_V8_CLOSURE || type == HP_V8_CODE))
    return (guint64)N_WORDS + n_types + preview;
  return N_WORDS + hp_snapshot_type_of (self->snapshot, object);
}

static gboolean
write_nodes (Writer *self, GError **error)
{
  guint32 n = hp_snapshot_n_objects (self->snapshot);
  const guint64 *start = HP_SNAPSHOT_COLUMN (self->snapshot, REF_START, guint64);

  g_string_append (self->out.text, "\"nodes\":[");
  if (!write_root_nodes (self, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++) {
    HpV8NodeType type = node_type_of (self, i);
    guint32 id = hp_v8_ids_take (&self->ids, hp_snapshot_address (self->snapshot, i));

    if (!write_node (self, type, name_of (self, i, type), id, hp_snapshot_size (self->snapshot, i),
                     start[i + 1] - start[i], hp_v8_traces_id_of (&self->traces, i), error))
      return FALSE;
  }
  g_string_append (self->out.text, "],\n");
  return TRUE;
}

/* ---- edges ---- */

static void
append_edge (Writer *self, HpV8EdgeType type, guint64 name, guint64 to)
{
  const guint64 fields[] = { type, name, to * HP_V8_NODE_FIELDS };

  hp_output_append_numbers (&self->out, "\n,", fields, G_N_ELEMENTS (fields));
}

/* The name of a root: the variable, the module; else the function. */
static guint64
name_of_root (const Writer *self, const HpRoot *root)
{
  guint32 name = root->name != HP_NONE ? root->name : root->function;

  if (name == HP_NONE)
    return WORD_NONE;
  return (guint64)N_WORDS + hp_snapshot_n_types (self->snapshot) + name;
}

static gboolean
write_group_edges (Writer *self, HpRootKind kind, GError **error)
{
  const guint8 *kinds = HP_SNAPSHOT_COLUMN (self->snapshot, ROOT_KIND, guint8);

  for (guint32 i = 0; i < hp_snapshot_n_roots (self->snapshot); i++)
    if (kinds[i] == kind) {
      HpRoot root = hp_snapshot_root (self->snapshot, i);

      append_edge (self, HP_V8_INTERNAL, name_of_root (self, &root),
                   (guint64)NODE_OBJECT + root.object);
      if (!hp_output_end_row (&self->out, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_unreached_edges (Writer *self, GError **error)
{
  for (guint i = 0; i < self->unreached->len; i++) {
    append_edge (self, HP_V8_EDGE_HIDDEN, i,
                 (guint64)NODE_OBJECT + g_array_index (self->unreached, guint32, i));
    if (!hp_output_end_row (&self->out, error))
      return FALSE;
  }
  return TRUE;
}

/* The edges of the root, of "(GC roots)" and of the groups. */
static gboolean
write_root_edges (Writer *self, GError **error)
{
  g_string_append_printf (self->out.text, "%d,1,%d", HP_V8_ELEMENT,
                          NODE_GC_ROOTS * HP_V8_NODE_FIELDS);
  for (guint32 i = 0; i < hp_snapshot_n_roots (self->snapshot); i++) {
    HpRoot root = hp_snapshot_root (self->snapshot, i);

    if (hp_root_kind_is_nameable (root.kind))
      append_edge (self, HP_V8_PROPERTY, name_of_root (self, &root),
                   (guint64)NODE_OBJECT + root.object);
  }
  for (guint i = 0; i < N_GROUPS; i++)
    append_edge (self, HP_V8_ELEMENT, i, NODE_GROUP + i);
  for (guint i = 0; i < HP_N_ROOT_KINDS; i++)
    if (!write_group_edges (self, (HpRootKind)i, error))
      return FALSE;
  return write_unreached_edges (self, error);
}

static HpV8EdgeType
edge_type_of (guint32 label)
{
  static const HpV8EdgeType types[HP_N_REF_KINDS] = {
    [HP_REF_UNKNOWN] = HP_V8_INTERNAL,  [HP_REF_INDEX] = HP_V8_ELEMENT,
    [HP_REF_KEY] = HP_V8_PROPERTY,      [HP_REF_DICT_KEY] = HP_V8_INTERNAL,
    [HP_REF_MEMBER] = HP_V8_INTERNAL,   [HP_REF_ATTRIBUTE] = HP_V8_PROPERTY,
    [HP_REF_LOCAL] = HP_V8_CONTEXT,     [HP_REF_CELL] = HP_V8_CONTEXT,
    [HP_REF_FIELD] = HP_V8_INTERNAL,    [HP_REF_TYPE] = HP_V8_INTERNAL,
    [HP_REF_STACK] = HP_V8_EDGE_HIDDEN, [HP_REF_GUESS] = HP_V8_EDGE_HIDDEN,
  };

  return hp_label_is_weak (label) ? HP_V8_WEAK : types[hp_label_kind (label)];
}

static void
append_reference (Writer *self, guint32 label, guint32 target)
{
  HpV8EdgeType type = edge_type_of (label);
  HpRefKind kind = hp_label_kind (label);
  guint32 value = hp_label_value (label);
  guint64 name = WORD_REF + kind;

  if (type == HP_V8_ELEMENT || type == HP_V8_EDGE_HIDDEN)
    name = value;
  else if (hp_ref_kind_has_string (kind) && value < hp_snapshot_n_strings (self->snapshot))
    name = (guint64)N_WORDS + hp_snapshot_n_types (self->snapshot) + value;
  append_edge (self, type, name, (guint64)NODE_OBJECT + target);
}

static gboolean
write_edges (Writer *self, GError **error)
{
  g_string_append (self->out.text, "\"edges\":[");
  if (!write_root_edges (self, error))
    return FALSE;
  for (guint32 i = 0; i < hp_snapshot_n_objects (self->snapshot); i++) {
    const guint32 *labels, *targets;
    guint32 n;

    targets = hp_snapshot_referents (self->snapshot, i, &labels, &n);
    for (guint32 k = 0; k < n; k++)
      append_reference (self, labels[k], targets[k]);
    if (!hp_output_end_row (&self->out, error))
      return FALSE;
  }
  g_string_append (self->out.text, "],\n");
  return TRUE;
}

/* ---- the rest ---- */

static gboolean
write_strings (Writer *self, GError **error)
{
  g_string_append (self->out.text, "\"strings\":[");
  for (guint i = 0; i < N_WORDS; i++) {
    g_string_append (self->out.text, i > 0 ? ",\n" : "");
    hp_output_append_json (&self->out, words[i], strlen (words[i]));
  }
  for (guint32 i = 0; i < hp_snapshot_n_types (self->snapshot); i++) {
    g_autofree char *name = hp_snapshot_dup_type_full_name (self->snapshot, i);

    g_string_append (self->out.text, ",\n");
    hp_output_append_json (&self->out, name, strlen (name));
  }
  for (guint32 i = 0; i < hp_snapshot_n_strings (self->snapshot); i++) {
    gsize length;
    const char *text = hp_snapshot_string (self->snapshot, i, &length);

    g_string_append (self->out.text, ",\n");
    hp_output_append_json (&self->out, text, length);
    if (!hp_output_end_row (&self->out, error))
      return FALSE;
  }
  g_string_append (self->out.text, "]}\n");
  return TRUE;
}

static void
append_head (Writer *self)
{
  guint64 n_edges = 1 + self->n_nameable + N_GROUPS + hp_snapshot_n_roots (self->snapshot) +
                    self->unreached->len + hp_snapshot_n_refs (self->snapshot);

  g_string_append (self->out.text, "{\"snapshot\":{\"meta\":" HP_V8_META ",\n\"node_count\":");
  hp_output_append_number (&self->out,
                           (guint64)NODE_OBJECT + hp_snapshot_n_objects (self->snapshot));
  g_string_append (self->out.text, ",\"edge_count\":");
  hp_output_append_number (&self->out, n_edges);
  g_string_append (self->out.text, ",\"trace_function_count\":");
  hp_output_append_number (&self->out, hp_v8_traces_n_functions (&self->traces));
  g_string_append (self->out.text, "},\n");
}

gboolean
hp_write_v8 (const HpSnapshot *snapshot, GOutputStream *stream, const HpAnalysisRun *run,
             GError **error)
{
  guint32 n = hp_snapshot_n_objects (snapshot);
  g_auto (Writer) self = {
    .snapshot = snapshot,
    .out = hp_output_init (stream, 2 * (guint64)n + hp_snapshot_n_strings (snapshot), run),
  };

  if ((self.unreached = hp_reach_pick (snapshot, run, error)) == NULL ||
      !hp_v8_traces_init (&self.traces, snapshot, run, error))
    return FALSE;
  hp_v8_ids_init (&self.ids);
  sort_types (&self);
  count_roots (&self);
  append_head (&self);
  if (!write_nodes (&self, error) || !write_edges (&self, error) ||
      !hp_v8_traces_write (&self.traces, &self.out,
                           N_WORDS + (guint64)hp_snapshot_n_types (snapshot), WORD_TRACE_ROOT,
                           WORD_NONE, error))
    return FALSE;
  g_string_append (self.out.text, "\"samples\":[],\n\"locations\":[],\n");
  return write_strings (&self, error) && hp_output_flush (&self.out, error);
}
