/* SPDX-License-Identifier: Apache-2.0 */
/* What sys tells of the interpreter: python3.11's values, as they are on 64-bit Linux. */
#include "script/sys-private.h"

#include "object/dict.h"
#include "object/err.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/set.h"
#include "object/str.h"
#include "object/struct-sequence.h"
#include "script/vm.h"

#include <float.h>

#define F HP_STRUCT_FIELD
static const HpMemberDef version_fields[] = {
  F ("major", 0), F ("minor", 1), F ("micro", 2), F ("releaselevel", 3), F ("serial", 4), { NULL },
};
static const HpMemberDef flags_fields[] = {
  F ("debug", 0),
  F ("inspect", 1),
  F ("interactive", 2),
  F ("optimize", 3),
  F ("dont_write_bytecode", 4),
  F ("no_user_site", 5),
  F ("no_site", 6),
  F ("ignore_environment", 7),
  F ("verbose", 8),
  F ("bytes_warning", 9),
  F ("quiet", 10),
  F ("hash_randomization", 11),
  F ("isolated", 12),
  F ("dev_mode", 13),
  F ("utf8_mode", 14),
  F ("warn_default_encoding", 15),
  F ("safe_path", 16),
  F ("int_max_str_digits", 17),
  { NULL },
};
static const HpMemberDef float_fields[] = {
  F ("max", 0),     F ("max_exp", 1),    F ("max_10_exp", 2), F ("min", 3),
  F ("min_exp", 4), F ("min_10_exp", 5), F ("dig", 6),        F ("mant_dig", 7),
  F ("epsilon", 8), F ("radix", 9),      F ("rounds", 10),    { NULL },
};
static const HpMemberDef int_fields[] = {
  F ("bits_per_digit", 0),
  F ("sizeof_digit", 1),
  F ("default_max_str_digits", 2),
  F ("str_digits_check_threshold", 3),
  { NULL },
};
static const HpMemberDef hash_fields[] = {
  F ("width", 0),     F ("modulus", 1),   F ("inf", 2),       F ("nan", 3),    F ("imag", 4),
  F ("algorithm", 5), F ("hash_bits", 6), F ("seed_bits", 7), F ("cutoff", 8), { NULL },
};
#undef F

static HpObject *
integer (HpRuntime *rt, int64_t n)
{
  return hp_int_from_int64 (rt, n);
}

static HpObject *
text (HpRuntime *rt, const char *s)
{
  return hp_str_from_utf8 (rt, s);
}

static HpObject *
make_version (HpRuntime *rt)
{
  HpObject *values[] = { integer (rt, 3), integer (rt, 11), integer (rt, 2), text (rt, "final"),
                         integer (rt, 0) };

  return hp_struct_sequence_new (rt, HP_T_VERSION_INFO, values, 5);
}

/* As after `python3.11 -I -B`: alone with the script. */
static HpObject *
make_flags (HpRuntime *rt)
{
  static const signed char numbers[] = { 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, -1 };
  HpObject *values[sizeof numbers];

  for (size_t i = 0; i < sizeof numbers; i++)
    values[i] = i == 13 || i == 16 ? hp_new_bool (rt, numbers[i] != 0) : integer (rt, numbers[i]);
  return hp_struct_sequence_new (rt, HP_T_FLAGS, values, sizeof numbers);
}

static HpObject *
make_float_info (HpRuntime *rt)
{
  HpObject *values[] = {
    hp_float_from_double (rt, DBL_MAX),
    integer (rt, DBL_MAX_EXP),
    integer (rt, DBL_MAX_10_EXP),
    hp_float_from_double (rt, DBL_MIN),
    integer (rt, DBL_MIN_EXP),
    integer (rt, DBL_MIN_10_EXP),
    integer (rt, DBL_DIG),
    integer (rt, DBL_MANT_DIG),
    hp_float_from_double (rt, DBL_EPSILON),
    integer (rt, FLT_RADIX),
    integer (rt, FLT_ROUNDS),
  };

  return hp_struct_sequence_new (rt, HP_T_FLOAT_INFO, values, 11);
}

static HpObject *
make_int_info (HpRuntime *rt)
{
  HpObject *values[] = { integer (rt, 30), integer (rt, 4), integer (rt, 4300), integer (rt, 640) };

  return hp_struct_sequence_new (rt, HP_T_INT_INFO, values, 4);
}

static HpObject *
make_hash_info (HpRuntime *rt)
{
  HpObject *values[] = {
    integer (rt, 64),      integer (rt, ((int64_t)1 << 61) - 1),
    integer (rt, 314159),  integer (rt, 0),
    integer (rt, 1000003), text (rt, "siphash13"),
    integer (rt, 64),      integer (rt, 128),
    integer (rt, 0),
  };

  return hp_struct_sequence_new (rt, HP_T_HASH_INFO, values, 9);
}

static int
add_structs (HpRuntime *rt, HpObject *module)
{
  static const struct {
    HpTypeId id;
    const char *type_name, *name;
    const HpMemberDef *fields;
    HpObject *(*make) (HpRuntime *rt);
  } kinds[] = {
    { HP_T_VERSION_INFO, "sys.version_info", "version_info", version_fields, make_version },
    { HP_T_FLAGS, "sys.flags", "flags", flags_fields, make_flags },
    { HP_T_FLOAT_INFO, "sys.float_info", "float_info", float_fields, make_float_info },
    { HP_T_INT_INFO, "sys.int_info", "int_info", int_fields, make_int_info },
    { HP_T_HASH_INFO, "sys.hash_info", "hash_info", hash_fields, make_hash_info },
  };

  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (hp_struct_sequence_register (rt, kinds[i].id, kinds[i].type_name, kinds[i].fields) < 0 ||
        hp_module_add_new (rt, module, kinds[i].name, kinds[i].make (rt)) < 0)
      return -1;
  return 0;
}

/* sys.implementation: a namespace. */
static HpObject *
make_implementation (HpRuntime *rt, HpObject *module)
{
  HpObject *dict = hp_dict_new (rt), *result = NULL;
  HpObject *name = text (rt, "cpython"), *tag = text (rt, "cpython-311");
  HpObject *version = hp_dict_get_item_utf8 (rt, hp_module_dict (module), "version_info");
  HpObject *hexversion = integer (rt, 0x030b02f0);

  if (dict != NULL && name != NULL && tag != NULL && version != NULL && hexversion != NULL &&
      hp_dict_set_item_utf8 (rt, dict, "name", name) == 0 &&
      hp_dict_set_item_utf8 (rt, dict, "cache_tag", tag) == 0 &&
      hp_dict_set_item_utf8 (rt, dict, "version", version) == 0 &&
      hp_dict_set_item_utf8 (rt, dict, "hexversion", hexversion) == 0)
    result = hp_namespace_new (rt, dict);
  hp_xdecref (rt, dict);
  hp_xdecref (rt, name);
  hp_xdecref (rt, tag);
  hp_xdecref (rt, hexversion);
  return result;
}

int
hp_sys_add_facts (HpRuntime *rt, HpObject *module)
{
  if (add_structs (rt, module) < 0 ||
      hp_module_add_new (rt, module, "implementation", make_implementation (rt, module)) < 0 ||
      hp_module_add_new (rt, module, "version", text (rt, "3.11.2 (Heaparium)")) < 0 ||
      hp_module_add_new (rt, module, "hexversion", integer (rt, 0x030b02f0)) < 0 ||
      hp_module_add_new (rt, module, "api_version", integer (rt, 1013)) < 0 ||
      hp_module_add_new (rt, module, "maxsize", integer (rt, INT64_MAX)) < 0 ||
      hp_module_add_new (rt, module, "maxunicode", integer (rt, 0x10ffff)) < 0 ||
      hp_module_add_new (rt, module, "platform", text (rt, "linux")) < 0 ||
      hp_module_add_new (rt, module, "byteorder", text (rt, "little")) < 0 ||
      hp_module_add_new (rt, module, "float_repr_style", text (rt, "short")) < 0 ||
      hp_module_add_new (rt, module, "executable", text (rt, "")) < 0 ||
      hp_module_add_new (rt, module, "prefix", text (rt, "/usr")) < 0 ||
      hp_module_add_new (rt, module, "exec_prefix", text (rt, "/usr")) < 0 ||
      hp_module_add_new (rt, module, "warnoptions", hp_list_new (rt, 0)) < 0 ||
      hp_module_add_new (rt, module, "stdlib_module_names", hp_vm_stdlib_module_names (rt)) < 0)
    return -1;
  return hp_module_add (rt, module, "dont_write_bytecode", hp_true (rt));
}
