/* SPDX-License-Identifier: Apache-2.0 */
/* Where each instruction stands in the source: PEP 626 and 657, Objects/locations.md of CPython. */
#include "script/assembler.h"

static void
add_varint (HpAssembler *a, unsigned value)
{
  while (value >= 64) {
    hp_assembler_add_byte (a, &a->lines, 0x40 | (int)(value & 63));
    value >>= 6;
  }
  hp_assembler_add_byte (a, &a->lines, (int)value);
}

static void
add_signed_varint (HpAssembler *a, int value)
{
  add_varint (a, value < 0 ? ((0u - (unsigned)value) << 1) | 1 : (unsigned)value << 1);
}

static void
add_entry_start (HpAssembler *a, int code, int n_units)
{
  hp_assembler_add_byte (a, &a->lines, 0x80 | code << 3 | (n_units - 1));
}

static void
add_location (HpAssembler *a, HpPosition at, int n_units)
{
  int delta = at.line - a->line, column = at.column, end = at.end_column;

  if (at.line < 0) {
    add_entry_start (a, 15, n_units);
    return;
  }
  if (column < 0 || end < 0) {
    if (at.end_line == at.line || at.end_line == -1) {
      add_entry_start (a, 13, n_units);
      add_signed_varint (a, delta);
      a->line = at.line;
      return;
    }
  } else if (at.end_line == at.line) {
    if (delta == 0 && column < 80 && end - column < 16 && end >= column) {
      add_entry_start (a, column >> 3, n_units);
      hp_assembler_add_byte (a, &a->lines, (column & 7) << 4 | (end - column));
      return;
    }
    if (delta >= 0 && delta < 3 && column < 128 && end < 128) {
      add_entry_start (a, 10 + delta, n_units);
      hp_assembler_add_byte (a, &a->lines, column);
      hp_assembler_add_byte (a, &a->lines, end);
      a->line = at.line;
      return;
    }
  }
  add_entry_start (a, 14, n_units);
  add_signed_varint (a, delta);
  add_varint (a, (unsigned)(at.end_line - at.line));
  add_varint (a, (unsigned)(column + 1));
  add_varint (a, (unsigned)(end + 1));
  a->line = at.line;
}

void
hp_assembler_write_line_table (HpAssembler *a)
{
  a->line = a->unit->firstlineno;
  for (HpBlock *b = a->unit->entry; b != NULL; b = b->next)
    for (int i = 0; i < b->n; i++) {
      int size = hp_instruction_count_units (&b->items[i]);

      for (; size > 8; size -= 8)
        add_location (a, b->items[i].at, 8);
      add_location (a, b->items[i].at, size);
    }
}
