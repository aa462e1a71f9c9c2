/* SPDX-License-Identifier: Apache-2.0 */
/* A real Python that Heaparium started, as a source: lines typed into the console run in it, and
 * its heap is read from outside like that of any other process.
 *
 * Text that it prints, and errors, arrive as with the embedded heap. It ends when the source is
 * freed, and when this program ends. */
#pragma once

#include "source/source.h"

G_BEGIN_DECLS

#define HP_TYPE_CHILD_SOURCE (hp_child_source_get_type ())
G_DECLARE_FINAL_TYPE (HpChildSource, hp_child_source, HP, CHILD_SOURCE, GObject)

/* python: a program in PATH or its path ("python3.11"). NULL and error when it cannot be started.
 * Whether its version can be read turns out a moment later: then the signal "ended" says why not.
 */
HpSource *hp_child_source_new (const char *python, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- which ones there are ---- */

typedef struct {
  char *path;    /* owned */
  char *version; /* owned: "3.11.7", or "3.11" where only the name tells */
  guint minor;
} HpInstalledPython;

void hp_installed_python_free (HpInstalledPython *self);

/* The interpreters python3.8 … python3.13 in PATH and in pyenv's folder, of HpInstalledPython, the
 * newest first; none of them is run. */
GPtrArray *hp_installed_pythons_find (void);

/* The interpreter that was started, as it was asked for; lent. */
const char *hp_child_source_get_python (HpChildSource *self);
/* 0 when it ended as soon as it was started. */
pid_t hp_child_source_get_pid (HpChildSource *self);

G_END_DECLS
