/* SPDX-License-Identifier: Apache-2.0 */
/* Tuples whose items have names too, such as sys.version_info. A kind of them is a built-in type
 * made from a template; its fields are members that point into the tuple. */
#pragma once
#include "object/tuple.h"
#include "object/type.h"

/* Field number I of a table of members, which ends with { NULL }. */
#define HP_STRUCT_FIELD(name, i)                                                                   \
  {                                                                                                \
    name, HP_MEMBER_OBJECT, (ssize_t)(offsetof (HpTuple, items) + sizeof (HpObject *) * (i)),      \
        HP_MEMBER_READONLY, NULL                                                                   \
  }

/* Registers and readies type ID under NAME ("sys.version_info"); both must outlive the runtime.
 * 0 or -1. */
int hp_struct_sequence_register (HpRuntime *rt, HpTypeId id, const char *name,
                                 const HpMemberDef *fields);
/* An instance around N values, which it takes over (also when it fails; a NULL among them means
 * that the exception is set already). */
HpObject *hp_struct_sequence_new (HpRuntime *rt, HpTypeId id, HpObject *const *values, ssize_t n);
