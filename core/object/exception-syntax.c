/* SPDX-License-Identifier: Apache-2.0 */
/* SyntaxError: what is wrong, and from where to where. */
#include "object/abstract.h"
#include "object/err.h"
#include "object/exception-private.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"

/* There are four details, or six. */
static void
set_wrong_details (HpRuntime *rt, ssize_t n)
{
  if (n == 5)
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       "end_offset must be provided when end_lineno is "
                       "provided");
  else
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "function takes at %s %d arguments (%zd given)",
                   n < 4 ? "least" : "most", n < 4 ? 4 : 6, n);
}

int
hp_syntax_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpSyntaxError *e = (HpSyntaxError *)self;
  HpObject **const fields[] = { &e->filename, &e->lineno,     &e->offset,
                                &e->text,     &e->end_lineno, &e->end_offset };
  ssize_t i, n = hp_tuple_length (args);
  HpObject *info;

  if (hp_exception_init (rt, self, args, kwargs) < 0)
    return -1;
  if (n >= 1)
    hp_exception_set_field (rt, &e->msg, hp_tuple_slot (args, 0));
  if (n != 2)
    return 0;
  info = hp_sequence_tuple (rt, hp_tuple_slot (args, 1));
  if (info == NULL)
    return -1;
  if (hp_tuple_length (info) != 4 && hp_tuple_length (info) != 6) {
    set_wrong_details (rt, hp_tuple_length (info));
    hp_decref (rt, info);
    return -1;
  }
  for (i = 0; i < hp_tuple_length (info); i++)
    hp_exception_set_field (rt, fields[i], hp_tuple_slot (info, i));
  hp_decref (rt, info);
  return 0;
}

HpObject *
hp_syntax_error_str (HpRuntime *rt, HpObject *self)
{
  HpSyntaxError *e = (HpSyntaxError *)self;
  HpObject *msg = e->msg != NULL ? e->msg : hp_none (rt);
  bool has_file = e->filename != NULL && hp_is_str (e->filename);
  bool has_line = e->lineno != NULL && hp_is_int_exact (rt, e->lineno);
  const char *name, *slash;

  if (!has_file && !has_line)
    return hp_object_str (rt, msg);
  if (!has_file)
    return hp_str_from_format (rt, "%S (line %S)", msg, e->lineno);
  name = hp_str_as_utf8_lossy (rt, e->filename);
  slash = __builtin_strrchr (name, '/');
  if (slash != NULL)
    name = slash + 1;
  return has_line ? hp_str_from_format (rt, "%S (%s, line %S)", msg, name, e->lineno)
                  : hp_str_from_format (rt, "%S (%s)", msg, name);
}

const HpMemberDef hp_syntax_error_members[] = {
  { "msg", HP_MEMBER_OBJECT, offsetof (HpSyntaxError, msg), 0, NULL },
  { "filename", HP_MEMBER_OBJECT, offsetof (HpSyntaxError, filename), 0, NULL },
  { "lineno", HP_MEMBER_OBJECT, offsetof (HpSyntaxError, lineno), 0, NULL },
  { "offset", HP_MEMBER_OBJECT, offsetof (HpSyntaxError, offset), 0, NULL },
  { "text", HP_MEMBER_OBJECT, offsetof (HpSyntaxError, text), 0, NULL },
  { "end_lineno", HP_MEMBER_OBJECT, offsetof (HpSyntaxError, end_lineno), 0, NULL },
  { "end_offset", HP_MEMBER_OBJECT, offsetof (HpSyntaxError, end_offset), 0, NULL },
  { "print_file_and_line", HP_MEMBER_OBJECT, offsetof (HpSyntaxError, print_file_and_line), 0,
    NULL },
  { NULL },
};

HpObject *
hp_err_syntax (HpRuntime *rt, HpTypeId exc, const char *message, HpObject *filename, int lineno,
               int offset, HpObject *text, int end_lineno, int end_offset)
{
  HpObject *none = hp_none (rt);
  HpObject *numbers[4] = { hp_int_from_int64 (rt, lineno), hp_int_from_int64 (rt, offset),
                           hp_int_from_int64 (rt, end_lineno), hp_int_from_int64 (rt, end_offset) };
  HpObject *msg = hp_str_from_utf8 (rt, message), *info = NULL, *args = NULL;
  int i;

  if (msg != NULL && numbers[0] != NULL && numbers[1] != NULL && numbers[2] != NULL &&
      numbers[3] != NULL)
    info = hp_tuple_pack (rt, 6, filename != NULL ? filename : none, numbers[0], numbers[1],
                          text != NULL ? text : none, numbers[2], numbers[3]);
  if (info != NULL)
    args = hp_tuple_pack (rt, 2, msg, info);
  if (args != NULL)
    hp_err_set_value (rt, exc, args);
  for (i = 0; i < 4; i++)
    hp_xdecref (rt, numbers[i]);
  hp_xdecref (rt, msg);
  hp_xdecref (rt, info);
  hp_xdecref (rt, args);
  return NULL;
}
