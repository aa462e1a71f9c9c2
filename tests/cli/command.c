/* SPDX-License-Identifier: Apache-2.0 */
#include "command.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

int
hp_test_run_command (char **output, char **errors, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *ignored_output = NULL, *ignored_errors = NULL;
  va_list arguments;
  int status;

  g_ptr_array_add (argv, (char *)g_getenv ("HEAPARIUM"));
  va_start (arguments, errors);
  do
    g_ptr_array_add (argv, va_arg (arguments, char *));
  while (argv->pdata[argv->len - 1] != NULL);
  va_end (arguments);
  g_assert_true (g_spawn_sync (NULL, (char **)argv->pdata, NULL, 0, NULL, NULL,
                               output ? output : &ignored_output, errors ? errors : &ignored_errors,
                               &status, &error));
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

void
hp_test_assert_one_line (const char *text, const char *contains)
{
  g_assert_nonnull (strstr (text, contains));
  g_assert_true (strchr (text, '\n') == text + strlen (text) - 1);
}

void
hp_test_script_set_up (HpTestScript *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  self->script = g_build_filename (self->folder, "script.py", NULL);
}

void
hp_test_script_tear_down (HpTestScript *self, gconstpointer data)
{
  g_unlink (self->script);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->script);
  g_free (self->output);
  g_free (self->errors);
}

void
hp_test_script_write (HpTestScript *self, const char *program)
{
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->errors, g_free);
  g_assert_true (g_file_set_contents (self->script, program, -1, NULL));
}
