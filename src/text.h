/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and objects as people read them. Everything returned is freed with g_free (). */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

char *hp_format_count (guint64 count);     /* "48,912" by the locale */
char *hp_format_delta (gint64 delta);      /* "+9,402", "−3", "" for none */
char *hp_format_size_delta (gint64 delta); /* "+31.0 MB" */
char *hp_format_address (guint64 address); /* "0x7f31a804c250" */
/* The number, "frozen", "–" or "?"; free with g_free. */
char *hp_format_generation (guint generation);

/* "SessionCache", and the value or "": for a row or a title */
char *hp_format_type (const HpSnapshot *snapshot, guint32 object);
char *hp_format_value (const HpSnapshot *snapshot, guint32 object);

/* the flags as words: "tracked · immortal" */
char *hp_format_flags (const HpSnapshot *snapshot, guint32 object);

G_END_DECLS
