/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A view as a file: SVG, PNG or PDF rendered by heaparium-layout, or DOT for other tools. The file
 * is written beside its target and renamed, so that an older one is lost only when the new one is
 * whole. */

#include <gio/gio.h>

#include "graph/view.h"

G_BEGIN_DECLS

typedef enum {
  HP_GRAPH_FORMAT_SVG,
  HP_GRAPH_FORMAT_PNG,
  HP_GRAPH_FORMAT_PDF,
  HP_GRAPH_FORMAT_DOT,
} HpGraphFormat;

/* The format that a file name ends in (".svg", any case). Error: HP_GRAPH_ERROR_FORMAT, which lists
 * the known ones. */
gboolean hp_graph_format_from_path (const char *path, HpGraphFormat *format, GError **error);

/* Renders to memory. */
GBytes *hp_graph_render (const HpGraphView *view, HpGraphFormat format, GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Renders to a file. Errors: HP_GRAPH_ERROR, G_IO_ERROR_CANCELLED. */
gboolean hp_graph_export (const HpGraphView *view, HpGraphFormat format, const char *path,
                          GCancellable *cancellable, GError **error);

G_END_DECLS
