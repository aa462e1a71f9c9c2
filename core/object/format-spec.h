/* SPDX-License-Identifier: Apache-2.0 */
/* The format mini-language of Python's library reference ("Format Specification Mini-Language"):
 * [[fill]align][sign][z][#][0][width][grouping][.precision][type], taken apart. Which of the
 * fields a type allows is for its formatter to say. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

typedef struct HpFormatSpec HpFormatSpec;
struct HpFormatSpec {
  uint32_t fill, align; /* align is one of < > = ^ */
  uint32_t sign;        /* '+', '-', ' ' or 0 */
  uint32_t type;        /* 0: none given and no default */
  uint32_t grouping;    /* 0, ',' or '_' */
  bool fill_given, align_given;
  bool no_negative_zero;    /* z */
  bool alternate;           /* # */
  ssize_t width, precision; /* -1: not given */
};

/* Takes the str TEXT apart into *SPEC; what it leaves open is DEFAULT_TYPE and DEFAULT_ALIGN. O is
 * the value to be formatted, for messages. -1 with ValueError. */
int hp_format_spec_parse (HpRuntime *rt, HpObject *o, HpObject *text, uint32_t default_type,
                          uint32_t default_align, HpFormatSpec *spec);
/* The ValueError for a type that O does not know. */
void hp_format_spec_unknown_type (HpRuntime *rt, const HpFormatSpec *spec, HpObject *o);
