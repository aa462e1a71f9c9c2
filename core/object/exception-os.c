/* SPDX-License-Identifier: Apache-2.0 */
/* OSError: the class follows from the errno. */
#include "object/err.h"
#include "object/exception-private.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"

#include <errno.h>

int
hp_os_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpOsError *e = (HpOsError *)self;
  ssize_t n = hp_tuple_length (args);
  HpObject *two;

  if (hp_exception_init (rt, self, args, kwargs) < 0)
    return -1;
  e->written = -1;
  if (n < 2 || n > 5)
    return 0;
  hp_exception_set_field (rt, &e->number, hp_tuple_slot (args, 0));
  hp_exception_set_field (rt, &e->strerror, hp_tuple_slot (args, 1));
  if (n < 3 || hp_tuple_slot (args, 2) == hp_none (rt))
    return 0;
  hp_exception_set_field (rt, &e->filename, hp_tuple_slot (args, 2));
  if (n == 5)
    hp_exception_set_field (rt, &e->filename2, hp_tuple_slot (args, 4));
  two = hp_tuple_get_slice (rt, args, 0, 2);
  if (two == NULL)
    return -1;
  hp_xsetref (rt, ((HpException *)self)->args, two);
  return 0;
}

/* OSError (errno, text) makes an instance of the class that stands for the errno. */
static HpTypeId
class_of_errno (int64_t number)
{
  switch (number) {
  case EAGAIN:
  case EALREADY:
  case EINPROGRESS: return HP_EXC_BLOCKING_IO_ERROR;
  case EPIPE:
  case ESHUTDOWN: return HP_EXC_BROKEN_PIPE_ERROR;
  case ECHILD: return HP_EXC_CHILD_PROCESS_ERROR;
  case ECONNABORTED: return HP_EXC_CONNECTION_ABORTED_ERROR;
  case ECONNREFUSED: return HP_EXC_CONNECTION_REFUSED_ERROR;
  case ECONNRESET: return HP_EXC_CONNECTION_RESET_ERROR;
  case EEXIST: return HP_EXC_FILE_EXISTS_ERROR;
  case ENOENT: return HP_EXC_FILE_NOT_FOUND_ERROR;
  case EISDIR: return HP_EXC_IS_A_DIRECTORY_ERROR;
  case ENOTDIR: return HP_EXC_NOT_A_DIRECTORY_ERROR;
  case EINTR: return HP_EXC_INTERRUPTED_ERROR;
  case EACCES:
  case EPERM: return HP_EXC_PERMISSION_ERROR;
  case ESRCH: return HP_EXC_PROCESS_LOOKUP_ERROR;
  case ETIMEDOUT: return HP_EXC_TIMEOUT_ERROR;
  default: return HP_EXC_OS_ERROR;
  }
}

HpObject *
hp_os_error_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  if (type == hp_type (rt, HP_EXC_OS_ERROR) && hp_tuple_length (args) >= 2 &&
      hp_is_int (hp_tuple_slot (args, 0))) {
    int overflow;
    int64_t number = hp_int_as_int64_and_overflow (hp_tuple_slot (args, 0), &overflow);

    if (overflow == 0)
      type = hp_type (rt, class_of_errno (number));
  }
  return hp_exception_new (rt, type, args, kwargs);
}

HpObject *
hp_os_error_str (HpRuntime *rt, HpObject *self)
{
  HpOsError *e = (HpOsError *)self;

  if (e->filename != NULL && e->filename2 != NULL)
    return hp_str_from_format (rt, "[Errno %S] %S: %R -> %R", e->number, e->strerror, e->filename,
                               e->filename2);
  if (e->filename != NULL)
    return hp_str_from_format (rt, "[Errno %S] %S: %R", e->number, e->strerror, e->filename);
  if (e->number != NULL && e->strerror != NULL)
    return hp_str_from_format (rt, "[Errno %S] %S", e->number, e->strerror);
  return hp_exception_str (rt, self);
}

const HpMemberDef hp_os_error_members[] = {
  { "errno", HP_MEMBER_OBJECT, offsetof (HpOsError, number), 0, NULL },
  { "strerror", HP_MEMBER_OBJECT, offsetof (HpOsError, strerror), 0, NULL },
  { "filename", HP_MEMBER_OBJECT, offsetof (HpOsError, filename), 0, NULL },
  { "filename2", HP_MEMBER_OBJECT, offsetof (HpOsError, filename2), 0, NULL },
  { NULL },
};
