/* SPDX-License-Identifier: Apache-2.0 */
#include "help.h"

#include <glib/gi18n.h>

static const HpHelpTopic topics[] = {
  { "start", N_ ("Where to Begin"),
    N_ ("Heaparium shows which objects a Python program keeps, who keeps them, and where they lie "
        "in memory."),
    N_ ("Open a sample from the first page: each shows one thing and says what to do next. The "
        "heap of a sample is a real one, with CPython's own rules, and everything you press is a "
        "line of Python that you see in the console.\n\n"
        "Attach looks into a Python program that runs on this machine, without changing it. A "
        "snapshot is such a picture, kept in a file.\n\n"
        "Select an object on any page and the others follow: the graph shows it with its "
        "neighbours, the inspector who keeps it alive, the map where it lies.") },
  { "object", N_ ("Object"),
    N_ ("Everything a program works with is an object: a number, a list, a function, a class. An "
        "object has an address, a type and a reference count, and begins with a header of 16 bytes "
        "that holds the last two."),
    N_ ("Its own size is what sys.getsizeof() tells: the object and what belongs to it alone, such "
        "as the table of a dict, but not the objects it refers to.\n\n"
        "Containers have 16 bytes more in front of the header, by which the collector links them "
        "into its lists.") },
  { "retained-size", N_ ("Retained Size"),
    N_ ("What an object keeps alive: the bytes that would come back if it were freed, its own "
        "included. An object that something else keeps as well does not count."),
    N_ ("A small list at the top of a large structure retains all of it. Where two objects share a "
        "third, neither retains it; what keeps both of them does.\n\n"
        "Weak references keep nothing alive.") },
  { "reference-count", N_ ("Reference Count"),
    N_ ("How many references there are to an object. When the count reaches zero the object is "
        "freed at once, and everything that only it has kept."),
    N_ ("A name, an item of a list, an attribute and an argument of a running call count one each. "
        "sys.getrefcount() shows one more: its own argument.\n\n"
        "Where more references are counted than the picture has found, something outside of "
        "Python's objects holds the object: a local variable in C, for example. A count that is "
        "too high is how an extension module leaks.") },
  { "root", N_ ("Root"),
    N_ ("A place from which the program can reach objects without going through another object: "
        "the modules, the frames of running functions, what C code holds. An object that no root "
        "reaches is garbage."),
    N_ ("Kept Alive By in the inspector goes the other way: from an object to those that refer to "
        "it, and so on to a root. The last step before the root is where a leak is mended.") },
  { "cycle", N_ ("Cycle"),
    N_ ("Objects that refer to each other in a ring, such as a parent and its child. None of their "
        "reference counts reaches zero, also when nothing else refers to them: only the collector "
        "frees them."),
    N_ ("A cycle is no leak as long as the collector runs. It costs memory until then, and a "
        "collection has to look at it.\n\n"
        "Weak references avoid cycles: the child that knows its parent weakly does not keep it.") },
  { "weak-reference", N_ ("Weak Reference"),
    N_ ("A reference that does not count. When its object goes, it is cleared, and a function can "
        "be called then."),
    N_ ("Caches use them: weakref.WeakValueDictionary forgets what nobody else keeps. Ints, "
        "strings, tuples and lists cannot be referred to weakly; instances of classes can, unless "
        "__slots__ leaves out __weakref__.") },
  { "finalizer", N_ ("Finalizer"),
    N_ ("A method __del__, called before an object is freed. It may give the object a new name: "
        "then it lives on, resurrected."),
    N_ ("It is called once in an object's life (PEP 442), also for one that was resurrected and "
        "dies again. The collector calls the finalizers of all its garbage first and then looks "
        "again whether any of it is alive.") },
  { "collector", N_ ("Collector"),
    N_ ("The part of Python that finds garbage cycles. It looks only at tracked objects, and "
        "starts by itself when many were made and few were freed."),
    N_ ("It copies each reference count and subtracts the references that come from the objects it "
        "looks at. What is above zero then is held from outside; it and all it reaches survive. "
        "The rest is unreachable: weak references to it are cleared, finalizers run, and it is "
        "freed.\n\n"
        "gc.disable() stops it from starting by itself. Reference counts go on freeing all that is "
        "in no cycle.") },
  { "tracked", N_ ("Tracked"),
    N_ ("Known to the collector. Only objects that can refer to others are tracked, because only "
        "they can be part of a cycle: lists, dicts, instances, functions, but no ints and no "
        "strings."),
    N_ ("A tuple and a dict that hold nothing that could be part of a cycle need not be tracked: "
        "an empty dict starts untracked, and a collection untracks such tuples and dicts.\n\n"
        "A frozen object (gc.freeze()) stays in a list of its own, the permanent generation, at "
        "which no collection looks.") },
  { "generation", N_ ("Generation"),
    N_ ("Tracked objects are in one of three lists by age. New ones are in generation 0; those "
        "that survive a collection move to the next one, which is collected less often."),
    N_ ("Most objects die young, so that looking at the young ones alone finds most of the garbage "
        "for little work. A collection of a generation takes the younger ones along.") },
  { "threshold", N_ ("Threshold"),
    N_ ("When the count of a generation gets above its threshold, it is collected. Generation 0 "
        "counts objects made less objects freed; the others count collections of the generation "
        "below."),
    N_ ("The defaults are 700, 10 and 10. Setting the first to 0 turns automatic collection "
        "off.\n\n"
        "Generation 2 is collected only if the objects that joined it since its last collection "
        "are more than a quarter of those that were there before. So a growing heap is not "
        "searched again and again.") },
  { "arena", N_ ("Arena"),
    N_ ("A piece of memory of 1 MiB (256 KiB before Python 3.10) that Python takes from the system "
        "at once, for objects of up to 512 bytes. It goes back as a whole, when none of its blocks "
        "is in use any more."),
    N_ ("A single small object can so keep a whole arena: the memory of a program does not shrink, "
        "although it has freed nearly everything. That is fragmentation. New objects go to the "
        "fullest arena, so that the emptiest has a chance to become free.") },
  { "pool", N_ ("Pool"),
    N_ ("A part of an arena of 16 KiB (4 KiB before Python 3.10), whose blocks all have the same "
        "size. A pool that is empty can take any other size class."),
    N_ ("It begins with a header of 48 bytes. What remains behind the last block is lost: the "
        "quantization of sys._debugmallocstats().") },
  { "block", N_ ("Block and Size Class"),
    N_ ("What one allocation gets. Sizes are rounded up to the next multiple of 16, the size "
        "class; blocks of a class share pools."),
    N_ ("A freed block goes to the front of its pool's list and is the next one handed out: that "
        "is why a new object often has the address of one that just died.\n\n"
        "What is larger than 512 bytes does not lie in an arena: malloc of the C library gives it, "
        "as a large block.") },
  { "memory", N_ ("Memory of the Process"),
    N_ ("Resident memory is what a process has in RAM. Python's objects are a part of it; the rest "
        "is code, stacks, free blocks, and what extension modules take for themselves."),
    N_ ("Freed memory often stays with the process: in arenas that still hold something, and in "
        "what malloc keeps for later. So resident memory grows easily and shrinks seldom.") },
  { "picture", N_ ("Picture and Its Quality"),
    N_ ("Heaparium shows pictures: a copy of all objects and references at one moment. A picture "
        "of a running process is exact when the process stood still while it was taken."),
    N_ ("Torn reads are structures that contradicted themselves because the program went on. "
        "Objects held from C have a higher reference count than the picture has references. What "
        "was left out because of a limit is counted.\n\n"
        "A baseline is the picture that changes are counted from.") },
  { NULL },
};

const HpHelpTopic *
hp_help_list (void)
{
  return topics;
}

const HpHelpTopic *
hp_help_find (const char *id)
{
  for (guint i = 0; topics[i].id != NULL; i++)
    if (g_str_equal (topics[i].id, id))
      return &topics[i];
  return NULL;
}
