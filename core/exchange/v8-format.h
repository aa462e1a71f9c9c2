/* SPDX-License-Identifier: Apache-2.0 */
/* What writer and reader of V8's heap snapshots agree on: the kinds of nodes and edges, in the
 * order that V8 gives them.
 *
 * A snapshot is one JSON object. "snapshot.meta" names the fields of a node and of an edge; "nodes"
 * and "edges" are flat arrays of numbers, so many to a row. The edges of node 0 come first, then
 * those of node 1, …; "edge_count" of a node says how many are its own. An edge names its target by
 * the position of the node's first number in the array. "strings" holds all texts, named by number.
 * The root is node 0. Source: V8's src/profiler/heap-snapshot-generator.cc, and DevTools'
 * HeapSnapshot.ts, which reads it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HP_V8_HIDDEN,
  HP_V8_ARRAY,
  HP_V8_STRING,
  HP_V8_OBJECT,
  HP_V8_CODE,
  HP_V8_CLOSURE,
  HP_V8_REGEXP,
  HP_V8_NUMBER,
  HP_V8_NATIVE,
  HP_V8_SYNTHETIC,
} HpV8NodeType;

typedef enum {
  HP_V8_CONTEXT,     /* a variable; by name */
  HP_V8_ELEMENT,     /* a position; by number */
  HP_V8_PROPERTY,    /* by name */
  HP_V8_INTERNAL,    /* not visible to the program; by name */
  HP_V8_EDGE_HIDDEN, /* by number */
  HP_V8_SHORTCUT,
  HP_V8_WEAK, /* by name */
} HpV8EdgeType;

/* Numbers a row. */
#define HP_V8_NODE_FIELDS 7

/* The members before the counts, as V8 writes them. */
#define HP_V8_META                                                                                 \
  "{\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\",\"edge_count\",\"trace_node_id\","     \
  "\"detachedness\"],\n\"node_types\":[[\"hidden\",\"array\",\"string\",\"object\",\"code\","      \
  "\"closure\",\"regexp\",\"number\",\"native\",\"synthetic\",\"concatenated string\","            \
  "\"sliced string\",\"symbol\",\"bigint\",\"object shape\"],\"string\",\"number\",\"number\","    \
  "\"number\",\"number\",\"number\"],\n\"edge_fields\":[\"type\",\"name_or_index\",\"to_node\"],"  \
  "\n\"edge_types\":[[\"context\",\"element\",\"property\",\"internal\",\"hidden\",\"shortcut\","  \
  "\"weak\"],\"string_or_number\",\"node\"],\n\"trace_function_info_fields\":[\"function_id\","    \
  "\"name\",\"script_name\",\"script_id\",\"line\",\"column\"],\n\"trace_node_fields\":[\"id\","   \
  "\"function_info_index\",\"count\",\"size\",\"children\"],\n\"sample_fields\":["                 \
  "\"timestamp_us\",\"last_assigned_id\"],\n\"location_fields\":[\"object_index\","                \
  "\"script_id\",\"line\",\"column\"]}"

G_END_DECLS
