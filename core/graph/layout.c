/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/layout.h"

#include <math.h>
#include <string.h>

/* Nothing that fits in a picture is further away, in points. */
#define FAR_AWAY 1e7
/* An edge of dot has a few dozen control points. */
#define MAX_POINTS 100000

typedef struct {
  gsize first; /* in points */
  guint n_points;
  gboolean has_label;
  HpGraphPoint tip;
  HpGraphPoint label;
} Curve;

struct _HpGraphLayout {
  gatomicrefcount refs;
  double width;
  double height;
  guint n_nodes;
  guint n_edges;
  HpGraphPoint *nodes; /* owned */
  Curve *edges;        /* owned */
  GArray *points;      /* HpGraphPoint, owned: those of all edges */
};

HpGraphLayout *
hp_graph_layout_ref (HpGraphLayout *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hp_graph_layout_unref (HpGraphLayout *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->nodes);
  g_free (self->edges);
  g_array_unref (self->points);
  g_free (self);
}

static HpGraphLayout *
layout_new (guint n_nodes, guint n_edges)
{
  HpGraphLayout *self = g_new0 (HpGraphLayout, 1);

  g_atomic_ref_count_init (&self->refs);
  self->n_nodes = n_nodes;
  self->n_edges = n_edges;
  self->nodes = g_new (HpGraphPoint, MAX (n_nodes, 1));
  self->edges = g_new0 (Curve, MAX (n_edges, 1));
  self->points = g_array_new (FALSE, FALSE, sizeof (HpGraphPoint));
  for (guint i = 0; i < n_nodes; i++)
    self->nodes[i].x = NAN; /* not seen yet */
  return self;
}

/* ---- the parser; each reader moves *p and returns FALSE at anything unexpected ---- */

static gboolean
read_word (const char **p, const char *word)
{
  gsize length = strlen (word);

  while (**p == ' ')
    (*p)++;
  if (strncmp (*p, word, length) != 0)
    return FALSE;
  *p += length;
  return TRUE;
}

static gboolean
read_number (const char **p, double *value)
{
  char *end;
  double number;

  while (**p == ' ')
    (*p)++;
  if (**p != '-' && !g_ascii_isdigit (**p)) /* no "inf", no "nan", no white space of other kinds */
    return FALSE;
  number = g_ascii_strtod (*p, &end);
  if (end == *p || !isfinite (number) || fabs (number) > FAR_AWAY)
    return FALSE;
  *p = end;
  *value = number;
  return TRUE;
}

static gboolean
read_point (const char **p, HpGraphPoint *point)
{
  return read_number (p, &point->x) && read_number (p, &point->y);
}

static gboolean
read_count (const char **p, guint limit, guint *value)
{
  char *end;
  guint64 number;

  while (**p == ' ')
    (*p)++;
  if (!g_ascii_isdigit (**p))
    return FALSE;
  number = g_ascii_strtoull (*p, &end, 10);
  if (end == *p || number >= limit)
    return FALSE;
  *p = end;
  *value = (guint)number;
  return TRUE;
}

static gboolean
read_node (HpGraphLayout *self, const char **p)
{
  guint index;
  HpGraphPoint point;

  if (!read_count (p, self->n_nodes, &index) || !isnan (self->nodes[index].x) ||
      !read_point (p, &point))
    return FALSE;
  self->nodes[index] = point;
  return TRUE;
}

static gboolean
read_edge (HpGraphLayout *self, const char **p)
{
  guint index, n_points;
  Curve curve = { .first = self->points->len };

  if (!read_count (p, self->n_edges, &index) || self->edges[index].n_points != 0 ||
      !read_count (p, MAX_POINTS, &n_points) || n_points < 4 || n_points % 3 != 1)
    return FALSE;
  for (guint i = 0; i < n_points; i++) {
    HpGraphPoint point;

    if (!read_point (p, &point))
      return FALSE;
    g_array_append_val (self->points, point);
  }
  if (!read_word (p, "TIP") || !read_point (p, &curve.tip))
    return FALSE;
  if (read_word (p, "LABEL")) {
    if (!read_point (p, &curve.label))
      return FALSE;
    curve.has_label = TRUE;
  }
  curve.n_points = n_points;
  self->edges[index] = curve;
  return TRUE;
}

static gboolean
read_line (HpGraphLayout *self, const char **p)
{
  if (read_word (p, "node "))
    return read_node (self, p);
  if (read_word (p, "edge "))
    return read_edge (self, p);
  return FALSE;
}

static gboolean
read_answer (HpGraphLayout *self, const char *text)
{
  const char *p = text;
  guint n_lines = self->n_nodes + self->n_edges;

  if (!read_word (&p, "heaparium-layout 1\n") || !read_word (&p, "size ") ||
      !read_number (&p, &self->width) || !read_number (&p, &self->height) ||
      !read_word (&p, "\n") || self->width < 0 || self->height < 0)
    return FALSE;
  /* As many lines as nodes and edges, none twice: then none is missing. */
  for (guint i = 0; i < n_lines; i++)
    if (!read_line (self, &p) || !read_word (&p, "\n"))
      return FALSE;
  return read_word (&p, "end\n") && *p == '\0';
}

HpGraphLayout *
hp_graph_layout_parse (const char *text, gsize length, guint n_nodes, guint n_edges, GError **error)
{
  g_autoptr (HpGraphLayout) self = layout_new (n_nodes, n_edges);
  g_autofree char *copy =
      g_strndup (text, length); /* ends at a NUL within, which is then an error */

  if (strlen (copy) == length && read_answer (self, copy))
    return g_steal_pointer (&self);
  g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_BAD_ANSWER,
               "heaparium-layout gave an answer that makes no sense; is it of the same version?");
  return NULL;
}

/* ---- running ---- */

static HpGraphLayout *
lay_out_dot (const char *dot, guint n_nodes, guint n_edges, guint timeout_ms,
             GCancellable *cancellable, GError **error)
{
  const char *engine = n_nodes <= HP_GRAPH_DEFAULT_CAP ? "dot" : "sfdp";
  g_autoptr (GBytes) answer =
      hp_graph_run_helper (dot, engine, NULL, timeout_ms, cancellable, error);
  gsize length;
  const char *text;

  if (answer == NULL)
    return NULL;
  text = g_bytes_get_data (answer, &length);
  return hp_graph_layout_parse (text != NULL ? text : "", length, n_nodes, n_edges, error);
}

HpGraphLayout *
hp_graph_layout_new (const HpGraphView *view, const HpGraphSize *node_sizes,
                     const HpGraphSize *label_sizes, guint timeout_ms, GCancellable *cancellable,
                     GError **error)
{
  g_autofree char *dot = hp_graph_dot_write_boxes (view, node_sizes, label_sizes);

  return lay_out_dot (dot, hp_graph_view_get_n_nodes (view), hp_graph_view_get_n_edges (view),
                      timeout_ms, cancellable, error);
}

typedef struct {
  char *dot; /* owned */
  guint n_nodes;
  guint n_edges;
  guint timeout_ms;
} Request;

static void
request_free (Request *request)
{
  g_free (request->dot);
  g_free (request);
}

static void
run_request (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  HpGraphLayout *layout = lay_out_dot (request->dot, request->n_nodes, request->n_edges,
                                       request->timeout_ms, cancellable, &error);

  if (layout != NULL)
    g_task_return_pointer (task, layout, (GDestroyNotify)hp_graph_layout_unref);
  else
    g_task_return_error (task, error);
}

void
hp_graph_layout_async (HpGraphView *view, const HpGraphSize *node_sizes,
                       const HpGraphSize *label_sizes, guint timeout_ms, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->dot = hp_graph_dot_write_boxes (view, node_sizes, label_sizes);
  request->n_nodes = hp_graph_view_get_n_nodes (view);
  request->n_edges = hp_graph_view_get_n_edges (view);
  request->timeout_ms = timeout_ms;
  g_task_set_source_tag (task, hp_graph_layout_async);
  g_task_set_task_data (task, request, (GDestroyNotify)request_free);
  g_task_run_in_thread (task, run_request);
}

HpGraphLayout *
hp_graph_layout_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- ask ---- */

double
hp_graph_layout_get_width (const HpGraphLayout *self)
{
  return self->width;
}

double
hp_graph_layout_get_height (const HpGraphLayout *self)
{
  return self->height;
}

guint
hp_graph_layout_get_n_nodes (const HpGraphLayout *self)
{
  return self->n_nodes;
}

guint
hp_graph_layout_get_n_edges (const HpGraphLayout *self)
{
  return self->n_edges;
}

HpGraphPoint
hp_graph_layout_get_node (const HpGraphLayout *self, guint node)
{
  g_return_val_if_fail (node < self->n_nodes, ((HpGraphPoint){ 0, 0 }));
  return self->nodes[node];
}

HpGraphCurve
hp_graph_layout_get_edge (const HpGraphLayout *self, guint edge)
{
  const Curve *curve;

  g_return_val_if_fail (edge < self->n_edges, ((HpGraphCurve){ 0 }));
  curve = &self->edges[edge];
  return (HpGraphCurve){
    .points = &g_array_index (self->points, HpGraphPoint, curve->first),
    .n_points = curve->n_points,
    .tip = curve->tip,
    .has_label = curve->has_label,
    .label = curve->label,
  };
}
