/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium graph FILE|PID -o OUT: objects and who holds them, or the types, as a picture. */
#include <gio/gio.h>

#include "analysis/components.h"
#include "cli/cli.h"
#include "cli/report.h"
#include "graph/build.h"
#include "graph/export.h"

#define USAGE                                                                                      \
  "-o OUT.{svg,png,pdf,dot} [--object ADDR [--path] [--steps N] | --component N | --types] "       \
  "[--limit N] FILE|PID"

typedef struct {
  char *output, *object; /* owned */
  gboolean path, types;
  int steps, limit, component;
  guint64 address;
  HpGraphFormat format;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->output);
  g_free (self->object);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *
check_options (Options *self)
{
  if (self->output == NULL)
    return "-o OUT is missing: where to write";
  if (self->object != NULL && self->types)
    return "--object and --types exclude each other";
  if (self->component != 0 && (self->object != NULL || self->types))
    return "--component excludes --object and --types";
  if (self->component < 0)
    return "--component wants a number from “heaparium cycles”";
  if (self->path && self->object == NULL)
    return "--path wants --object ADDR";
  if (self->object != NULL && !hp_cli_parse_address (self->object, &self->address))
    return "--object wants a hexadecimal address such as 0x7f31a804c250";
  if (self->steps < 1 || self->steps > 20)
    return "--steps wants a number from 1 to 20";
  if (self->limit < 1 || self->limit > 5000)
    return "--limit wants a number from 1 to 5000";
  return NULL;
}

/* The members of a cycle, numbered as “heaparium cycles” does. */
static HpGraphView *
build_component (const Options *options, HpSnapshot *snapshot, GError **error)
{
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_OBJECTS, HP_NONE);
  g_autoptr (HpComponents) components = hp_components_new (snapshot, NULL, error);
  const guint32 *members;
  guint32 n;

  if (components == NULL)
    return NULL;
  if ((guint)options->component > hp_components_n_cycles (components)) {
    g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_NO_OBJECT,
                 "there is no cycle number %d; “heaparium cycles” lists them", options->component);
    return NULL;
  }
  members = hp_components_members (components, (guint32)options->component - 1, &n);
  g_array_append_vals (request->objects, members, n);
  request->overflow = HP_GRAPH_KEEP;
  request->cap = (guint)options->limit;
  return hp_graph_build (snapshot, request, NULL, error);
}

static HpGraphView *
build (const Options *options, HpSnapshot *snapshot, GError **error)
{
  HpGraphViewKind kind = options->object == NULL ? HP_GRAPH_VIEW_TYPES
                         : options->path         ? HP_GRAPH_VIEW_PATH
                                                 : HP_GRAPH_VIEW_NEIGHBOURS;
  guint32 focus = options->object != NULL ? hp_snapshot_find (snapshot, options->address) : HP_NONE;
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (kind, focus);

  if (options->object != NULL && focus == HP_NONE) {
    g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_NO_OBJECT,
                 "there is no object at 0x%" G_GINT64_MODIFIER
                 "x; “heaparium export -f csv” lists the addresses",
                 options->address);
    return NULL;
  }
  request->steps = (guint)options->steps;
  request->overflow = HP_GRAPH_KEEP;
  request->cap = kind == HP_GRAPH_VIEW_TYPES ? MIN ((guint)options->limit, request->cap)
                                             : (guint)options->limit;
  return hp_graph_build (snapshot, request, NULL, error);
}

/* What the picture does not show belongs beside it. */
static void
print_left_out (const HpGraphView *view, const char *output)
{
  guint64 left_out = hp_graph_view_get_n_left_out (view);

  g_print ("%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " objects", output,
           hp_graph_view_get_n_drawn (view), hp_graph_view_get_n_objects (view));
  if (left_out > 0)
    g_print (", %" G_GUINT64_FORMAT " left out", left_out);
  g_print ("\n");
  if (hp_graph_view_get_note (view) != NULL)
    g_print ("%s\n", hp_graph_view_get_note (view));
}

int
hp_cli_graph (int argc, char **argv)
{
  g_auto (Options) options = { .steps = 2, .limit = HP_GRAPH_LARGEST };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, "Where to write", "OUT" },
    { "object", 0, 0, G_OPTION_ARG_STRING, &options.object, "Draw this object's neighbours",
      "ADDR" },
    { "path", 0, 0, G_OPTION_ARG_NONE, &options.path, "Draw the shortest ways from roots to it",
      NULL },
    { "steps", 0, 0, G_OPTION_ARG_INT, &options.steps, "How far neighbours reach (2)", "N" },
    { "component", 0, 0, G_OPTION_ARG_INT, &options.component,
      "Draw a cycle, by its number in “heaparium cycles”", "N" },
    { "types", 0, 0, G_OPTION_ARG_NONE, &options.types, "Draw the types (the default)", NULL },
    HP_CLI_OPTION_LIMIT (&options.limit, "Draw at most N nodes (150)"),
    { NULL },
  };
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpGraphView) view = NULL;
  GError *error = NULL;
  const char *wrong;

  if (!hp_cli_parse ("graph", USAGE, entries, &argc, &argv, 1))
    return 2;
  if ((wrong = check_options (&options)) != NULL)
    return hp_cli_wrong_usage ("graph", USAGE, wrong);
  if (!hp_graph_format_from_path (options.output, &options.format, &error)) {
    g_autoptr (GError) owned = error;

    return hp_cli_wrong_usage ("graph", USAGE, owned->message);
  }
  if ((snapshot = hp_cli_open ("graph", argv[1])) == NULL)
    return 1;
  view = options.component > 0 ? build_component (&options, snapshot, &error)
                               : build (&options, snapshot, &error);
  if (view == NULL || !hp_graph_export (view, options.format, options.output, NULL, &error))
    return hp_cli_fail ("graph", error);
  print_left_out (view, options.output);
  return 0;
}
