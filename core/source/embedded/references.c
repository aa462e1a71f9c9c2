/* SPDX-License-Identifier: Apache-2.0 */
/* What each object points to, with a label. Containers and instances have a reader of their own; of
 * other built-in types a table names the fields; for the rest the type's own traverse function
 * tells the targets and the label stays unknown. */
#include "object/bytes.h"
#include "object/descr.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/function.h"
#include "object/list.h"
#include "object/module.h"
#include "object/range.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"
#include "script/code.h"
#include "script/generator.h"
#include "source/embedded/picture-private.h"

/* ---- adding ---- */

static void
add (HpPicture *self, guint32 from, HpObject *target, guint32 label)
{
  guint32 to;

  if (target == NULL)
    return;
  to = hp_picture_number (self, target);
  hp_snapshot_builder_add_ref (self->builder, from, to, label);
  if (!hp_label_is_weak (label))
    g_array_index (self->found, gint64, to)++;
}

static guint32
named (HpPicture *self, HpRefKind kind, HpObject *name)
{
  const char *text =
      name != NULL && hp_is_str (name) ? hp_str_as_utf8_lossy (self->rt, name) : NULL;

  return hp_snapshot_builder_label (self->builder, kind, text, -1);
}

static void
add_field (HpPicture *self, guint32 from, HpObject *target, const char *name)
{
  if (target != NULL)
    add (self, from, target, hp_snapshot_builder_label (self->builder, HP_REF_FIELD, name, -1));
}

static void
add_items (HpPicture *self, guint32 from, HpObject *const *items, gssize n)
{
  for (gssize i = 0; i < n; i++)
    add (self, from, items[i], hp_label (HP_REF_INDEX, (guint64)i));
}

/* ---- containers ---- */

static void
add_dict (HpPicture *self, guint32 from, HpObject *o)
{
  HpDict *dict = (HpDict *)o;
  guint32 weak =
      o == self->rt->interned ? HP_LABEL_WEAK : 0; /* that table counts nothing it holds */
  HpObject *key, *value;
  ssize_t position = 0;

  while (hp_dict_next (o, &position, &key, &value)) {
    g_autofree char *text = hp_embedded_preview (self->rt, key);
    if (dict->values == NULL) /* a split dict's keys belong to its class */
      add (self, from, key, weak | hp_label (HP_REF_DICT_KEY, 0));
    add (self, from, value, weak | hp_snapshot_builder_label (self->builder, HP_REF_KEY, text, -1));
  }
  if (dict->keys->refcount == 1)
    hp_picture_own_block (self, from, dict->keys);
  hp_picture_own_block (self, from, dict->values);
}

static void
add_set (HpPicture *self, guint32 from, HpObject *o)
{
  HpObject *key;
  ssize_t position = 0;
  int64_t hash;

  while (hp_set_next (self->rt, o, &position, &key, &hash))
    add (self, from, key, hp_label (HP_REF_MEMBER, 0));
  if (((HpSet *)o)->table != ((HpSet *)o)->small_table)
    hp_picture_own_block (self, from, ((HpSet *)o)->table);
}

/* ---- frames and generators ---- */

/* The variables of a frame, and the values on its stack where their number is known. */
static void
add_variables (HpPicture *self, guint32 from, HpFrame *frame)
{
  HpObject *names = frame->code->localsplusnames;
  int n = frame->code->nlocalsplus;

  for (int i = 0; i < n; i++)
    add (self, from, frame->localsplus[i],
         named (self, HP_REF_LOCAL, i < hp_tuple_length (names) ? hp_tuple_slot (names, i) : NULL));
  for (int i = n; i < frame->stacktop; i++)
    add (self, from, frame->localsplus[i], hp_label (HP_REF_STACK, (guint64)(i - n)));
}

static void
add_frame (HpPicture *self, guint32 from, HpFrame *frame)
{
  add_field (self, from, frame->func, "f_func");
  add_field (self, from, (HpObject *)frame->code, "f_code");
  add_field (self, from, frame->locals, "f_locals");
  add_field (self, from, (HpObject *)frame->frame_obj, "frame");
  add_variables (self, from, frame);
}

static void
add_generator (HpPicture *self, guint32 from, HpObject *o)
{
  HpGenerator *generator = (HpGenerator *)o;

  add_field (self, from, generator->code, "gi_code");
  add_field (self, from, generator->name, "__name__");
  add_field (self, from, generator->qualname, "__qualname__");
  add_field (self, from, generator->exc_state.value, "handled exception");
  add_field (self, from, generator->origin, "origin");
  if (generator->frame_state < HP_GEN_COMPLETED)
    add_frame (self, from, hp_generator_frame (generator));
}

static void
add_frame_object (HpPicture *self, guint32 from, HpObject *o)
{
  HpFrameObject *frame = (HpFrameObject *)o;

  add_field (self, from, (HpObject *)frame->back, "f_back");
  add_field (self, from, frame->trace, "f_trace");
  if (frame->frame != NULL && frame->frame->owner == HP_FRAME_IN_OBJECT)
    add_frame (self, from, frame->frame);
}

/* ---- types with named fields ---- */

typedef struct {
  HpTypeId id;
  guint offset;
  const char *name;
} FieldRow;

#define ROW(id, type, member, name)                                                                \
  {                                                                                                \
    id, offsetof (type, member), name                                                              \
  }

static const FieldRow field_rows[] = {
  ROW (HP_T_FUNCTION, HpFunction, code, "__code__"),
  ROW (HP_T_FUNCTION, HpFunction, globals, "__globals__"),
  ROW (HP_T_FUNCTION, HpFunction, builtins, "__builtins__"),
  ROW (HP_T_FUNCTION, HpFunction, name, "__name__"),
  ROW (HP_T_FUNCTION, HpFunction, qualname, "__qualname__"),
  ROW (HP_T_FUNCTION, HpFunction, defaults, "__defaults__"),
  ROW (HP_T_FUNCTION, HpFunction, kwdefaults, "__kwdefaults__"),
  ROW (HP_T_FUNCTION, HpFunction, closure, "__closure__"),
  ROW (HP_T_FUNCTION, HpFunction, doc, "__doc__"),
  ROW (HP_T_FUNCTION, HpFunction, dict, "__dict__"),
  ROW (HP_T_FUNCTION, HpFunction, module, "__module__"),
  ROW (HP_T_FUNCTION, HpFunction, annotations, "__annotations__"),
  ROW (HP_T_METHOD, HpMethod, function, "__func__"),
  ROW (HP_T_METHOD, HpMethod, self, "__self__"),
  ROW (HP_T_BUILTIN, HpBuiltin, self, "__self__"),
  ROW (HP_T_BUILTIN, HpBuiltin, module, "__module__"),
  ROW (HP_T_MODULE, HpModule, dict, "__dict__"),
  ROW (HP_T_MODULE, HpModule, name, "__name__"),
  ROW (HP_T_PROPERTY, HpProperty, get, "fget"),
  ROW (HP_T_PROPERTY, HpProperty, set, "fset"),
  ROW (HP_T_PROPERTY, HpProperty, del, "fdel"),
  ROW (HP_T_PROPERTY, HpProperty, doc, "__doc__"),
  ROW (HP_T_PROPERTY, HpProperty, name, "__name__"),
  ROW (HP_T_STATICMETHOD, HpMethodHolder, callable, "__func__"),
  ROW (HP_T_STATICMETHOD, HpMethodHolder, dict, "__dict__"),
  ROW (HP_T_CLASSMETHOD, HpMethodHolder, callable, "__func__"),
  ROW (HP_T_CLASSMETHOD, HpMethodHolder, dict, "__dict__"),
  ROW (HP_T_SUPER, HpSuper, type, "__thisclass__"),
  ROW (HP_T_SUPER, HpSuper, self, "__self__"),
  ROW (HP_T_SUPER, HpSuper, self_type, "__self_class__"),
  ROW (HP_T_GETSET_DESCRIPTOR, HpDescr, type, "__objclass__"),
  ROW (HP_T_GETSET_DESCRIPTOR, HpDescr, name, "__name__"),
  ROW (HP_T_GETSET_DESCRIPTOR, HpDescr, qualname, "__qualname__"),
  ROW (HP_T_MEMBER_DESCRIPTOR, HpDescr, type, "__objclass__"),
  ROW (HP_T_MEMBER_DESCRIPTOR, HpDescr, name, "__name__"),
  ROW (HP_T_MEMBER_DESCRIPTOR, HpDescr, qualname, "__qualname__"),
  ROW (HP_T_METHOD_DESCRIPTOR, HpDescr, type, "__objclass__"),
  ROW (HP_T_METHOD_DESCRIPTOR, HpDescr, name, "__name__"),
  ROW (HP_T_METHOD_DESCRIPTOR, HpDescr, qualname, "__qualname__"),
  ROW (HP_T_CLASSMETHOD_DESCRIPTOR, HpDescr, type, "__objclass__"),
  ROW (HP_T_CLASSMETHOD_DESCRIPTOR, HpDescr, name, "__name__"),
  ROW (HP_T_CLASSMETHOD_DESCRIPTOR, HpDescr, qualname, "__qualname__"),
  ROW (HP_T_WRAPPER_DESCRIPTOR, HpDescr, type, "__objclass__"),
  ROW (HP_T_WRAPPER_DESCRIPTOR, HpDescr, name, "__name__"),
  ROW (HP_T_WRAPPER_DESCRIPTOR, HpDescr, qualname, "__qualname__"),
  ROW (HP_T_METHOD_WRAPPER, HpMethodWrapper, descr, "descriptor"),
  ROW (HP_T_METHOD_WRAPPER, HpMethodWrapper, self, "__self__"),
  ROW (HP_T_TRACEBACK, HpTraceback, next, "tb_next"),
  ROW (HP_T_TRACEBACK, HpTraceback, frame, "tb_frame"),
  ROW (HP_T_RANGE, HpRange, start, "start"),
  ROW (HP_T_RANGE, HpRange, stop, "stop"),
  ROW (HP_T_RANGE, HpRange, step, "step"),
  ROW (HP_T_RANGE, HpRange, length, "length"),
  ROW (HP_T_SLICE, HpSlice, start, "start"),
  ROW (HP_T_SLICE, HpSlice, stop, "stop"),
  ROW (HP_T_SLICE, HpSlice, step, "step"),
  ROW (HP_T_CODE, HpCode, consts, "co_consts"),
  ROW (HP_T_CODE, HpCode, names, "co_names"),
  ROW (HP_T_CODE, HpCode, exceptiontable, "co_exceptiontable"),
  ROW (HP_T_CODE, HpCode, localsplusnames, "co_varnames"),
  ROW (HP_T_CODE, HpCode, localspluskinds, "co_localspluskinds"),
  ROW (HP_T_CODE, HpCode, filename, "co_filename"),
  ROW (HP_T_CODE, HpCode, name, "co_name"),
  ROW (HP_T_CODE, HpCode, qualname, "co_qualname"),
  ROW (HP_T_CODE, HpCode, linetable, "co_linetable"),
  ROW (HP_T_CODE, HpCode, co_code, "co_code"),
  ROW (HP_EXC_BASE_EXCEPTION, HpException, dict, "__dict__"),
  ROW (HP_EXC_BASE_EXCEPTION, HpException, args, "args"),
  ROW (HP_EXC_BASE_EXCEPTION, HpException, notes, "__notes__"),
  ROW (HP_EXC_BASE_EXCEPTION, HpException, traceback, "__traceback__"),
  ROW (HP_EXC_BASE_EXCEPTION, HpException, context, "__context__"),
  ROW (HP_EXC_BASE_EXCEPTION, HpException, cause, "__cause__"),
  ROW (HP_EXC_BASE_EXCEPTION_GROUP, HpExceptionGroup, message, "message"),
  ROW (HP_EXC_BASE_EXCEPTION_GROUP, HpExceptionGroup, exceptions, "exceptions"),
  ROW (HP_EXC_STOP_ITERATION, HpStopIteration, value, "value"),
  ROW (HP_EXC_SYSTEM_EXIT, HpStopIteration, value, "code"),
  ROW (HP_EXC_NAME_ERROR, HpStopIteration, value, "name"),
  ROW (HP_EXC_ATTRIBUTE_ERROR, HpAttributeError, obj, "obj"),
  ROW (HP_EXC_ATTRIBUTE_ERROR, HpAttributeError, name, "name"),
  ROW (HP_EXC_OS_ERROR, HpOsError, number, "errno"),
  ROW (HP_EXC_OS_ERROR, HpOsError, strerror, "strerror"),
  ROW (HP_EXC_OS_ERROR, HpOsError, filename, "filename"),
  ROW (HP_EXC_SYNTAX_ERROR, HpSyntaxError, msg, "msg"),
  ROW (HP_EXC_SYNTAX_ERROR, HpSyntaxError, filename, "filename"),
  ROW (HP_EXC_SYNTAX_ERROR, HpSyntaxError, lineno, "lineno"),
  ROW (HP_EXC_SYNTAX_ERROR, HpSyntaxError, offset, "offset"),
  ROW (HP_EXC_SYNTAX_ERROR, HpSyntaxError, text, "text"),
  ROW (HP_EXC_SYNTAX_ERROR, HpSyntaxError, end_lineno, "end_lineno"),
  ROW (HP_EXC_SYNTAX_ERROR, HpSyntaxError, end_offset, "end_offset"),
};

/* The rows of one built-in type; TRUE if there are any. */
static gboolean
add_rows (HpPicture *self, guint32 from, HpObject *o, guint64 id)
{
  gboolean any = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (field_rows); i++) {
    HpObject *target;
    if (field_rows[i].id != id)
      continue;
    any = TRUE;
    memcpy (&target, (char *)o + field_rows[i].offset, sizeof target);
    add_field (self, from, target, field_rows[i].name);
  }
  return any;
}

/* Rows of the type and, for exceptions, of its built-in bases. */
static gboolean
add_named_fields (HpPicture *self, guint32 from, HpObject *o, const HpType *type)
{
  gboolean any = FALSE;

  for (; type != NULL && type->id != HP_T_OBJECT; type = type->base)
    any |= add_rows (self, from, o, type->id);
  return any;
}

static void
add_cell (HpPicture *self, guint32 from, HpObject *o)
{
  add (self, from, ((HpCell *)o)->value,
       hp_snapshot_builder_label (self->builder, HP_REF_CELL, "", 0));
}

static void
add_weakref (HpPicture *self, guint32 from, HpObject *o)
{
  HpWeakref *ref = (HpWeakref *)o;

  add_field (self, from, ref->callback, "__callback__");
  if (!hp_is_none (self->rt, ref->referent) && ref->referent->refcount > 0)
    add (self, from, ref->referent, HP_LABEL_WEAK | hp_label (HP_REF_UNKNOWN, 0));
}

static void
add_class (HpPicture *self, guint32 from, HpObject *o)
{
  HpType *type = (HpType *)o;

  add_field (self, from, type->dict, "__dict__");
  add_field (self, from, type->bases, "__bases__");
  add_field (self, from, type->mro, "__mro__");
  add_field (self, from, (HpObject *)type->base, "__base__");
  add_field (self, from, type->subclasses, "tp_subclasses");
  if (!hp_type_has (type, HP_TYPE_HEAP))
    return;
  add_field (self, from, ((HpHeapType *)o)->name, "__name__");
  add_field (self, from, ((HpHeapType *)o)->qualname, "__qualname__");
  add_field (self, from, ((HpHeapType *)o)->slots, "__slots__");
  add_field (self, from, ((HpHeapType *)o)->module, "ht_module");
  if (((HpHeapType *)o)->cached_keys == NULL)
    return;
  for (ssize_t i = 0; i < hp_dict_keys_n_entries (((HpHeapType *)o)->cached_keys); i++)
    add_field (self, from, hp_dict_keys_entry_name (((HpHeapType *)o)->cached_keys, i),
               "cached key");
  hp_picture_own_block (self, from, ((HpHeapType *)o)->cached_keys);
}

/* ---- instances of classes ---- */

static void
add_managed_dict (HpPicture *self, guint32 from, HpObject *o)
{
  HpDictKeys *keys = ((HpHeapType *)o->type)->cached_keys;
  HpDictValues *values = *hp_managed_values (o);

  add_field (self, from, *hp_managed_dict (o), "__dict__");
  if (values == NULL || keys == NULL)
    return;
  for (ssize_t i = 0; i < hp_dict_keys_n_entries (keys); i++)
    add (self, from, values->values[i],
         named (self, HP_REF_ATTRIBUTE, hp_dict_keys_entry_name (keys, i)));
  hp_picture_own_block (self, from, values);
}

static void
add_slots (HpPicture *self, guint32 from, HpObject *o)
{
  for (const HpType *type = o->type; type != NULL && hp_type_has (type, HP_TYPE_HEAP);
       type = type->base)
    for (const HpMemberDef *member = type->members; member != NULL && member->name != NULL;
         member++) {
      HpObject *target;
      if (member->kind != HP_MEMBER_OBJECT_EX && member->kind != HP_MEMBER_OBJECT)
        continue;
      memcpy (&target, (char *)o + member->offset, sizeof target);
      if (target != NULL)
        add (self, from, target,
             hp_snapshot_builder_label (self->builder, HP_REF_ATTRIBUTE, member->name, -1));
    }
}

static void
add_instance (HpPicture *self, guint32 from, HpObject *o, const HpType *base)
{
  add_slots (self, from, o);
  if (hp_type_has (o->type, HP_TYPE_MANAGED_DICT))
    add_managed_dict (self, from, o);
  else if (o->type->dict_offset > 0 && o->type->dict_offset != base->dict_offset)
    add_field (self, from, *(HpObject **)((char *)o + o->type->dict_offset), "__dict__");
}

/* ---- any object ---- */

typedef struct {
  HpPicture *picture;
  guint32 from;
} Visit;

static int
add_visited (HpObject *target, void *data)
{
  Visit *visit = data;

  add (visit->picture, visit->from, target, hp_label (HP_REF_UNKNOWN, 0));
  return 0;
}

static void
add_by_traverse (HpPicture *self, guint32 from, HpObject *o, const HpType *base)
{
  Visit visit = { self, from };

  if (base->traverse != NULL)
    base->traverse (o, add_visited, &visit);
}

void
hp_picture_add_references (HpPicture *self, guint32 from)
{
  HpObject *o = self->objects->pdata[from];
  const HpType *base = hp_embedded_base_type (o);

  switch (base->id) {
  case HP_T_LIST:
    add_items (self, from, ((HpList *)o)->items, ((HpVarObject *)o)->size);
    hp_picture_own_block (self, from, ((HpList *)o)->items);
    break;
  case HP_T_TUPLE: add_items (self, from, ((HpTuple *)o)->items, ((HpVarObject *)o)->size); break;
  case HP_T_DICT: add_dict (self, from, o); break;
  case HP_T_SET:
  case HP_T_FROZENSET: add_set (self, from, o); break;
  case HP_T_TYPE: add_class (self, from, o); break;
  case HP_T_CELL: add_cell (self, from, o); break;
  case HP_T_WEAKREF:
  case HP_T_WEAKPROXY:
  case HP_T_WEAKCALLABLEPROXY: add_weakref (self, from, o); break;
  case HP_T_GENERATOR:
  case HP_T_COROUTINE:
  case HP_T_ASYNC_GENERATOR: add_generator (self, from, o); break;
  case HP_T_FRAME: add_frame_object (self, from, o); break;
  case HP_T_BYTEARRAY: hp_picture_own_block (self, from, ((HpByteArray *)o)->bytes); break;
  default:
    if (!add_named_fields (self, from, o, base))
      add_by_traverse (self, from, o, base);
  }
  if (hp_type_has (o->type, HP_TYPE_HEAP)) {
    if (base->id != HP_T_TYPE)
      add_instance (self, from, o, base);
    add (self, from, (HpObject *)o->type, hp_label (HP_REF_TYPE, 0));
  }
}
