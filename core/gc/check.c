/* SPDX-License-Identifier: Apache-2.0 */
#include "gc/gc-private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* The checker. It keeps a hash table of its own in malloc'ed memory: what it checks may be broken.
 */

typedef struct {
  HpObject *object;
  ssize_t n_found; /* references from tracked objects */
} Entry;

typedef struct {
  Entry *entries;
  size_t room, n;
} Table;

static __attribute__ ((format (printf, 1, 2))) int
complain (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  fputs ("hp_gc_check: ", stderr);
  vfprintf (stderr, format, args);
  fputc ('\n', stderr);
  va_end (args);
  return -1;
}

/* The entry of an object, or the free one where it belongs. The table is never full. */
static Entry *
find (const Table *table, const HpObject *o)
{
  size_t i = ((uintptr_t)o >> 4) * 0x9e3779b97f4a7c15u;

  for (i &= table->room - 1; table->entries[i].object != NULL && table->entries[i].object != o;)
    i = (i + 1) & (table->room - 1);
  return &table->entries[i];
}

static int
count_reference (HpObject *o, void *data)
{
  Entry *entry = find (data, o);

  if (entry->object != NULL)
    entry->n_found++;
  return 0;
}

/* Links and flags of one list, and all its objects into the table. */
static int
check_list (const HpRuntime *rt, int generation, Table *table)
{
  const HpGcHead *list = gc_generation (rt, generation), *prev = list;

  for (const HpGcHead *gc = gc_next (list); gc != list; prev = gc, gc = gc_next (gc)) {
    HpObject *o = gc_object (gc);
    Entry *entry;

    if (gc->next == 0 || (gc->next & GC_NEXT_UNREACHABLE))
      return complain ("generation %d: object %p has next %lx", generation, (void *)o, gc->next);
    if (gc_prev (gc) != prev)
      return complain ("generation %d: links of object %p disagree", generation, (void *)o);
    if (gc_is_collecting (gc))
      return complain ("generation %d: object %p is marked by a collection", generation, (void *)o);
    if (o->refcount <= 0)
      return complain ("generation %d: object %p has refcount %ld", generation, (void *)o,
                       (long)o->refcount);
    if (!hp_gc_is_gc (o))
      return complain ("generation %d: object %p is of type %s", generation, (void *)o,
                       o->type->name);
    entry = find (table, o);
    if (entry->object != NULL)
      return complain ("object %p is in two lists, or twice in one", (void *)o);
    entry->object = o;
    table->n++;
    if (table->n > table->room / 2)
      return complain ("the lists do not end");
  }
  if (gc_prev (list) != prev)
    return complain ("generation %d: its last object is not the end", generation);
  return 0;
}

static int
check_refcounts (const Table *table)
{
  for (size_t i = 0; i < table->room; i++)
    if (table->entries[i].object != NULL)
      table->entries[i].object->type->traverse (table->entries[i].object, count_reference,
                                                (void *)table);
  for (size_t i = 0; i < table->room; i++) {
    const Entry *entry = &table->entries[i];

    if (entry->object != NULL && entry->n_found > entry->object->refcount)
      return complain ("object %p <%s> has refcount %ld, but %zd references were found",
                       (void *)entry->object, entry->object->type->name,
                       (long)entry->object->refcount, entry->n_found);
  }
  return 0;
}

int
hp_gc_check (HpRuntime *rt)
{
  Table table = { .room = 64 };
  size_t n = 0;
  int result = 0;

  for (int i = 0; i <= HP_GC_GENERATIONS; i++)
    n += hp_gc_count_objects (rt, i);
  while (table.room < 2 * n + 2)
    table.room *= 2;
  table.entries = calloc (table.room, sizeof *table.entries);
  if (table.entries == NULL)
    return complain ("no memory to check with");
  for (int i = 0; i <= HP_GC_GENERATIONS && result == 0; i++)
    result = check_list (rt, i, &table);
  if (result == 0)
    result = check_refcounts (&table);
  free (table.entries);
  return result;
}
