/* SPDX-License-Identifier: Apache-2.0 */
/* What the str-*.c files share. */
#pragma once
#include "object/str.h"
#include "object/values.h"

static inline HpStr *
S (HpObject *o)
{
  return (HpStr *)o;
}

extern const HpMethodDef hp_str_methods[];
/* str-sequence.c */
extern const HpSequenceMethods hp_str_as_sequence;
extern const HpMappingMethods hp_str_as_mapping;
HpObject *hp_str_iter (HpRuntime *rt, HpObject *s);

HpObject *hp_str_exact (HpRuntime *rt, HpObject *s); /* s itself unless of a subclass */
/* A new str of n bytes of UTF-8; errors is the handler: "strict", "surrogateescape", … */
HpObject *hp_str_decode_utf8 (HpRuntime *rt, const char *bytes, ssize_t n, const char *errors);
/* The hash of n bytes, never -1; 0 of none. str, bytes and memoryview of equal contents agree. */
int64_t hp_hash_memory (const void *data, size_t n);

/* TypeError unless o is a str. 0 or -1. */
int hp_str_need_str (HpRuntime *rt, HpObject *o);

/* The methods in str-search.c. */
HpObject *hp_str_method_find (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_str_method_rfind (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_str_method_index (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_str_method_rindex (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_str_method_count (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_str_method_startswith (HpRuntime *rt, HpObject *self, HpObject *const *args,
                                    ssize_t n);
HpObject *hp_str_method_endswith (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_str_method_partition (HpRuntime *rt, HpObject *self, HpObject *sep);
HpObject *hp_str_method_rpartition (HpRuntime *rt, HpObject *self, HpObject *sep);
HpObject *hp_str_method_removeprefix (HpRuntime *rt, HpObject *self, HpObject *prefix);
HpObject *hp_str_method_removesuffix (HpRuntime *rt, HpObject *self, HpObject *suffix);
HpObject *hp_str_method_replace (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);

/* The methods in str-case.c. */
HpObject *hp_str_method_capitalize (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_casefold (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_lower (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_upper (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_swapcase (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_title (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_isascii (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_isalpha (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_isdecimal (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_isdigit (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_isnumeric (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_isspace (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_isalnum (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_isprintable (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_isidentifier (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_islower (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_isupper (HpRuntime *rt, HpObject *self);
HpObject *hp_str_method_istitle (HpRuntime *rt, HpObject *self);

/* The methods in str-pad.c. */
HpObject *hp_str_method_center (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_str_method_ljust (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_str_method_rjust (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_str_method_zfill (HpRuntime *rt, HpObject *self, HpObject *arg);
HpObject *hp_str_method_expandtabs (HpRuntime *rt, HpObject *self, HpObject *const *args,
                                    ssize_t nargs, HpObject *kwnames);
HpObject *hp_str_method_strip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_str_method_lstrip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_str_method_rstrip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);

/* The methods in str-split.c. */
HpObject *hp_str_method_split (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                               HpObject *kwnames);
HpObject *hp_str_method_rsplit (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                                HpObject *kwnames);
HpObject *hp_str_method_splitlines (HpRuntime *rt, HpObject *self, HpObject *const *args,
                                    ssize_t nargs, HpObject *kwnames);
