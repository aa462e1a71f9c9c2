/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/comparison.h"

#include <unistd.h>

#include "compare/reference.h"

/* NULL with an error when there is no reference. */
static HpComparison *
comparison_new (GError **error)
{
  g_autofree char *version = NULL, *name = NULL;
  char *reference = hp_reference_find (&version, error);
  HpComparison *self;

  if (reference == NULL)
    return NULL;
  self = g_new0 (HpComparison, 1);
  name = g_strdup_printf ("CPython %s", version);
  self->sides[HP_SIDE_EMBEDDED] = hp_side_new ("Heaparium");
  self->sides[HP_SIDE_REFERENCE] = hp_side_new (name);
  self->sides[HP_SIDE_REFERENCE]->program = reference;
  return self;
}

void
hp_comparison_free (HpComparison *self)
{
  for (int i = 0; i < HP_N_SIDES; i++)
    hp_side_free (self->sides[i]);
  g_free (self);
}

gboolean
hp_comparison_is_equal (const HpComparison *self)
{
  const HpSide *a = self->sides[0], *b = self->sides[1];

  for (int i = 0; i < 2; i++)
    if (!g_string_equal (a->printed[i].text, b->printed[i].text) ||
        a->printed[i].left_out != b->printed[i].left_out)
      return FALSE;
  return a->status == b->status && !a->stopped && !b->stopped;
}

/* ---- running both ---- */

typedef struct {
  HpSide *side;
  const HpCompareRequest *request;
  GCancellable *cancellable;
} EmbeddedRun;

static gpointer
run_embedded (gpointer data)
{
  EmbeddedRun *run = data;

  hp_side_run_embedded (run->side, run->request, run->cancellable);
  return NULL;
}

static gboolean
check_script (const char *path, GError **error)
{
  g_autofree char *shown = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && access (path, R_OK) == 0)
    return TRUE;
  shown = g_filename_display_name (path);
  g_set_error (error, HP_COMPARE_ERROR, HP_COMPARE_ERROR_START, "“%s” is no file that can be read",
               shown);
  return FALSE;
}

HpComparison *
hp_compare (const HpCompareRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GCancellable) stop =
      cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  g_autoptr (HpComparison) self = NULL;
  EmbeddedRun run = { .request = request, .cancellable = stop };
  GThread *thread;
  gboolean started;

  if (!check_script (request->arguments[0], error))
    return NULL;
  self = comparison_new (error);
  if (self == NULL)
    return NULL;
  run.side = self->sides[HP_SIDE_EMBEDDED];
  thread = g_thread_new ("compare", run_embedded, &run);
  started = hp_side_run_reference (self->sides[HP_SIDE_REFERENCE], request, stop, error);
  if (!started)
    g_cancellable_cancel (stop);
  g_thread_join (thread);
  return started ? g_steal_pointer (&self) : NULL;
}

static void
copy_free (gpointer data)
{
  HpCompareRequest *request = data;

  g_strfreev ((char **)request->arguments);
  g_free (request);
}

static void
compare_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  HpComparison *comparison = hp_compare (data, cancellable, &error);

  if (comparison == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, comparison, (GDestroyNotify)hp_comparison_free);
}

void
hp_compare_async (const HpCompareRequest *request, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  HpCompareRequest *copy = g_new (HpCompareRequest, 1);

  *copy = *request;
  copy->arguments = g_strdupv ((char **)request->arguments);
  g_task_set_check_cancellable (task, FALSE); /* stopped programs have printed something too */
  g_task_set_task_data (task, copy, copy_free);
  g_task_run_in_thread (task, compare_thread);
}

HpComparison *
hp_compare_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
