/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/export.h"

#include <string.h>

#include "graph/dot.h"
#include "graph/layout.h"
#include "snapshot/output-path.h"

static const struct {
  HpGraphFormat format;
  const char *suffix;
  const char *graphviz; /* NULL: no rendering */
} formats[] = {
  { HP_GRAPH_FORMAT_SVG, ".svg", "svg" },
  { HP_GRAPH_FORMAT_PNG, ".png", "png:cairo" },
  { HP_GRAPH_FORMAT_PDF, ".pdf", "pdf" },
  { HP_GRAPH_FORMAT_DOT, ".dot", NULL },
};

gboolean
hp_graph_format_from_path (const char *path, HpGraphFormat *format, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].suffix)) {
      *format = formats[i].format;
      return TRUE;
    }
  if (g_str_has_suffix (lower, ".gv")) {
    *format = HP_GRAPH_FORMAT_DOT;
    return TRUE;
  }
  g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_FORMAT,
               "%s: the name must end in .svg, .png, .pdf or .dot", path);
  return FALSE;
}

static const char *
get_graphviz_format (HpGraphFormat format)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].format == format)
      return formats[i].graphviz;
  return NULL;
}

GBytes *
hp_graph_render (const HpGraphView *view, HpGraphFormat format, GCancellable *cancellable,
                 GError **error)
{
  const char *graphviz = get_graphviz_format (format);
  const char *engine = hp_graph_view_get_n_nodes (view) <= HP_GRAPH_DEFAULT_CAP ? "dot" : "sfdp";
  char *dot = hp_graph_dot_write (view);
  GBytes *bytes;

  if (graphviz == NULL)
    return g_bytes_new_take (dot, strlen (dot));
  bytes =
      hp_graph_run_helper (dot, engine, graphviz, HP_LAYOUT_LONG_TIMEOUT_MS, cancellable, error);
  g_free (dot);
  return bytes;
}

gboolean
hp_graph_export (const HpGraphView *view, HpGraphFormat format, const char *path,
                 GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = hp_graph_render (view, format, cancellable, error);
  g_autoptr (GError) problem = NULL;
  g_autofree char *target = NULL;

  if (bytes == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  target = hp_output_path (path, &problem);
  if (target != NULL && g_file_set_contents_full (target, g_bytes_get_data (bytes, NULL),
                                                  (gssize)g_bytes_get_size (bytes),
                                                  G_FILE_SET_CONTENTS_CONSISTENT, 0666, &problem))
    return TRUE;
  g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_WRITE, "%s", problem->message);
  return FALSE;
}
