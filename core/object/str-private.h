/* SPDX-License-Identifier: Apache-2.0 */
/* What the str-*.c files share. */
#pragma once
#include "object/str.h"
#include "object/values.h"

extern const HpMethodDef hp_str_methods[];
HpObject *hp_str_exact (HpRuntime *rt, HpObject *s); /* s itself unless of a subclass */
HpObject *hp_str_decode_utf8 (HpRuntime *rt, const char *bytes, ssize_t n, const char *errors);
int64_t hp_hash_memory (const void *data, size_t n);
