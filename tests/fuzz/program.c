/* SPDX-License-Identifier: Apache-2.0 */
#include "program.h"

#include <string.h>

#define MAX_DEPTH  24    /* of rules in rules */
#define MAX_LENGTH 16384 /* of the text, before only ends are written */
#define MAX_BYTES  4096  /* of choices from a seed */
#define INDENT     4

typedef struct {
  char *name;
  char *kind;
  guint scope;
  gboolean visible;
} Variable;

typedef struct {
  Places places; /* PLACE_FUNCTION, PLACE_GENERATOR */
  gboolean is_class;
  guint n_loops;  /* around what is being written */
  guint n_before; /* variables when it began */
} Scope;

typedef struct {
  const Grammar *grammar;
  Choices choices;
  Places places; /* PLACE_HOSTILE or none */
  GString *text;
  GArray *variables; /* of Variable, the innermost last */
  GArray *scopes;    /* of Scope; the module's first */
  guint depth, indent, n_names;
} Writer;

static void expand (Writer *self, const char *name, gsize length);

/* ---- scopes and variables ---- */

static void
variable_clear (gpointer data)
{
  Variable *variable = data;

  g_free (variable->name);
  g_free (variable->kind);
}

static Scope *
last_scope (Writer *self)
{
  return &g_array_index (self->scopes, Scope, self->scopes->len - 1);
}

/* WHAT begins with "c" for a class, "g" for a generator; the module has a scope, too. */
static void
begin_scope (Writer *self, const char *what)
{
  Scope scope = { .n_before = self->variables->len, .is_class = what[0] == 'c' };

  if (what[0] != 'c' && what[0] != 'm')
    scope.places = PLACE_FUNCTION | (what[0] == 'g' ? PLACE_GENERATOR : 0);
  g_array_append_val (self->scopes, scope);
}

static void
end_scope (Writer *self)
{
  g_array_set_size (self->variables, last_scope (self)->n_before);
  g_array_set_size (self->scopes, self->scopes->len - 1);
}

static Variable *
declare (Writer *self, const char *kind, gsize length, gboolean visible)
{
  Variable variable = { g_strdup_printf ("%c%u", kind[0], self->n_names++),
                        g_strndup (kind, length), self->scopes->len - 1, visible };

  g_array_append_val (self->variables, variable);
  return &g_array_index (self->variables, Variable, self->variables->len - 1);
}

static void
show_all (Writer *self)
{
  for (guint i = 0; i < self->variables->len; i++)
    g_array_index (self->variables, Variable, i).visible = TRUE;
}

static gboolean
is_reachable (Writer *self, const Variable *variable, gboolean own_scope_only)
{
  guint innermost = self->scopes->len - 1;

  if (!variable->visible || (own_scope_only && variable->scope != innermost))
    return FALSE;
  return variable->scope == innermost ||
         !g_array_index (self->scopes, Scope, variable->scope).is_class;
}

/* One of the variables of a kind ("any": of each), or NULL. */
static const Variable *
pick (Writer *self, const char *kind, gsize length, gboolean own_scope_only)
{
  const Variable *found[64];
  guint n = 0;

  for (guint i = self->variables->len; i-- > 0 && n < G_N_ELEMENTS (found);) {
    const Variable *v = &g_array_index (self->variables, Variable, i);

    if (is_reachable (self, v, own_scope_only) &&
        ((length == 3 && memcmp (kind, "any", 3) == 0) ||
         (strlen (v->kind) == length && memcmp (v->kind, kind, length) == 0)))
      found[n++] = v;
  }
  return n > 0 ? found[choose (&self->choices, n)] : NULL;
}

/* ---- text ---- */

static void
end_line (Writer *self)
{
  g_string_append_c (self->text, '\n');
  for (guint i = 0; i < self->indent; i++)
    g_string_append_c (self->text, ' ');
  show_all (self);
}

static void
expand_indented (Writer *self, const char *name, gsize length)
{
  self->indent += INDENT;
  end_line (self);
  expand (self, name, length);
  self->indent -= INDENT;
}

/* What a block declares is not sure to be there behind it; now and then it is used even so. */
static void
expand_block (Writer *self, const char *name, gsize length)
{
  guint n_before = self->variables->len;

  expand_indented (self, name, length);
  if (choose (&self->choices, 8) != 7)
    g_array_set_size (self->variables, n_before);
}

static void
expand_loop (Writer *self, const char *name, gsize length)
{
  guint scope = self->scopes->len - 1;

  g_array_index (self->scopes, Scope, scope).n_loops++;
  expand_block (self, name, length);
  g_array_index (self->scopes, Scope, scope).n_loops--;
}

static void
expand_target (Writer *self, const char *kind, gsize length, gboolean prefer_known)
{
  const Variable *known =
      prefer_known || choose (&self->choices, 3) > 0 ? pick (self, kind, length, TRUE) : NULL;

  if (known == NULL)
    known = declare (self, kind, length, FALSE);
  g_string_append (self->text, known->name);
}

static void
expand_variable (Writer *self, const char *kind, gsize length, gboolean only_names)
{
  const Variable *known = pick (self, kind, length, FALSE);

  if (known != NULL)
    g_string_append (self->text, known->name);
  else if (only_names)
    expand (self, "fallback", 8);
  else
    expand (self, kind, length);
}

static void
write_first_of_scope (Writer *self)
{
  g_assert (last_scope (self)->n_before < self->variables->len);
  g_string_append (self->text,
                   g_array_index (self->variables, Variable, last_scope (self)->n_before).name);
}

/* HOLE is what stands between "<" and ">". */
static void
fill (Writer *self, const char *hole, gsize length)
{
  const char *rest = hole + 1;

  switch (hole[0]) {
  case '^': expand_block (self, rest, length - 1); break;
  case '&': expand_indented (self, rest, length - 1); break;
  case '*': expand_loop (self, rest, length - 1); break;
  case '@': expand_variable (self, rest, length - 1, FALSE); break;
  case '$': expand_variable (self, rest, length - 1, TRUE); break;
  case '=': expand_target (self, rest, length - 1, FALSE); break;
  case '!': expand_target (self, rest, length - 1, TRUE); break;
  case '%': g_string_append (self->text, declare (self, rest, length - 1, TRUE)->name); break;
  case '~': declare (self, rest, length - 1, TRUE); break;
  case '+': begin_scope (self, rest); break;
  case '-': end_scope (self); break;
  default:
    if (length == 4 && memcmp (hole, "last", 4) == 0)
      write_first_of_scope (self);
    else
      expand (self, hole, length);
  }
}

static void
write_template (Writer *self, const char *at)
{
  while (*at != '\0') {
    if (*at == '<') {
      gsize length = strcspn (at + 1, ">");

      fill (self, at + 1, length);
      at += length + 2;
    } else if (*at == '\n') {
      end_line (self);
      at++;
    } else {
      at += *at == '\\' && at[1] == '<';
      g_string_append_c (self->text, *at++);
    }
  }
}

/* One of those that may stand here, by their weights. */
static const Alternative *
choose_alternative (Writer *self, const Rule *rule)
{
  const Scope *scope = last_scope (self);
  Places places = self->places | scope->places | (scope->n_loops > 0 ? PLACE_LOOP : 0);
  guint total = 0, number;

  for (guint i = 0; i < rule->len; i++)
    if ((g_array_index (rule, Alternative, i).places & ~places) == 0)
      total += g_array_index (rule, Alternative, i).weight;
  number = choose (&self->choices, total);
  for (guint i = 0;; i++) {
    const Alternative *alternative = &g_array_index (rule, Alternative, i);

    if ((alternative->places & ~places) != 0)
      continue;
    if (number < alternative->weight)
      return alternative;
    number -= alternative->weight;
  }
}

/* Deep rules end by and by, too deep ones at once. */
static gboolean
is_at_end (Writer *self)
{
  if (self->depth >= MAX_DEPTH || self->text->len >= MAX_LENGTH)
    return TRUE;
  return self->depth >= MAX_DEPTH / 2 && choose (&self->choices, 2) == 0;
}

static void
expand (Writer *self, const char *name, gsize length)
{
  const Rule *rule = grammar_find (self->grammar, name, length);
  const Alternative *alternative;

  if (rule == NULL)
    g_error ("the grammar has no rule “%.*s”", (int)length, name);
  if (self->depth > 4 * MAX_DEPTH)
    g_error ("the first alternative of “%.*s” does not lead to an end", (int)length, name);
  alternative =
      is_at_end (self) ? &g_array_index (rule, Alternative, 0) : choose_alternative (self, rule);
  self->depth++;
  write_template (self, alternative->text);
  self->depth--;
}

char *
program_write (const Grammar *grammar, Choices choices, ProgramKind kind)
{
  Writer self = { .grammar = grammar, .choices = choices };

  self.places = kind == PROGRAM_HOSTILE ? PLACE_HOSTILE : 0;
  self.text = g_string_new (NULL);
  self.variables = g_array_new (FALSE, FALSE, sizeof (Variable));
  g_array_set_clear_func (self.variables, variable_clear);
  self.scopes = g_array_new (FALSE, FALSE, sizeof (Scope));
  begin_scope (&self, "module");
  expand (&self, "start", 5);
  do {
    end_line (&self);
    expand (&self, "top", 3);
  } while (!choices_are_used_up (&self.choices) && self.text->len < MAX_LENGTH);
  end_line (&self);
  expand (&self, "end", 3);
  end_line (&self);
  g_array_unref (self.scopes);
  g_array_unref (self.variables);
  return g_string_free (self.text, FALSE);
}

char *
program_write_seed (const Grammar *grammar, guint64 seed, ProgramKind kind)
{
  guint8 bytes[MAX_BYTES];
  gsize n;

  choices_fill (seed, bytes, sizeof bytes);
  n = 16 + ((gsize)bytes[0] << 8 | bytes[1]) % (sizeof bytes - 16);
  return program_write (grammar, choices_new (bytes, n), kind);
}
