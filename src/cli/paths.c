/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium paths FILE|PID ADDRESS…: who holds an object, or many, from the root on. */
#include "analysis/paths-report.h"
#include "analysis/ref-set.h"
#include "cli/cli.h"
#include "cli/report-text.h"
#include "cli/report.h"

#define USAGE                                                                                      \
  "[--json] [--limit N] [--full] [--without FROM[:TO]]… FILE|PID ADDRESS… | --type TYPE FILE|PID"

#define MANY_ROWS 20
#define ONE_PATHS 5

typedef struct {
  gboolean json, full;
  int limit;
  char *type, **without; /* owned */
} Options;

static void
options_clear (Options *self)
{
  g_free (self->type);
  g_strfreev (self->without);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* ---- which objects ---- */

/* By its name with or without the module. */
static gboolean
is_of_type (const HpSnapshot *snapshot, guint32 type, const char *wanted)
{
  g_autofree char *full = hp_snapshot_dup_type_full_name (snapshot, type);
  g_autofree char *plain = hp_snapshot_dup_type_name (snapshot, type);

  return g_str_equal (full, wanted) || g_str_equal (plain, wanted);
}

static void
add_instances (GArray *objects, const HpSnapshot *snapshot, const char *wanted)
{
  g_autofree gboolean *is_wanted = g_new0 (gboolean, hp_snapshot_n_types (snapshot) + 1);

  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++)
    is_wanted[type] = is_of_type (snapshot, type, wanted);
  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++)
    if (is_wanted[hp_snapshot_type_of (snapshot, object)])
      g_array_append_val (objects, object);
}

/* The same address twice is one object. */
static void
add_once (GArray *objects, guint32 object)
{
  for (guint i = 0; i < objects->len; i++)
    if (g_array_index (objects, guint32, i) == object)
      return;
  g_array_append_val (objects, object);
}

/* NULL after a line on standard error. */
static GArray *
find_objects (const Options *options, const HpSnapshot *snapshot, int n, char **addresses)
{
  g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (options->type != NULL)
    add_instances (objects, snapshot, options->type);
  for (int i = 0; i < n; i++) {
    guint32 object;

    if (!hp_cli_find_object ("paths", snapshot, addresses[i], &object))
      return NULL;
    add_once (objects, object);
  }
  if (objects->len > 0)
    return g_steal_pointer (&objects);
  g_printerr (
      "heaparium paths: there is no object of the type “%s”; “heaparium types” lists them\n",
      options->type);
  return NULL;
}

/* ---- what is left out ---- */

/* "FROM:TO" the references from the one to the other, "FROM" all that it has. */
static gboolean
leave_out (GHashTable *set, const HpSnapshot *snapshot, const char *text)
{
  g_auto (GStrv) ends = g_strsplit (text, ":", 2);
  guint32 from, to = HP_NONE;

  if (!hp_cli_find_object ("paths", snapshot, ends[0] != NULL ? ends[0] : "", &from) ||
      (ends[0] != NULL && ends[1] != NULL && !hp_cli_find_object ("paths", snapshot, ends[1], &to)))
    return FALSE;
  if (hp_ref_set_add_between (set, snapshot, from, to) > 0)
    return TRUE;
  g_printerr ("heaparium paths: there is no reference %s; “heaparium object” lists what an object "
              "refers to\n",
              text);
  return FALSE;
}

/* FALSE after a line on standard error. *without stays NULL where nothing is left out. */
static gboolean
find_without (const Options *options, const HpSnapshot *snapshot, GHashTable **without)
{
  g_autoptr (GHashTable) set = hp_ref_set_new ();

  if (options->without == NULL)
    return TRUE;
  for (char **text = options->without; *text != NULL; text++)
    if (!leave_out (set, snapshot, *text))
      return FALSE;
  *without = g_steal_pointer (&set);
  return TRUE;
}

/* ---- the command ---- */

static int
print_paths (const Options *options, HpSnapshot *snapshot, const GArray *objects,
             GHashTable *without)
{
  int limit = objects->len > 1 ? MANY_ROWS : ONE_PATHS;
  HpPathsQuestion question = { .objects = (const guint32 *)objects->data,
                               .n_objects = objects->len,
                               .what = options->type,
                               .limit = (guint)(options->limit >= 0 ? options->limit : limit),
                               .style = options->full ? HP_PATH_FULL : HP_PATH_FOLDED,
                               .without = without };
  GError *error = NULL;
  g_autoptr (HpReport) report = hp_paths_report (snapshot, &question, NULL, &error);

  if (report == NULL)
    return hp_cli_fail ("paths", error);
  return hp_cli_print_report ("paths", report, snapshot, options->json);
}

int
hp_cli_paths (int argc, char **argv)
{
  g_auto (Options) options = { .limit = -1 };
  const GOptionEntry entries[] = {
    HP_CLI_OPTION_JSON (&options.json),
    HP_CLI_OPTION_LIMIT (&options.limit, "At most N paths (5), of several objects N rows (20)"),
    { "full", 0, 0, G_OPTION_ARG_NONE, &options.full,
      "Show each frame, traceback and task on the way", NULL },
    { "type", 0, 0, G_OPTION_ARG_STRING, &options.type, "Ask for all objects of this type",
      "TYPE" },
    { "without", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.without,
      "Leave out the references of an object, or only those to another", "FROM[:TO]" },
    { NULL },
  };
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (GArray) objects = NULL;
  g_autoptr (GHashTable) without = NULL;

  if (!hp_cli_parse ("paths", USAGE, entries, &argc, &argv, HP_CLI_ANY_REST))
    return 2;
  if (argc < 2 || (argc == 2) != (options.type != NULL))
    return hp_cli_wrong_usage ("paths", USAGE,
                               "a picture is wanted, and either addresses or --type");
  if (options.limit < -1 || options.limit == 0)
    return hp_cli_wrong_usage ("paths", USAGE, "--limit wants a number above 0");
  if ((snapshot = hp_cli_open ("paths", argv[1])) == NULL ||
      (objects = find_objects (&options, snapshot, argc - 2, argv + 2)) == NULL ||
      !find_without (&options, snapshot, &without))
    return 1;
  return print_paths (&options, snapshot, objects, without);
}
