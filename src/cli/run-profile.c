/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/run-profile.h"

#include <string.h>

/* The lines of a source; empty when it is not to be had. Free with g_strfreev. */
static char **
read_lines (const char *file)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (file, &text, NULL, NULL))
    return g_new0 (char *, 1);
  return g_strsplit (text, "\n", -1);
}

static void
print_line (int number, const HpProfiledLine *line, const char *contents)
{
  g_autofree char *memory = NULL, *increment = NULL, *occurrences = NULL;

  if (line->occurrences > 0) {
    memory = g_strdup_printf ("%" G_GINT64_FORMAT " B", line->memory);
    increment = g_strdup_printf ("%" G_GINT64_FORMAT " B", line->increment);
    occurrences = g_strdup_printf ("%" G_GUINT64_FORMAT, line->occurrences);
  }
  g_print ("%6d %12s %12s  %10s   %s\n", number, memory != NULL ? memory : "",
           increment != NULL ? increment : "", occurrences != NULL ? occurrences : "", contents);
}

static void
print_function (const HpProfiledFunction *function)
{
  static const char heading[] = "Line #    Mem usage    Increment  Occurrences   Line Contents";
  g_auto (GStrv) lines = read_lines (function->file);
  int n = (int)g_strv_length (lines);

  g_print ("Filename: %s\n\n%s\n", function->file, heading);
  for (gsize i = 0; i < strlen (heading); i++)
    g_print ("=");
  g_print ("\n");
  for (int i = 0; i < function->n_lines; i++) {
    int number = function->first_line + i;
    print_line (number, &function->lines[i], number <= n ? lines[number - 1] : "");
  }
  g_print ("\n\n");
}

void
hp_run_profile_print (const HpLineProfile *profile, const char *function)
{
  const HpProfiledFunction *each = hp_line_profile_get_functions (profile);

  if (each == NULL)
    g_printerr ("heaparium run: %s was never called; --profile wants the qualified name of a "
                "function, such as Class.method\n",
                function);
  for (; each != NULL; each = each->next)
    print_function (each);
  if (!hp_line_profile_is_complete (profile))
    g_printerr (
        "heaparium run: there was not enough memory for the profile: some counts are low\n");
}
