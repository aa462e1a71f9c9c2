/* SPDX-License-Identifier: Apache-2.0 */
/* bytes, and the views that C code takes of anything with a buffer. */
#include "object/bytes-private.h"
#include "object/int.h"
#include "object/str-private.h"
#include "object/tuple.h"

HpObject *
hp_bytes_from_data (HpRuntime *rt, const void *data, ssize_t n)
{
  HpBytes *b;

  if (n == 0 && rt->empty_bytes != NULL)
    return hp_new_ref (rt->empty_bytes);
  if (n == 1 && data != NULL && rt->single_bytes[*(const uint8_t *)data] != NULL)
    return hp_new_ref (rt->single_bytes[*(const uint8_t *)data]);
  if (n > SSIZE_MAX - 64)
    return hp_err_no_memory (rt);
  b = hp_object_malloc (rt, offsetof (HpBytes, data) + (size_t)n + 1);
  if (b == NULL)
    return hp_err_no_memory (rt);
  hp_object_init ((HpObject *)b, hp_type (rt, HP_T_BYTES));
  b->base.size = n;
  b->hash = -1;
  if (data != NULL)
    memcpy (b->data, data, (size_t)n);
  b->data[n] = '\0';
  return (HpObject *)b;
}

/* Makes one of the bytes objects that exist once; 0 or -1. */
static int
make_shared (HpRuntime *rt, HpObject **place, const void *data, ssize_t n)
{
  HpObject *b = *place ? NULL : hp_bytes_from_data (rt, data, n);

  if (b != NULL) {
    hp_make_static (b);
    *place = b;
  }
  return *place != NULL ? 0 : -1;
}

int
hp_bytes_init (HpRuntime *rt)
{
  if (make_shared (rt, &rt->empty_bytes, "", 0) < 0)
    return -1;
  for (int c = 0; c < 256; c++)
    if (make_shared (rt, &rt->single_bytes[c], &(uint8_t){ (uint8_t)c }, 1) < 0)
      return -1;
  return 0;
}

void
hp_bytes_fini (HpRuntime *rt)
{
  for (int i = 0; i < 256; i++)
    hp_drop_static (rt, &rt->single_bytes[i]);
  hp_drop_static (rt, &rt->empty_bytes);
}

const char *
hp_byteslike_data (HpRuntime *rt, HpObject *o)
{
  return hp_is_bytes (o) ? hp_bytes_data (o) : hp_bytearray_data (o);
}

/* A result of the kind of self. */
HpObject *
hp_byteslike_make (HpRuntime *rt, HpObject *self, const void *data, ssize_t n)
{
  return hp_is_bytes (self) ? hp_bytes_from_data (rt, data, n)
                            : hp_bytearray_from_data (rt, data, n);
}

static void
bytes_dealloc (HpRuntime *rt, HpObject *o)
{
  o->type->free (rt, o);
}

bool
hp_is_buffer (HpRuntime *rt, HpObject *o)
{
  return o->type->as_buffer != NULL && o->type->as_buffer->get != NULL;
}

int
hp_buffer_get (HpRuntime *rt, HpObject *o, const char **data, ssize_t *n)
{
  HpBuffer view;

  if (hp_is_bytes (o)) {
    *data = hp_bytes_data (o);
    *n = hp_bytes_length (o);
    return 0;
  }
  if (hp_is_bytearray (rt, o)) {
    *data = hp_bytearray_data (o);
    *n = hp_bytes_length (o);
    return 0;
  }
  if (!hp_is_buffer (rt, o)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "a bytes-like object is required, not '%.100s'",
                   o->type->name);
    return -1;
  }
  if (hp_object_get_buffer (rt, o, &view, false) < 0)
    return -1;
  if (view.ndim > 0 && view.strides != NULL && view.strides[0] != view.itemsize &&
      view.len > view.itemsize) {
    hp_buffer_release (rt, &view);
    hp_err_set_string (rt, HP_EXC_BUFFER_ERROR,
                       "memoryview: underlying buffer is not C-contiguous");
    return -1;
  }
  *data = view.buf;
  *n = view.len;
  hp_buffer_release (rt, &view);
  return 0;
}

static HpObject *
bytes_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  ssize_t count;
  HpObject *b = hp_bytes_source (rt, args, kwargs, NULL, &count), *self;

  if (count >= 0) {
    b = hp_bytes_from_data (rt, NULL, count);
    if (b != NULL && count > 0)
      memset (hp_bytes_data (b), 0, (size_t)count);
    if (b != NULL && count == 1) {
      hp_decref (rt, b);
      b = hp_new_ref (rt->single_bytes[0]);
    }
  }
  if (b == NULL || type == hp_type (rt, HP_T_BYTES))
    return b;
  self = type->alloc (rt, type, hp_bytes_length (b));
  if (self != NULL) {
    ((HpBytes *)self)->hash = ((HpBytes *)b)->hash;
    memcpy (hp_bytes_data (self), hp_bytes_data (b), (size_t)hp_bytes_length (b) + 1);
  }
  hp_decref (rt, b);
  return self;
}

HpObject *
hp_bytes_repr (HpRuntime *rt, HpObject *o, bool smart_quotes)
{
  return hp_byteslike_repr (rt, (const uint8_t *)hp_bytes_data (o), hp_bytes_length (o), "", "");
}

static HpObject *
bytes_repr (HpRuntime *rt, HpObject *o)
{
  return hp_bytes_repr (rt, o, true);
}

static int64_t
bytes_hash (HpRuntime *rt, HpObject *o)
{
  if (((HpBytes *)o)->hash == -1)
    ((HpBytes *)o)->hash = hp_hash_memory (hp_bytes_data (o), (size_t)hp_bytes_length (o));
  return ((HpBytes *)o)->hash;
}

static int
bytes_get_buffer (HpRuntime *rt, HpObject *o, HpBuffer *view, bool writable)
{
  return hp_buffer_fill (rt, view, o, hp_bytes_data (o), hp_bytes_length (o), true, writable);
}

static HpObject *
bytes_sizeof (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_ssize (rt, self->type->basicsize + hp_bytes_length (self));
}

static HpObject *
bytes_getnewargs (HpRuntime *rt, HpObject *self)
{
  HpObject *copy = hp_bytes_from_data (rt, hp_bytes_data (self), hp_bytes_length (self));

  return copy ? hp_tuple_from_array_steal (rt, &copy, 1) : NULL;
}

static const HpSequenceMethods bytes_sequence = { .length = hp_byteslike_length,
                                                  .concat = hp_byteslike_concat,
                                                  .repeat = hp_byteslike_repeat,
                                                  .item = hp_byteslike_item,
                                                  .contains = hp_byteslike_contains };

static const HpNumberMethods bytes_number = { .remainder = hp_byteslike_remainder };
static const HpMappingMethods bytes_mapping = { hp_byteslike_length, hp_byteslike_subscript, NULL };
static const HpBufferMethods bytes_buffer = { bytes_get_buffer, NULL };

static const HpMethodDef bytes_methods[] = {
  HP_METHOD_NOARGS ("__getnewargs__", bytes_getnewargs, 0),
  HP_BYTES_COMMON_METHODS,
  HP_METHOD_NOARGS ("__sizeof__", bytes_sizeof, 0),
  { NULL },
};

static const HpType bytes_type = {
  .name = "bytes",
  .basicsize = offsetof (HpBytes, data) + 1,
  .itemsize = 1,
  .flags = HP_TYPE_BASE | HP_TYPE_BYTES_SUBCLASS | HP_TYPE_MATCH_SELF,
  .dealloc = bytes_dealloc,
  .repr = bytes_repr,
  .str = bytes_repr,
  .hash = bytes_hash,
  .as_number = &bytes_number,
  .as_sequence = &bytes_sequence,
  .as_mapping = &bytes_mapping,
  .as_buffer = &bytes_buffer,
  .richcompare = hp_byteslike_richcompare,
  .iter = hp_byteslike_iter,
  .methods = bytes_methods,
  .new = bytes_new,
  .free = hp_object_free,
};

void
hp_bytes_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_BYTES, &bytes_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_BYTEARRAY, &hp_bytearray_type, HP_T_OBJECT);
}
