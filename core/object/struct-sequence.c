/* SPDX-License-Identifier: Apache-2.0 */
#include "object/struct-sequence.h"

#include "object/abstract.h"
#include "object/kernel.h"
#include "object/str.h"

static HpObject *
repr (HpRuntime *rt, HpObject *self)
{
  const HpMemberDef *field = self->type->members;
  HpStrWriter w;

  hp_str_writer_init (&w, rt);
  hp_str_writer_add_ascii (&w, self->type->name, -1);
  for (ssize_t i = 0; field[i].name != NULL; i++) {
    HpObject *text = hp_object_repr (rt, hp_tuple_slot (self, i));

    if (text == NULL) {
      hp_str_writer_abandon (&w);
      return NULL;
    }
    hp_str_writer_add_ascii (&w, i == 0 ? "(" : ", ", -1);
    hp_str_writer_add_ascii (&w, field[i].name, -1);
    hp_str_writer_add_char (&w, '=');
    hp_str_writer_add_str (&w, text);
    hp_decref (rt, text);
  }
  hp_str_writer_add_char (&w, ')');
  return hp_str_writer_finish (&w);
}

int
hp_struct_sequence_register (HpRuntime *rt, HpTypeId id, const char *name,
                             const HpMemberDef *fields)
{
  HpType type = {
    .name = name,
    .flags = HP_TYPE_DISALLOW_INSTANTIATION, /* the rest comes from tuple */
    .repr = repr,
    .members = fields,
  };

  hp_type_register (rt, id, &type, HP_T_TUPLE);
  return hp_type_ready (rt, hp_type (rt, id));
}

HpObject *
hp_struct_sequence_new (HpRuntime *rt, HpTypeId id, HpObject *const *values, ssize_t n)
{
  HpObject *self = (HpObject *)hp_gc_new_var (rt, hp_type (rt, id), n);
  bool failed = self == NULL;

  for (ssize_t i = 0; i < n; i++) {
    failed = failed || values[i] == NULL;
    if (self != NULL)
      hp_tuple_set_slot (self, i, values[i]);
    else
      hp_xdecref (rt, values[i]);
  }
  if (self != NULL)
    hp_gc_track (rt, self);
  if (failed)
    hp_clear (rt, self);
  return self;
}
