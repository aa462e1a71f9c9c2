/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that lie in their own memory (hostile.py): each lie ends in an error or in a picture
 * that passes its check, in bounded memory, and the program runs on. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "python-child.h"
#include "source/process/process.h"

/* A picture of one of these programs has 20 000 objects; the sanitizers need most of it. */
#define MEMORY_MAX_KIB (2u << 20)

/* What a picture must admit. */
typedef enum {
  ANYTHING, /* the lie is a value that nothing contradicts */
  TORN,     /* structures that contradict themselves */
  UNREAD,   /* the same, and what an object refers to is not all known */
  OPEN,     /* a generation that does not close */
  REFUSED,  /* no picture at all */
} Verdict;

typedef struct {
  const char *name;
  Verdict verdict;
} Lie;

static const Lie lies[] = {
  { "type_pointer_nowhere", TORN },
  { "type_pointer_unaligned", TORN },
  { "cyclic_metatypes", TORN },
  { "self_base", ANYTHING },
  { "many_members", ANYTHING },
  { "name_without_end", TORN },
  { "sizes_of_a_type", ANYTHING },
  { "list_size", UNREAD },
  { "list_items", UNREAD },
  { "tuple_size", UNREAD },
  { "set_mask", UNREAD },
  { "dict_table_size", UNREAD },
  { "dict_entries", UNREAD },
  { "dict_keys_nowhere", UNREAD },
  { "int_digits", TORN },
  { "str_length", TORN },
  { "bytes_length", TORN },
  { "deque_ring", UNREAD },
  { "ordered_dict_ring", UNREAD },
  { "cache_ring", UNREAD },
  { "generation_to_itself", OPEN },
  { "generation_of_lies", OPEN },
  { "generation_into_nowhere", OPEN },
  { "pool_header", TORN },
  { "pool_free_list", TORN },
  { "arenas", TORN },
  { "threads_in_a_ring", TORN },
  { "interpreters_in_a_ring", REFUSED },
  { "frames_in_a_ring", TORN },
  { "code_of_a_frame", UNREAD },
  { "slots_of_instances", UNREAD },
};

typedef struct {
  char *interpreter; /* owned */
  const Lie *lie;
} Case;

static void
case_free (gpointer data)
{
  Case *self = data;
  g_free (self->interpreter);
  g_free (self);
}

static void
assert_admits (const HpSnapshot *snapshot, Verdict verdict)
{
  const HpQuality *quality = &snapshot->info->quality;
  g_autoptr (GError) error = NULL;

  g_test_message ("%u objects, %" G_GUINT64_FORMAT " torn, %u open, %" G_GUINT64_FORMAT " left out",
                  hp_snapshot_n_objects (snapshot), quality->torn_reads, quality->open_lists,
                  quality->truncated);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), >, 5000);
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), <, 200000);
  g_assert_cmpuint (hp_snapshot_n_refs (snapshot), <, 2000000);
  g_assert_cmpint (verdict, !=, REFUSED);
  if (verdict == TORN || verdict == UNREAD)
    g_assert_cmpuint (quality->torn_reads, >, 0);
  if (verdict == UNREAD)
    g_assert_cmpuint (quality->unread, >, 0);
  if (verdict == OPEN)
    g_assert_cmpuint (quality->open_lists, >, 0);
}

static void
test_lie (gconstpointer data)
{
  const Case *self = data;
  g_autofree char *program =
      g_test_build_filename (G_TEST_DIST, "core", "source", "hostile.py", NULL);
  const char *argv[] = { self->interpreter, "-I", program, self->lie->name, NULL };
  PythonChild child = python_child_start_busy (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot = NULL;
  struct rusage usage;

  python_child_rest (&child);
  snapshot = hp_process_capture (child.pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);
  if (snapshot != NULL)
    assert_admits (snapshot, self->lie->verdict);
  else {
    g_test_message ("%s", error->message);
    g_assert_true (error->domain == HP_PROCESS_ERROR);
    g_assert_null (strchr (error->message, '\n'));
    g_assert_cmpint (self->lie->verdict, ==, REFUSED);
  }
  g_assert_true (python_child_runs_soon (&child));
  getrusage (RUSAGE_SELF, &usage);
  g_assert_cmpint (usage.ru_maxrss, <, MEMORY_MAX_KIB);
  kill (child.pid, SIGKILL);
  python_child_stop (&child);
}

int
main (int argc, char **argv)
{
  const char *versions[] = { "3.8", "3.9", "3.10", "3.11.2", "3.12", "3.13" };

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions (); /* all lies that succeed, not only the first */
  for (guint v = 0; v < G_N_ELEMENTS (versions); v++) {
    g_auto (GStrv) found = python_child_find_interpreters (versions[v]);
    for (guint i = 0; found[0] != NULL && i < G_N_ELEMENTS (lies); i++) {
      g_autofree char *path =
          g_strdup_printf ("/core/source/process/hostile/%s/%s", versions[v], lies[i].name);
      Case *one = g_new0 (Case, 1);
      one->interpreter = g_strdup (found[0]);
      one->lie = &lies[i];
      g_test_add_data_func_full (path, one, test_lie, case_free);
    }
  }
  return g_test_run ();
}
