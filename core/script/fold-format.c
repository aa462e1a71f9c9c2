/* SPDX-License-Identifier: Apache-2.0 */
/* "%s…" % (a, b) becomes an f-string. */
#include "object/str.h"
#include "script/fold.h"

#include <stdio.h>
#include <string.h>

/* the text between the fields belongs to no line of its own */
static const HpPosition nowhere = { -1, -1, -1, -1 };

typedef struct {
  HpCompilation *c;
  HpExprs values;
  const HpExprs *items;
  int next;
} Formatter;

static void
add_value (Formatter *f, HpExpr *value)
{
  f->values.items = hp_arena_room (f->c, f->values.items, f->values.n, sizeof value);
  f->values.items[f->values.n++] = value;
}

static HpExpr *
new_text (Formatter *f, const char *text, size_t n)
{
  HpExpr *e = HP_ARENA_NEW (f->c, HpExpr, 1);

  e->kind = HP_CONSTANT;
  e->height = 1;
  e->at = nowhere;
  e->constant.value = hp_arena_keep (f->c, hp_str_from_utf8_n (f->c->rt, text, (ssize_t)n));
  return e;
}

/* What stands between `%` and the letter of a conversion. */
typedef struct {
  bool left;
  int width;     /* 0: none */
  int precision; /* -1: none */
} Conversion;

/* A number of at most two digits; NULL: it has more. */
static const char *
read_number (const char *s, int *number)
{
  const char *digits = s;

  for (*number = 0; *s >= '0' && *s <= '9'; s++) {
    if (s - digits >= 2)
      return NULL;
    *number = *number * 10 + (*s - '0');
  }
  return s;
}

/* S is behind `%`. Returns the letter of a conversion that can be folded, or NULL. */
static const char *
read_conversion (const char *s, Conversion *conversion)
{
  *conversion = (Conversion){ .precision = -1 };
  for (; *s != 0 && strchr ("+ #0-", *s) != NULL; s++) {
    if (*s != '-')
      return NULL;
    conversion->left = true;
  }
  s = read_number (s, &conversion->width);
  if (s != NULL && *s == '.')
    s = read_number (s + 1, &conversion->precision);
  return s != NULL && (*s == 's' || *s == 'r' || *s == 'a') ? s : NULL;
}

/* The same as the spec of a formatted value; NULL: none is needed. */
static HpExpr *
new_spec (Formatter *f, const Conversion *conversion)
{
  char spec[16];
  size_t n = 0;
  HpExpr *joined;

  if (!conversion->left && conversion->width > 0)
    spec[n++] = '>';
  if (conversion->width > 0)
    n += (size_t)snprintf (spec + n, sizeof spec - n, "%d", conversion->width);
  if (conversion->precision >= 0)
    n += (size_t)snprintf (spec + n, sizeof spec - n, ".%d", conversion->precision);
  if (n == 0)
    return NULL;
  joined = HP_ARENA_NEW (f->c, HpExpr, 1);
  joined->kind = HP_JOINED_STR;
  joined->height = 2;
  joined->at = nowhere;
  joined->joined.values.items = HP_ARENA_NEW (f->c, HpExpr *, 1);
  joined->joined.values.items[0] = new_text (f, spec, n);
  joined->joined.values.n = 1;
  return joined;
}

/* S is behind `%`. Returns what follows the conversion, NULL: it cannot be folded. */
static const char *
format_field (Formatter *f, const char *s)
{
  Conversion conversion;
  HpExpr *item, *value;

  s = read_conversion (s, &conversion);
  if (s == NULL || f->next >= f->items->n)
    return NULL;
  item = f->items->items[f->next++];
  value = HP_ARENA_NEW (f->c, HpExpr, 1);
  value->kind = HP_FORMATTED_VALUE;
  value->at = item->at;
  value->height = item->height + 1;
  value->formatted.value = item;
  value->formatted.conversion = *s;
  value->formatted.spec = new_spec (f, &conversion);
  add_value (f, value);
  return s + 1;
}

static bool
any_starred (const HpExprs *items)
{
  for (int i = 0; i < items->n; i++)
    if (items->items[i]->kind == HP_STARRED)
      return true;
  return false;
}

/* Fills f->values from the N bytes at TEXT; false: they cannot be folded. */
static bool
format_text (Formatter *f, const char *text, size_t n)
{
  char *run = hp_arena_alloc (f->c, n + 1);
  size_t n_run = 0;

  for (const char *s = text, *end = text + n; s < end;) {
    if (*s != '%' || s[1] == '%') {
      run[n_run++] = *s;
      s += *s == '%' ? 2 : 1;
      continue;
    }
    if (n_run > 0)
      add_value (f, new_text (f, run, n_run));
    n_run = 0;
    s = format_field (f, s + 1);
    if (s == NULL)
      return false;
  }
  if (n_run > 0)
    add_value (f, new_text (f, run, n_run));
  return f->next == f->items->n;
}

void
hp_fold_format (HpCompilation *c, HpExpr *e)
{
  Formatter f = { .c = c, .items = &e->bin.right->sequence.items };
  ssize_t length;
  const char *text = hp_str_as_utf8 (c->rt, e->bin.left->constant.value, &length);
  int height = 1;

  if (text == NULL) {
    hp_err_clear (c->rt);
    return;
  }
  if (any_starred (f.items) || !format_text (&f, text, (size_t)length))
    return;
  for (int i = 0; i < f.values.n; i++)
    if (f.values.items[i]->height >= height)
      height = f.values.items[i]->height + 1;
  if (height > HP_MAX_NESTING)
    return;
  e->kind = HP_JOINED_STR;
  e->height = height;
  e->joined.values = f.values;
}
