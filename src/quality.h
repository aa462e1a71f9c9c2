/* SPDX-License-Identifier: Apache-2.0 */
/* How far a picture can be trusted, in words. */
#pragma once

#include "snapshot/info.h"

G_BEGIN_DECLS

/* One word or two, translated: "exact" when everything stood still and every reference was found,
 * "good", "with gaps", or, never any of these, "taken while it ran". */
const char *hp_quality_grade (const HpSnapshotInfo *info);

/* Every side of it, a line each, translated. Free with g_free. */
char *hp_quality_describe (const HpSnapshotInfo *info);

/* "stood still 6.2 ms", or NULL when nothing had to be stopped. Free with g_free. */
char *hp_quality_format_pause (const HpQuality *quality);

G_END_DECLS
