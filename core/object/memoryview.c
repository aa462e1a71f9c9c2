/* SPDX-License-Identifier: Apache-2.0 */
/* memoryview: one-dimensional windows on the bytes of another object. */
#include "object/memoryview-private.h"
#include "object/str-private.h"
#include "object/weakref.h"

void
hp_buffer_copy_out (char *to, const HpBuffer *view)
{
  ssize_t n = view->itemsize ? view->len / view->itemsize : 0,
          stride = view->strides ? view->strides[0] : view->itemsize;

  if (view->ndim == 0 || stride == view->itemsize) {
    memcpy (to, view->buf, (size_t)view->len);
    return;
  }
  for (ssize_t i = 0; i < n; i++)
    memcpy (to + i * view->itemsize, (char *)view->buf + i * stride, (size_t)view->itemsize);
}

int
hp_memoryview_check_released (HpRuntime *rt, HpMemoryView *m)
{
  if (!m->released && !m->buffer->released)
    return 0;
  hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "operation forbidden on released memoryview object");
  return -1;
}

/* A view of buffer like `like` (whose array may lie in another view). */
HpObject *
hp_memoryview_make (HpRuntime *rt, HpManagedBuffer *buffer, const HpBuffer *like, ssize_t shape,
                    ssize_t stride)
{
  HpMemoryView *m = (HpMemoryView *)hp_gc_new_var (rt, hp_type (rt, HP_T_MEMORYVIEW), 3);

  if (m == NULL)
    return NULL;
  m->hash = -1;
  m->released = 0;
  m->exports = 0;
  m->weakrefs = NULL;
  m->view = *like;
  m->array[0] = shape;
  m->array[1] = stride;
  m->array[2] = -1;
  m->view.ndim = 1;
  m->view.shape = &m->array[0];
  m->view.strides = &m->array[1];
  m->view.suboffsets = NULL;
  m->view.len = shape * m->view.itemsize;
  m->buffer = (HpManagedBuffer *)hp_new_ref (&buffer->base);
  buffer->exports++;
  hp_gc_track (rt, (HpObject *)m);
  return (HpObject *)m;
}

HpObject *
hp_memoryview_new (HpRuntime *rt, HpObject *exporter)
{
  HpManagedBuffer *b;
  HpObject *m;

  if (hp_is_exactly (rt, exporter, HP_T_MEMORYVIEW)) {
    HpMemoryView *v = M (exporter);

    if (hp_memoryview_check_released (rt, v) < 0)
      return NULL;
    return hp_memoryview_make (rt, v->buffer, &v->view, v->array[0], v->array[1]);
  }
  if (!hp_is_buffer (rt, exporter))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "memoryview: a bytes-like object is required, not '%.200s'",
                          exporter->type->name);
  b = (HpManagedBuffer *)hp_gc_new (rt, hp_type (rt, HP_T_MANAGED_BUFFER));
  if (b == NULL)
    return NULL;
  b->released = 0;
  b->exports = 0;
  b->master.obj = NULL;
  hp_gc_track (rt, &b->base);
  if (hp_object_get_buffer (rt, exporter, &b->master, false) < 0) {
    b->master.obj = NULL;
    hp_decref (rt, &b->base);
    return NULL;
  }
  b->master.internal = NULL;
  m = hp_memoryview_make (rt, b, &b->master,
                          b->master.itemsize ? b->master.len / b->master.itemsize : 0,
                          b->master.itemsize);
  hp_decref (rt, &b->base);
  return m;
}

void
hp_managed_buffer_release (HpRuntime *rt, HpManagedBuffer *b)
{
  if (b->released)
    return;
  b->released = 1;
  hp_gc_untrack (&b->base);
  if (b->master.obj != NULL)
    hp_buffer_release (rt, &b->master);
}

static void
buffer_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_managed_buffer_release (rt, (HpManagedBuffer *)o);
  hp_gc_untrack (o);
  hp_gc_free (rt, o);
}

static int
buffer_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpManagedBuffer *)o)->master.obj);
  return 0;
}

static int
buffer_clear (HpRuntime *rt, HpObject *o)
{
  hp_managed_buffer_release (rt, (HpManagedBuffer *)o);
  return 0;
}

/* ---- life ---- */

int
hp_memoryview_release (HpRuntime *rt, HpMemoryView *m)
{
  if (m->released)
    return 0;
  if (m->exports > 0) {
    hp_err_format (rt, HP_EXC_BUFFER_ERROR, "memoryview has %zd exported buffer%s", m->exports,
                   m->exports == 1 ? "" : "s");
    return -1;
  }
  m->released = 1;
  if (--m->buffer->exports == 0)
    hp_managed_buffer_release (rt, m->buffer);
  return 0;
}

static void
view_dealloc (HpRuntime *rt, HpObject *o)
{
  HpMemoryView *m = M (o);

  hp_gc_untrack (o);
  m->exports = 0;
  hp_memoryview_release (rt, m);
  hp_clear (rt, m->buffer);
  if (m->weakrefs != NULL)
    hp_weakref_clear_all (rt, o);
  hp_gc_free (rt, o);
}

static int
view_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (M (o)->buffer);
  return 0;
}

static int
view_clear (HpRuntime *rt, HpObject *o)
{
  if (M (o)->exports == 0) {
    hp_memoryview_release (rt, M (o));
    hp_clear (rt, M (o)->buffer);
  }
  return 0;
}

static HpObject *
view_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *o = NULL;

  if (hp_arg_parse (rt, "memoryview", args, kwargs, (const char *const[]){ "object", NULL }, 1, 1,
                    &o) < 0)
    return NULL;
  return hp_memoryview_new (rt, o);
}

static int64_t
view_hash (HpRuntime *rt, HpObject *o)
{
  HpMemoryView *m = M (o);
  char *copy;

  if (m->hash != -1)
    return m->hash;
  if (hp_memoryview_check_released (rt, m) < 0)
    return -1;
  if (!m->view.readonly) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "cannot hash writable memoryview object");
    return -1;
  }
  if (m->view.obj != NULL && hp_object_hash (rt, m->view.obj) == -1)
    return -1;
  copy = hp_mem_malloc (rt, (size_t)m->view.len + 1);
  if (copy == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  hp_buffer_copy_out (copy, &m->view);
  m->hash = hp_hash_memory (copy, (size_t)m->view.len);
  hp_mem_free (rt, copy);
  return m->hash;
}

static HpObject *
view_repr (HpRuntime *rt, HpObject *o)
{
  return hp_str_from_format (rt, M (o)->released ? "<released memory at %p>" : "<memory at %p>", o);
}

static int
view_get_buffer (HpRuntime *rt, HpObject *o, HpBuffer *view, bool writable)
{
  HpMemoryView *m = M (o);

  if (hp_memoryview_check_released (rt, m) < 0)
    return -1;
  if (writable && m->view.readonly) {
    hp_err_set_string (rt, HP_EXC_BUFFER_ERROR, "memoryview: underlying buffer is not writable");
    return -1;
  }
  *view = m->view;
  view->obj = hp_new_ref (o);
  m->exports++;
  return 0;
}

static void
view_release_buffer (HpRuntime *rt, HpObject *o, HpBuffer *view)
{
  M (o)->exports--;
}

static const HpBufferMethods view_buffer = { view_get_buffer, view_release_buffer };

static const HpType view_type = {
  .name = "memoryview",
  .basicsize = offsetof (HpMemoryView, array),
  .itemsize = sizeof (ssize_t),
  .flags = HP_TYPE_GC | HP_TYPE_SEQUENCE,
  .dealloc = view_dealloc,
  .repr = view_repr,
  .hash = view_hash,
  .as_sequence = &hp_memoryview_as_sequence,
  .as_mapping = &hp_memoryview_as_mapping,
  .as_buffer = &view_buffer,
  .traverse = view_traverse,
  .clear = view_clear,
  .richcompare = hp_memoryview_richcompare,
  .weaklist_offset = offsetof (HpMemoryView, weakrefs),
  .iter = hp_memoryview_iter,
  .methods = hp_memoryview_methods,
  .getset = hp_memoryview_getset,
  .new = view_new,
  .free = hp_gc_free,
};

static const HpType managed_buffer_type = {
  .name = "managedbuffer",
  .basicsize = sizeof (HpManagedBuffer),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = buffer_dealloc,
  .traverse = buffer_traverse,
  .clear = buffer_clear,
  .free = hp_gc_free,
};

void
hp_memoryview_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_MEMORYVIEW_ITERATOR, &hp_memoryview_iterator_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_MANAGED_BUFFER, &managed_buffer_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_MEMORYVIEW, &view_type, HP_T_OBJECT);
}
