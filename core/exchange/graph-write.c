/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/graph-write.h"

#include "exchange/graph-part.h"
#include "exchange/output.h"

typedef struct {
  const HpSnapshot *snapshot;
  HpPartSet set;
  HpOutput out;
} Writer;

static void
writer_clear (Writer *self)
{
  hp_part_set_clear (&self->set);
  hp_output_clear (&self->out);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

/* One object and the references that begin there. */
typedef void (*NodeFunc) (Writer *self, guint32 object);
typedef void (*EdgeFunc) (Writer *self, guint32 from, guint32 to, guint32 label);

static gboolean
write_nodes (Writer *self, NodeFunc node, GError **error)
{
  for (guint32 i = 0; i < hp_snapshot_n_objects (self->snapshot); i++)
    if (hp_part_set_has (&self->set, i)) {
      node (self, i);
      if (!hp_output_end_row (&self->out, error))
        return FALSE;
    }
  return TRUE;
}

static void
write_edges_of (Writer *self, EdgeFunc edge, guint32 object)
{
  const guint32 *labels, *targets;
  guint32 n;

  targets = hp_snapshot_referents (self->snapshot, object, &labels, &n);
  for (guint32 k = 0; k < n; k++)
    if (hp_part_set_has (&self->set, targets[k]))
      edge (self, object, targets[k], labels[k]);
}

static gboolean
write_edges (Writer *self, EdgeFunc edge, GError **error)
{
  for (guint32 i = 0; i < hp_snapshot_n_objects (self->snapshot); i++)
    if (hp_part_set_has (&self->set, i)) {
      write_edges_of (self, edge, i);
      if (!hp_output_end_row (&self->out, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
begin (Writer *self, const HpSnapshot *snapshot, const HpGraphPart *part, GOutputStream *stream,
       const HpAnalysisRun *run, GError **error)
{
  *self = (Writer){ .snapshot = snapshot, .out = hp_output_init (stream, 0, run) };
  if (!hp_part_set_init (&self->set, snapshot, part, run, error))
    return FALSE;
  self->out.total = 2 * self->set.n_chosen;
  return TRUE;
}

/* ---- GraphML: http://graphml.graphdrawing.org/ ---- */

static const char graphml_head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
    "<key id=\"type\" for=\"node\" attr.name=\"type\" attr.type=\"string\"/>\n"
    "<key id=\"value\" for=\"node\" attr.name=\"value\" attr.type=\"string\"/>\n"
    "<key id=\"size\" for=\"node\" attr.name=\"size\" attr.type=\"long\"/>\n"
    "<key id=\"refcount\" for=\"node\" attr.name=\"refcount\" attr.type=\"long\"/>\n"
    "<key id=\"root\" for=\"node\" attr.name=\"root\" attr.type=\"string\"/>\n"
    "<key id=\"label\" for=\"edge\" attr.name=\"label\" attr.type=\"string\"/>\n"
    "<key id=\"weak\" for=\"edge\" attr.name=\"weak\" attr.type=\"boolean\"/>\n";

static void
append_data (Writer *self, const char *key, const char *text)
{
  if (text == NULL)
    return;
  g_string_append_printf (self->out.text, "<data key=\"%s\">", key);
  hp_output_append_xml (&self->out, text);
  g_string_append (self->out.text, "</data>");
}

static void
graphml_node (Writer *self, guint32 object)
{
  const HpSnapshot *snapshot = self->snapshot;
  guint32 root = hp_snapshot_root_of (snapshot, object);
  g_autofree char *type =
      hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object));
  g_autofree char *value = hp_snapshot_dup_preview (snapshot, object);
  g_autofree char *held = root != HP_NONE ? hp_snapshot_format_root (snapshot, root) : NULL;

  g_string_append_printf (self->out.text, "<node id=\"0x%" G_GINT64_MODIFIER "x\">",
                          hp_snapshot_address (snapshot, object));
  append_data (self, "type", type);
  append_data (self, "value", value);
  append_data (self, "root", held);
  g_string_append_printf (self->out.text,
                          "<data key=\"size\">%" G_GUINT64_FORMAT
                          "</data><data key=\"refcount\">%" G_GINT64_FORMAT "</data></node>\n",
                          hp_snapshot_size (snapshot, object),
                          hp_snapshot_refcount (snapshot, object));
}

static void
graphml_edge (Writer *self, guint32 from, guint32 to, guint32 label)
{
  g_autofree char *text = hp_snapshot_format_label (self->snapshot, label);

  g_string_append_printf (
      self->out.text,
      "<edge source=\"0x%" G_GINT64_MODIFIER "x\" target=\"0x%" G_GINT64_MODIFIER "x\">",
      hp_snapshot_address (self->snapshot, from), hp_snapshot_address (self->snapshot, to));
  append_data (self, "label", text);
  if (hp_label_is_weak (label))
    append_data (self, "weak", "true");
  g_string_append (self->out.text, "</edge>\n");
}

gboolean
hp_write_graphml (const HpSnapshot *snapshot, const HpGraphPart *part, GOutputStream *stream,
                  const HpAnalysisRun *run, GError **error)
{
  g_auto (Writer) self = { 0 };

  if (!begin (&self, snapshot, part, stream, run, error))
    return FALSE;
  g_string_append (self.out.text, graphml_head);
  if (self.set.omitted > 0)
    g_string_append_printf (self.out.text, "<!-- %" G_GUINT64_FORMAT " objects left out -->\n",
                            self.set.omitted);
  g_string_append (self.out.text, "<graph id=\"heap\" edgedefault=\"directed\">\n");
  if (!write_nodes (&self, graphml_node, error) || !write_edges (&self, graphml_edge, error))
    return FALSE;
  g_string_append (self.out.text, "</graph>\n</graphml>\n");
  return hp_output_flush (&self.out, error);
}

/* ---- DOT: https://graphviz.org/doc/info/lang.html ---- */

/* Between quotes a backslash begins an escape of the label. */
static void
append_quoted (GString *text, const char *part)
{
  g_autofree char *valid = g_utf8_make_valid (part, -1);

  for (const char *c = valid; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\')
      g_string_append_c (text, '\\');
    g_string_append_c (text, (guchar)*c < 0x20 ? ' ' : *c);
  }
}

static void
dot_node (Writer *self, guint32 object)
{
  const HpSnapshot *snapshot = self->snapshot;
  g_autofree char *type =
      hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object));
  g_autofree char *value = hp_snapshot_dup_preview (snapshot, object);

  g_string_append_printf (self->out.text, "\"0x%" G_GINT64_MODIFIER "x\" [label=\"",
                          hp_snapshot_address (snapshot, object));
  append_quoted (self->out.text, type);
  if (value != NULL) {
    g_string_append_c (self->out.text, ' ');
    append_quoted (self->out.text, value);
  }
  g_string_append_printf (self->out.text, "\\n%" G_GUINT64_FORMAT " B\"];\n",
                          hp_snapshot_size (snapshot, object));
}

static void
dot_edge (Writer *self, guint32 from, guint32 to, guint32 label)
{
  g_autofree char *text = hp_snapshot_format_label (self->snapshot, label);

  g_string_append_printf (
      self->out.text, "\"0x%" G_GINT64_MODIFIER "x\" -> \"0x%" G_GINT64_MODIFIER "x\" [label=\"",
      hp_snapshot_address (self->snapshot, from), hp_snapshot_address (self->snapshot, to));
  append_quoted (self->out.text, text);
  g_string_append (self->out.text, hp_label_is_weak (label) ? "\", style=dashed];\n" : "\"];\n");
}

gboolean
hp_write_dot (const HpSnapshot *snapshot, const HpGraphPart *part, GOutputStream *stream,
              const HpAnalysisRun *run, GError **error)
{
  g_auto (Writer) self = { 0 };

  if (!begin (&self, snapshot, part, stream, run, error))
    return FALSE;
  g_string_append (self.out.text, "digraph heap {\nnode [shape=box];\n");
  if (self.set.omitted > 0)
    g_string_append_printf (self.out.text, "// %" G_GUINT64_FORMAT " objects left out\n",
                            self.set.omitted);
  if (!write_nodes (&self, dot_node, error) || !write_edges (&self, dot_edge, error))
    return FALSE;
  g_string_append (self.out.text, "}\n");
  return hp_output_flush (&self.out, error);
}
