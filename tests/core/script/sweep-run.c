/* SPDX-License-Identifier: Apache-2.0 */
/* Lets memory run out in a script, at every place: the script runs again and again, and each time a
 * later allocation is the one that fails, alone or with all that follow. Afterwards the heap is
 * whole, the interpreter still runs code, and when it is gone nothing is left.
 *
 *   sweep-run [--tries N] SCRIPT...
 *
 * Under AddressSanitizer the blocks come from malloc, so that it sees what is done to each.
 *
 * The first N places are all tried, then the distance from one to the next grows in proportion.
 * With the first script the making of the interpreter is swept too. Speaks TAP, one line a script.
 */
#include "gc/gc.h"
#include "heap/memory.h"
#include "script/interpreter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *path;
  char *text;
  size_t size;
} Script;

typedef struct {
  uint64_t place, count; /* so many allocations pass, so many fail */
  bool at_start; /* counted from the making of the interpreter, else from the script's start */
} Failure;

typedef struct {
  size_t n_errors; /* bytes on standard error */
} Heard;

static void
hear (void *data, HpOutputKind kind, const char *text, size_t n)
{
  if (kind == HP_TEXT_STDERR)
    ((Heard *)data)->n_errors += n;
}

static bool
read_script (Script *script)
{
  const size_t most = 1 << 20;
  FILE *file = fopen (script->path, "re");

  script->text = malloc (most);
  if (file == NULL || script->text == NULL) {
    perror (script->path);
    if (file != NULL)
      fclose (file);
    return false;
  }
  script->size = fread (script->text, 1, most, file);
  fclose (file);
  return true;
}

static bool
complain (const Script *script, const Failure *failure, const char *what)
{
  printf ("# %s: allocation %llu %s%s fails: %s\n", script->path,
          (unsigned long long)failure->place, failure->at_start ? "from the start " : "",
          failure->count == 1 ? "alone" : "and all later ones", what);
  return false;
}

/* How the script ended, and what is there now. */
static bool
check_end (const Script *script, const Failure *failure, HpInterpreter *interpreter,
           HpRunResult result, const Heard *heard)
{
  if (hp_heap_check (hp_interpreter_get_heap (interpreter)) < 0)
    return complain (script, failure, "the heap is damaged");
  if (hp_gc_check (hp_interpreter_get_runtime (interpreter)) < 0)
    return complain (script, failure, "the collector's lists are damaged");
  if (result == HP_RUN_ERROR && heard->n_errors == 0)
    return complain (script, failure, "the script ended without a word");
  if (result == HP_RUN_ERROR && hp_interpreter_get_exit_code (interpreter) != 1)
    return complain (script, failure, "the exit status is not 1");
  if (hp_interpreter_execute (interpreter, "[str(i) for i in range(9)]") != HP_RUN_OK)
    return complain (script, failure, "the interpreter is unusable");
  return true;
}

/* Nothing of the interpreter is left on the heap. */
static bool
check_empty (const Script *script, const Failure *failure, HpHeap *heap)
{
  HpHeapStats stats;
  char what[96];

  if (hp_heap_check (heap) < 0)
    return complain (script, failure, "the heap is damaged at the end");
  hp_heap_get_stats (heap, &stats);
  if (hp_heap_get_allocated_blocks (heap) == 0 && stats.n_raw_blocks == 0)
    return true;
  snprintf (what, sizeof what, "%zu blocks and %zu raw ones are left",
            hp_heap_get_allocated_blocks (heap), stats.n_raw_blocks);
  return complain (script, failure, what);
}

/* One run. *reached is whether the failure came at all. */
static bool
try_failure (const Script *script, const Failure *failure, bool *reached)
{
  HpHeap *heap = hp_heap_new (NULL);
  Heard heard = { 0 };
  HpInterpreterOptions options = { .heap = heap, .output = hear, .output_data = &heard };
  HpInterpreter *interpreter;
  bool good = true;

#ifdef __SANITIZE_ADDRESS__
  hp_heap_set_malloc_kind (heap, HP_MALLOC_MALLOC);
#endif
  if (failure->at_start)
    hp_heap_set_failing (heap, failure->place, failure->count);
  interpreter = hp_interpreter_new (&options);
  if (interpreter != NULL) {
    HpRunResult result = HP_RUN_OK;

    if (!failure->at_start) {
      hp_heap_set_failing (heap, failure->place, failure->count);
      result = hp_interpreter_run_source (interpreter, script->text, script->size, "/script.py");
    }
    *reached = hp_heap_get_n_failed (heap) > 0;
    if (failure->count == 1) {
      hp_heap_set_failing (heap, HP_HEAP_NEVER_FAIL, 0);
      good = check_end (script, failure, interpreter, result, &heard);
    }
    hp_interpreter_free (interpreter); /* with no memory at all, if that is how it began */
  } else
    *reached = true;
  hp_heap_set_failing (heap, HP_HEAP_NEVER_FAIL, 0);
  good = good && check_empty (script, failure, heap);
  hp_heap_free (heap);
  return good;
}

/* All places of one kind, further and further apart. */
static bool
sweep (const Script *script, Failure failure, unsigned tries)
{
  bool good = true, reached = true;

  for (failure.place = 0; reached && good; failure.place += 1 + failure.place / tries)
    good = try_failure (script, &failure, &reached);
  return good;
}

static bool
sweep_script (const Script *script, unsigned tries, bool with_start)
{
  bool good = true;

  for (int at_start = 0; at_start < 1 + with_start; at_start++)
    for (int forever = 0; forever < 2; forever++)
      good &= sweep (script, (Failure){ 0, forever ? UINT64_MAX : 1, at_start }, tries);
  return good;
}

int
main (int argc, char **argv)
{
  int first = argc > 2 && strcmp (argv[1], "--tries") == 0 ? 3 : 1;
  unsigned tries = first == 3 ? (unsigned)strtoul (argv[2], NULL, 10) : 20;

  if (first == argc || tries == 0) {
    fprintf (stderr, "usage: sweep-run [--tries N] SCRIPT...\n");
    return 2;
  }
  for (int i = first; i < argc; i++) {
    Script script = { .path = argv[i] };
    bool good = read_script (&script) && sweep_script (&script, tries, i == first);

    printf ("%s %d %s\n", good ? "ok" : "not ok", i - first + 1, argv[i]);
    fflush (stdout);
    free (script.text);
  }
  printf ("1..%d\n", argc - first);
  return 0;
}
