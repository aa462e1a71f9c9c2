/* SPDX-License-Identifier: Apache-2.0 */
/* Making, comparing and hashing str objects, and the type itself. */
#include "object/bytes.h"
#include "object/dict.h"
#include "object/format.h"
#include "object/str-private.h"
#include "object/tuple.h"

/* ---- make ---- */

HpObject *
hp_str_new (HpRuntime *rt, ssize_t size, uint32_t max_char)
{
  int kind = max_char < 256 ? 1 : max_char < 65536 ? 2 : 4;
  bool ascii = max_char < 128;
  size_t header = ascii ? sizeof (HpStr) : sizeof (HpStrWide);
  HpObject *o;

  if (size == 0 && rt->empty_str != NULL)
    return hp_new_ref (rt->empty_str);
  if (size > (SSIZE_MAX - (ssize_t)header) / kind - 1)
    return hp_err_no_memory (rt);
  o = hp_object_malloc (rt, header + (size_t)(size + 1) * (size_t)kind);
  if (o == NULL)
    return hp_err_no_memory (rt);
  hp_object_init (o, hp_type (rt, HP_T_STR));
  S (o)->length = size;
  S (o)->hash = -1;
  S (o)->state =
      (HpStrState){ .kind = (unsigned)kind & 7, .compact = 1, .ascii = ascii, .ready = 1 };
  S (o)->wstr = NULL;
  if (!ascii) {
    ((HpStrWide *)o)->utf8 = NULL;
    ((HpStrWide *)o)->utf8_length = 0;
    ((HpStrWide *)o)->wstr_length = 0;
  }
  hp_str_write (kind, hp_str_data (o), size, 0);
  return o;
}

void
hp_str_copy_chars (HpObject *to, ssize_t at, HpObject *from, ssize_t start, ssize_t n)
{
  int k = hp_str_kind (to), f = hp_str_kind (from);
  char *d = hp_str_data (to);
  const char *s = hp_str_data (from);

  if (n <= 0)
    return;
  if (k == f)
    memcpy (d + at * k, s + start * k, (size_t)(n * k));
  else
    for (ssize_t i = 0; i < n; i++)
      hp_str_write (k, d, at + i, hp_str_read (f, s, start + i));
}

HpObject *
hp_str_from_char (HpRuntime *rt, uint32_t c)
{
  HpObject *s;

  if (c < 256 && rt->latin1[c] != NULL)
    return hp_new_ref (rt->latin1[c]);
  s = hp_str_new (rt, 1, c);
  if (s != NULL)
    hp_str_write (hp_str_kind (s), hp_str_data (s), 0, c);
  return s;
}

/* An upper bound (127, 255, 65535, 0x10ffff) of the characters. */
static uint32_t
largest (int kind, const void *data, ssize_t n)
{
  uint32_t bits = 0;

  if (kind == 1) {
    const uint8_t *p = data;
    for (ssize_t i = 0; i < n; i++)
      bits |= p[i];
  } else
    for (ssize_t i = 0; i < n; i++) {
      uint32_t c = hp_str_read (kind, data, i);
      bits |= c;
    }
  return bits < 128 ? 127 : bits < 256 ? 255 : bits < 65536 ? 65535 : 0x10ffff;
}

uint32_t
hp_str_max_char (HpObject *s)
{
  return hp_str_is_ascii (s)    ? 127
         : hp_str_kind (s) == 1 ? 255
         : hp_str_kind (s) == 2 ? 65535
                                : 0x10ffff;
}

HpObject *
hp_str_from_kind (HpRuntime *rt, int kind, const void *data, ssize_t n)
{
  HpObject *s;
  int k;

  if (n == 0)
    return hp_new_ref (rt->empty_str);
  if (n == 1)
    return hp_str_from_char (rt, hp_str_read (kind, data, 0));
  s = hp_str_new (rt, n, largest (kind, data, n));
  if (s == NULL)
    return NULL;
  k = hp_str_kind (s);
  if (k == kind)
    memcpy (hp_str_data (s), data, (size_t)(n * k));
  else
    for (ssize_t i = 0; i < n; i++)
      hp_str_write (k, hp_str_data (s), i, hp_str_read (kind, data, i));
  return s;
}

HpObject *
hp_str_from_utf8_n (HpRuntime *rt, const char *text, ssize_t n)
{
  uint8_t bits = 0;
  HpObject *s;

  for (ssize_t i = 0; i < n; i++)
    bits |= (uint8_t)text[i];
  if (bits & 0x80)
    return hp_str_decode_utf8 (rt, text, n, "strict");
  if (n == 1)
    return hp_str_from_char (rt, (uint8_t)*text);
  s = hp_str_new (rt, n, 127);
  if (s != NULL && n > 0)
    memcpy (hp_str_data (s), text, (size_t)n);
  return s;
}

HpObject *
hp_str_from_utf8 (HpRuntime *rt, const char *text)
{
  return hp_str_from_utf8_n (rt, text, (ssize_t)strlen (text));
}

HpObject *
hp_str_decode_fsdefault (HpRuntime *rt, const char *text)
{
  return hp_str_decode_utf8 (rt, text, (ssize_t)strlen (text), "surrogateescape");
}

static void
str_dealloc (HpRuntime *rt, HpObject *o)
{
  if (S (o)->state.interned && rt->interned != NULL) {
    /* the table's two references are not counted: give them back before it drops them */
    o->refcount = 3;
    S (o)->state.interned = HP_STR_NOT_INTERNED;
    if (hp_dict_del_item (rt, rt->interned, o) < 0)
      hp_err_clear (rt);
    o->refcount = 0;
  }
  if (!S (o)->state.ascii || !S (o)->state.compact) {
    if (((HpStrWide *)o)->utf8 != NULL && ((HpStrWide *)o)->utf8 != (char *)hp_str_data (o))
      hp_object_free (rt, ((HpStrWide *)o)->utf8);
    if (!S (o)->state.compact && ((HpStrSub *)o)->any != NULL)
      hp_object_free (rt, ((HpStrSub *)o)->any);
  }
  o->type->free (rt, o);
}

/* ---- compare and hash ---- */

bool
hp_str_equal (HpObject *a, HpObject *b)
{
  if (a == b)
    return true;
  if (S (a)->length != S (b)->length || S (a)->state.kind != S (b)->state.kind)
    return false;
  return memcmp (hp_str_data (a), hp_str_data (b), (size_t)S (a)->length * S (a)->state.kind) == 0;
}

bool
hp_str_equal_utf8 (HpObject *a, const char *text)
{
  return hp_str_is_ascii (a) && (size_t)hp_str_length (a) == strlen (text) &&
         memcmp (hp_str_data (a), text, (size_t)hp_str_length (a)) == 0;
}

int
hp_str_compare (HpObject *a, HpObject *b)
{
  ssize_t na = hp_str_length (a), nb = hp_str_length (b), n = na < nb ? na : nb;
  int ka = hp_str_kind (a), kb = hp_str_kind (b);
  const void *x = hp_str_data (a), *y = hp_str_data (b);

  if (ka == 1 && kb == 1) {
    int c = memcmp (x, y, (size_t)n);
    if (c != 0)
      return c < 0 ? -1 : 1;
  } else
    for (ssize_t i = 0; i < n; i++) {
      uint32_t c = hp_str_read (ka, x, i), d = hp_str_read (kb, y, i);
      if (c != d)
        return c < d ? -1 : 1;
    }
  return na < nb ? -1 : na > nb;
}

int64_t
hp_hash_memory (const void *data, size_t n)
{
  const uint8_t *p = data;
  uint64_t h = 0x9e3779b97f4a7c15ULL ^ (n * 0xff51afd7ed558ccdULL), w;

  if (n == 0)
    return 0;
  for (; n >= 8; n -= 8, p += 8) {
    memcpy (&w, p, 8);
    h = (h ^ w) * 0xbf58476d1ce4e5b9ULL;
    h ^= h >> 32;
  }
  w = 0;
  memcpy (&w, p, n);
  h = (h ^ w) * 0x94d049bb133111ebULL;
  h ^= h >> 29;
  h *= 0xbf58476d1ce4e5b9ULL;
  h ^= h >> 32;
  return (int64_t)h == -1 ? -2 : (int64_t)h;
}

int64_t
hp_str_hash (HpObject *s)
{
  if (S (s)->hash == -1)
    S (s)->hash =
        hp_hash_memory (hp_str_data (s), (size_t)hp_str_length (s) * (size_t)hp_str_kind (s));
  return S (s)->hash;
}

static int64_t
str_hash (HpRuntime *rt, HpObject *s)
{
  return hp_str_hash (s);
}

static HpObject *
str_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  if (!hp_is_str (a) || !hp_is_str (b))
    return hp_new_not_implemented (rt);
  if (op == HP_EQ || op == HP_NE)
    return hp_new_bool (rt, hp_str_equal (a, b) == (op == HP_EQ));
  return hp_compare_result (rt, hp_str_compare (a, b), op);
}

static HpObject *
str_str (HpRuntime *rt, HpObject *s)
{
  return hp_str_exact (rt, s);
}

static HpObject *
str_mod (HpRuntime *rt, HpObject *format, HpObject *args)
{
  if (!hp_is_str (format))
    return hp_new_not_implemented (rt);
  return hp_str_format_percent (rt, format, args);
}

static int
check_codec_name (HpRuntime *rt, HpObject *o, const char *name)
{
  if (o == NULL || hp_is_str (o))
    return 0;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "str() argument '%s' must be str, not %.50s", name,
                 hp_is_none (rt, o) ? "None" : o->type->name);
  return -1;
}

/* str (object, encoding, errors) */
static HpObject *
decode_buffer (HpRuntime *rt, HpObject *x, HpObject *encoding, HpObject *errors)
{
  const char *data;
  ssize_t n;

  if (check_codec_name (rt, encoding, "encoding") < 0 ||
      check_codec_name (rt, errors, "errors") < 0)
    return NULL;
  if (hp_is_str (x))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "decoding str is not supported");
  if (!hp_is_buffer (rt, x))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "decoding to str: need a bytes-like object, %.80s found", x->type->name);
  if (hp_buffer_get (rt, x, &data, &n) < 0)
    return NULL;
  return hp_str_decode (rt, data, n, encoding ? hp_str_as_utf8_lossy (rt, encoding) : "utf-8",
                        errors ? hp_str_as_utf8_lossy (rt, errors) : "strict");
}

/* An instance of a subclass: the characters in a block of their own. */
static HpObject *
new_of_subclass (HpRuntime *rt, HpType *type, HpObject *s)
{
  HpObject *self = type->alloc (rt, type, 0);
  size_t size = (size_t)(hp_str_length (s) + 1) * (size_t)hp_str_kind (s);

  if (self == NULL)
    return NULL;
  S (self)->length = hp_str_length (s);
  S (self)->hash = S (s)->hash;
  S (self)->state = S (s)->state;
  S (self)->state.interned = HP_STR_NOT_INTERNED;
  S (self)->state.compact = 0;
  ((HpStrSub *)self)->any = hp_object_malloc (rt, size);
  if (((HpStrSub *)self)->any == NULL) {
    hp_decref (rt, self);
    return hp_err_no_memory (rt);
  }
  memcpy (((HpStrSub *)self)->any, hp_str_data (s), size);
  return self;
}

static HpObject *
str_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *x = NULL, *encoding = NULL, *errors = NULL, *s, *self;

  if (kwargs == NULL && hp_tuple_length (args) == 1)
    x = hp_tuple_slot (args, 0);
  else if (hp_arg_parse (rt, "str", args, kwargs,
                         (const char *const[]){ "object", "encoding", "errors", NULL }, 0, 3, &x,
                         &encoding, &errors) < 0)
    return NULL;
  if (x == NULL)
    s = hp_new_ref (rt->empty_str);
  else if (encoding == NULL && errors == NULL)
    s = hp_object_str (rt, x);
  else
    s = decode_buffer (rt, x, encoding, errors);
  if (s == NULL || type == hp_type (rt, HP_T_STR))
    return s;
  self = new_of_subclass (rt, type, s);
  hp_decref (rt, s);
  return self;
}

static const HpNumberMethods str_number = { .remainder = str_mod };

void
hp_str_register (HpRuntime *rt)
{
  HpType type = {
    .name = "str",
    .basicsize = sizeof (HpStrSub),
    .flags = HP_TYPE_BASE | HP_TYPE_STR_SUBCLASS | HP_TYPE_MATCH_SELF,
    .dealloc = str_dealloc,
    .repr = hp_str_repr,
    .str = str_str,
    .hash = str_hash,
    .as_number = &str_number,
    .as_sequence = &hp_str_as_sequence,
    .as_mapping = &hp_str_as_mapping,
    .richcompare = str_richcompare,
    .iter = hp_str_iter,
    .methods = hp_str_methods,
    .new = str_new,
    .free = hp_object_free,
  };

  hp_type_register (rt, HP_T_STR, &type, HP_T_OBJECT);
}
