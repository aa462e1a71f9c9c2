/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of JSON text, appended to a buffer; shared by the writers of this folder. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* Quoted and escaped; UTF-8, terminated or not. */
void hp_json_append_text (GString *json, const char *text);
void hp_json_append (GString *json, const char *text, gsize length);

/* The metadata's object without its closing brace: further members may follow. */
void hp_json_append_head (GString *json, const HpSnapshotInfo *info);

G_END_DECLS
