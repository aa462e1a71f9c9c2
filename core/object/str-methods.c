/* SPDX-License-Identifier: Apache-2.0 */
/* The remaining methods of str and the table of them all. */
#include "object/str-private.h"
#include "object/dict.h"
#include "object/format.h"
#include "object/int.h"
#include "object/tuple.h"

#define len hp_str_length

static HpObject *
str_translate (HpRuntime *rt, HpObject *self, HpObject *table)
{
  HpStrWriter w;

  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < len (self) && !w.failed; i++) {
    uint32_t c = hp_str_char (self, i);
    HpObject *key = hp_int_from_int64 (rt, c),
             *to = key ? hp_object_get_item (rt, table, key) : NULL;

    hp_xdecref (rt, key);
    if (to == NULL) {
      if (!hp_err_matches (rt, HP_EXC_LOOKUP_ERROR))
        goto fail;
      hp_err_clear (rt);
      hp_str_writer_add_char (&w, c);
      continue;
    }
    if (hp_is_str (to))
      hp_str_writer_add_str (&w, to);
    else if (hp_is_int (to)) {
      int64_t v = hp_int_as_int64 (rt, to);

      if (v < 0 || v > 0x10ffff) {
        hp_decref (rt, to);
        hp_err_clear (rt);
        hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "character mapping must be in range(0x110000)");
        goto fail;
      }
      hp_str_writer_add_char (&w, (uint32_t)v);
    } else if (to != hp_none (rt)) {
      hp_decref (rt, to);
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                         "character mapping must return integer, None or str");
      goto fail;
    }
    hp_decref (rt, to);
  }
  return hp_str_writer_finish (&w);
fail:
  hp_str_writer_abandon (&w);
  return NULL;
}

static int
map_chars (HpRuntime *rt, HpObject *dict, HpObject *from, HpObject *to)
{
  for (ssize_t i = 0; i < len (from); i++) {
    HpObject *key = hp_int_from_int64 (rt, hp_str_char (from, i));
    HpObject *value = to ? hp_int_from_int64 (rt, hp_str_char (to, i)) : hp_new_none (rt);
    int r = key && value ? hp_dict_set_item (rt, dict, key, value) : -1;

    hp_xdecref (rt, key);
    hp_xdecref (rt, value);
    if (r < 0)
      return -1;
  }
  return 0;
}

static HpObject *
str_maketrans (HpRuntime *rt, HpObject *unused, HpObject *const *args, ssize_t n)
{
  HpObject *dict, *key, *value;
  ssize_t pos = 0;

  if (hp_args_check (rt, "maketrans", n, 1, 3) < 0)
    return NULL;
  dict = hp_dict_new (rt);
  if (dict == NULL)
    return NULL;
  if (n == 1) {
    if (!hp_is_dict_exact (rt, args[0])) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                         "if you give only one argument to maketrans it must be a dict");
      goto fail;
    }
    while (hp_dict_next (args[0], &pos, &key, &value)) {
      HpObject *k = NULL;
      int r;

      if (hp_is_str (key) && len (key) == 1)
        k = hp_int_from_int64 (rt, hp_str_char (key, 0));
      else if (hp_is_int (key))
        k = hp_new_ref (key);
      else
        hp_err_set_string (rt, hp_is_str (key) ? HP_EXC_VALUE_ERROR : HP_EXC_TYPE_ERROR,
                           hp_is_str (key) ? "string keys in translate table must be of length 1"
                                           : "keys in translate table must be strings or integers");
      r = k ? hp_dict_set_item (rt, dict, k, value) : -1;
      hp_xdecref (rt, k);
      if (r < 0)
        goto fail;
    }
    return dict;
  }
  if (!hp_is_str (args[0])) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       "first maketrans argument must be a string if there is a second argument");
    goto fail;
  }
  if (hp_arg_need_str (rt, "maketrans", "argument 2", args[1]) < 0 ||
      (n == 3 && hp_arg_need_str (rt, "maketrans", "argument 3", args[2]) < 0))
    goto fail;
  if (len (args[0]) != len (args[1])) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                       "the first two maketrans arguments must have equal length");
    goto fail;
  }
  if (map_chars (rt, dict, args[0], args[1]) < 0 ||
      (n == 3 && map_chars (rt, dict, args[2], NULL) < 0))
    goto fail;
  return dict;
fail:
  hp_decref (rt, dict);
  return NULL;
}

static HpObject *
str_encode (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs, HpObject *kwnames)
{
  HpObject *encoding = NULL, *errors = NULL;

  if (hp_arg_parse_array (rt, "encode", args, nargs, kwnames,
                          (const char *const[]){ "encoding", "errors", NULL }, 0, 2, &encoding,
                          &errors) < 0)
    return NULL;
  if ((encoding && hp_arg_need_str (rt, "encode", "argument 'encoding'", encoding) < 0) ||
      (errors && hp_arg_need_str (rt, "encode", "argument 'errors'", errors) < 0))
    return NULL;
  return hp_str_encode (rt, self, encoding ? hp_str_as_utf8_lossy (rt, encoding) : "utf-8",
                        errors ? hp_str_as_utf8_lossy (rt, errors) : "strict");
}

static HpObject *
str_format (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return hp_str_format_method (rt, self, args, kwargs);
}

static HpObject *
str_format_map (HpRuntime *rt, HpObject *self, HpObject *mapping)
{
  return hp_str_format_method (rt, self, NULL, mapping);
}

static HpObject *
str_sizeof (HpRuntime *rt, HpObject *self)
{
  ssize_t size;

  if (hp_str_is_ascii (self) && ((HpStr *)self)->state.compact)
    size = (ssize_t)sizeof (HpStr) + len (self) + 1;
  else {
    size =
        ((HpStr *)self)->state.compact ? (ssize_t)sizeof (HpStrWide) : (ssize_t)sizeof (HpStrSub);
    size += (len (self) + 1) * hp_str_kind (self);
    if (((HpStrWide *)self)->utf8 != NULL)
      size += ((HpStrWide *)self)->utf8_length + 1;
  }
  return hp_int_from_ssize (rt, size);
}

static HpObject *
str_getnewargs (HpRuntime *rt, HpObject *self)
{
  HpObject *copy = hp_str_exact (rt, self);

  return hp_tuple_from_array_steal (rt, &copy, 1);
}

const HpMethodDef hp_str_methods[] = {
  HP_METHOD_FASTCALL_KEYWORDS ("encode", str_encode, 0),
  HP_METHOD_FASTCALL ("replace", hp_str_method_replace, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("split", hp_str_method_split, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("rsplit", hp_str_method_rsplit, 0),
  HP_METHOD_O ("join", hp_str_join, 0),
  HP_METHOD_NOARGS ("capitalize", hp_str_method_capitalize, 0),
  HP_METHOD_NOARGS ("casefold", hp_str_method_casefold, 0),
  HP_METHOD_NOARGS ("title", hp_str_method_title, 0),
  HP_METHOD_FASTCALL ("center", hp_str_method_center, 0),
  HP_METHOD_FASTCALL ("count", hp_str_method_count, HP_METH_PACKED),
  HP_METHOD_FASTCALL_KEYWORDS ("expandtabs", hp_str_method_expandtabs, 0),
  HP_METHOD_FASTCALL ("find", hp_str_method_find, HP_METH_PACKED),
  HP_METHOD_O ("partition", hp_str_method_partition, 0),
  HP_METHOD_FASTCALL ("index", hp_str_method_index, HP_METH_PACKED),
  HP_METHOD_FASTCALL ("ljust", hp_str_method_ljust, 0),
  HP_METHOD_NOARGS ("lower", hp_str_method_lower, 0),
  HP_METHOD_FASTCALL ("lstrip", hp_str_method_lstrip, 0),
  HP_METHOD_FASTCALL ("rfind", hp_str_method_rfind, HP_METH_PACKED),
  HP_METHOD_FASTCALL ("rindex", hp_str_method_rindex, HP_METH_PACKED),
  HP_METHOD_FASTCALL ("rjust", hp_str_method_rjust, 0),
  HP_METHOD_FASTCALL ("rstrip", hp_str_method_rstrip, 0),
  HP_METHOD_O ("rpartition", hp_str_method_rpartition, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("splitlines", hp_str_method_splitlines, 0),
  HP_METHOD_FASTCALL ("strip", hp_str_method_strip, 0),
  HP_METHOD_NOARGS ("swapcase", hp_str_method_swapcase, 0),
  HP_METHOD_O ("translate", str_translate, 0),
  HP_METHOD_NOARGS ("upper", hp_str_method_upper, 0),
  HP_METHOD_FASTCALL ("startswith", hp_str_method_startswith, HP_METH_PACKED),
  HP_METHOD_FASTCALL ("endswith", hp_str_method_endswith, HP_METH_PACKED),
  HP_METHOD_O ("removeprefix", hp_str_method_removeprefix, 0),
  HP_METHOD_O ("removesuffix", hp_str_method_removesuffix, 0),
  HP_METHOD_NOARGS ("isascii", hp_str_method_isascii, 0),
  HP_METHOD_NOARGS ("islower", hp_str_method_islower, 0),
  HP_METHOD_NOARGS ("isupper", hp_str_method_isupper, 0),
  HP_METHOD_NOARGS ("istitle", hp_str_method_istitle, 0),
  HP_METHOD_NOARGS ("isspace", hp_str_method_isspace, 0),
  HP_METHOD_NOARGS ("isdecimal", hp_str_method_isdecimal, 0),
  HP_METHOD_NOARGS ("isdigit", hp_str_method_isdigit, 0),
  HP_METHOD_NOARGS ("isnumeric", hp_str_method_isnumeric, 0),
  HP_METHOD_NOARGS ("isalpha", hp_str_method_isalpha, 0),
  HP_METHOD_NOARGS ("isalnum", hp_str_method_isalnum, 0),
  HP_METHOD_NOARGS ("isidentifier", hp_str_method_isidentifier, 0),
  HP_METHOD_NOARGS ("isprintable", hp_str_method_isprintable, 0),
  HP_METHOD_O ("zfill", hp_str_method_zfill, 0),
  HP_METHOD_KEYWORDS ("format", str_format, 0),
  HP_METHOD_O ("format_map", str_format_map, 0),
  HP_METHOD_O ("__format__", hp_str_format_spec, 0),
  HP_METHOD_FASTCALL ("maketrans", str_maketrans, HP_METH_STATIC),
  HP_METHOD_NOARGS ("__getnewargs__", str_getnewargs, 0),
  HP_METHOD_NOARGS ("__sizeof__", str_sizeof, 0),
  { NULL },
};
