/* SPDX-License-Identifier: Apache-2.0 */
#include "script/text-file.h"
#include "object/abstract.h"
#include "object/bytes.h"
#include "object/err.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "script/vm.h"

#include <string.h>

/* What is written goes out at once, so that whoever looks on sees it. But as a TextIOWrapper that
 * is not on a terminal does, sys.stdout keeps the texts until there are so many bytes: a script
 * sees that in references and in what is allocated. */
#define CHUNK_SIZE 8192

typedef struct {
  HpObject base;
  HpOutputKind kind;
  HpObject *pending; /* NULL, one text (str, or bytes if it is not ASCII), or a list of them */
  ssize_t pending_size;
} HpTextFile;

HpObject *
hp_text_file_new (HpRuntime *rt, HpOutputKind kind)
{
  HpTextFile *self = (HpTextFile *)hp_gc_new (rt, hp_type (rt, HP_T_TEXT_FILE));

  if (self == NULL)
    return NULL;
  self->kind = kind;
  self->pending = NULL;
  self->pending_size = 0;
  hp_gc_track (rt, (HpObject *)self);
  return (HpObject *)self;
}

/* Lets go of the texts; they pass through one bytes object on their way out. */
static int
drop_pending (HpRuntime *rt, HpTextFile *self)
{
  HpObject *joined;

  if (self->pending == NULL)
    return 0;
  joined = hp_bytes_from_data (rt, NULL, self->pending_size);
  if (joined == NULL)
    return -1;
  self->pending_size = 0;
  hp_clear (rt, self->pending);
  hp_decref (rt, joined);
  return 0;
}

static int
add_pending (HpRuntime *rt, HpTextFile *self, HpObject *text)
{
  HpObject *list;

  if (self->pending == NULL) {
    self->pending = hp_new_ref (text);
    return 0;
  }
  if (hp_is_list_exact (rt, self->pending))
    return hp_list_append (rt, self->pending, text);
  list = hp_list_new (rt, 2);
  if (list == NULL)
    return -1;
  hp_list_set_slot (list, 0, self->pending);
  hp_list_set_slot (list, 1, hp_new_ref (text));
  self->pending = list;
  return 0;
}

static int
keep_pending (HpRuntime *rt, HpTextFile *self, HpObject *text, ssize_t size)
{
  if (self->kind == HP_TEXT_STDERR)
    return 0;
  if (self->pending != NULL && self->pending_size + size > CHUNK_SIZE &&
      drop_pending (rt, self) < 0)
    return -1;
  if (add_pending (rt, self, text) < 0)
    return -1;
  self->pending_size += size;
  return self->pending_size >= CHUNK_SIZE ? drop_pending (rt, self) : 0;
}

/* Lone surrogates have no UTF-8 form: an error, as on a UTF-8 terminal. */
static int
write_str (HpRuntime *rt, HpTextFile *self, HpObject *text)
{
  ssize_t n;
  const char *bytes;
  int status;

  if (hp_str_is_ascii (text) && hp_str_length (text) <= CHUNK_SIZE) {
    hp_vm_write_utf8 (hp_vm (rt), self->kind, hp_str_data (text), (size_t)hp_str_length (text));
    return keep_pending (rt, self, text, hp_str_length (text));
  }
  /* a form of its own: asking the str itself for UTF-8 would make it grow */
  HpObject *encoded = hp_str_encode (rt, text, "utf-8",
                                     self->kind == HP_TEXT_STDERR ? "backslashreplace" : "strict");

  if (encoded == NULL)
    return -1;
  hp_buffer_get (rt, encoded, &bytes, &n);
  hp_vm_write_utf8 (hp_vm (rt), self->kind, bytes, (size_t)n);
  status = keep_pending (rt, self, encoded, n);
  hp_decref (rt, encoded);
  return status;
}

/* Reports must come out when there is no memory for the calls below. */
static bool
is_error_stream (HpRuntime *rt, HpObject *file)
{
  return file->type == hp_type (rt, HP_T_TEXT_FILE) && ((HpTextFile *)file)->kind == HP_TEXT_STDERR;
}

/* writer (str (o)) */
static int
call_writer (HpRuntime *rt, HpObject *writer, HpObject *o)
{
  HpObject *text = hp_object_str (rt, o), *result;

  result = text ? hp_call_one_arg (rt, writer, text) : NULL;
  hp_xdecref (rt, text);
  if (result == NULL)
    return -1;
  hp_decref (rt, result);
  return 0;
}

int
hp_text_file_print (HpRuntime *rt, HpObject *file, HpObject *o)
{
  HpObject *writer, *text;
  int status;

  if (is_error_stream (rt, file)) {
    text = hp_object_str (rt, o);
    status = text ? write_str (rt, (HpTextFile *)file, text) : -1;
    hp_xdecref (rt, text);
    return status;
  }
  writer = hp_object_get_attr (rt, file, hp_id (rt, write));
  if (writer == NULL)
    return -1;
  status = call_writer (rt, writer, o);
  hp_decref (rt, writer);
  return status;
}

int
hp_text_file_write (HpRuntime *rt, HpObject *file, HpObject *text)
{
  return hp_text_file_print (rt, file, text);
}

int
hp_text_file_write_utf8 (HpRuntime *rt, HpObject *file, const char *text)
{
  HpObject *str;
  int status;

  if (is_error_stream (rt, file)) {
    hp_vm_write_utf8 (hp_vm (rt), HP_TEXT_STDERR, text, strlen (text));
    return 0;
  }
  str = hp_str_from_utf8 (rt, text);
  status = str ? hp_text_file_print (rt, file, str) : -1;
  hp_xdecref (rt, str);
  return status;
}

int
hp_text_file_flush (HpRuntime *rt, HpObject *file)
{
  HpObject *result;

  if (file->type == hp_type (rt, HP_T_TEXT_FILE))
    return drop_pending (rt, (HpTextFile *)file);
  result = hp_call_method (rt, file, hp_id (rt, flush), NULL);
  if (result == NULL)
    return -1;
  hp_decref (rt, result);
  return 0;
}

static HpObject *
method_write (HpRuntime *rt, HpObject *self, HpObject *text)
{
  if (!hp_is_str (text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "write() argument must be str, not %s",
                          hp_type_short_name (text->type));
  if (write_str (rt, (HpTextFile *)self, text) < 0)
    return NULL;
  return hp_int_from_ssize (rt, hp_str_length (text));
}

static HpObject *
method_writelines (HpRuntime *rt, HpObject *self, HpObject *lines)
{
  HpObject *iterator = hp_object_get_iter (rt, lines), *line, *result;

  if (iterator == NULL)
    return NULL;
  while ((line = hp_iter_next (rt, iterator)) != NULL) {
    result = method_write (rt, self, line);
    hp_decref (rt, line);
    if (result == NULL)
      break;
    hp_decref (rt, result);
  }
  hp_decref (rt, iterator);
  return hp_err_occurred (rt) != NULL ? NULL : hp_new_none (rt);
}

static HpObject *
method_flush (HpRuntime *rt, HpObject *self)
{
  return hp_none_or_null (rt, drop_pending (rt, (HpTextFile *)self));
}

static HpObject *
method_false (HpRuntime *rt, HpObject *self)
{
  return hp_new_bool (rt, false);
}

static HpObject *
method_true (HpRuntime *rt, HpObject *self)
{
  return hp_new_bool (rt, true);
}

static HpObject *
get_name (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_str_from_utf8 (rt,
                           ((HpTextFile *)self)->kind == HP_TEXT_STDOUT ? "<stdout>" : "<stderr>");
}

static HpObject *
get_encoding (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_str_from_utf8 (rt, "utf-8");
}

static HpObject *
text_file_repr (HpRuntime *rt, HpObject *self)
{
  return hp_str_from_format (rt, "<_io.TextIOWrapper name='%s' mode='w' encoding='utf-8'>",
                             ((HpTextFile *)self)->kind == HP_TEXT_STDOUT ? "<stdout>"
                                                                          : "<stderr>");
}

static void
text_file_dealloc (HpRuntime *rt, HpObject *self)
{
  hp_gc_untrack (self);
  hp_xdecref (rt, ((HpTextFile *)self)->pending);
  hp_gc_free (rt, self);
}

static int
text_file_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpTextFile *)self)->pending);
  return 0;
}

static int
text_file_clear (HpRuntime *rt, HpObject *self)
{
  hp_clear (rt, ((HpTextFile *)self)->pending);
  return 0;
}

static const HpMethodDef methods[] = {
  HP_METHOD_O ("write", method_write, 0),
  HP_METHOD_O ("writelines", method_writelines, 0),
  HP_METHOD_NOARGS ("flush", method_flush, 0),
  HP_METHOD_NOARGS ("isatty", method_false, 0),
  HP_METHOD_NOARGS ("readable", method_false, 0),
  HP_METHOD_NOARGS ("writable", method_true, 0),
  { NULL },
};

static const HpGetSetDef getsets[] = {
  { "name", get_name },
  { "encoding", get_encoding },
  { NULL },
};

int
hp_text_file_init_types (HpRuntime *rt)
{
  static const HpType type = {
    .name = "_io.TextIOWrapper",
    .basicsize = sizeof (HpTextFile),
    .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
    .dealloc = text_file_dealloc,
    .traverse = text_file_traverse,
    .clear = text_file_clear,
    .repr = text_file_repr,
    .getattro = hp_object_generic_get_attr,
    .setattro = hp_object_generic_set_attr,
    .methods = methods,
    .getset = getsets,
    .free = hp_gc_free,
  };

  hp_type_register (rt, HP_T_TEXT_FILE, &type, HP_T_OBJECT);
  return hp_type_ready (rt, hp_type (rt, HP_T_TEXT_FILE));
}
