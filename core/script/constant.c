/* SPDX-License-Identifier: Apache-2.0 */
#include "script/constant.h"

#include "object/bytes.h"
#include "object/complex.h"
#include "object/float.h"
#include "object/int.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/code.h"

#include <string.h>

static bool equal (HpRuntime *rt, HpObject *a, HpObject *b);

static bool
equal_items (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (hp_tuple_length (a) != hp_tuple_length (b))
    return false;
  for (ssize_t i = 0; i < hp_tuple_length (a); i++)
    if (!equal (rt, hp_tuple_slot (a, i), hp_tuple_slot (b, i)))
      return false;
  return true;
}

static bool
set_has (HpRuntime *rt, HpObject *set, HpObject *item)
{
  HpObject *key;
  int64_t hash;

  for (ssize_t pos = 0; hp_set_next (rt, set, &pos, &key, &hash);)
    if (equal (rt, key, item))
      return true;
  return false;
}

static bool
equal_sets (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *key;
  int64_t hash;

  if (hp_set_length (a) != hp_set_length (b) || hp_object_hash (rt, a) != hp_object_hash (rt, b))
    return false;
  for (ssize_t pos = 0; hp_set_next (rt, a, &pos, &key, &hash);)
    if (!set_has (rt, b, key))
      return false;
  return true;
}

static bool
equal_code (HpRuntime *rt, const HpCode *a, const HpCode *b)
{
  return hp_str_equal (a->name, b->name) && a->argcount == b->argcount &&
         a->posonlyargcount == b->posonlyargcount && a->kwonlyargcount == b->kwonlyargcount &&
         a->flags == b->flags && a->firstlineno == b->firstlineno &&
         a->ob_base.size == b->ob_base.size &&
         memcmp (a->code, b->code, sizeof (HpCodeUnit) * (size_t)a->ob_base.size) == 0 &&
         equal (rt, a->consts, b->consts) && equal (rt, a->names, b->names) &&
         equal (rt, a->localsplusnames, b->localsplusnames);
}

static bool
equal (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (a == b)
    return true;
  if (a->type != b->type)
    return false;
  if (hp_is_int_exact (rt, a))
    return hp_int_compare (a, b) == 0;
  if (hp_is_float_exact (rt, a))
    return memcmp (&((HpFloat *)a)->value, &((HpFloat *)b)->value, sizeof (double)) == 0;
  if (hp_is_exactly (rt, a, HP_T_COMPLEX)) /* zeros of either sign are different constants */
    return memcmp (&((HpComplex *)a)->real, &((HpComplex *)b)->real, 2 * sizeof (double)) == 0;
  if (hp_is_str_exact (rt, a))
    return hp_str_equal (a, b);
  if (hp_is_bytes_exact (rt, a))
    return hp_bytes_length (a) == hp_bytes_length (b) &&
           memcmp (hp_bytes_data (a), hp_bytes_data (b), (size_t)hp_bytes_length (a)) == 0;
  if (hp_is_tuple_exact (rt, a))
    return equal_items (rt, a, b);
  if (hp_is_exactly (rt, a, HP_T_FROZENSET))
    return equal_sets (rt, a, b);
  if (hp_is_exactly (rt, a, HP_T_CODE))
    return equal_code (rt, hp_code (a), hp_code (b));
  return false;
}

static int64_t
hash_constant (HpCompilation *c, HpObject *object)
{
  int64_t hash;

  if (hp_is_exactly (c->rt, object, HP_T_CODE))
    return hp_code (object)->firstlineno;
  hash = hp_object_hash (c->rt, object);
  if (hash == -1)
    hp_fail_pending (c);
  return hash;
}

static unsigned
find_slot (HpCompilation *c, const HpConstTable *t, HpObject *object, int64_t hash)
{
  unsigned i = (unsigned)((uint64_t)hash ^ ((uint64_t)hash >> 32)) * 2654435761u & t->mask;

  while (t->slots[i] != 0 &&
         (t->hashes[t->slots[i] - 1] != hash || !equal (c->rt, t->items[t->slots[i] - 1], object)))
    i = (i + 1) & t->mask;
  return i;
}

static void
make_room (HpCompilation *c, HpConstTable *t)
{
  unsigned size = t->slots == NULL ? 32 : (t->mask + 1) * 2;

  t->slots = HP_ARENA_NEW (c, int, size);
  t->mask = size - 1;
  for (int n = 0; n < t->n; n++) {
    unsigned i =
        (unsigned)((uint64_t)t->hashes[n] ^ ((uint64_t)t->hashes[n] >> 32)) * 2654435761u & t->mask;

    while (t->slots[i] != 0)
      i = (i + 1) & t->mask;
    t->slots[i] = n + 1;
  }
}

/* The tuple of ITEMS' merged forms; OBJECT itself if they all are it already. */
static HpObject *
merge_items (HpCompilation *c, HpObject *object)
{
  ssize_t n = hp_tuple_length (object);
  HpObject **items = HP_ARENA_NEW (c, HpObject *, n + 1);
  bool changed = false;

  for (ssize_t i = 0; i < n; i++) {
    items[i] = hp_constant_merge (c, hp_tuple_slot (object, i), true);
    changed = changed || items[i] != hp_tuple_slot (object, i);
  }
  if (!changed)
    return object;
  return hp_constant_take (c, hp_tuple_from_array (c->rt, items, n));
}

HpObject *
hp_constant_merge (HpCompilation *c, HpObject *object, bool recurse)
{
  HpConstTable *t = c->constants;
  int64_t hash;
  unsigned i;

  if (t->slots == NULL || (unsigned)t->n * 2 > t->mask)
    make_room (c, t);
  hash = hash_constant (c, object);
  i = find_slot (c, t, object, hash);
  if (t->slots[i] != 0)
    return t->items[t->slots[i] - 1];
  if (recurse && hp_is_tuple_exact (c->rt, object)) {
    HpObject *merged = merge_items (c, object);

    if (merged != object)
      return merged;
    if ((unsigned)t->n * 2 > t->mask)
      make_room (c, t);
    i = find_slot (c, t, object, hash);
  }
  t->items = hp_arena_room (c, t->items, t->n, sizeof *t->items);
  t->hashes = hp_arena_room (c, t->hashes, t->n, sizeof *t->hashes);
  t->items[t->n] = hp_new_ref (object);
  t->hashes[t->n++] = hash;
  t->slots[i] = t->n;
  return object;
}

HpObject *
hp_constant_take (HpCompilation *c, HpObject *object)
{
  HpConstTable *t = c->constants;
  HpObject *merged;

  if (object == NULL)
    hp_fail_pending (c);
  /* The table must own it before anything can fail. */
  if (t->pending_n == sizeof t->pending / sizeof *t->pending) {
    hp_decref (c->rt, object);
    hp_err_set_string (c->rt, HP_EXC_RECURSION_ERROR, "too many nested constants");
    hp_fail_pending (c);
  }
  t->pending[t->pending_n++] = object;
  merged = hp_constant_merge (c, object, false);
  t->pending_n--;
  hp_decref (c->rt, object);
  return merged;
}

void
hp_const_table_clear (HpCompilation *c)
{
  HpConstTable *t = c->constants;

  while (t->pending_n > 0)
    hp_decref (c->rt, t->pending[--t->pending_n]);
  for (int i = 0; i < t->n; i++)
    hp_decref (c->rt, t->items[i]);
  t->n = 0;
}
