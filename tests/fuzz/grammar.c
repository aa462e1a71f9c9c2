/* SPDX-License-Identifier: Apache-2.0 */
#include "grammar.h"

#include <stdlib.h>
#include <string.h>

struct _Grammar {
  GHashTable *rules; /* name → Rule */
};

static void
alternative_clear (gpointer data)
{
  g_free (((Alternative *)data)->text);
}

static Rule *
add_rule (Grammar *self, char *name)
{
  Rule *rule = g_array_new (FALSE, FALSE, sizeof (Alternative));

  g_array_set_clear_func (rule, alternative_clear);
  if (!g_hash_table_insert (self->rules, name, rule))
    g_error ("the grammar has two rules “%s”", name);
  return rule;
}

/* HEAD is what stands between "|" and the space: a weight and letters of places. */
static void
add_alternative (Rule *rule, const char *head, const char *text)
{
  static const char letters[] = "!fgl"; /* in the order of Places */
  char *end;
  Alternative alternative = { g_strdup (text), 0, (guint)MAX (strtol (head, &end, 10), 1) };

  for (; *end != '\0'; end++) {
    const char *letter = strchr (letters, *end);

    if (letter == NULL)
      g_error ("the grammar has an alternative with “|%s”", head);
    alternative.places |= 1u << (letter - letters);
  }
  g_array_append_val (rule, alternative);
}

/* LINES[*at] begins with "|"; its text goes on in the lines that begin with two spaces. */
static void
read_alternative (Rule *rule, char **lines, guint *at)
{
  gsize length = strcspn (lines[*at], " ");
  g_autofree char *head = g_strndup (lines[*at] + 1, length - 1);
  g_autoptr (GString) text = g_string_new (lines[*at] + length);

  if (rule == NULL)
    g_error ("grammar, line %u: an alternative without a rule", *at + 1);
  if (text->len > 0)
    g_string_erase (text, 0, 1);
  while (lines[*at + 1] != NULL && g_str_has_prefix (lines[*at + 1], "  "))
    g_string_append_printf (text, "\n%s", lines[++*at] + 2);
  add_alternative (rule, head, text->str);
}

Grammar *
grammar_new (void)
{
  Grammar *self = g_new0 (Grammar, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Rule *rule = NULL;

  if (!g_file_get_contents (FUZZ_GRAMMAR, &text, NULL, &error))
    g_error ("%s", error->message);
  self->rules =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] == '|')
      read_alternative (rule, lines, &i);
    else if (lines[i][0] != '\0' && lines[i][0] != '#')
      rule = add_rule (self, g_strndup (lines[i], strcspn (lines[i], ":")));
  }
  return self;
}

void
grammar_free (Grammar *self)
{
  g_hash_table_unref (self->rules);
  g_free (self);
}

const Rule *
grammar_find (const Grammar *self, const char *name, gsize length)
{
  g_autofree char *key = g_strndup (name, length);

  return g_hash_table_lookup (self->rules, key);
}
