/* SPDX-License-Identifier: Apache-2.0 */
/* HpSnapshotInfo as JSON: the metadata block of the file, and "source", "gc" and "quality" of every
 * report. */
#pragma once

#include <json-glib/json-glib.h>

#include "snapshot/info.h"

G_BEGIN_DECLS

/* One object with the members "source", "geometry", "gc", "quality". Free with json_node_unref. */
JsonNode *hp_snapshot_info_to_json (const HpSnapshotInfo *self);

/* Members that are missing or of another type keep their default: the text comes from a file. NULL
 * when the node is no object. */
HpSnapshotInfo *hp_snapshot_info_from_json (JsonNode *node);

G_END_DECLS
