/* SPDX-License-Identifier: Apache-2.0 */
#include "script/text-file.h"
#include "object/abstract.h"
#include "object/bytes.h"
#include "object/err.h"
#include "object/int.h"
#include "object/str.h"
#include "script/vm.h"

#include <string.h>

#define TEXT_FILE HP_T_SCRIPT_0

typedef struct {
  HpObject base;
  HpOutputKind kind;
} HpTextFile;

HpObject *
hp_text_file_new (HpRuntime *rt, HpOutputKind kind)
{
  HpTextFile *self = (HpTextFile *)hp_object_new (rt, hp_type (rt, TEXT_FILE));

  if (self != NULL)
    self->kind = kind;
  return (HpObject *)self;
}

/* Lone surrogates have no UTF-8 form: an error, as on a UTF-8 terminal. */
static int
write_str (HpRuntime *rt, HpTextFile *self, HpObject *text)
{
  ssize_t n;
  const char *bytes;

  if (hp_str_is_ascii (text)) {
    hp_vm_write_utf8 (hp_vm (rt), self->kind, hp_str_data (text), (size_t)hp_str_length (text));
    return 0;
  }
  /* a form of its own: asking the str itself for UTF-8 would make it grow */
  HpObject *encoded = hp_str_encode (rt, text, "utf-8",
                                     self->kind == HP_TEXT_STDERR ? "backslashreplace" : "strict");

  if (encoded == NULL)
    return -1;
  if (hp_buffer_get (rt, encoded, &bytes, &n) == 0)
    hp_vm_write_utf8 (hp_vm (rt), self->kind, bytes, (size_t)n);
  hp_decref (rt, encoded);
  return 0;
}

static int
call_write (HpRuntime *rt, HpObject *file, HpObject *text)
{
  HpObject *result = hp_call_method (rt, file, hp_id (rt, write), text, NULL);

  if (result == NULL)
    return -1;
  hp_decref (rt, result);
  return 0;
}

int
hp_text_file_write (HpRuntime *rt, HpObject *file, HpObject *text)
{
  if (file->type == hp_type (rt, TEXT_FILE))
    return write_str (rt, (HpTextFile *)file, text);
  return call_write (rt, file, text);
}

int
hp_text_file_write_utf8 (HpRuntime *rt, HpObject *file, const char *text)
{
  HpObject *str;
  int status;

  if (file->type == hp_type (rt, TEXT_FILE)) {
    hp_vm_write_utf8 (hp_vm (rt), ((HpTextFile *)file)->kind, text, strlen (text));
    return 0;
  }
  str = hp_str_from_utf8 (rt, text);
  if (str == NULL)
    return -1;
  status = call_write (rt, file, str);
  hp_decref (rt, str);
  return status;
}

int
hp_text_file_print (HpRuntime *rt, HpObject *file, HpObject *o)
{
  HpObject *text = hp_object_str (rt, o);
  int status;

  if (text == NULL)
    return -1;
  status = hp_text_file_write (rt, file, text);
  hp_decref (rt, text);
  return status;
}

int
hp_text_file_flush (HpRuntime *rt, HpObject *file)
{
  HpObject *result;

  if (file->type == hp_type (rt, TEXT_FILE))
    return 0;
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
  return hp_new_none (rt);
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
  hp_object_free (rt, self);
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
    .flags = HP_TYPE_DISALLOW_INSTANTIATION,
    .dealloc = text_file_dealloc,
    .repr = text_file_repr,
    .getattro = hp_object_generic_get_attr,
    .setattro = hp_object_generic_set_attr,
    .methods = methods,
    .getset = getsets,
  };

  hp_type_register (rt, TEXT_FILE, &type, HP_T_OBJECT);
  return hp_type_ready (rt, hp_type (rt, TEXT_FILE));
}
