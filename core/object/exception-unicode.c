/* SPDX-License-Identifier: Apache-2.0 */
/* UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/bytes.h"
#include "object/err.h"
#include "object/exception-private.h"
#include "object/str.h"
#include "object/tuple.h"

int
hp_unicode_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpUnicodeError *e = (HpUnicodeError *)self;
  bool translate = hp_is_instance_of (rt, self, HP_EXC_UNICODE_TRANSLATE_ERROR);
  ssize_t first = translate ? 0 : 1;

  if (hp_exception_init (rt, self, args, kwargs) < 0 ||
      hp_args_check (rt, "function", hp_tuple_length (args), 4 + first, 4 + first) < 0)
    return -1;
  if (!translate)
    hp_exception_set_field (rt, &e->encoding, hp_tuple_slot (args, 0));
  hp_exception_set_field (rt, &e->object, hp_tuple_slot (args, first));
  e->start = hp_number_as_ssize (rt, hp_tuple_slot (args, first + 1), HP_EXC_OVERFLOW_ERROR);
  e->end = hp_number_as_ssize (rt, hp_tuple_slot (args, first + 2), HP_EXC_OVERFLOW_ERROR);
  hp_exception_set_field (rt, &e->reason, hp_tuple_slot (args, first + 3));
  return hp_err_occurred (rt) ? -1 : 0;
}

HpObject *
hp_unicode_error_str (HpRuntime *rt, HpObject *self)
{
  HpUnicodeError *e = (HpUnicodeError *)self;
  bool decode = hp_is_instance_of (rt, self, HP_EXC_UNICODE_DECODE_ERROR);

  if (e->object == NULL)
    return hp_str_from_utf8 (rt, "");
  if (decode && e->end == e->start + 1 && hp_is_bytes (e->object) && e->start >= 0 &&
      e->start < ((HpVarObject *)e->object)->size)
    return hp_str_from_format (
        rt, "'%S' codec can't decode byte 0x%02x in position %zd: %S", e->encoding,
        (unsigned)(unsigned char)hp_bytes_data (e->object)[e->start], e->start, e->reason);
  if (decode)
    return hp_str_from_format (rt, "'%S' codec can't decode bytes in position %zd-%zd: %S",
                               e->encoding, e->start, e->end - 1, e->reason);
  if (e->end == e->start + 1 && hp_is_str (e->object) && e->start >= 0 &&
      e->start < hp_str_length (e->object)) {
    uint32_t c = hp_str_char (e->object, e->start);

    return hp_str_from_format (
        rt,
        c <= 0xff     ? "'%S' codec can't encode character '\\x%02x' in position %zd: %S"
        : c <= 0xffff ? "'%S' codec can't encode character '\\u%04x' in position %zd: %S"
                      : "'%S' codec can't encode character '\\U%08x' in position %zd: %S",
        e->encoding != NULL ? e->encoding : hp_none (rt), c, e->start, e->reason);
  }
  return hp_str_from_format (rt, "'%S' codec can't encode characters in position %zd-%zd: %S",
                             e->encoding != NULL ? e->encoding : hp_none (rt), e->start, e->end - 1,
                             e->reason);
}

const HpMemberDef hp_unicode_error_members[] = {
  { "encoding", HP_MEMBER_OBJECT, offsetof (HpUnicodeError, encoding), 0, NULL },
  { "object", HP_MEMBER_OBJECT, offsetof (HpUnicodeError, object), 0, NULL },
  { "start", HP_MEMBER_SSIZE, offsetof (HpUnicodeError, start), 0, NULL },
  { "end", HP_MEMBER_SSIZE, offsetof (HpUnicodeError, end), 0, NULL },
  { "reason", HP_MEMBER_OBJECT, offsetof (HpUnicodeError, reason), 0, NULL },
  { NULL },
};
