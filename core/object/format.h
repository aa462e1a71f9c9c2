/* SPDX-License-Identifier: Apache-2.0 */
/* Turning values into text by a format specification:
 * [[fill]align][sign][z][#][0][width][grouping][.precision][type], by % and by str.format. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

/* object.__format__ of the built-in types; spec is a str */
HpObject *hp_str_format_spec (HpRuntime *rt, HpObject *s, HpObject *spec);
HpObject *hp_int_format_spec (HpRuntime *rt, HpObject *n, HpObject *spec);
HpObject *hp_complex_format_spec (HpRuntime *rt, HpObject *x, HpObject *spec);
HpObject *hp_float_format_spec (HpRuntime *rt, HpObject *x, HpObject *spec);

/* format % args: args is a tuple, a mapping or one value */
HpObject *hp_str_format_percent (HpRuntime *rt, HpObject *format, HpObject *args);
/* format.format(*args, **kwargs); kwargs may be NULL; format_map: args NULL, kwargs any mapping */
HpObject *hp_str_format_method (HpRuntime *rt, HpObject *format, HpObject *args, HpObject *kwargs);
/* FORMAT_VALUE and format(): calls type(o).__format__ with shortcuts for exact str and int; spec
 * may be NULL */
HpObject *hp_object_format (HpRuntime *rt, HpObject *o, HpObject *spec);
