/* SPDX-License-Identifier: Apache-2.0 */
/* Live mode: counters and pictures of a process that runs by itself, how long a picture may stop
 * it, and what the window says of a picture's quality. */
#include "harness.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "../core/source/core-writer.h"
#include "../core/source/python-child.h"
#include "object-actions.h"
#include "quality.h"
#include "widgets/status-bar.h"

static HpSnapshot *
make_paused (double milliseconds)
{
  HpSnapshot *snapshot = hp_test_make_snapshot (50);
  HpSnapshotInfo *info = (HpSnapshotInfo *)snapshot->info; /* nobody else has it yet */

  info->kind = HP_SOURCE_KIND_PROCESS;
  info->quality.frozen = TRUE;
  info->quality.pause_ns = (guint64)(milliseconds * 1e6);
  return snapshot;
}

/* A window with a process that is pictured by the clock, ten times a second. */
static HpWindow *
open_process (HpFakeSource **fake, double pause_ms)
{
  HpWindow *window = hp_test_open_window ();
  g_autoptr (HpSnapshot) snapshot = make_paused (pause_ms);
  HpDocument *document;

  *fake = hp_fake_source_new (HP_SOURCE_LIVE, snapshot);
  hp_window_open_source (window, HP_SOURCE (*fake));
  g_object_unref (*fake);
  document = hp_window_get_document (window);
  hp_document_set_interval (document, 0.1);
  hp_test_wait_idle (window);
  return window;
}

static HpStatusBar *
status_bar (HpWindow *window)
{
  return HP_STATUS_BAR (hp_test_find (GTK_WIDGET (window), HP_TYPE_STATUS_BAR, NULL));
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static guint *
count_pictures (HpWindow *window)
{
  guint *n = g_new0 (guint, 1);

  g_signal_connect_data (hp_window_get_document (window), "notify::snapshot", G_CALLBACK (count_cb),
                         n, (GClosureNotify)(void (*) (void))g_free, G_CONNECT_SWAPPED);
  return n;
}

static void
replace_picture (HpFakeSource *fake, double pause_ms)
{
  g_autoptr (HpSnapshot) snapshot = make_paused (pause_ms);
  hp_fake_source_set_snapshot (fake, snapshot);
}

static GtkRevealer *
strip_of (HpWindow *window)
{
  return GTK_REVEALER (
      gtk_widget_get_template_child (GTK_WIDGET (window), HP_TYPE_WINDOW, "notice_revealer"));
}

static void
test_pictures (void)
{
  HpFakeSource *fake;
  HpWindow *window = open_process (&fake, 6.25);
  guint *n = count_pictures (window);

  WAIT_UNTIL (*n >= 3);
  g_assert_false (hp_document_is_held (hp_window_get_document (window)));
  WAIT_UNTIL (strstr (hp_status_bar_get_size_text (status_bar (window)), "stood still 6.2 ms") !=
              NULL);
  g_assert_nonnull (
      strstr (adw_window_title_get_subtitle (ADW_WINDOW_TITLE (gtk_widget_get_template_child (
                  GTK_WIDGET (window), HP_TYPE_WINDOW, "window_title"))),
              "live, every 0.1 s"));
  hp_test_close (window);
}

static void
test_pause_limit (void)
{
  HpFakeSource *fake;
  HpWindow *window = open_process (&fake, 6.25);
  HpDocument *document = hp_window_get_document (window);
  guint *n = count_pictures (window), before;

  hp_document_set_pause_limit (document, 20);
  replace_picture (fake, 84);
  WAIT_UNTIL (hp_document_is_held (document));
  g_assert_true (gtk_revealer_get_reveal_child (strip_of (window)));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (strip_of (window)), GTK_TYPE_LABEL, "84.0 ms"));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (strip_of (window)), GTK_TYPE_LABEL, "20 ms"));
  g_assert_true (hp_document_get_live (document));
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (window), "live-held");

  /* none by itself for several intervals, one when it is asked for */
  before = *n;
  for (guint i = 0; i < 20; i++)
    hp_test_turn ();
  g_assert_cmpuint (*n, ==, before);
  replace_picture (fake, 5);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.refresh", NULL);
  WAIT_UNTIL (!hp_document_is_held (document));
  g_assert_false (gtk_revealer_get_reveal_child (strip_of (window)));
  WAIT_UNTIL (*n >= before + 3); /* it goes on */
  hp_test_close (window);
}

/* More patience is an answer to the strip too. */
static void
test_higher_limit (void)
{
  HpFakeSource *fake;
  HpWindow *window = open_process (&fake, 250);
  HpDocument *document = hp_window_get_document (window);
  guint *n = count_pictures (window), before;

  g_assert_true (hp_document_is_held (document)); /* 100 ms unless one says otherwise */
  before = *n;
  hp_document_set_pause_limit (document, 300);
  g_assert_false (hp_document_is_held (document));
  WAIT_UNTIL (*n >= before + 2);
  hp_test_close (window);
}

/* ---- a real one ---- */

static gboolean
status_shows_picture (HpWindow *window)
{
  HpSnapshot *snapshot = hp_document_get_snapshot (hp_window_get_document (window));
  g_autofree char *arenas = g_strdup_printf ("· %u arena", hp_snapshot_n_arenas (snapshot));
  g_autofree char *count = g_strdup_printf ("%d/700", snapshot->info->gc.counts[0]);

  return strstr (hp_status_bar_get_size_text (status_bar (window)), arenas) != NULL &&
         g_str_equal (hp_status_bar_get_count_text (status_bar (window), 0), count);
}

static void
test_real_process (void)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  const char *argv[] = { found[0], "-c",
                         "import sys, time\n"
                         "print('ready', flush=True)\n"
                         "while True:\n"
                         "    time.sleep(0.01); keep = [[i] for i in range(2000)]",
                         NULL };
  PythonChild child = python_child_start_busy (argv);
  HpWindow *window = hp_test_open_window ();
  HpDocument *document;
  guint *pictures;
  gint64 collections;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.attach-pid", "i", (int)child.pid);
  document = hp_window_get_document (window);
  g_assert_nonnull (document);
  hp_document_set_pause_limit (document, 10000);
  hp_document_set_interval (document, 0.2);
  hp_test_wait_idle (window);
  pictures = count_pictures (window);
  WAIT_UNTIL (hp_document_get_summary (document)->blocks > 0);   /* counted live */
  WAIT_UNTIL (hp_document_get_summary (document)->tracked > 10); /* as in the newest picture */
  collections = (gint64)hp_document_get_summary (document)->gc.stats[0].collections;
  WAIT_UNTIL ((gint64)hp_document_get_summary (document)->gc.stats[0].collections > collections);
  WAIT_UNTIL (*pictures >= 2);
  g_assert_true (hp_document_get_snapshot (document)->info->quality.frozen);
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (window), "live-process");
  g_subprocess_force_exit (child.process);
  WAIT_UNTIL (hp_document_has_ended (document));
  g_assert_true (gtk_revealer_get_reveal_child (strip_of (window)));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (window), HP_TYPE_WINDOW, "live_button"))));
  g_assert_nonnull (hp_document_get_snapshot (document)); /* the last picture stays */
  WAIT_UNTIL (status_shows_picture (window)); /* and not what is left of a heap at its end */
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (window), "process-ended");
  hp_test_close (window);
  python_child_stop (&child);
}

/* ---- core dumps ---- */

static HpWindow *
open_path (const char *path)
{
  HpWindow *window = hp_test_open_window ();
  g_autoptr (GFile) file = g_file_new_for_path (path);

  hp_window_open_file (window, file);
  return window;
}

/* A core dump is opened as a snapshot is, and shows what the process held. */
static void
test_core_dump (void)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  const char *argv[] = { found[0], "-c",
                         "import sys\n"
                         "kept = ['kept']\n"
                         "print('ready', flush=True); sys.stdin.read(1)",
                         NULL };
  g_autofree char *folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "core.4242", NULL);
  PythonChild child = python_child_start (argv);
  HpDocument *document;
  HpWindow *window;

  kill (child.pid, SIGSTOP);
  g_assert_true (python_child_stops_soon (&child));
  core_writer_write (child.pid, path);
  kill (child.pid, SIGCONT);
  python_child_stop (&child);
  window = open_path (path);
  document = hp_window_get_document (window);
  hp_test_wait_idle (window);
  g_assert_cmpstr (hp_document_get_title (document), ==, "core.4242");
  g_assert_cmpuint (hp_object_find_by_name (hp_document_get_snapshot (document), "kept"), !=,
                    HP_NONE);
  g_assert_false (hp_document_can (document, HP_SOURCE_LIVE));
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (window), "core-dump");
  hp_test_close (window);
  g_unlink (path);
  g_rmdir (folder);
}

/* systemd keeps them compressed: the page says what unpacks them. */
static void
test_compressed_core_dump (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "core.4242.zst", NULL);
  HpWindow *window;

  g_assert_true (g_file_set_contents (path, "\x28\xb5\x2f\xfd and more", -1, NULL));
  window = open_path (path);
  WAIT_UNTIL (hp_document_get_error (hp_window_get_document (window)) != NULL);
  g_assert_nonnull (hp_test_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "zstd -d "));
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (window), "core-dump-compressed");
  hp_test_close (window);
  g_unlink (path);
  g_rmdir (folder);
}

/* ---- quality ---- */

static void
assert_says (const HpSnapshotInfo *info, const char *grade, const char *first, const char *second)
{
  g_autofree char *text = hp_quality_describe (info);

  g_assert_cmpstr (hp_quality_grade (info), ==, grade);
  g_assert_nonnull (strstr (text, first));
  g_assert_nonnull (strstr (text, second));
}

static void
test_quality (void)
{
  g_autoptr (HpSnapshotInfo) info = hp_snapshot_info_new ();
  HpQuality *quality = &info->quality;

  info->kind = HP_SOURCE_KIND_PROCESS;
  quality->frozen = TRUE;
  quality->pause_ns = 12300000;
  assert_says (info, "exact", "Stood still for 12.3 ms", "Outside a collection");
  assert_says (info, "exact", "All generation lists are closed", "All references were found");
  assert_says (info, "exact", "No torn and no failed reads", "checked against the data");
  quality->unexplained = 1;
  quality->surplus = 2;
  quality->layout_differences = 3;
  assert_says (info, "good", "1 object is held from C", "2 objects have a reference too many");
  assert_says (info, "good", "as the process says itself", "Stood still");
  quality->torn_reads = 1;
  quality->open_lists = 2;
  quality->unread = 1234;
  quality->during_collection = TRUE;
  assert_says (info, "with gaps", "1 torn read\n", "2 generation lists are not closed");
  assert_says (info, "with gaps", "In the middle of a collection", "objects have references that");
  quality->frozen = FALSE; /* whatever else is right, it never looks as if it had stood still */
  assert_says (info, "taken while it ran", "it ran on while it was read", "1 torn read");
  g_assert_null (hp_quality_format_pause (quality));
  memset (quality, 0, G_STRUCT_OFFSET (HpQuality, notes));
  assert_says (info, "taken while it ran", "Not stopped", "No torn");
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/live/pictures", test_pictures);
  g_test_add_func ("/live/pause-limit", test_pause_limit);
  g_test_add_func ("/live/higher-limit", test_higher_limit);
  g_test_add_func ("/live/real-process", test_real_process);
  g_test_add_func ("/live/core-dump", test_core_dump);
  g_test_add_func ("/live/compressed-core-dump", test_compressed_core_dump);
  g_test_add_func ("/live/quality", test_quality);
  return hp_test_run ();
}
