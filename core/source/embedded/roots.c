/* SPDX-License-Identifier: Apache-2.0 */
/* Why objects live that no object refers to: modules, running frames, the runtime itself. */
#include "object/dict.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/frame.h"
#include "script/generator.h"
#include "script/vm.h"
#include "source/embedded/picture-private.h"

/* A root counts as one reference, as its holder's does. */
static void
add_root (HpPicture *self, HpObject *o, HpRootKind kind, const char *name)
{
  guint32 number;

  if (o == NULL)
    return;
  number = hp_picture_number (self, o);
  g_array_index (self->found, gint64, number)++;
  hp_snapshot_builder_add_root (self->builder, number, kind, name, NULL, NULL, 0);
}

/* A reference of the runtime that nobody would call a root: caches and shared values. */
static void
count_holder (HpPicture *self, HpObject *o)
{
  guint32 number;

  if (o == NULL)
    return;
  number = hp_picture_number (self, o); /* first: a new object moves the array */
  g_array_index (self->found, gint64, number)++;
}

/* Modules are held by the dict sys.modules; they are named as roots because that is what a person
 * asks for. */
static void
add_modules (HpPicture *self)
{
  HpObject *name, *module;
  ssize_t position = 0;

  if (self->rt->modules == NULL)
    return;
  while (hp_dict_next (self->rt->modules, &position, &name, &module))
    if (hp_is_str (name))
      hp_snapshot_builder_add_root (self->builder, hp_picture_number (self, module), HP_ROOT_MODULE,
                                    hp_str_as_utf8_lossy (self->rt, name), NULL, NULL, 0);
}

static void
add_frame_root (HpPicture *self, HpFrame *frame, HpObject *o, HpRootKind kind, const char *name)
{
  const char *function = hp_str_as_utf8_lossy (self->rt, frame->code->qualname);
  const char *file = hp_str_as_utf8_lossy (self->rt, frame->code->filename);
  int line = hp_frame_get_line (frame);
  guint32 number;

  if (o == NULL)
    return;
  number = hp_picture_number (self, o);
  g_array_index (self->found, gint64, number)++;
  hp_snapshot_builder_add_root (self->builder, number, kind, name, function, file,
                                line > 0 ? (guint)line : 0);
}

static void
add_frame (HpPicture *self, HpFrame *frame)
{
  HpObject *names = frame->code->localsplusnames;

  add_frame_root (self, frame, frame->func, HP_ROOT_FRAME, NULL);
  add_frame_root (self, frame, (HpObject *)frame->code, HP_ROOT_FRAME, NULL);
  add_frame_root (self, frame, frame->locals, HP_ROOT_FRAME, "locals");
  add_frame_root (self, frame, (HpObject *)frame->frame_obj, HP_ROOT_FRAME, "frame");
  for (int i = 0; i < frame->code->nlocalsplus; i++)
    add_frame_root (self, frame, frame->localsplus[i], HP_ROOT_LOCAL,
                    i < hp_tuple_length (names)
                        ? hp_str_as_utf8_lossy (self->rt, hp_tuple_slot (names, i))
                        : NULL);
  for (int i = frame->code->nlocalsplus; i < frame->stacktop; i++)
    add_frame_root (self, frame, frame->localsplus[i], HP_ROOT_FRAME, "stack");
}

/* Frames in generators and frame objects are those objects' own business. */
static void
add_frames (HpPicture *self, HpVm *vm)
{
  for (HpFrame *frame = vm->frame; frame != NULL; frame = frame->previous)
    if (frame->owner == HP_FRAME_ON_STACK)
      add_frame (self, frame);
    else if (frame->owner == HP_FRAME_IN_GENERATOR)
      hp_snapshot_builder_add_root (
          self->builder, hp_picture_number (self, (HpObject *)hp_generator_of (frame)),
          HP_ROOT_FRAME, NULL, hp_str_as_utf8_lossy (self->rt, frame->code->qualname),
          hp_str_as_utf8_lossy (self->rt, frame->code->filename),
          (guint)MAX (hp_frame_get_line (frame), 0));
}

static void
add_runtime (HpPicture *self)
{
  HpRuntime *rt = self->rt;

  add_root (self, rt->modules, HP_ROOT_GLOBAL, "sys.modules");
  add_root (self, rt->builtins, HP_ROOT_GLOBAL, "builtins");
  add_root (self, rt->interned, HP_ROOT_GLOBAL, "interned strings");
  add_root (self, rt->gc.garbage, HP_ROOT_GLOBAL, "gc.garbage");
  add_root (self, rt->gc.callbacks, HP_ROOT_GLOBAL, "gc.callbacks");
  add_root (self, rt->exc_value, HP_ROOT_GLOBAL, "exception on its way");
  add_root (self, rt->exc_type, HP_ROOT_GLOBAL, "exception on its way");
  add_root (self, rt->exc_traceback, HP_ROOT_GLOBAL, "exception on its way");
  for (HpExcItem *item = rt->exc_info; item != NULL; item = item->previous)
    add_root (self, item->value, HP_ROOT_GLOBAL, "exception being handled");
  add_root (self, rt->memory_error, HP_ROOT_GLOBAL, "MemoryError kept ready");
  add_root (self, rt->exception_group, HP_ROOT_GLOBAL, "class ExceptionGroup");
  add_root (self, rt->repr_running, HP_ROOT_GLOBAL, "objects being printed");
  for (int i = 0; i < HP_ID_COUNT; i++)
    add_root (self, rt->ids[i], HP_ROOT_INTERNED, NULL);
  for (int i = 0; i < 1 << HP_TYPE_CACHE_BITS; i++)
    count_holder (self, rt->type_cache[i].name);
  for (int i = 0; i < 256; i++) {
    count_holder (self, rt->latin1[i]);
    count_holder (self, rt->single_bytes[i]);
  }
  count_holder (self, rt->empty_tuple);
  count_holder (self, rt->empty_bytes);
  count_holder (self, rt->empty_str);
}

void
hp_picture_add_roots (HpPicture *self)
{
  HpVm *vm = hp_vm (self->rt);

  add_modules (self);
  add_runtime (self);
  if (vm == NULL)
    return;
  add_frames (self, vm);
  add_root (self, vm->main_module, HP_ROOT_GLOBAL, "__main__");
  add_root (self, vm->builtins_module, HP_ROOT_GLOBAL, "builtins");
  add_root (self, vm->sys_dict, HP_ROOT_GLOBAL, "sys");
  add_root (self, vm->exit_functions, HP_ROOT_GLOBAL, "functions to call at exit");
}

/* References of C code that no reader knows: caches of the type lookup, stacks of running frames,
 * constants of the runtime. */
void
hp_picture_add_unexplained (HpPicture *self)
{
  HpQuality *quality = &hp_snapshot_builder_get_info (self->builder)->quality;

  for (guint32 i = 0; i < self->objects->len; i++) {
    HpObject *o = self->objects->pdata[i];
    gint64 found = g_array_index (self->found, gint64, i);
    const char *start = (const char *)self->rt;
    if (((const char *)o >= start && (const char *)o < start + sizeof *self->rt) ||
        hp_is_static (o)) {
      hp_snapshot_builder_add_root (self->builder, i,
                                    hp_is_type (o) ? HP_ROOT_STATIC_TYPE : HP_ROOT_IMMORTAL, NULL,
                                    NULL, NULL, 0);
    } else if (o->refcount > found) {
      quality->unexplained++;
      hp_snapshot_builder_add_flags (self->builder, i, HP_OBJECT_UNEXPLAINED);
      hp_snapshot_builder_add_root (self->builder, i, HP_ROOT_UNKNOWN, NULL, NULL, NULL, 0);
    } else if (o->refcount < found) {
      quality->surplus++;
      hp_snapshot_builder_add_flags (self->builder, i, HP_OBJECT_SURPLUS);
    }
  }
}
