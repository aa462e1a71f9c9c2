/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/import.h"

#include <string.h>

#include "exchange/pyheap-read.h"
#include "exchange/v8-read.h"
#include "source/process/process.h"

#define HEAD 64 /* bytes that are looked at */

typedef HpSnapshot *(*ReadFunc) (const char *text, gsize length, const char *title,
                                 GCancellable *cancellable, GError **error);

/* V8's own files begin with {"snapshot": others may have white space before it. */
static gboolean
is_v8 (const char *head, gsize length)
{
  gsize at = 0;

  while (at < length && g_ascii_isspace (head[at]))
    at++;
  return at < length && head[at] == '{';
}

/* NULL: Heaparium's own, which tells best what is wrong with a file of no kind. */
static ReadFunc
find_reader (const char *bytes, gsize length)
{
  if (hp_is_pyheap (bytes, length))
    return hp_read_pyheap;
  return is_v8 (bytes, MIN (length, HEAD)) ? hp_read_v8 : NULL;
}

HpSnapshot *
hp_import (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMappedFile) mapping =
      g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_mapped_file_new (path, FALSE, NULL) : NULL;
  const char *bytes = mapping != NULL ? g_mapped_file_get_contents (mapping) : NULL;
  gsize length = bytes != NULL ? g_mapped_file_get_length (mapping) : 0;
  ReadFunc read = find_reader (bytes, length);
  g_autofree char *title = NULL;
  HpSnapshot *snapshot;

  if (bytes != NULL && hp_process_is_core (bytes, MIN (length, HEAD)))
    return hp_process_capture_core (path, NULL, HP_LEVEL_VALUES, NULL, NULL, cancellable, error);
  if (read == NULL)
    return hp_snapshot_load (path, cancellable, error);
  title = g_filename_display_basename (path);
  snapshot = read (bytes, length, title, cancellable, error);
  if (snapshot == NULL)
    g_prefix_error (error, "Cannot open %s: ", path);
  return snapshot;
}
