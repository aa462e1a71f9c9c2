/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/ask.h"

#include <glib/gi18n.h>

typedef struct {
  HpAnswered confirmed;
  gpointer user_data;
} Question;

static void
response_cb (GtkWidget *dialog, const char *response, gpointer user_data)
{
  const Question *question = user_data;

  if (g_str_equal (response, "confirm"))
    question->confirmed (question->user_data);
}

static void
question_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

GtkWidget *
hp_ask (GtkWindow *parent, const char *heading, const char *body, const char *verb,
        HpAnswered confirmed, gpointer user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  Question *question = g_new (Question, 1);

  *question = (Question){ confirmed, user_data };
  adw_message_dialog_add_responses (message, "cancel", _ ("_Cancel"), "confirm", verb, NULL);
  adw_message_dialog_set_response_appearance (message, "confirm", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (message, "cancel");
  adw_message_dialog_set_close_response (message, "cancel");
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}
