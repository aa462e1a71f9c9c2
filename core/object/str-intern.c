/* SPDX-License-Identifier: Apache-2.0 */
/* Interned names and the shared characters. The table of names holds them without counting: a name
 * that nobody else needs dies, and takes itself out. */
#include "object/dict.h"
#include "object/str-private.h"

void
hp_str_intern_in_place (HpRuntime *rt, HpObject **p)
{
  HpObject *s = *p, *t;

  if (s == NULL || !hp_is_str_exact (rt, s) || S (s)->state.interned)
    return;
  t = hp_dict_set_default (rt, rt->interned, s, s);
  if (t == NULL) {
    hp_err_clear (rt);
    return;
  }
  if (t != s) {
    hp_incref (t);
    hp_decref (rt, s);
    *p = t;
    return;
  }
  s->refcount -= 2;
  S (s)->state.interned = HP_STR_INTERNED;
}

HpObject *
hp_str_intern_utf8 (HpRuntime *rt, const char *text)
{
  HpObject *s = hp_str_from_utf8 (rt, text);

  hp_str_intern_in_place (rt, &s);
  return s;
}

/* CPython's own frozen modules use these letters as names, so that the interned "a" is another
 * object than the shared character chr (97). */
static const char letter_names[] = "BCLST_abcdefhijklmnopqrstvwxy";

static int
make_letter_names (HpRuntime *rt)
{
  size_t n = sizeof letter_names - 1;
  HpObject **names = hp_malloc (rt->heap, HP_DOMAIN_RAW, n * sizeof (HpObject *));

  if (names == NULL)
    return -1;
  memset (names, 0, n * sizeof (HpObject *));
  rt->values_state = names;
  for (size_t i = 0; i < n; i++) {
    names[i] = hp_str_new (rt, 1, 127);
    if (names[i] == NULL)
      return -1;
    *(char *)hp_str_data (names[i]) = letter_names[i];
    hp_make_static (names[i]);
    hp_str_intern_in_place (rt, &names[i]);
  }
  return 0;
}

int
hp_str_init (HpRuntime *rt)
{
  if (rt->interned == NULL && (rt->interned = hp_dict_new (rt)) == NULL)
    return -1;
  if (rt->empty_str == NULL) {
    rt->empty_str = hp_str_new (rt, 0, 127);
    if (rt->empty_str == NULL)
      return -1;
    hp_make_static (rt->empty_str);
  }
  for (uint32_t c = 0; c < 256; c++)
    if (rt->latin1[c] == NULL) {
      rt->latin1[c] = hp_str_from_char (rt, c);
      if (rt->latin1[c] == NULL)
        return -1;
      hp_make_static (rt->latin1[c]);
    }
  return rt->values_state == NULL ? make_letter_names (rt) : 0;
}

void
hp_str_fini (HpRuntime *rt)
{
  HpObject *table = rt->interned, *key;
  ssize_t pos = 0;

  if (rt->values_state != NULL) {
    HpObject **names = rt->values_state;

    for (size_t i = 0; i < sizeof letter_names - 1; i++)
      hp_drop_static (rt, &names[i]);
    hp_free (rt->heap, HP_DOMAIN_RAW, names);
    rt->values_state = NULL;
  }
  hp_drop_static (rt, &rt->empty_str);
  for (uint32_t c = 0; c < 256; c++)
    hp_drop_static (rt, &rt->latin1[c]);
  if (table == NULL)
    return;
  /* whoever still holds a name keeps it, as an ordinary str */
  while (hp_dict_next (table, &pos, &key, NULL)) {
    S (key)->state.interned = HP_STR_NOT_INTERNED;
    key->refcount += 2;
  }
  rt->interned = NULL;
  hp_decref (rt, table);
}
