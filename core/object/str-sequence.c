/* SPDX-License-Identifier: Apache-2.0 */
/* A str as a sequence: joined, repeated, cut, indexed, searched and walked. */
#include "object/iter.h"
#include "object/range.h"
#include "object/str-private.h"

static HpObject *
refuse_concat (HpRuntime *rt, HpObject *other)
{
  return hp_err_format (rt, HP_EXC_TYPE_ERROR, "can only concatenate str (not \"%.200s\") to str",
                        other->type->name);
}

HpObject *
hp_str_concat (HpRuntime *rt, HpObject *a, HpObject *b)
{
  uint32_t ma, mb;
  HpObject *r;

  if (!hp_is_str (b))
    return refuse_concat (rt, b);
  if (hp_str_length (a) == 0)
    return hp_str_exact (rt, b);
  if (hp_str_length (b) == 0)
    return hp_str_exact (rt, a);
  if (hp_str_length (a) > SSIZE_MAX - hp_str_length (b))
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "strings are too large to concat");
  ma = hp_str_max_char (a);
  mb = hp_str_max_char (b);
  r = hp_str_new (rt, hp_str_length (a) + hp_str_length (b), ma > mb ? ma : mb);
  if (r != NULL) {
    hp_str_copy_chars (r, 0, a, 0, hp_str_length (a));
    hp_str_copy_chars (r, hp_str_length (a), b, 0, hp_str_length (b));
  }
  return r;
}

/* May right be written behind a's characters, a block that nobody else sees? The characters must
 * fit into those of a: an ASCII str has a shorter header. */
static bool
can_grow (HpRuntime *rt, HpObject *a, HpObject *right)
{
  return a->refcount == 1 && S (a)->hash == -1 && !S (a)->state.interned &&
         hp_is_str_exact (rt, a) && hp_is_str_exact (rt, right) &&
         hp_str_kind (right) <= hp_str_kind (a) &&
         !(hp_str_is_ascii (a) && !hp_str_is_ascii (right)) &&
         hp_str_length (a) <= SSIZE_MAX / 8 - hp_str_length (right);
}

/* Takes the reference to a. */
static HpObject *
grow (HpRuntime *rt, HpObject *a, HpObject *right)
{
  ssize_t na = hp_str_length (a), nb = hp_str_length (right);
  size_t header = hp_str_is_ascii (a) ? sizeof (HpStr) : sizeof (HpStrWide);
  int kind = hp_str_kind (a);
  HpObject *r;

  if (!hp_str_is_ascii (a) && ((HpStrWide *)a)->utf8 != NULL) {
    hp_object_free (rt, ((HpStrWide *)a)->utf8);
    ((HpStrWide *)a)->utf8 = NULL;
    ((HpStrWide *)a)->utf8_length = 0;
  }
  r = hp_realloc (rt->heap, HP_DOMAIN_OBJ, a, header + (size_t)(na + nb + 1) * (size_t)kind);
  if (r == NULL) {
    hp_decref (rt, a);
    return hp_err_no_memory (rt);
  }
  S (r)->length = na + nb;
  hp_str_copy_chars (r, na, right, 0, nb);
  hp_str_write (kind, hp_str_data (r), na + nb, 0);
  return r;
}

void
hp_str_append (HpRuntime *rt, HpObject **left, HpObject *right)
{
  HpObject *a = *left;

  if (a == NULL || right == NULL || !hp_is_str (a) || !hp_is_str (right)) {
    if (a != NULL && right != NULL)
      refuse_concat (rt, right);
    hp_clear (rt, *left);
    return;
  }
  if (hp_str_length (a) > 0 && hp_str_length (right) == 0)
    return;
  if (hp_str_length (a) > 0 && can_grow (rt, a, right)) {
    *left = grow (rt, a, right);
    return;
  }
  *left = hp_str_concat (rt, a, right);
  hp_decref (rt, a);
}

HpObject *
hp_str_exact (HpRuntime *rt, HpObject *s)
{
  if (hp_is_str_exact (rt, s))
    return hp_new_ref (s);
  return hp_str_from_kind (rt, hp_str_kind (s), hp_str_data (s), hp_str_length (s));
}

HpObject *
hp_str_substring (HpRuntime *rt, HpObject *s, ssize_t start, ssize_t end)
{
  int kind = hp_str_kind (s);

  if (end > hp_str_length (s))
    end = hp_str_length (s);
  if (start == 0 && end == hp_str_length (s))
    return hp_str_exact (rt, s);
  if (start >= end)
    return hp_new_ref (rt->empty_str);
  if (hp_str_is_ascii (s) && end - start > 1) {
    HpObject *r = hp_str_new (rt, end - start, 127);

    if (r != NULL)
      memcpy (hp_str_data (r), (char *)hp_str_data (s) + start, (size_t)(end - start));
    return r;
  }
  return hp_str_from_kind (rt, kind, (char *)hp_str_data (s) + start * kind, end - start);
}

static HpObject *
str_repeat (HpRuntime *rt, HpObject *s, ssize_t times)
{
  ssize_t n = hp_str_length (s);
  HpObject *r;

  if (times < 1)
    return hp_new_ref (rt->empty_str);
  if (times == 1 || n == 0)
    return hp_str_exact (rt, s);
  if (n > SSIZE_MAX / times)
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "repeated string is too long");
  r = hp_str_new (rt, n * times, hp_str_max_char (s));
  if (r == NULL)
    return NULL;
  if (n == 1 && hp_str_kind (r) == 1)
    memset (hp_str_data (r), (int)hp_str_char (s, 0), (size_t)times);
  else {
    size_t unit = (size_t)(n * hp_str_kind (r)), done = unit, total = unit * (size_t)times;
    char *d = hp_str_data (r);

    memcpy (d, hp_str_data (s), unit);
    while (done < total) {
      size_t more = done < total - done ? done : total - done;
      memcpy (d + done, d, more);
      done += more;
    }
  }
  return r;
}

static ssize_t
str_length (HpRuntime *rt, HpObject *s)
{
  return hp_str_length (s);
}

static HpObject *
str_item (HpRuntime *rt, HpObject *s, ssize_t i)
{
  if (i < 0 || i >= hp_str_length (s))
    return hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "string index out of range");
  return hp_str_from_char (rt, hp_str_char (s, i));
}

/* N > 0 characters, STEP apart. */
static HpObject *
every_nth (HpRuntime *rt, HpObject *s, ssize_t start, ssize_t step, ssize_t n)
{
  const char *from = hp_str_data (s);
  int kind = hp_str_kind (s);
  uint32_t max_char = 127;
  HpObject *result;
  char *to;

  for (ssize_t i = 0; i < n && !hp_str_is_ascii (s); i++) {
    uint32_t c = hp_str_read (kind, from, start + i * step);

    max_char = c > max_char ? c : max_char;
  }
  result = hp_str_new (rt, n, max_char);
  if (result == NULL)
    return NULL;
  to = hp_str_data (result);
  for (ssize_t i = 0; i < n; i++)
    hp_str_write (hp_str_kind (result), to, i, hp_str_read (kind, from, start + i * step));
  return result;
}

static HpObject *
str_subscript (HpRuntime *rt, HpObject *s, HpObject *index)
{
  ssize_t start, stop, step, n;

  if (hp_is_int (index) || hp_is_index (index)) {
    ssize_t i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);

    if (i == -1 && hp_err_occurred (rt))
      return NULL;
    return str_item (rt, s, i < 0 ? i + hp_str_length (s) : i);
  }
  if (!hp_is_slice (rt, index))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "string indices must be integers, not '%.200s'",
                          index->type->name);
  if (hp_slice_unpack (rt, index, &start, &stop, &step) < 0)
    return NULL;
  n = hp_slice_adjust (hp_str_length (s), &start, &stop, step);
  if (n == 0)
    return hp_new_ref (rt->empty_str);
  if (step == 1)
    return hp_str_substring (rt, s, start, start + n);
  return every_nth (rt, s, start, step, n);
}

int
hp_str_contains (HpRuntime *rt, HpObject *s, HpObject *sub)
{
  if (!hp_is_str (sub)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "'in <string>' requires string as left operand, not %.100s", sub->type->name);
    return -1;
  }
  return hp_str_find (s, sub, 0, hp_str_length (s), 1) >= 0;
}

HpObject *
hp_str_iter (HpRuntime *rt, HpObject *s)
{
  return hp_seq_iter_new_typed (
      rt, s, hp_str_is_ascii (s) ? HP_T_STR_ASCII_ITERATOR : HP_T_STR_ITERATOR, 0);
}

const HpSequenceMethods hp_str_as_sequence = {
  .length = str_length,
  .concat = hp_str_concat,
  .repeat = str_repeat,
  .item = str_item,
  .contains = hp_str_contains,
};
const HpMappingMethods hp_str_as_mapping = { str_length, str_subscript, NULL };
