/* SPDX-License-Identifier: Apache-2.0 */
/* The document's session: the console, what is executed and what the source answers, undo, the
 * script. */
#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <inttypes.h>
#include <string.h>

#include "document-private.h"
#include "sources.h"

/* A line of the console is cut after LINE_MAX characters: no text view can show one of a million in
 * reasonable time. */
enum { CONSOLE_MAX_CHARS = 1 << 20, LINE_MAX_CHARS = 10000, HISTORY_MAX = 500 };

/* One thing that was executed: a line, or a script when it has a file name. */
typedef struct {
  char *code;
  char *file_name;
  gboolean was_interrupted; /* how far it came depended on the moment: it cannot be repeated */
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->code);
  g_free (step->file_name);
  g_free (step);
}

/* ---- console ---- */

/* Appends what of a piece of a line has room on it; counts the rest. */
static void
append_piece (HpDocument *self, GString *shown, const char *piece, gsize length)
{
  glong chars = g_utf8_strlen (piece, (gssize)length);
  glong room = LINE_MAX_CHARS - self->console_column;

  if (chars > room) {
    length = (gsize)(g_utf8_offset_to_pointer (piece, room) - piece);
    self->console_cut += (guint64)(chars - room);
    chars = room;
  }
  g_string_append_len (shown, piece, (gssize)length);
  self->console_column += (guint)chars;
}

static void
end_line (HpDocument *self, GString *shown)
{
  if (self->console_cut > 0)
    g_string_append_printf (shown,
                            ngettext ("… %" PRIu64 " more character",
                                      "… %" PRIu64 " more characters", (gulong)self->console_cut),
                            self->console_cut);
  g_string_append_c (shown, '\n');
  self->console_column = 0;
  self->console_cut = 0;
}

/* The text without what is too much on a line. */
static char *
cut_lines (HpDocument *self, const char *text)
{
  GString *shown = g_string_new (NULL);

  for (;;) {
    gsize length = strcspn (text, "\n");

    append_piece (self, shown, text, length);
    text += length;
    if (*text == '\0')
      return g_string_free (shown, FALSE);
    end_line (self, shown);
    text++;
  }
}

static void
append_console (HpDocument *self, const char *text, const char *tag)
{
  g_autofree char *shown = cut_lines (self, text);
  GtkTextIter end;
  int over;

  gtk_text_buffer_get_end_iter (self->console, &end);
  gtk_text_buffer_insert_with_tags_by_name (self->console, &end, shown, -1, tag, NULL);
  over = gtk_text_buffer_get_char_count (self->console) - CONSOLE_MAX_CHARS;
  if (over > 0) {
    GtkTextIter from, to;

    gtk_text_buffer_get_start_iter (self->console, &from);
    gtk_text_buffer_get_iter_at_offset (self->console, &to, over + CONSOLE_MAX_CHARS / 8);
    gtk_text_iter_forward_line (&to);
    gtk_text_buffer_delete (self->console, &from, &to);
  }
}

static void
echo_code (HpDocument *self, const char *code)
{
  g_auto (GStrv) lines = g_strsplit (code, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *shown = NULL;

    if (lines[i][0] == '\0' && lines[i + 1] == NULL && i > 0)
      break;
    shown = g_strdup_printf ("%s %s\n", i == 0 ? ">>>" : "...", lines[i]);
    append_console (self, shown, "input");
  }
}

static void
remember_line (HpDocument *self, const char *line)
{
  if (*line == '\0')
    return;
  if (self->history->len > 0 &&
      g_str_equal (g_ptr_array_index (self->history, self->history->len - 1), line))
    return;
  if (self->history->len >= HISTORY_MAX)
    g_ptr_array_remove_index (self->history, 0);
  g_ptr_array_add (self->history, g_strdup (line));
}

/* ---- what the source tells ---- */

static void
output_cb (HpSource *source, HpOutput kind, const char *text, gpointer user_data)
{
  append_console (user_data, text, kind == HP_OUTPUT_STDERR ? "error" : "output");
}

/* The oldest step that was sent and not answered; NULL: none. */
static Step *
running_step (HpDocument *self)
{
  guint n = MIN (self->n_running, self->n_done);

  return n > 0 ? g_ptr_array_index (self->session, self->n_done - n) : NULL;
}

/* The start of a block is no step: the whole block becomes one. */
static void
finish_step (HpDocument *self, HpExecuted how)
{
  Step *step = running_step (self);

  if (step != NULL && how == HP_EXECUTED_INCOMPLETE) {
    g_ptr_array_remove (self->session, step);
    self->n_done--;
  } else if (step != NULL && how == HP_EXECUTED_OK)
    step->was_interrupted = FALSE; /* it had ended before */
  if (self->n_running > 0)
    self->n_running--;
}

static void
executed_cb (HpSource *source, const char *code, HpExecuted how, gpointer user_data)
{
  HpDocument *self = user_data;

  finish_step (self, how);
  if (how == HP_EXECUTED_INCOMPLETE) {
    self->continuing = TRUE;
    if (self->block->len == 0)
      g_string_assign (self->block, code);
  } else if (self->continuing && g_str_equal (code, self->block->str)) {
    self->continuing = FALSE;
    g_string_truncate (self->block, 0);
  }
  hp_document_notify (self, PROP_RUNNING);
  hp_document_notify (self, PROP_BUSY);
  if (self->n_running == 0)
    hp_document_refresh (self);
}

static void
changed_cb (HpSource *source, gpointer user_data)
{
  HpDocument *self = user_data;

  hp_document_picture_due (self);
}

static void
ended_cb (HpSource *source, const char *message, gpointer user_data)
{
  HpDocument *self = user_data;
  g_autofree char *text = NULL;

  if (self->ended)
    return;
  self->ended = TRUE;
  self->n_running = 0;
  self->continuing = FALSE;
  g_string_truncate (self->block, 0);
  hp_document_set_live (self, FALSE);
  hp_document_notify (self, PROP_ENDED);
  hp_document_notify (self, PROP_RUNNING);
  hp_document_notify (self, PROP_BUSY);
  text = self->snapshot != NULL ? g_strdup_printf (_ ("%s. This is the last picture."), message)
                                : g_strdup (message);
  hp_document_notice (self, text);
}

static void
busy_cb (GObject *source, GParamSpec *pspec, gpointer user_data)
{
  hp_document_notify (user_data, PROP_RUNNING);
  hp_document_notify (user_data, PROP_BUSY);
}

/* ---- the source ---- */

void
hp_document_leave_source (HpDocument *self)
{
  if (self->source == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->source, self);
  if (self->n_running > 0 && hp_document_can (self, HP_SOURCE_INTERRUPT))
    hp_source_interrupt (self->source);
  self->n_running = 0;
  g_clear_object (&self->source);
}

void
hp_document_take_source (HpDocument *self, HpSource *source)
{
  self->source = g_object_ref (source);
  g_signal_connect (source, "output", G_CALLBACK (output_cb), self);
  g_signal_connect (source, "executed", G_CALLBACK (executed_cb), self);
  g_signal_connect (source, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (source, "ended", G_CALLBACK (ended_cb), self);
  g_signal_connect (source, "notify::busy", G_CALLBACK (busy_cb), self);
}

/* ---- Python ---- */

static void
run_step (HpDocument *self, const Step *step)
{
  self->n_running++;
  hp_document_notify (self, PROP_RUNNING);
  hp_document_notify (self, PROP_BUSY);
  if (step->file_name != NULL)
    hp_source_run_script (self->source, step->code, step->file_name);
  else
    hp_source_execute (self->source, step->code);
  if (hp_sources_is_child (self->source))
    hp_document_picture_due (self); /* it can be looked at while it runs */
}

/* A new step makes what was undone impossible to redo. */
static void
send_code (HpDocument *self, const char *code, const char *file_name)
{
  Step *step = g_new0 (Step, 1);

  step->code = g_strdup (code);
  step->file_name = g_strdup (file_name);
  g_ptr_array_set_size (self->session, (int)self->n_done);
  g_ptr_array_add (self->session, step);
  self->n_done++;
  run_step (self, step);
}

void
hp_document_execute (HpDocument *self, const char *code)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can (self, HP_SOURCE_EXECUTE))
    return;
  echo_code (self, code);
  remember_line (self, code);
  send_code (self, code, NULL);
}

void
hp_document_execute_freeing (HpDocument *self, const char *code)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can (self, HP_SOURCE_EXECUTE))
    return;
  g_clear_pointer (&self->unfreed, hp_snapshot_unref);
  if (self->snapshot != NULL)
    self->unfreed = hp_snapshot_ref (self->snapshot);
  hp_document_execute (self, code);
}

/* A block (its first line ends with a colon) goes on to the first empty line; an open bracket may
 * be closed by any. */
static gboolean
block_is_finished (HpDocument *self, const char *line)
{
  g_autofree char *first = g_strndup (self->block->str, strcspn (self->block->str, "\n"));

  g_strchomp (first);
  return *line == '\0' || !(g_str_has_suffix (first, ":") || *first == '@');
}

void
hp_document_type_line (HpDocument *self, const char *line)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can (self, HP_SOURCE_EXECUTE))
    return;
  if (hp_document_wants_input (self)) { /* it is no step that can be repeated */
    shown = g_strdup_printf ("%s\n", line);
    append_console (self, shown, "input");
    hp_source_type_input (self->source, line);
    return;
  }
  if (!self->continuing) {
    hp_document_execute (self, line);
    return;
  }
  shown = g_strdup_printf ("... %s\n", line);
  append_console (self, shown, "input");
  remember_line (self, line);
  g_string_append_printf (self->block, "\n%s", line);
  if (!block_is_finished (self, line))
    return;
  if (*line == '\0')
    g_string_append_c (self->block, '\n');
  send_code (self, self->block->str, NULL);
}

gboolean
hp_document_is_continuing (HpDocument *self)
{
  return self->continuing;
}

gboolean
hp_document_wants_input (HpDocument *self)
{
  return hp_document_can (self, HP_SOURCE_EXECUTE) && hp_source_wants_input (self->source);
}

void
hp_document_run_script (HpDocument *self, const char *text, const char *file_name)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can (self, HP_SOURCE_EXECUTE))
    return;
  shown = g_strdup_printf (_ ("# runs %s\n"), file_name);
  append_console (self, shown, "note");
  send_code (self, text, file_name);
}

/* ---- undo ---- */

void
hp_document_set_make_source (HpDocument *self, HpMakeSource make)
{
  self->make_source = make;
}

gboolean
hp_document_can_undo (HpDocument *self)
{
  return self->make_source != NULL && self->n_done > 0;
}

gboolean
hp_document_can_redo (HpDocument *self)
{
  return self->make_source != NULL && self->n_done < self->session->len &&
         hp_document_can (self, HP_SOURCE_EXECUTE);
}

/* A source that had ended lives again. */
static void
revive (HpDocument *self)
{
  if (!self->ended)
    return;
  self->ended = FALSE;
  hp_document_notify (self, PROP_ENDED);
  hp_document_notice (self, NULL);
  hp_document_set_live (self, TRUE);
}

/* Takes what was interrupted out of the first n_steps of the session. Returns how many are left. */
static guint
leave_interrupted_out (HpDocument *self, guint n_steps)
{
  for (guint i = 0; i < n_steps;) {
    const Step *step = g_ptr_array_index (self->session, i);

    if (step->was_interrupted) {
      g_autofree char *note =
          g_strdup_printf (_ ("# left out, because it was interrupted: %s\n"),
                           step->file_name != NULL ? step->file_name : step->code);
      append_console (self, note, "note");
      g_ptr_array_remove_index (self->session, i);
      n_steps--;
    } else
      i++;
  }
  return n_steps;
}

/* Runs the first n_steps of the session on a fresh source. */
static void
replay (HpDocument *self, guint n_steps)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSource) fresh = self->make_source (self->source, &error);

  if (fresh == NULL) {
    hp_document_notice (self, error->message);
    return;
  }
  hp_document_leave_source (self);
  hp_document_take_source (self, fresh);
  revive (self);
  self->n_done = leave_interrupted_out (self, n_steps);
  self->continuing = FALSE;
  g_string_truncate (self->block, 0);
  for (guint i = 0; i < self->n_done; i++)
    run_step (self, g_ptr_array_index (self->session, i));
  hp_document_notify (self, PROP_SOURCE);
  if (self->n_done == 0)
    hp_document_refresh (self);
}

void
hp_document_undo (HpDocument *self)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can_undo (self))
    return;
  append_console (self, _ ("# undo: the session is run again without its last line\n"), "note");
  replay (self, self->n_done - 1);
}

void
hp_document_redo (HpDocument *self)
{
  const Step *step;

  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can_redo (self))
    return;
  step = g_ptr_array_index (self->session, self->n_done++);
  if (step->file_name == NULL)
    echo_code (self, step->code);
  run_step (self, step);
}

/* What waited is dropped and never answered: it is no part of the session. */
static void
drop_waiting_steps (HpDocument *self)
{
  guint n_left = hp_source_is_busy (self->source) ? MIN (self->n_running, 1) : 0;
  guint n_dropped = MIN (self->n_running - n_left, self->n_done);
  Step *step = n_left > 0 ? running_step (self) : NULL;

  if (step != NULL)
    step->was_interrupted = TRUE;
  if (n_dropped > 0) {
    g_ptr_array_set_size (self->session, (int)self->n_done);
    g_ptr_array_remove_range (self->session, self->n_done - n_dropped, n_dropped);
  }
  self->n_done -= n_dropped;
  self->n_running = n_left;
}

void
hp_document_interrupt (HpDocument *self)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can (self, HP_SOURCE_INTERRUPT))
    return;
  hp_source_interrupt (self->source);
  drop_waiting_steps (self);
  hp_document_notify (self, PROP_RUNNING);
  hp_document_notify (self, PROP_BUSY);
}

GtkTextBuffer *
hp_document_get_console (HpDocument *self)
{
  return self->console;
}

GPtrArray *
hp_document_get_history (HpDocument *self)
{
  return self->history;
}

void
hp_document_set_script (HpDocument *self, const char *text, const char *file_name)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  g_free (self->script_name);
  self->script_name = g_strdup (file_name);
  gtk_text_buffer_set_text (self->script, text, -1);
}

GtkTextBuffer *
hp_document_get_script (HpDocument *self)
{
  return self->script;
}

const char *
hp_document_get_script_name (HpDocument *self)
{
  return self->script_name;
}

/* ---- making ---- */

/* A red that can be read on the background. */
static void
color_errors (GtkTextTag *tag)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  g_object_set (tag, "foreground", dark ? "#ff7b63" : "#c01c28", NULL);
}

static GtkTextBuffer *
make_console (void)
{
  GtkTextBuffer *buffer = gtk_text_buffer_new (NULL);
  GtkTextTag *error = gtk_text_buffer_create_tag (buffer, "error", NULL);

  gtk_text_buffer_create_tag (buffer, "input", "weight", PANGO_WEIGHT_BOLD, NULL);
  gtk_text_buffer_create_tag (buffer, "output", NULL);
  gtk_text_buffer_create_tag (buffer, "note", "style", PANGO_STYLE_ITALIC, NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (color_errors), error, G_CONNECT_SWAPPED);
  color_errors (error);
  return buffer;
}

static GtkTextBuffer *
make_script (void)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  GtkSourceLanguage *python = gtk_source_language_manager_get_language (manager, "python3");
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);

  gtk_source_buffer_set_language (buffer, python);
  return GTK_TEXT_BUFFER (buffer);
}

void
hp_document_init_session (HpDocument *self)
{
  self->history = g_ptr_array_new_with_free_func (g_free);
  self->block = g_string_new (NULL);
  self->session = g_ptr_array_new_with_free_func (step_free);
  self->console = make_console ();
  self->script = make_script ();
}

void
hp_document_clear_session (HpDocument *self)
{
  g_free (self->script_name);
  g_ptr_array_unref (self->history);
  g_ptr_array_unref (self->session);
  g_string_free (self->block, TRUE);
}
