/* SPDX-License-Identifier: Apache-2.0 */
#include "models/filter.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/allocations.h"

enum { CHECK_EVERY = 8192 };

typedef enum {
  TERM_TYPE,
  TERM_SIZE,
  TERM_REFS,
  TERM_GENERATION,
  TERM_FLAG,
  TERM_ROOT,
  TERM_AT,
  TERM_REFERS_TO,
  TERM_HELD_BY,
  TERM_BORN,
  TERM_TEXT,
} TermKind;

typedef struct {
  TermKind kind;
  gboolean negated;
  char *text;         /* owned: TYPE a pattern, TEXT folded */
  GPatternSpec *spec; /* owned: TYPE */
  guint64 from, to;   /* SIZE, REFS, AT: inclusive; GENERATION: from */
  guint flags;        /* FLAG: any of these bits is set */
  gboolean clear;     /* FLAG: no bit is set instead */
} Term;

struct _HpFilter {
  GPtrArray *terms; /* of Term, owned */
};

G_DEFINE_QUARK (hp - filter - error - quark, hp_filter_error)

static void
term_free (gpointer data)
{
  Term *term = data;

  g_free (term->text);
  g_clear_pointer (&term->spec, g_pattern_spec_free);
  g_free (term);
}

/* ---- parsing ---- */

static gboolean
parse_number (const char *text, guint64 *value)
{
  char *end;
  double number;

  if (!g_ascii_isdigit (*text))
    return FALSE;
  if (g_str_has_prefix (text, "0x")) {
    *value = g_ascii_strtoull (text, &end, 16);
    return *end == '\0';
  }
  number = g_ascii_strtod (text, &end);
  switch (*end) {
  case 'k':
  case 'K': number *= 1024, end++; break;
  case 'm':
  case 'M': number *= 1024.0 * 1024, end++; break;
  case 'g':
  case 'G': number *= 1024.0 * 1024 * 1024, end++; break;
  default: break;
  }
  if (*end == 'B' || *end == 'b')
    end++;
  if (*end != '\0' || !(number < 1.8e19))
    return FALSE;
  *value = (guint64)number;
  return TRUE;
}

/* ">1k", ">=5", "<10", "=3", "7", "1k..2k" */
static gboolean
parse_range (const char *text, guint64 *from, guint64 *to)
{
  const char *dots = strstr (text, "..");
  guint64 value;

  *from = 0, *to = G_MAXUINT64;
  if (dots != NULL) {
    g_autofree char *first = g_strndup (text, (gsize)(dots - text));
    return (*first == '\0' || parse_number (first, from)) &&
           (dots[2] == '\0' || parse_number (dots + 2, to));
  }
  if (g_str_has_prefix (text, ">=") && parse_number (text + 2, &value))
    *from = value;
  else if (g_str_has_prefix (text, "<=") && parse_number (text + 2, &value))
    *to = value;
  else if (*text == '>' && parse_number (text + 1, &value))
    *from = value == G_MAXUINT64 ? value : value + 1;
  else if (*text == '<' && parse_number (text + 1, &value))
    *from = value == 0 ? 1 : 0, *to = value == 0 ? 0 : value - 1;
  else if (parse_number (text + (*text == '='), &value))
    *from = *to = value;
  else
    return FALSE;
  return TRUE;
}

static gboolean
parse_generation (const char *text, guint64 *generation)
{
  if (strlen (text) == 1 && *text >= '0' && *text <= '2')
    *generation = (guint64)(*text - '0');
  else if (g_str_equal (text, "frozen"))
    *generation = HP_GENERATION_PERMANENT;
  else if (g_str_equal (text, "none"))
    *generation = HP_GENERATION_UNTRACKED;
  else
    return FALSE;
  return TRUE;
}

static gboolean
parse_flag (const char *word, Term *term)
{
  static const struct {
    const char *word;
    guint flag;
  } words[] = {
    { "immortal", HP_OBJECT_IMMORTAL },
    { "interned", HP_OBJECT_INTERNED },
    { "finalized", HP_OBJECT_FINALIZED },
    { "static", HP_OBJECT_STATIC },
    { "frame", HP_OBJECT_FRAME },
    { "container", HP_OBJECT_CONTAINER },
    { "unexplained", HP_OBJECT_UNEXPLAINED },
    { "unstarted", HP_OBJECT_UNSTARTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i].word)) {
      term->kind = TERM_FLAG;
      term->flags = words[i].flag;
      return TRUE;
    }
  return FALSE;
}

static gboolean
parse_value_word (const char *word, Term *term, gboolean *known)
{
  *known = TRUE;
  if (g_str_has_prefix (word, "type:")) {
    term->kind = TERM_TYPE;
    term->text = g_strdup (word + 5);
    term->spec = g_pattern_spec_new (word + 5);
    return word[5] != '\0';
  }
  if (g_str_has_prefix (word, "size:")) {
    term->kind = TERM_SIZE;
    return parse_range (word + 5, &term->from, &term->to);
  }
  if (g_str_has_prefix (word, "refs:")) {
    term->kind = TERM_REFS;
    return parse_range (word + 5, &term->from, &term->to);
  }
  if (g_str_has_prefix (word, "gen:")) {
    term->kind = TERM_GENERATION;
    return parse_generation (word + 4, &term->from);
  }
  if (g_str_has_prefix (word, "at:")) {
    term->kind = TERM_AT;
    return parse_range (word + 3, &term->from, &term->to);
  }
  if (g_str_has_prefix (word, "refers-to:")) {
    term->kind = TERM_REFERS_TO;
    return parse_number (word + 10, &term->from);
  }
  if (g_str_has_prefix (word, "held-by:")) {
    term->kind = TERM_HELD_BY;
    return parse_number (word + 8, &term->from);
  }
  if (g_str_has_prefix (word, "born:")) {
    term->kind = TERM_BORN;
    term->text = g_strdup (word + 5);
    return word[5] != '\0';
  }
  *known = FALSE;
  return TRUE;
}

static gboolean
parse_word (const char *word, gboolean quoted, Term *term)
{
  gboolean known = FALSE;

  if (!quoted) {
    if (*word == '-' && word[1] != '\0')
      term->negated = TRUE, word++;
    if (!parse_value_word (word, term, &known))
      return FALSE;
    if (known || parse_flag (word, term))
      return TRUE;
    if (g_str_equal (word, "tracked") || g_str_equal (word, "untracked")) {
      term->kind = TERM_GENERATION;
      term->from = HP_GENERATION_UNTRACKED;
      term->negated = term->negated != g_str_equal (word, "tracked");
      return TRUE;
    }
    if (g_str_equal (word, "root")) {
      term->kind = TERM_ROOT;
      return TRUE;
    }
  }
  term->kind = TERM_TEXT;
  term->text = g_utf8_strdown (word, -1);
  return TRUE;
}

/* The next word of *text, without its quotes; NULL at the end. */
static char *
next_word (const char **text, gboolean *quoted)
{
  GString *word = g_string_new (NULL);
  const char *p = *text;
  gboolean inside = FALSE;

  *quoted = FALSE;
  while (g_ascii_isspace (*p))
    p++;
  if (*p == '\0') {
    g_string_free (word, TRUE);
    return NULL;
  }
  *quoted = *p == '"';
  for (; *p != '\0' && (inside || !g_ascii_isspace (*p)); p++) {
    if (*p == '"')
      inside = !inside;
    else
      g_string_append_c (word, *p);
  }
  *text = p;
  return g_string_free (word, FALSE);
}

HpFilter *
hp_filter_parse (const char *text, GError **error)
{
  g_autoptr (HpFilter) self = g_new0 (HpFilter, 1);
  gboolean quoted;
  char *next;

  self->terms = g_ptr_array_new_with_free_func (term_free);
  while ((next = next_word (&text, &quoted)) != NULL) {
    g_autofree char *word = next;
    Term *term;

    if (*word == '\0')
      continue;
    term = g_new0 (Term, 1);
    g_ptr_array_add (self->terms, term);
    if (!parse_word (word, quoted, term)) {
      g_set_error (error, HP_FILTER_ERROR, HP_FILTER_ERROR_SYNTAX,
                   _ ("“%s” is not understood; examples: type:dict size:>1k gen:2 tracked"), word);
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

void
hp_filter_free (HpFilter *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->terms);
  g_free (self);
}

gboolean
hp_filter_is_empty (const HpFilter *self)
{
  return self->terms->len == 0;
}

/* ---- applying ----
 * Terms about types are decided once a type; what is left is looked at object by object, cheap
 * terms first. */

static gboolean
type_matches (const HpSnapshot *snapshot, guint32 type, const Term *term)
{
  g_autofree char *name = hp_snapshot_dup_type_name (snapshot, type);
  g_autofree char *full = hp_snapshot_dup_type_full_name (snapshot, type);

  return g_pattern_spec_match_string (term->spec, name) ||
         g_pattern_spec_match_string (term->spec, full);
}

static gboolean
text_in (const char *text, const char *folded)
{
  g_autofree char *down = text != NULL ? g_utf8_strdown (text, -1) : NULL;

  return down != NULL && strstr (down, folded) != NULL;
}

/* One bitset of types for a TYPE or TEXT term. */
static guint8 *
match_types (const HpSnapshot *snapshot, const Term *term)
{
  guint32 n = hp_snapshot_n_types (snapshot);
  guint8 *matches = g_new0 (guint8, n + 1);

  for (guint32 i = 0; i < n; i++) {
    if (term->kind == TERM_TYPE) {
      matches[i] = type_matches (snapshot, i, term);
    } else {
      g_autofree char *full = hp_snapshot_dup_type_full_name (snapshot, i);
      matches[i] = text_in (full, term->text);
    }
  }
  return matches;
}

static guint8 *
mark_roots (const HpSnapshot *snapshot)
{
  guint8 *marks = g_new0 (guint8, (gsize)hp_snapshot_n_objects (snapshot) + 1);

  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    HpRoot root = hp_snapshot_root (snapshot, i);
    if (root.object != HP_NONE)
      marks[root.object] = 1;
  }
  return marks;
}

static void
mark_referents (const HpSnapshot *snapshot, guint32 holder, guint8 *marks)
{
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, holder, NULL, &n);

  for (guint32 i = 0; i < n; i++)
    marks[targets[i]] = 1;
}

static gboolean
refers_to (const HpSnapshot *snapshot, guint32 holder, guint32 target)
{
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, holder, NULL, &n);

  for (guint32 i = 0; i < n; i++)
    if (targets[i] == target)
      return TRUE;
  return FALSE;
}

static guint8 *
mark_related (const HpSnapshot *snapshot, const Term *term)
{
  guint32 n = hp_snapshot_n_objects (snapshot);
  guint32 object = hp_snapshot_find (snapshot, term->from);
  guint8 *marks = g_new0 (guint8, (gsize)n + 1);

  if (object == HP_NONE)
    return marks;
  if (term->kind == TERM_HELD_BY)
    mark_referents (snapshot, object, marks);
  else
    for (guint32 i = 0; i < n; i++)
      marks[i] = refers_to (snapshot, i, object);
  return marks;
}

/* Objects of which any block was taken there. */
static guint8 *
mark_born (const HpSnapshot *snapshot, const char *place)
{
  guint8 *marks = g_new0 (guint8, (gsize)hp_snapshot_n_objects (snapshot) + 1);
  g_autofree guint8 *there = g_new0 (guint8, (gsize)hp_snapshot_n_tracebacks (snapshot) + 1);

  for (guint32 i = 0; i < hp_snapshot_n_tracebacks (snapshot); i++)
    there[i] = hp_allocation_place_is (snapshot, i, place);
  for (guint32 i = 0; i < hp_snapshot_n_traces (snapshot); i++) {
    HpTrace trace = hp_snapshot_trace (snapshot, i);
    if (trace.object != HP_NONE && there[trace.traceback])
      marks[trace.object] = 1;
  }
  return marks;
}

static gboolean
holds (const HpSnapshot *snapshot, guint32 object, const Term *term, const guint8 *table)
{
  switch (term->kind) {
  case TERM_TYPE: return table[hp_snapshot_type_of (snapshot, object)];
  case TERM_SIZE: {
    guint64 size = hp_snapshot_size (snapshot, object);
    return size >= term->from && size <= term->to;
  }
  case TERM_REFS: {
    gint64 count = hp_snapshot_refcount (snapshot, object);
    return count >= 0 && (guint64)count >= term->from && (guint64)count <= term->to;
  }
  case TERM_GENERATION: return hp_snapshot_generation (snapshot, object) == term->from;
  case TERM_FLAG: return (hp_snapshot_flags (snapshot, object) & term->flags) != 0;
  case TERM_ROOT:
  case TERM_REFERS_TO:
  case TERM_HELD_BY:
  case TERM_BORN: return table[object];
  case TERM_AT: {
    guint64 address = hp_snapshot_address (snapshot, object);
    return address >= term->from && address <= term->to;
  }
  case TERM_TEXT: {
    g_autofree char *preview = NULL;
    if (table[hp_snapshot_type_of (snapshot, object)])
      return TRUE;
    preview = hp_snapshot_dup_preview (snapshot, object);
    return text_in (preview, term->text);
  }
  default: g_return_val_if_reached (FALSE);
  }
}

static void
free_tables (guint8 **tables)
{
  for (guint i = 0; tables[i] != (guint8 *)-1; i++)
    g_free (tables[i]);
  g_free (tables);
}

static guint8 **
make_tables (const HpFilter *self, const HpSnapshot *snapshot)
{
  guint8 **tables = g_new0 (guint8 *, self->terms->len + 1);

  for (guint i = 0; i < self->terms->len; i++) {
    const Term *term = g_ptr_array_index (self->terms, i);

    if (term->kind == TERM_TYPE || term->kind == TERM_TEXT)
      tables[i] = match_types (snapshot, term);
    else if (term->kind == TERM_ROOT)
      tables[i] = mark_roots (snapshot);
    else if (term->kind == TERM_REFERS_TO || term->kind == TERM_HELD_BY)
      tables[i] = mark_related (snapshot, term);
    else if (term->kind == TERM_BORN)
      tables[i] = mark_born (snapshot, term->text);
  }
  tables[self->terms->len] = (guint8 *)-1;
  return tables;
}

GArray *
hp_filter_apply (const HpFilter *self, const HpSnapshot *snapshot, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n = hp_snapshot_n_objects (snapshot);
  guint8 **tables = make_tables (self, snapshot);

  for (guint32 object = 0; object < n; object++) {
    gboolean all = TRUE;

    if (object % CHECK_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error)) {
      free_tables (tables);
      return NULL;
    }
    for (guint i = 0; all && i < self->terms->len; i++) {
      const Term *term = g_ptr_array_index (self->terms, i);
      all = holds (snapshot, object, term, tables[i]) != term->negated;
    }
    if (all)
      g_array_append_val (found, object);
  }
  free_tables (tables);
  return g_steal_pointer (&found);
}
