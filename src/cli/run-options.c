/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/run-options.h"

#include <string.h>

#include "script/trace-path.h"

#define DEFAULT_MEMORY_LIMIT ((gsize)4 << 30)
#define MALLOC_NAMES         "pymalloc, malloc, debug, pymalloc_debug, malloc_debug"

/* The texts of the options that have to be understood before they are worth anything. */
typedef struct {
  char *memory_limit, *malloc, *trace;
  gboolean trace_one; /* --trace without a number */
} Texts;

/* "64M" as bytes; 0 when it is no size. */
static gsize
parse_size (const char *text)
{
  char *end;
  guint64 value = g_ascii_strtoull (text, &end, 10);
  unsigned shift = 0;

  if (end == text || !g_ascii_isdigit (text[0]))
    return 0;
  switch (g_ascii_toupper (*end)) {
  case 'K': shift = 10; break;
  case 'M': shift = 20; break;
  case 'G': shift = 30; break;
  case '\0': return value;
  default: return 0;
  }
  if (end[1] != '\0' && g_ascii_strcasecmp (end + 1, "iB") != 0 &&
      g_ascii_strcasecmp (end + 1, "B") != 0)
    return 0;
  return value > (G_MAXSIZE >> shift) ? 0 : value << shift;
}

static gboolean
check_memory_limit (HpRunOptions *self, const char *text)
{
  self->memory_limit = text != NULL ? parse_size (text) : DEFAULT_MEMORY_LIMIT;
  if (self->memory_limit > 0)
    return TRUE;
  g_printerr ("heaparium run: “%s” is no size; write for example 512M or 2G\n", text);
  return FALSE;
}

static gboolean
check_malloc (HpRunOptions *self, const char *text)
{
  if (text == NULL || hp_malloc_kind_parse (text, &self->malloc))
    return TRUE;
  g_printerr ("heaparium run: no allocator is called “%s”; there are " MALLOC_NAMES "\n", text);
  return FALSE;
}

static gboolean
check_trace (HpRunOptions *self, const char *text, gboolean trace_one)
{
  guint64 frames = trace_one ? 1 : 0;

  if (text != NULL &&
      !g_ascii_string_to_unsigned (text, 10, 1, HP_TRACE_MAX_FRAMES, &frames, NULL)) {
    g_printerr ("heaparium run: “%s” is no number of frames; write --trace=N with N from 1 to %d\n",
                text, HP_TRACE_MAX_FRAMES);
    return FALSE;
  }
  self->trace = (int)frames;
  return TRUE;
}

/* ---- options behind the script ---- */

/* The entry that the argument names, or NULL; *takes_next: its value is the argument after it. */
static const GOptionEntry *
find_entry (const GOptionEntry *entries, const char *argument, gboolean *takes_next)
{
  const char *name, *end;

  if (!g_str_has_prefix (argument, "--") || argument[2] == '\0')
    return NULL;
  name = argument + 2;
  end = name + strcspn (name, "=");
  for (; entries->long_name != NULL; entries++)
    if (strlen (entries->long_name) == (gsize)(end - name) &&
        strncmp (entries->long_name, name, (gsize)(end - name)) == 0) {
      *takes_next = *end == '\0' && entries->arg != G_OPTION_ARG_NONE;
      return entries;
    }
  return NULL;
}

/* The first place from `i` on that is none of our options. */
static int
skip_options (const GOptionEntry *entries, int i, int argc, char **argv)
{
  gboolean takes_next;

  while (i < argc && find_entry (entries, argv[i], &takes_next) != NULL)
    i += takes_next ? 2 : 1;
  return MIN (i, argc);
}

/* Our options may stand directly behind the script as well; what comes after them, or after "--",
 * is the script's. Moves the script behind them. */
static void
move_script (const GOptionEntry *entries, int argc, char **argv)
{
  int script = skip_options (entries, 1, argc, argv);
  int end = script < argc ? skip_options (entries, script + 1, argc, argv) : argc;
  char *name = script < argc ? argv[script] : NULL;

  if (name == NULL || name[0] == '-')
    return;
  for (int i = script; i + 1 < end; i++)
    argv[i] = argv[i + 1];
  argv[end - 1] = name;
}

static gboolean
parse (HpRunOptions *self, Texts *texts, int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "memory-limit", 0, 0, G_OPTION_ARG_STRING, &texts->memory_limit,
      "MemoryError beyond this many bytes (64M, 2G); default 4G", "SIZE" },
    { "malloc", 0, 0, G_OPTION_ARG_STRING, &texts->malloc,
      "Allocators of the heap, as PYTHONMALLOC chooses them: " MALLOC_NAMES, "NAME" },
    { "snapshot", 0, 0, G_OPTION_ARG_FILENAME, &self->snapshot_path,
      "Keep a picture of the heap as the script leaves it", "FILE" },
    { "compress", 0, 0, G_OPTION_ARG_NONE, &self->compress,
      "With --snapshot: write a smaller file, which takes longer to write and to open", NULL },
    { "compare", 0, 0, G_OPTION_ARG_NONE, &self->compare,
      "Run it in CPython 3.11 too and set outputs and counters side by side", NULL },
    { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &self->timeout,
      "With --compare: stop both after so many seconds", "SECONDS" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "With --compare: print one JSON object", NULL },
    /* two rows: GOption would take the script for an optional argument */
    { "trace", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &texts->trace_one, NULL, NULL },
    { "trace", 0, 0, G_OPTION_ARG_STRING, &texts->trace,
      "Remember for each block the N innermost lines that led to it; --trace alone: 1", "N" },
    { "profile", 0, 0, G_OPTION_ARG_STRING, &self->profile,
      "Print what each line of a function (Class.method) does to memory", "FUNCTION" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->arguments, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("SCRIPT [--] [ARGUMENT…]");
  g_autoptr (GError) error = NULL;

  g_set_prgname ("heaparium run");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_strict_posix (context, TRUE);
  move_script (entries, argc, argv);
  if (g_option_context_parse (context, &argc, &argv, &error))
    return TRUE;
  g_printerr ("heaparium run: %s\n", error->message);
  return FALSE;
}

/* What belongs to --compare alone, and what it cannot do. */
static gboolean
check_compare (const HpRunOptions *self, const Texts *texts)
{
  const char *why = NULL;

  if (!self->compare && (self->json || self->timeout != 0))
    why = "--json and --timeout go with --compare";
  else if (self->compare && (self->snapshot_path != NULL || texts->malloc != NULL ||
                             self->trace > 0 || self->profile != NULL))
    why = "--compare goes with none of --snapshot, --malloc, --trace and --profile";
  else if (self->timeout < 0)
    why = "--timeout takes a number of seconds above 0";
  if (why != NULL)
    g_printerr ("heaparium run: %s\n", why);
  return why == NULL;
}

/* A "--" directly behind the script has done its work: it ended our options. */
static void
drop_separator (char **arguments)
{
  if (arguments[1] == NULL || !g_str_equal (arguments[1], "--"))
    return;
  g_free (arguments[1]);
  for (char **argument = arguments + 1; *argument != NULL; argument++)
    argument[0] = argument[1];
}

static gboolean
check_compress (const HpRunOptions *self)
{
  if (!self->compress || self->snapshot_path != NULL)
    return TRUE;
  g_printerr ("heaparium run: --compress goes with --snapshot\n");
  return FALSE;
}

static gboolean
check (HpRunOptions *self, const Texts *texts)
{
  if (self->arguments == NULL || self->arguments[0] == NULL) {
    g_printerr ("Usage: heaparium run SCRIPT [ARGUMENT…]\n");
    return FALSE;
  }
  drop_separator (self->arguments);
  return check_memory_limit (self, texts->memory_limit) && check_malloc (self, texts->malloc) &&
         check_trace (self, texts->trace, texts->trace_one) && check_compress (self) &&
         check_compare (self, texts);
}

gboolean
hp_run_options_parse (HpRunOptions *self, int argc, char **argv)
{
  Texts texts = { NULL };
  gboolean good;

  *self = (HpRunOptions){ 0 };
  good = parse (self, &texts, argc, argv) && check (self, &texts);
  g_free (texts.memory_limit);
  g_free (texts.malloc);
  g_free (texts.trace);
  if (!good)
    hp_run_options_clear (self);
  return good;
}

void
hp_run_options_clear (HpRunOptions *self)
{
  g_clear_pointer (&self->snapshot_path, g_free);
  g_clear_pointer (&self->profile, g_free);
  g_clear_pointer (&self->arguments, g_strfreev);
}
