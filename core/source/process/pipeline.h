/* SPDX-License-Identifier: Apache-2.0 */
/* Work that several threads do in pieces while what comes of it is put together in order.
 *
 * Each piece is produced into a part, by whichever thread is free, and consumed when all before it
 * are: one after the other, by whichever thread finds it ready. There are as many parts as may be
 * under way, so that a slow piece holds up the others only when all parts wait for it. Consuming
 * goes on beside producing; with one thread the two take turns. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Produces piece number "piece" into the part; FALSE: no more is to be done. Called in any thread
 * and order. */
typedef gboolean (*HpProduceFunc) (gpointer part, gsize piece, gpointer user_data);

/* Called once for each piece, in ascending order, never twice at a time. What one call did, the
 * next one sees. */
typedef void (*HpConsumeFunc) (gpointer part, gsize piece, gpointer user_data);

/* The calling thread takes part; n_threads counts it. Threads that cannot be had are done without.
 * FALSE when a piece was given up: then neither it nor any after it was consumed. */
gboolean hp_pipeline_run (gsize n_pieces, gpointer *parts, guint n_parts, guint n_threads,
                          HpProduceFunc produce, HpConsumeFunc consume, gpointer user_data);

G_END_DECLS
