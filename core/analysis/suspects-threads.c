/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that are started and do not end: many that are inside of one function of the program.
 * Those of a pool that wait for work run no function of the program. */
#include "analysis/definition.h"
#include "analysis/suspects-private.h"

/* Threads in one function, in one picture; more than in the first, with several. */
#define MANY     32
#define MANY_NEW 8

/* Bytes that a thread counts for: the least it takes for its stack, its state and the system. */
#define THREAD_WORTH (64 << 10)

/* ---- counting ---- */

typedef struct {
  guint32 n;
  guint32 frame; /* of one of them */
} Function;

/* The last frame of a thread that the threading module has started. */
static gboolean
ends_thread (const char *file, const char *function)
{
  return g_str_equal (function, "_bootstrap") && g_str_has_suffix (file, "threading.py");
}

static void
count_one (GHashTable *functions, char *key, guint32 frame)
{
  Function *function = g_hash_table_lookup (functions, key);

  if (function == NULL) {
    function = g_new0 (Function, 1);
    g_hash_table_insert (functions, g_strdup (key), function);
  }
  function->n++;
  function->frame = frame;
}

/* By "file\nfunction": how many threads have it as their outermost function of the program. Rows of
 * frames come by thread, the innermost first. */
static GHashTable *
count_functions (const HpProvenance *origin, const HpSnapshot *snapshot)
{
  GHashTable *functions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *outermost = NULL;
  guint32 frame = HP_NONE;

  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    HpRoot root = hp_snapshot_root (snapshot, i);
    g_autofree char *file = NULL, *function = NULL;

    if (root.kind != HP_ROOT_FRAME)
      continue;
    file = hp_snapshot_dup_string (snapshot, root.file);
    function = hp_snapshot_dup_string (snapshot, root.function);
    if (ends_thread (file, function)) {
      if (outermost != NULL)
        count_one (functions, outermost, frame);
      g_clear_pointer (&outermost, g_free);
    } else if (file[0] != '\0' && hp_provenance_file_is_own (origin, file)) {
      g_free (outermost);
      outermost = g_strdup_printf ("%s\n%s", file, function);
      frame = root.object;
    }
  }
  return functions;
}

/* ---- suspects ---- */

static void
add_function (HpSuspectSearch *search, const Function *function, gint64 grown)
{
  guint32 code = hp_code_of (search->snapshot, function->frame);
  gint64 counted = search->history != NULL ? grown : (gint64)function->n;
  HpSuspectDraft draft = { .suspect = { .kind = HP_SUSPECT_THREADS,
                                        .holder = function->frame,
                                        .example = function->frame,
                                        .count = function->n,
                                        .n_alike = 1,
                                        .grown = grown,
                                        .score = (double)counted * THREAD_WORTH },
                           .composition = { .n_items = function->n,
                                            .type = HP_NONE,
                                            .class = HP_NONE,
                                            .frame = HP_NONE,
                                            .code = code,
                                            .n_codes = code != HP_NONE ? function->n : 0 } };

  if (counted >= (search->history != NULL ? MANY_NEW : MANY))
    hp_suspect_add (search, &draft);
}

gboolean
hp_suspects_find_threads (HpSuspectSearch *search, G_GNUC_UNUSED GError **error)
{
  const HpSnapshot *before =
      search->history != NULL ? hp_growth_history_get_picture (search->history, 0) : NULL;
  g_autoptr (GHashTable) now = count_functions (search->origin, search->snapshot);
  g_autoptr (GHashTable) first = before != NULL ? count_functions (search->origin, before) : NULL;
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, now);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    const Function *function = value;
    const Function *earlier = first != NULL ? g_hash_table_lookup (first, name) : NULL;
    gint64 grown = (gint64)function->n - (earlier != NULL ? earlier->n : 0);

    if (function->frame != HP_NONE)
      add_function (search, function, first != NULL ? grown : 0);
  }
  return TRUE;
}
