/* SPDX-License-Identifier: Apache-2.0 */
#include "script/opcode.h"

#include <stddef.h>

typedef struct {
  const char *name;
  unsigned char caches, flags;
} OpcodeFacts;

#define FACTS(name, number, caches, flags) [number] = { #name, caches, flags },
static const OpcodeFacts facts[256] = { HP_OPCODES (FACTS) };
#undef FACTS

const char *
hp_opcode_name (int opcode)
{
  return facts[opcode & 255].name;
}

int
hp_opcode_caches (int opcode)
{
  return facts[opcode & 255].caches;
}

int
hp_opcode_flags (int opcode)
{
  return facts[opcode & 255].flags;
}
