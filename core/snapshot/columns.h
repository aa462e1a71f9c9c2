/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of a snapshot: one list that the builder, the file and the checker all go by.
 *
 * A snapshot is a handful of tables. Each table is a set of columns of one length; a column is a
 * plain array, in memory and in the file alike. To add a column, add a line here and an accessor in
 * snapshot.h.
 *
 *   objects        a row an object, ascending by address; its position is the object's *number*
 *   rows           objects + 1: where each object's references start (compressed rows)
 *   refs           a row a reference, grouped by the object that holds it
 *   types          a row a type, in no order
 *   roots          a row a reason why an object lives without a referrer
 *   root threads   for the first roots: the thread that each is of; those left out have none
 *   arenas         ascending by address; the pools of one stand together in the table of pools
 *   pools          ascending by address
 *   bitmap         64-bit words: a bit for each block of each pool, set when the block is in use
 *   large          blocks outside the pools
 *   owned          pool blocks that are no object but belong to one (item arrays, key tables …),
 *                  ascending by address
 *   traces         a row a block whose allocation was traced (traces.h), ascending by address
 *   tracebacks, stack rows, stacks, frames
 *                  the lines that led to an allocation: a traceback is a row of the stacks, from
 *                  traceback.start on, innermost frame first; frames are shared
 *   starts         strings + 1: where each string starts in the bytes
 *   bytes          the strings' UTF-8, not terminated
 */
#pragma once

/* HP_COLUMN (IDENTIFIER, element type, table, name in the file) */
#define HP_SNAPSHOT_COLUMNS(HP_COLUMN)                                                             \
  HP_COLUMN (OBJECT_ADDRESS, guint64, OBJECTS, "object.address")                                   \
  HP_COLUMN (OBJECT_TYPE, guint32, OBJECTS, "object.type")                                         \
  HP_COLUMN (OBJECT_SIZE, guint64, OBJECTS, "object.size")                                         \
  HP_COLUMN (OBJECT_REFCOUNT, gint64, OBJECTS, "object.refcount")                                  \
  HP_COLUMN (OBJECT_GENERATION, guint8, OBJECTS, "object.generation")                              \
  HP_COLUMN (OBJECT_FLAGS, guint16, OBJECTS, "object.flags")                                       \
  HP_COLUMN (OBJECT_GC_ORDER, guint32, OBJECTS, "object.gc_order")                                 \
  HP_COLUMN (OBJECT_PREVIEW, guint32, OBJECTS, "object.preview")                                   \
  HP_COLUMN (REF_START, guint64, ROWS, "ref.start")                                                \
  HP_COLUMN (REF_TARGET, guint32, REFS, "ref.target")                                              \
  HP_COLUMN (REF_LABEL, guint32, REFS, "ref.label")                                                \
  HP_COLUMN (TYPE_NAME, guint32, TYPES, "type.name")                                               \
  HP_COLUMN (TYPE_MODULE, guint32, TYPES, "type.module")                                           \
  HP_COLUMN (TYPE_OBJECT, guint32, TYPES, "type.object")                                           \
  HP_COLUMN (TYPE_COUNT, guint64, TYPES, "type.count")                                             \
  HP_COLUMN (TYPE_SIZE, guint64, TYPES, "type.size")                                               \
  HP_COLUMN (ROOT_OBJECT, guint32, ROOTS, "root.object")                                           \
  HP_COLUMN (ROOT_KIND, guint8, ROOTS, "root.kind")                                                \
  HP_COLUMN (ROOT_NAME, guint32, ROOTS, "root.name")                                               \
  HP_COLUMN (ROOT_FUNCTION, guint32, ROOTS, "root.function")                                       \
  HP_COLUMN (ROOT_FILE, guint32, ROOTS, "root.file")                                               \
  HP_COLUMN (ROOT_LINE, guint32, ROOTS, "root.line")                                               \
  HP_COLUMN (ROOT_THREAD, guint32, ROOT_THREADS, "root.thread")                                    \
  HP_COLUMN (ARENA_ADDRESS, guint64, ARENAS, "arena.address")                                      \
  HP_COLUMN (ARENA_FIRST_POOL, guint32, ARENAS, "arena.first_pool")                                \
  HP_COLUMN (ARENA_N_POOLS, guint32, ARENAS, "arena.n_pools")                                      \
  HP_COLUMN (POOL_ADDRESS, guint64, POOLS, "pool.address")                                         \
  HP_COLUMN (POOL_ARENA, guint32, POOLS, "pool.arena")                                             \
  HP_COLUMN (POOL_BLOCK_SIZE, guint32, POOLS, "pool.block_size")                                   \
  HP_COLUMN (POOL_CAPACITY, guint32, POOLS, "pool.capacity")                                       \
  HP_COLUMN (POOL_USED, guint32, POOLS, "pool.used")                                               \
  HP_COLUMN (POOL_CARVED, guint32, POOLS, "pool.carved")                                           \
  HP_COLUMN (POOL_STATE, guint8, POOLS, "pool.state")                                              \
  HP_COLUMN (POOL_BITMAP, guint64, POOLS, "pool.bitmap")                                           \
  HP_COLUMN (BITMAP, guint64, BITMAP, "bitmap")                                                    \
  HP_COLUMN (LARGE_ADDRESS, guint64, LARGE, "large.address")                                       \
  HP_COLUMN (LARGE_SIZE, guint64, LARGE, "large.size")                                             \
  HP_COLUMN (LARGE_OBJECT, guint32, LARGE, "large.object")                                         \
  HP_COLUMN (OWNED_ADDRESS, guint64, OWNED, "owned.address")                                       \
  HP_COLUMN (OWNED_OBJECT, guint32, OWNED, "owned.object")                                         \
  HP_COLUMN (TRACE_ADDRESS, guint64, TRACES, "trace.address")                                      \
  HP_COLUMN (TRACE_SIZE, guint64, TRACES, "trace.size")                                            \
  HP_COLUMN (TRACE_OBJECT, guint32, TRACES, "trace.object")                                        \
  HP_COLUMN (TRACE_TRACEBACK, guint32, TRACES, "trace.traceback")                                  \
  HP_COLUMN (TRACEBACK_TOTAL, guint32, TRACEBACKS, "traceback.total")                              \
  HP_COLUMN (TRACEBACK_START, guint64, STACK_ROWS, "traceback.start")                              \
  HP_COLUMN (STACK_FRAME, guint32, STACKS, "stack.frame")                                          \
  HP_COLUMN (FRAME_FILE, guint32, FRAMES, "frame.file")                                            \
  HP_COLUMN (FRAME_LINE, guint32, FRAMES, "frame.line")                                            \
  HP_COLUMN (FRAME_FUNCTION, guint32, FRAMES, "frame.function")                                    \
  HP_COLUMN (FRAME_SOURCE, guint32, FRAMES, "frame.source")                                        \
  HP_COLUMN (STRING_START, guint64, STARTS, "string.start")                                        \
  HP_COLUMN (STRING_BYTES, guint8, BYTES, "string.bytes")

#define HP_SNAPSHOT_TABLES(HP_TABLE)                                                               \
  HP_TABLE (OBJECTS)                                                                               \
  HP_TABLE (ROWS)                                                                                  \
  HP_TABLE (REFS)                                                                                  \
  HP_TABLE (TYPES)                                                                                 \
  HP_TABLE (ROOTS)                                                                                 \
  HP_TABLE (ROOT_THREADS)                                                                          \
  HP_TABLE (ARENAS)                                                                                \
  HP_TABLE (POOLS)                                                                                 \
  HP_TABLE (BITMAP)                                                                                \
  HP_TABLE (LARGE)                                                                                 \
  HP_TABLE (OWNED)                                                                                 \
  HP_TABLE (TRACES)                                                                                \
  HP_TABLE (TRACEBACKS)                                                                            \
  HP_TABLE (STACK_ROWS)                                                                            \
  HP_TABLE (STACKS)                                                                                \
  HP_TABLE (FRAMES)                                                                                \
  HP_TABLE (STARTS)                                                                                \
  HP_TABLE (BYTES)

typedef enum {
#define HP_COLUMN_ID(ID, type, table, name) HP_COL_##ID,
  HP_SNAPSHOT_COLUMNS (HP_COLUMN_ID)
#undef HP_COLUMN_ID
      HP_N_COLUMNS
} HpColumnId;

typedef enum {
#define HP_TABLE_ID(ID) HP_TABLE_##ID,
  HP_SNAPSHOT_TABLES (HP_TABLE_ID)
#undef HP_TABLE_ID
      HP_N_TABLES
} HpTableId;
