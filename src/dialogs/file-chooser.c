/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/file-chooser.h"

#include <glib/gi18n.h>

#include "save.h"

typedef struct {
  HpPathChosen chosen;
  gpointer user_data;
} Ask;

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
open_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    hp_window_open_file (user_data, file);
  }
  g_object_unref (dialog); /* the reference that kept it while it was shown */
}

void
hp_file_chooser_open (HpWindow *window)
{
  const char *const both[] = { "*.heap", "*.heapsnapshot", "*.pyheap", "core",
                               "core.*", "*.core",         "*.py",     NULL };
  const char *const heaps[] = { "*.heap", "*.heapsnapshot", "*.pyheap", NULL };
  const char *const cores[] = { "core", "core.*", "*.core", NULL };
  const char *const scripts[] = { "*.py", NULL };
  const char *const all[] = { "*", NULL };
  GtkFileChooserNative *native =
      gtk_file_chooser_native_new (_ ("Open a Snapshot or a Script"), GTK_WINDOW (window),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  add_filter (GTK_FILE_CHOOSER (native), _ ("Snapshots and scripts"), both);
  add_filter (GTK_FILE_CHOOSER (native), _ ("Snapshots"), heaps);
  add_filter (GTK_FILE_CHOOSER (native), _ ("Core dumps"), cores);
  add_filter (GTK_FILE_CHOOSER (native), _ ("Python scripts"), scripts);
  add_filter (GTK_FILE_CHOOSER (native), _ ("All files"), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  g_signal_connect_object (native, "response", G_CALLBACK (open_cb), window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
}

static void
ask_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Ask *ask = user_data;

  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    g_autofree char *path = g_file_get_path (file);

    if (path != NULL)
      ask->chosen (path, ask->user_data);
  }
  g_object_unref (dialog);
}

static void
ask_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

/* Takes the chooser, which frees itself when it is answered. */
static void
show_ask (GtkFileChooserNative *native, HpPathChosen chosen, gpointer user_data)
{
  Ask *ask = g_new0 (Ask, 1);

  *ask = (Ask){ chosen, user_data };
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  g_signal_connect_data (native, "response", G_CALLBACK (ask_cb), ask, ask_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
}

void
hp_file_chooser_ask (GtkWindow *parent, const char *title, const char *name, HpPathChosen chosen,
                     gpointer user_data)
{
  GtkFileChooserNative *native =
      gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (native), name);
  show_ask (native, chosen, user_data);
}

void
hp_file_chooser_ask_snapshot (GtkWindow *parent, const char *title, HpPathChosen chosen,
                              gpointer user_data)
{
  const char *const heaps[] = { "*.heap", NULL };
  const char *const all[] = { "*", NULL };
  GtkFileChooserNative *native =
      gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  add_filter (GTK_FILE_CHOOSER (native), _ ("Snapshots"), heaps);
  add_filter (GTK_FILE_CHOOSER (native), _ ("All files"), all);
  show_ask (native, chosen, user_data);
}

void
hp_file_chooser_ask_script (GtkWindow *parent, HpPathChosen chosen, gpointer user_data)
{
  const char *const scripts[] = { "*.py", NULL };
  const char *const all[] = { "*", NULL };
  GtkFileChooserNative *native = gtk_file_chooser_native_new (
      _ ("Choose a Script"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  add_filter (GTK_FILE_CHOOSER (native), _ ("Python scripts"), scripts);
  add_filter (GTK_FILE_CHOOSER (native), _ ("All files"), all);
  show_ask (native, chosen, user_data);
}

static void
save_chosen (const char *path, gpointer user_data)
{
  hp_save_snapshot (user_data, path);
}

void
hp_file_chooser_save (HpWindow *window)
{
  g_autofree char *name = hp_save_suggest_name (window, "heap");

  hp_file_chooser_ask (GTK_WINDOW (window), _ ("Save the Snapshot"), name, save_chosen, window);
}
