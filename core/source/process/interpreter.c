/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/interpreter.h"

#include "source/process/debug-offsets.h"
#include "source/process/error.h"
#include "source/process/values.h"

#define INTERPRETERS_MAX 4096
#define LIST_MAX         (1u << 30)

/* ---- the collector's state ---- */

/* generation0 points to the first of three list heads inside the state itself, and all heads are
 * linked. That this holds by accident was never seen. Returns the address of the first head, or 0.
 */
static guint64
check_gc_state (HpImage *image, const HpLayout *layout, guint64 gc)
{
  guint64 first = hp_image_u64 (image, gc + (guint64)layout->gc.generation0);

  if (first < gc + 16 || first > gc + 64)
    return 0;
  for (guint i = 0; i < 4; i++) {
    guint64 head = i < 3 ? first + 24 * i : gc + (guint64)layout->gc.permanent;
    guint64 links[2], back;
    gint32 threshold;
    if (!hp_image_read (image, head, links, sizeof links))
      return 0;
    if (!hp_image_read (image, (links[0] & ~3ull) + 8, &back, sizeof back) ||
        !hp_image_read (image, links[1] & ~3ull, &back, sizeof back))
      return 0;
    if (i < 3 && (!hp_image_read (image, head + 16, &threshold, sizeof threshold) || threshold < 0))
      return 0;
  }
  return first;
}

static void
find_gc_state (HpPython *self, HpImage *image, HpInterpreter *interpreter)
{
  const HpLayout *layout = &self->layout;
  guint64 table = layout->interpreter.gc != HP_ABSENT
                      ? interpreter->address + (guint64)layout->interpreter.gc
                      : self->runtime + (guint64)layout->runtime.gc;
  gsize size = (gsize)layout->interpreter.size;
  gpointer owned;
  const guint8 *bytes;

  interpreter->gc = table;
  interpreter->generations = check_gc_state (image, layout, table);
  if (interpreter->generations != 0 || layout->interpreter.gc == HP_ABSENT)
    return;
  bytes = hp_image_borrow (image, interpreter->address, size, &owned);
  for (gsize at = 0; bytes != NULL && at + 256 < size; at += 8) {
    guint64 gc = interpreter->address + at;
    guint64 first = hp_load64 (bytes + at + layout->gc.generation0);
    if (first < gc + 16 || first > gc + 64)
      continue;
    first = check_gc_state (image, layout, gc);
    if (first == 0)
      continue;
    interpreter->gc = gc;
    interpreter->generations = first;
    break;
  }
  g_free (owned);
}

/* ---- versions ---- */

/* What the process itself says: 0x030b02f0, or 0. */
static guint32
read_version (HpImage *image, const HpBinary *binary, guint64 *words, gsize n_words,
              gboolean *free_threaded)
{
  *free_threaded = FALSE;
  if (hp_image_read (image, binary->runtime, words, n_words * sizeof *words) &&
      hp_debug_offsets_present (words)) {
    *free_threaded = words[2] != 0;
    return (guint32)words[1];
  }
  words[0] = 0;
  if (binary->version != 0)
    return hp_image_u32 (image, binary->version);
  return 0;
}

static gboolean
read_interpreters (HpPython *self, HpImage *image)
{
  const HpLayout *layout = &self->layout;
  guint64 address = hp_image_u64 (image, self->runtime + (guint64)layout->runtime.interpreters);
  gboolean has_main = FALSE;
  HpRing ring = { 0 };

  g_array_set_size (self->interpreters, 0);
  for (guint i = 0; address != 0; i++) {
    HpInterpreter found = { .address = address };
    guint64 id;
    if (i >= INTERPRETERS_MAX || !hp_ring_pass (&ring, address) ||
        !hp_image_read (image, address + (guint64)layout->interpreter.id, &id, sizeof id))
      return FALSE;
    found.id = (gint64)id;
    found.threads = hp_image_u64 (image, address + (guint64)layout->interpreter.threads);
    found.modules = hp_image_u64 (image, address + (guint64)layout->interpreter.modules);
    found.sys = hp_image_u64 (image, address + (guint64)layout->interpreter.sys);
    found.builtins = hp_image_u64 (image, address + (guint64)layout->interpreter.builtins);
    if (layout->interpreter.gil != HP_ABSENT)
      found.gil_locked = hp_image_u64 (image, address + (guint64)layout->interpreter.gil) + 16;
    else
      found.gil_locked = self->runtime + (guint64)layout->runtime.gil_locked;
    if (found.id == 0) {
      guint64 back = hp_image_u64 (image, found.threads + (guint64)layout->thread.interpreter);
      if (back != address)
        return FALSE;
      has_main = TRUE;
      g_array_prepend_val (self->interpreters, found);
    } else
      g_array_append_val (self->interpreters, found);
    address = hp_image_u64 (image, address + (guint64)layout->interpreter.next);
  }
  return has_main;
}

static gboolean
check_layout (HpPython *self, HpImage *image)
{
  HpInterpreter *main;
  guint64 version;
  gint64 value;

  if (!read_interpreters (self, image))
    return FALSE;
  for (guint i = 0; i < self->interpreters->len; i++)
    find_gc_state (self, image, &g_array_index (self->interpreters, HpInterpreter, i));
  main = &g_array_index (self->interpreters, HpInterpreter, 0);
  if (main->generations == 0)
    return FALSE;
  version = hp_dict_lookup (image, &self->layout, main->sys, "hexversion");
  if (version == 0 || !hp_int_value (image, &self->layout, version, &value) || (value >> 24) != 3 ||
      ((value >> 16) & 0xff) != self->layout.minor)
    return FALSE;
  self->hexversion = (guint32)value;
  self->finalizing =
      hp_image_u64 (image, self->runtime + (guint64)self->layout.runtime.finalizing) != 0;
  return TRUE;
}

/* First with the offsets that the process itself tells, if it does, then with the table's. */
static gboolean
try_layout (HpPython *self, HpImage *image, const HpLayout *layout, const guint64 *debug_offsets)
{
  self->layout = *layout;
  self->offsets_differ = 0;
  if (hp_debug_offsets_present (debug_offsets)) {
    if (hp_debug_offsets_apply (debug_offsets, &self->layout, &self->offsets_differ) &&
        check_layout (self, image))
      return TRUE;
    self->layout = *layout;
    self->offsets_differ = G_MAXUINT;
  }
  return check_layout (self, image);
}

static const char *
path_of (const HpBinary *binary)
{
  return binary->path != NULL ? binary->path : "?";
}

static void
set_unsupported (GError **error, const char *name, guint32 version, const char *path)
{
  g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_UNSUPPORTED,
               "%s runs Python %u.%u (%s): Heaparium reads CPython 3.8 to 3.13", name,
               version >> 24, (version >> 16) & 0xff, path);
}

/* No layout fits: is there no interpreter yet, or is it an unusual build? */
static void
explain (const char *name, HpImage *image, const HpBinary *binary, const HpLayout *layout,
         GError **error)
{
  guint64 head = 1;

  if (layout != NULL)
    head = hp_image_u64 (image, binary->runtime + (guint64)layout->runtime.interpreters);
  if (head == 0)
    g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NOT_READY,
                 "Python is loaded in %s, but no interpreter runs in it: try again when it has "
                 "started",
                 name);
  else if (layout != NULL)
    g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NO_LAYOUT,
                 "%s runs a Python 3.%u whose memory is laid out in an unknown way (a "
                 "--with-trace-refs build, or it is starting or ending): Heaparium reads release "
                 "builds of CPython 3.8 to 3.13",
                 name, layout->minor);
  else
    g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_UNSUPPORTED,
                 "%s runs a Python of an unknown version (%s): Heaparium reads CPython 3.8 to "
                 "3.13",
                 name, path_of (binary));
}

gboolean
hp_python_locate (HpPython *self, const char *name, HpImage *image, const HpBinary *binary,
                  GError **error)
{
  guint64 words[HP_DEBUG_OFFSETS_WORDS] = { 0 };
  gboolean free_threaded;
  guint32 version = read_version (image, binary, words, G_N_ELEMENTS (words), &free_threaded);
  const HpLayout *layout;
  guint minor = version != 0 ? (version >> 16) & 0xff : binary->minor_from_name;

  memset (self, 0, sizeof *self);
  self->runtime = binary->runtime;
  self->interpreters = g_array_new (FALSE, FALSE, sizeof (HpInterpreter));
  if (free_threaded) {
    g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_UNSUPPORTED,
                 "%s runs a free-threaded Python (3.%ut), which has other objects and another "
                 "allocator: run the program with the usual build of Python",
                 name, minor);
    hp_python_clear (self);
    return FALSE;
  }
  layout = hp_layout_get (minor);
  if (version >> 24 > 3 || (minor != 0 && layout == NULL)) {
    set_unsupported (error, name, version != 0 ? version : 0x03000000u | (minor << 16),
                     path_of (binary));
    hp_python_clear (self);
    return FALSE;
  }
  if (layout != NULL && try_layout (self, image, layout, words))
    return TRUE;
  for (guint other = 8; layout == NULL && other <= 13; other++) {
    const HpLayout *guess = hp_layout_get (other);
    if (guess != NULL && try_layout (self, image, guess, words))
      return TRUE;
  }
  explain (name, image, binary, layout, error);
  hp_python_clear (self);
  return FALSE;
}

void
hp_python_clear (HpPython *self)
{
  g_clear_pointer (&self->interpreters, g_array_unref);
}

char *
hp_python_dup_version (const HpPython *self)
{
  guint32 v = self->hexversion;
  guint level = (v >> 4) & 15, serial = v & 15;
  const char *name = level == 10 ? "a" : level == 11 ? "b" : "rc";

  if (level == 15)
    return g_strdup_printf ("%u.%u.%u", v >> 24, (v >> 16) & 255, (v >> 8) & 255);
  return g_strdup_printf ("%u.%u.%u%s%u", v >> 24, (v >> 16) & 255, (v >> 8) & 255, name, serial);
}

static guint64
count_list (HpImage *image, guint64 head)
{
  guint64 n = 0, next = hp_image_u64 (image, head) & ~3ull;
  HpRing ring = { 0 };

  while (next != head && next != 0 && n < LIST_MAX && hp_ring_pass (&ring, next)) {
    n++;
    next = hp_image_u64 (image, next) & ~3ull;
  }
  return n;
}

gboolean
hp_python_read_gc (const HpPython *self, HpImage *image, gboolean count_lists,
                   HpCollectorState *out)
{
  const HpLayout *layout = &self->layout;
  const HpInterpreter *main = &g_array_index (self->interpreters, HpInterpreter, 0);
  guint8 state[216];
  HpCollectorState gc = { 0 };
  gsize first = main->generations - main->gc;
  guint64 garbage;

  if (!hp_image_read (image, main->gc, state, sizeof state) ||
      hp_load64 (state + layout->gc.generation0) != main->generations)
    return FALSE; /* it is gone, or another program has its place */
  gc.enabled = hp_load32 (state + layout->gc.enabled) != 0;
  gc.debug_flags = hp_load32 (state + layout->gc.debug);
  gc.collecting = hp_load32 (state + layout->gc.collecting) != 0;
  for (guint i = 0; i < 3; i++) {
    const guint8 *stats = state + layout->gc.stats + 24 * i;
    gc.thresholds[i] = (gint32)hp_load32 (state + first + 24 * i + 16);
    gc.counts[i] = (gint32)hp_load32 (state + first + 24 * i + 20);
    gc.stats[i].collections = hp_load64 (stats);
    gc.stats[i].collected = hp_load64 (stats + 8);
    gc.stats[i].uncollectable = hp_load64 (stats + 16);
  }
  garbage = hp_load64 (state + layout->gc.garbage);
  if (garbage != 0)
    gc.garbage = hp_image_u64 (image, garbage + HP_OB_SIZE);
  if (count_lists)
    gc.freeze_count = count_list (image, main->gc + (guint64)layout->gc.permanent);
  *out = gc;
  return TRUE;
}

/* A thread state is put at the head of the list before it is filled in, and taken off it before it
 * is freed: read in between, no layout fits. */
static gboolean
threads_are_linked (const HpPython *self, HpImage *live, const HpInterpreter *main)
{
  guint64 first = hp_image_u64 (live, main->address + (guint64)self->layout.interpreter.threads);
  return hp_image_u64 (live, first + (guint64)self->layout.thread.interpreter) == main->address;
}

HpMoment
hp_python_moment (const HpPython *self, HpImage *live)
{
  HpMoment moment = HP_MOMENT_GOOD;

  if (!threads_are_linked (self, live, &g_array_index (self->interpreters, HpInterpreter, 0)))
    return HP_MOMENT_BAD;
  for (guint i = 0; i < self->interpreters->len; i++) {
    const HpInterpreter *at = &g_array_index (self->interpreters, HpInterpreter, i);
    if (hp_image_u32 (live, at->gc + (guint64)self->layout.gc.collecting) != 0)
      return HP_MOMENT_BAD;
    if (hp_image_u32 (live, at->gil_locked) == 1)
      moment = HP_MOMENT_POOR;
  }
  return moment;
}
