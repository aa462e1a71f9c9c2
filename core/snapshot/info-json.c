/* SPDX-License-Identifier: Apache-2.0 */
/* One table names each member once; writing and reading both follow it. */
#include "snapshot/info-json.h"

#include <string.h>

typedef enum { FLAG, COUNT32, COUNT64, NUMBER64, TEXT } FieldType;

typedef struct {
  const char *section;
  const char *name;
  FieldType type;
  gsize offset;
} Field;

#define FIELD(section, name, type, member)                                                         \
  {                                                                                                \
    section, name, type, G_STRUCT_OFFSET (HpSnapshotInfo, member)                                  \
  }

static const Field fields[] = {
  FIELD ("source", "title", TEXT, title),
  FIELD ("source", "implementation", TEXT, implementation),
  FIELD ("source", "version", TEXT, version),
  FIELD ("source", "command", TEXT, command),
  FIELD ("source", "pid", NUMBER64, pid),
  FIELD ("source", "created_us", NUMBER64, created_us),
  FIELD ("source", "resident", COUNT64, resident),
  FIELD ("resident_parts", "anonymous", COUNT64, parts.anonymous),
  FIELD ("resident_parts", "arenas", COUNT64, parts.arenas),
  FIELD ("resident_parts", "large", COUNT64, parts.large),
  FIELD ("resident_parts", "stacks", COUNT64, parts.stacks),
  FIELD ("resident_parts", "file_clean", COUNT64, parts.file_clean),
  FIELD ("resident_parts", "file_private", COUNT64, parts.file_private),
  FIELD ("resident_parts", "shared", COUNT64, parts.shared),
  FIELD ("resident_parts", "system", COUNT64, parts.system),
  FIELD ("geometry", "arena_size", COUNT32, geometry.arena_size),
  FIELD ("geometry", "pool_size", COUNT32, geometry.pool_size),
  FIELD ("geometry", "pool_header", COUNT32, geometry.pool_header),
  FIELD ("geometry", "alignment", COUNT32, geometry.alignment),
  FIELD ("geometry", "small_max", COUNT32, geometry.small_max),
  FIELD ("geometry", "raw_blocks", COUNT64, raw_blocks),
  FIELD ("geometry", "arenas_allocated", COUNT64, arenas_allocated),
  FIELD ("geometry", "arenas_highwater", COUNT64, arenas_highwater),
  FIELD ("gc", "enabled", FLAG, gc.enabled),
  FIELD ("gc", "collecting", FLAG, gc.collecting),
  FIELD ("gc", "debug_flags", COUNT32, gc.debug_flags),
  FIELD ("gc", "freeze_count", COUNT64, gc.freeze_count),
  FIELD ("gc", "garbage", COUNT64, gc.garbage),
  FIELD ("tracing", "limit", COUNT32, trace_limit),
  FIELD ("quality", "frozen", FLAG, quality.frozen),
  FIELD ("quality", "during_collection", FLAG, quality.during_collection),
  FIELD ("quality", "pause_ns", COUNT64, quality.pause_ns),
  FIELD ("quality", "retries", COUNT32, quality.retries),
  FIELD ("quality", "torn_reads", COUNT64, quality.torn_reads),
  FIELD ("quality", "failed_reads", COUNT64, quality.failed_reads),
  FIELD ("quality", "open_lists", COUNT32, quality.open_lists),
  FIELD ("quality", "unread", COUNT64, quality.unread),
  FIELD ("quality", "layout_differences", COUNT32, quality.layout_differences),
  FIELD ("quality", "unexplained", COUNT64, quality.unexplained),
  FIELD ("quality", "surplus", COUNT64, quality.surplus),
  FIELD ("quality", "truncated", COUNT64, quality.truncated),
};

static const char *const kind_names[] = { "embedded", "process" };

static JsonObject *
section_of (JsonObject *root, const char *name)
{
  if (!json_object_has_member (root, name))
    json_object_set_object_member (root, name, json_object_new ());
  return json_object_get_object_member (root, name);
}

static void
write_field (JsonObject *section, const Field *field, const HpSnapshotInfo *self)
{
  const void *place = (const char *)self + field->offset;

  switch (field->type) {
  case FLAG: json_object_set_boolean_member (section, field->name, *(const gboolean *)place); break;
  case COUNT32: json_object_set_int_member (section, field->name, *(const guint32 *)place); break;
  case COUNT64:
  case NUMBER64: json_object_set_int_member (section, field->name, *(const gint64 *)place); break;
  case TEXT:
    if (*(char *const *)place != NULL)
      json_object_set_string_member (section, field->name, *(char *const *)place);
    break;
  }
}

static JsonArray *
triple (const gint32 *values)
{
  JsonArray *array = json_array_new ();

  for (int i = 0; i < 3; i++)
    json_array_add_int_element (array, values[i]);
  return array;
}

static JsonArray *
stats_to_json (const HpGenerationStats *stats)
{
  JsonArray *array = json_array_new ();

  for (int i = 0; i < 3; i++) {
    JsonObject *object = json_object_new ();
    json_object_set_int_member (object, "collections", (gint64)stats[i].collections);
    json_object_set_int_member (object, "collected", (gint64)stats[i].collected);
    json_object_set_int_member (object, "uncollectable", (gint64)stats[i].uncollectable);
    json_array_add_object_element (array, object);
  }
  return array;
}

static JsonArray *
notes_to_json (const GPtrArray *notes)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < notes->len; i++)
    json_array_add_string_element (array, notes->pdata[i]);
  return array;
}

JsonNode *
hp_snapshot_info_to_json (const HpSnapshotInfo *self)
{
  JsonObject *root = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *source = section_of (root, "source");
  JsonObject *gc;

  json_object_set_string_member (source, "kind", kind_names[self->kind]);
  json_object_set_string_member (source, "level", hp_snapshot_level_to_string (self->level));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    write_field (section_of (root, fields[i].section), &fields[i], self);
  gc = section_of (root, "gc");
  json_object_set_array_member (gc, "thresholds", triple (self->gc.thresholds));
  json_object_set_array_member (gc, "counts", triple (self->gc.counts));
  json_object_set_array_member (gc, "stats", stats_to_json (self->gc.stats));
  json_object_set_array_member (section_of (root, "quality"), "notes",
                                notes_to_json (self->quality.notes));
  json_node_take_object (node, root);
  return node;
}

/* ---- reading: every step may find something else than expected ---- */

static JsonNode *
member_of_type (JsonObject *object, const char *name, JsonNodeType type)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_TYPE (node) == type ? node : NULL;
}

static gint64
int_of (JsonNode *node, gint64 fallback)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_INT64
             ? json_node_get_int (node)
             : fallback;
}

static const char *
text_of (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static void
read_field (JsonNode *node, const Field *field, HpSnapshotInfo *self)
{
  void *place = (char *)self + field->offset;

  switch (field->type) {
  case FLAG:
    *(gboolean *)place =
        json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
    break;
  case COUNT32: *(guint32 *)place = (guint32)CLAMP (int_of (node, 0), 0, G_MAXUINT32); break;
  case COUNT64: *(guint64 *)place = (guint64)MAX (int_of (node, 0), 0); break;
  case NUMBER64: *(gint64 *)place = int_of (node, 0); break;
  case TEXT: hp_snapshot_info_set (place, text_of (node)); break;
  }
}

static JsonArray *
array_in (JsonObject *section, const char *name, guint length)
{
  JsonNode *node = member_of_type (section, name, JSON_NODE_ARRAY);

  if (node == NULL || json_array_get_length (json_node_get_array (node)) < length)
    return NULL;
  return json_node_get_array (node);
}

static void
read_triple (JsonObject *gc, const char *name, gint32 *values)
{
  JsonArray *array = array_in (gc, name, 3);

  for (guint i = 0; array != NULL && i < 3; i++)
    values[i] =
        (gint32)CLAMP (int_of (json_array_get_element (array, i), 0), G_MININT32, G_MAXINT32);
}

static guint64
count_in (JsonObject *object, const char *name)
{
  return (guint64)MAX (int_of (json_object_get_member (object, name), 0), 0);
}

static void
read_stats (JsonObject *gc, HpGenerationStats *stats)
{
  JsonArray *array = array_in (gc, "stats", 3);

  for (guint i = 0; array != NULL && i < 3; i++) {
    JsonNode *node = json_array_get_element (array, i);
    JsonObject *object;
    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    object = json_node_get_object (node);
    stats[i].collections = count_in (object, "collections");
    stats[i].collected = count_in (object, "collected");
    stats[i].uncollectable = count_in (object, "uncollectable");
  }
}

static void
read_notes (JsonObject *quality, GPtrArray *notes)
{
  JsonArray *array = array_in (quality, "notes", 0);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    const char *text = text_of (json_array_get_element (array, i));
    if (text != NULL)
      g_ptr_array_add (notes, g_strdup (text));
  }
}

static void
read_kind (JsonObject *source, HpSnapshotInfo *self)
{
  const char *kind = text_of (json_object_get_member (source, "kind"));

  self->kind = g_strcmp0 (kind, kind_names[HP_SOURCE_KIND_EMBEDDED]) == 0 ? HP_SOURCE_KIND_EMBEDDED
                                                                          : HP_SOURCE_KIND_PROCESS;
  hp_snapshot_level_from_string (text_of (json_object_get_member (source, "level")), &self->level);
}

HpSnapshotInfo *
hp_snapshot_info_from_json (JsonNode *node)
{
  HpSnapshotInfo *self;
  JsonObject *root;
  JsonNode *section;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  root = json_node_get_object (node);
  self = hp_snapshot_info_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    section = member_of_type (root, fields[i].section, JSON_NODE_OBJECT);
    node = section == NULL
               ? NULL
               : member_of_type (json_node_get_object (section), fields[i].name, JSON_NODE_VALUE);
    if (node != NULL)
      read_field (node, &fields[i], self);
  }
  if ((section = member_of_type (root, "source", JSON_NODE_OBJECT)) != NULL)
    read_kind (json_node_get_object (section), self);
  if ((section = member_of_type (root, "gc", JSON_NODE_OBJECT)) != NULL) {
    read_triple (json_node_get_object (section), "thresholds", self->gc.thresholds);
    read_triple (json_node_get_object (section), "counts", self->gc.counts);
    read_stats (json_node_get_object (section), self->gc.stats);
  }
  if ((section = member_of_type (root, "quality", JSON_NODE_OBJECT)) != NULL)
    read_notes (json_node_get_object (section), self->quality.notes);
  return self;
}
