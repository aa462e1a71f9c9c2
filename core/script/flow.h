/* SPDX-License-Identifier: Apache-2.0 */
/* What the files about the graph of blocks share. */
#pragma once
#include "script/compiler.h"

/* Folds constants and shortens jumps and swaps within a block; leaves NOPs. */
void hp_flow_optimize_block (HpCompiler *k, HpBlock *block, HpConsts *consts);

/* Links around the empty blocks behind ENTRY. */
void hp_flow_unlink_empty (HpBlock *entry);

/* Does the block leave the function without a line of its own? */
bool hp_flow_exits_without_line (const HpBlock *block);

static inline HpInstruction *
hp_block_last (HpBlock *block)
{
  return block->n > 0 ? &block->items[block->n - 1] : NULL;
}

/* The block itself, or the first behind it that has instructions. */
static inline HpBlock *
hp_block_skip_empty (HpBlock *block)
{
  while (block->n == 0 && block->next != NULL)
    block = block->next;
  return block;
}
