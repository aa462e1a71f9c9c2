/* SPDX-License-Identifier: Apache-2.0 */
#include "script/code.h"

#include "object/abstract.h"
#include "object/err.h"
#include "object/int.h"
#include "object/runtime.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

#include <ctype.h>
#include <string.h>

/* make and free */

/* Strings of letters, digits and underscores are likely names. */
static bool
looks_like_name (HpObject *s)
{
  const unsigned char *text;

  if (!hp_str_is_ascii (s))
    return false;
  text = hp_str_data (s);
  for (ssize_t i = 0; i < hp_str_length (s); i++)
    if (!isalnum (text[i]) && text[i] != '_')
      return false;
  return true;
}

/* Interns what looks like a name in TUPLE, items of inner tuples and frozen sets included. 1:
 * something changed. */
static int
intern_constants (HpRuntime *rt, HpObject *tuple)
{
  int modified = 0;

  for (ssize_t i = 0; i < hp_tuple_length (tuple); i++) {
    HpObject *item = hp_tuple_slot (tuple, i);

    if (hp_is_str_exact (rt, item)) {
      if (looks_like_name (item)) {
        HpObject *old = item;

        hp_str_intern_in_place (rt, &item);
        hp_tuple_set_slot (tuple, i, item);
        modified = modified || item != old;
      }
    } else if (hp_is_tuple_exact (rt, item)) {
      if (intern_constants (rt, item) < 0)
        return -1;
    } else if (hp_is_exactly (rt, item, HP_T_FROZENSET)) {
      HpObject *items = hp_tuple_from_iterable (rt, item), *set;
      int changed;

      if (items == NULL)
        return -1;
      changed = intern_constants (rt, items);
      set = changed > 0 ? hp_frozenset_new (rt, items) : NULL;
      hp_decref (rt, items);
      if (changed < 0 || (changed > 0 && set == NULL))
        return -1;
      if (changed > 0) {
        hp_tuple_set_slot (tuple, i, set);
        hp_decref (rt, item);
        modified = 1;
      }
    }
  }
  return modified;
}

static void
count_slots (HpCode *self)
{
  const char *kinds = hp_bytes_data (self->localspluskinds);

  self->nlocalsplus = (int)hp_bytes_length (self->localspluskinds);
  for (int i = 0; i < self->nlocalsplus; i++) {
    bool local = kinds[i] & HP_LOCAL_PLAIN, cell = kinds[i] & HP_LOCAL_CELL;

    self->nlocals += local;
    self->ncellvars += cell;
    self->nplaincellvars += cell && !local;
    self->nfreevars += (kinds[i] & HP_LOCAL_FREE) != 0;
  }
}

static int
find_first_resume (const HpCode *self)
{
  int i = 0;

  while (i + 1 < self->ob_base.size && HP_UNIT_OPCODE (self->code[i]) != HP_RESUME)
    i++;
  return i;
}

#define RUNS_UNTIL_WARM 8

HpCode *
hp_code_new (HpRuntime *rt, const HpCodeParts *parts)
{
  HpCode *self;

  if (intern_constants (rt, parts->consts) < 0)
    return NULL;
  self = (HpCode *)hp_object_new_var (rt, hp_type (rt, HP_T_CODE), parts->n_units);
  if (self == NULL)
    return NULL;
  memset ((char *)self + sizeof (HpVarObject), 0, offsetof (HpCode, code) - sizeof (HpVarObject));
  self->consts = hp_new_ref (parts->consts);
  self->names = hp_new_ref (parts->names);
  self->exceptiontable = hp_new_ref (parts->exceptiontable);
  self->flags = parts->flags;
  self->warmup = -RUNS_UNTIL_WARM;
  self->argcount = parts->argcount;
  self->posonlyargcount = parts->posonlyargcount;
  self->kwonlyargcount = parts->kwonlyargcount;
  self->stacksize = parts->stacksize;
  self->firstlineno = parts->firstlineno;
  self->localsplusnames = hp_new_ref (parts->localsplusnames);
  self->localspluskinds = hp_new_ref (parts->localspluskinds);
  self->filename = hp_new_ref (parts->filename);
  self->name = hp_new_ref (parts->name);
  self->qualname = hp_new_ref (parts->qualname);
  self->linetable = hp_new_ref (parts->linetable);
  memcpy (self->code, parts->code, sizeof (HpCodeUnit) * (size_t)parts->n_units);
  count_slots (self);
  self->firsttraceable = find_first_resume (self);
  return self;
}

static void
code_dealloc (HpRuntime *rt, HpObject *object)
{
  HpCode *self = hp_code (object);

  if (self->weakreflist != NULL)
    hp_weakref_clear_all (rt, object);
  hp_xdecref (rt, self->consts);
  hp_xdecref (rt, self->names);
  hp_xdecref (rt, self->localsplusnames);
  hp_xdecref (rt, self->localspluskinds);
  hp_xdecref (rt, self->filename);
  hp_xdecref (rt, self->name);
  hp_xdecref (rt, self->qualname);
  hp_xdecref (rt, self->linetable);
  hp_xdecref (rt, self->exceptiontable);
  hp_xdecref (rt, self->co_code);
  hp_free (rt->heap, HP_DOMAIN_MEM, self->extra);
  hp_free (rt->heap, HP_DOMAIN_MEM, self->linearray);
  hp_object_free (rt, self);
}

static HpObject *
code_repr (HpRuntime *rt, HpObject *object)
{
  HpCode *self = hp_code (object);

  return hp_str_from_format (rt, "<code object %U at %p, file \"%U\", line %d>", self->name,
                             (void *)self, self->filename, self->firstlineno);
}

size_t
hp_code_size (const HpCode *self)
{
  size_t size = offsetof (HpCode, code) + sizeof (HpCodeUnit) * (size_t)self->ob_base.size;

  return (size + 7) & ~(size_t)7; /* as every object with items */
}

static HpObject *
code_sizeof (HpRuntime *rt, HpObject *object)
{
  return hp_int_from_int64 (rt, (int64_t)hp_code_size (hp_code (object)));
}

/* line table */

typedef struct {
  const uint8_t *s, *end;
  int unit; /* first unit of the entry behind the one read */
  int line;
  HpPosition at; /* of the entry read */
} LineReader;

static unsigned
read_varint (LineReader *r)
{
  unsigned value = 0, shift = 0;

  while (r->s < r->end) {
    unsigned byte = *r->s++;

    value |= (byte & 63) << shift;
    shift += 6;
    if (!(byte & 64))
      break;
  }
  return value;
}

static int
read_signed_varint (LineReader *r)
{
  unsigned value = read_varint (r);

  return value & 1 ? -(int)(value >> 1) : (int)(value >> 1);
}

static int
read_byte (LineReader *r)
{
  return r->s < r->end ? *r->s++ : 0;
}

static bool
read_entry (LineReader *r)
{
  int first, code, second;

  if (r->s >= r->end)
    return false;
  first = *r->s++;
  code = (first >> 3) & 15;
  r->unit += (first & 7) + 1;
  r->at = (HpPosition){ -1, -1, -1, -1 };
  switch (code) {
  case 15: return true;
  case 14:
    r->line += read_signed_varint (r);
    r->at.line = r->line;
    r->at.end_line = r->line + (int)read_varint (r);
    r->at.column = (int)read_varint (r) - 1;
    r->at.end_column = (int)read_varint (r) - 1;
    return true;
  case 13:
    r->line += read_signed_varint (r);
    r->at.line = r->at.end_line = r->line;
    return true;
  case 10:
  case 11:
  case 12:
    r->line += code - 10;
    r->at.line = r->at.end_line = r->line;
    r->at.column = read_byte (r);
    r->at.end_column = read_byte (r);
    return true;
  default:
    second = read_byte (r);
    r->at.line = r->at.end_line = r->line;
    r->at.column = code << 3 | second >> 4;
    r->at.end_column = r->at.column + (second & 15);
    return true;
  }
}

HpPosition
hp_code_get_position (const HpCode *self, int unit_index)
{
  const uint8_t *table = (const uint8_t *)hp_bytes_data (self->linetable);
  LineReader r = {
    table, table + hp_bytes_length (self->linetable), 0, self->firstlineno, { -1, -1, -1, -1 }
  };

  while (read_entry (&r))
    if (unit_index < r.unit)
      return r.at;
  return (HpPosition){ -1, -1, -1, -1 };
}

int
hp_code_get_line (const HpCode *self, int unit_index)
{
  if (unit_index < 0)
    return self->firstlineno;
  return hp_code_get_position (self, unit_index).line;
}

/* exception table */

static int
read_number (const uint8_t **s)
{
  int byte = *(*s)++, value = byte & 63;

  while (byte & 64) {
    byte = *(*s)++;
    value = value << 6 | (byte & 63);
  }
  return value;
}

bool
hp_code_find_handler (const HpCode *self, int unit_index, int *handler, int *depth,
                      bool *push_lasti)
{
  const uint8_t *s = (const uint8_t *)hp_bytes_data (self->exceptiontable);
  const uint8_t *end = s + hp_bytes_length (self->exceptiontable);

  while (s < end) {
    int start = read_number (&s), size = read_number (&s), target = read_number (&s);
    int depth_and_lasti = read_number (&s);

    if (unit_index < start)
      return false; /* entries ascend */
    if (unit_index < start + size) {
      *handler = target;
      *depth = depth_and_lasti >> 1;
      *push_lasti = depth_and_lasti & 1;
      return true;
    }
  }
  return false;
}

/* names */

static HpObject *
select_names (HpRuntime *rt, const HpCode *self, int kinds)
{
  HpObject *tuple;
  ssize_t n = 0;

  for (int i = 0; i < self->nlocalsplus; i++)
    n += (hp_code_get_kind (self, i) & kinds) != 0;
  tuple = hp_tuple_new (rt, n);
  if (tuple == NULL)
    return NULL;
  n = 0;
  for (int i = 0; i < self->nlocalsplus; i++)
    if (hp_code_get_kind (self, i) & kinds)
      hp_tuple_set_slot (tuple, n++, hp_new_ref (hp_tuple_slot (self->localsplusnames, i)));
  return tuple;
}

HpObject *
hp_code_get_varnames (HpRuntime *rt, const HpCode *self)
{
  return select_names (rt, self, HP_LOCAL_PLAIN);
}

HpObject *
hp_code_get_cellvars (HpRuntime *rt, const HpCode *self)
{
  return select_names (rt, self, HP_LOCAL_CELL);
}

HpObject *
hp_code_get_freevars (HpRuntime *rt, const HpCode *self)
{
  return select_names (rt, self, HP_LOCAL_FREE);
}

HpObject *
hp_code_get_code (HpRuntime *rt, HpCode *self)
{
  HpObject *bytes =
      hp_bytes_from_data (rt, self->code, (ssize_t)sizeof (HpCodeUnit) * self->ob_base.size);
  HpCodeUnit unit;

  if (bytes == NULL)
    return NULL;
  for (ssize_t i = 0; i < self->ob_base.size; i++) {
    int caches = hp_opcode_caches (HP_UNIT_OPCODE (self->code[i]));

    unit = 0;
    for (; caches > 0; caches--)
      memcpy (hp_bytes_data (bytes) + sizeof unit * (size_t)++i, &unit, sizeof unit);
  }
  return bytes;
}

/* the type */

static HpObject *
get_varnames (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_code_get_varnames (rt, hp_code (self));
}

static HpObject *
get_cellvars (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_code_get_cellvars (rt, hp_code (self));
}

static HpObject *
get_freevars (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_code_get_freevars (rt, hp_code (self));
}

static HpObject *
get_code (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_code_get_code (rt, hp_code (self));
}

static const HpGetSetDef code_getset[] = {
  { "co_varnames", get_varnames, NULL, NULL, NULL },
  { "co_cellvars", get_cellvars, NULL, NULL, NULL },
  { "co_freevars", get_freevars, NULL, NULL, NULL },
  { "co_code", get_code, NULL, NULL, NULL },
  { NULL },
};

#define MEMBER(name, kind, field)                                                                  \
  {                                                                                                \
    name, kind, offsetof (HpCode, field), HP_MEMBER_READONLY, NULL                                 \
  }
static const HpMemberDef code_members[] = {
  MEMBER ("co_argcount", HP_MEMBER_INT, argcount),
  MEMBER ("co_posonlyargcount", HP_MEMBER_INT, posonlyargcount),
  MEMBER ("co_kwonlyargcount", HP_MEMBER_INT, kwonlyargcount),
  MEMBER ("co_stacksize", HP_MEMBER_INT, stacksize),
  MEMBER ("co_flags", HP_MEMBER_INT, flags),
  MEMBER ("co_nlocals", HP_MEMBER_INT, nlocals),
  MEMBER ("co_names", HP_MEMBER_OBJECT, names),
  MEMBER ("co_filename", HP_MEMBER_OBJECT, filename),
  MEMBER ("co_name", HP_MEMBER_OBJECT, name),
  MEMBER ("co_qualname", HP_MEMBER_OBJECT, qualname),
  MEMBER ("co_firstlineno", HP_MEMBER_INT, firstlineno),
  MEMBER ("co_linetable", HP_MEMBER_OBJECT, linetable),
  MEMBER ("co_exceptiontable", HP_MEMBER_OBJECT, exceptiontable),
  MEMBER ("co_consts", HP_MEMBER_OBJECT, consts),
  { NULL },
};
#undef MEMBER

static const HpMethodDef code_methods[] = {
  HP_METHOD_NOARGS ("__sizeof__", code_sizeof, 0),
  { NULL },
};

/* CPython's frozen modules bring interned one-letter names of their own, so that such a name is not
 * the character chr () gives. They stay for good. */
static int
make_letter_names (HpRuntime *rt)
{
  static const char letters[] = "BCLST_abcdefhijklmnopqrstvwxy";

  for (const char *s = letters; *s != 0; s++) {
    HpObject *name = hp_str_new (rt, 1, 127), *kept = name;

    if (name == NULL)
      return -1;
    hp_str_write (hp_str_kind (name), hp_str_data (name), 0, (unsigned char)*s);
    hp_str_intern_in_place (rt, &kept);
    if (kept != name)
      hp_decref (rt, kept);
  }
  return 0;
}

int
hp_code_init (HpRuntime *rt)
{
  static const HpType template_type = {
    .name = "code",
    .basicsize = offsetof (HpCode, code),
    .itemsize = sizeof (HpCodeUnit),
    .dealloc = code_dealloc,
    .repr = code_repr,
    .weaklist_offset = offsetof (HpCode, weakreflist),
    .getset = code_getset,
    .members = code_members,
    .methods = code_methods,
  };

  hp_type_register (rt, HP_T_CODE, &template_type, HP_T_OBJECT);
  if (hp_type_ready (rt, hp_type (rt, HP_T_CODE)) < 0)
    return -1;
  return make_letter_names (rt);
}
