/* SPDX-License-Identifier: Apache-2.0 */
#include "samples.h"

#include <glib/gi18n.h>

static const HpSample samples[] = {
  { "tree", HP_SAMPLES_LIFE, "graph", N_ ("A tree"),
    N_ ("Every node has exactly one holder, so reference counting alone frees them all."),
    N_ ("Choose Graph to see the tree. Then run \"del root\": all nodes go at once, no collection "
        "is needed.") },
  { "refcount", HP_SAMPLES_LIFE, "graph", N_ ("A reference count that is one too high"),
    N_ ("Someone forgot to let go: who?"),
    N_ ("Run \"del job\": the Job stays alive. Go to the object registered and look who refers to "
        "it: the registry that nobody remembers.") },
  { "pool", HP_SAMPLES_LIFE, "types", N_ ("An object pool"),
    N_ ("What is handed back is used again: no allocation, but the pool never shrinks."),
    N_ ("Run \"burst = [pool.take() for n in range(100)]\", then \"pool.give_all(burst)\": the "
        "pool keeps all hundred.") },
  { "shared", HP_SAMPLES_LIFE, "types", N_ ("Made once, used everywhere"),
    N_ ("Small ints, None and names are shared; equal objects made while the program runs are "
        "not."),
    N_ ("Choose Types and look at int. Then run \"thousand = [value] * 1000\" and see a thousand "
        "objects become one.") },
  { "cycle", HP_SAMPLES_COLLECTOR, "graph", N_ ("Two lists that hold each other"),
    N_ ("Without their names only the collector can take them away."),
    N_ ("Delete both names (run \"del a\" and \"del b\"), then press Collect.") },
  { "finalizer", HP_SAMPLES_COLLECTOR, "graph", N_ ("A finalizer that resurrects"),
    N_ ("A method __del__ gives the dying object a new name."),
    N_ ("Press Collect: the collector finds the cycle, runs __del__, and the object is alive again "
        "as graveyard[0]. Then run \"graveyard.clear()\" and press Collect once more: __del__ runs "
        "only once in a life.") },
  { "ageing", HP_SAMPLES_COLLECTOR, "objects", N_ ("How objects grow old"),
    N_ ("An object that survives a collection moves to the next generation, where collections are "
        "rare."),
    N_ ("Go to the object youngest, press \"Collect Generation 0\", and watch its generation. Run "
        "\"gc.set_threshold(10)\" and \"gc.enable()\", and each line you type may collect.") },
  { "weak", HP_SAMPLES_COLLECTOR, "graph", N_ ("A cache that lets go"),
    N_ ("A weak reference finds its object as long as somebody else keeps it."),
    N_ ("Go to the object sun: a weak reference points to it and does not count. Run \"del sun, "
        "again\" and \"print(list(cache))\": the entry went with its value.") },
  { "cache", HP_SAMPLES_LEAK, "types", N_ ("A cache that leaks"),
    N_ ("It only ever grows: each request leaves its session behind."),
    N_ ("Choose Types, set a baseline (Ctrl+B), then run \"serve(500)\" and look at what grew.") },
  { "closure", HP_SAMPLES_LEAK, "graph", N_ ("A leak through a closure"),
    N_ ("A small function keeps every variable of its maker that it mentions, however large."),
    N_ ("Go to the object handlers and follow it to the cell that holds the rows. Run "
        "\"handlers.clear()\" and look at Overview: the memory comes back.") },
  { "traceback", HP_SAMPLES_LEAK, "graph", N_ ("An exception that keeps a frame"),
    N_ ("A stored exception holds its traceback, the traceback its frames, and the frames all "
        "their variables."),
    N_ ("Go to the object last_error and follow it to the table. Then run "
        "\"last_error.__traceback__ = None\": the thousand rows go, and the message stays.") },
  { "slots", HP_SAMPLES_MEMORY, "types", N_ ("__slots__ against __dict__"),
    N_ ("An object with slots has its attributes in fixed places and needs no dict."),
    N_ ("Choose Types and compare Point with SlimPoint. Then run \"for p in points: p.__dict__\" "
        "and look at dict: who asks for a __dict__ pays for it.") },
  { "growth", HP_SAMPLES_MEMORY, "graph", N_ ("How a list grows"),
    N_ ("A list asks for more room than it needs, so that most appends allocate nothing."),
    N_ ("Go to the object appended and compare its length with its size. Run \"appended += "
        "range(1000)\" and look again.") },
  { "strings", HP_SAMPLES_MEMORY, "types", N_ ("Building a string"),
    N_ ("Many small pieces cost a block each; the joined text costs one, until one wide character "
        "makes all of them wide."),
    N_ ("Choose Types and look at str. Then run \"del pieces\" and see the small blocks go. "
        "Compare ascii with wide.") },
  { "arena", HP_SAMPLES_MEMORY, "arenas", N_ ("An arena pinned by one string"),
    N_ ("Memory goes back to the system by whole arenas only."),
    N_ ("Choose Arenas: nearly empty arenas stay, each for one string in keep. Run "
        "\"keep.clear()\" and look again.") },
  { NULL },
};

const HpSample *
hp_samples_list (void)
{
  return samples;
}

const HpSample *
hp_samples_find (const char *name)
{
  for (guint i = 0; samples[i].name != NULL; i++)
    if (g_str_equal (samples[i].name, name))
      return &samples[i];
  return NULL;
}

const char *
hp_sample_group_title (HpSampleGroup group)
{
  switch (group) {
  case HP_SAMPLES_LIFE: return _ ("Names and Counts");
  case HP_SAMPLES_COLLECTOR: return _ ("The Collector");
  case HP_SAMPLES_LEAK: return _ ("Leaks");
  case HP_SAMPLES_MEMORY: return _ ("Bytes and Blocks");
  default: g_return_val_if_reached ("");
  }
}

char *
hp_sample_load (const HpSample *sample, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/org/heaparium/Heaparium/samples/%s.py", sample->name);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  gsize size;
  const char *data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  return g_strndup (data, size);
}

GMenuModel *
hp_samples_make_menu (void)
{
  GMenu *menu = g_menu_new ();
  GMenu *groups[HP_N_SAMPLE_GROUPS];

  for (guint i = 0; i < HP_N_SAMPLE_GROUPS; i++) {
    groups[i] = g_menu_new ();
    g_menu_append_submenu (menu, hp_sample_group_title (i), G_MENU_MODEL (groups[i]));
    g_object_unref (groups[i]); /* the menu keeps it */
  }
  for (const HpSample *sample = samples; sample->name != NULL; sample++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_ (sample->title), NULL);

    g_menu_item_set_action_and_target (item, "win.open-sample", "s", sample->name);
    g_menu_append_item (groups[sample->group], item);
  }
  return G_MENU_MODEL (menu);
}
