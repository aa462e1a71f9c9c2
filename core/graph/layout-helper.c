/* SPDX-License-Identifier: Apache-2.0 */

/* heaparium-layout: the only program here that contains Graphviz.
 *
 * Usage: heaparium-layout ENGINE [FORMAT] < DOT > ANSWER
 *
 * Without a format the answer is text, y downwards, in points:
 *
 *     heaparium-layout 1
 *     size WIDTH HEIGHT
 *     node NUMBER X Y                                   the centre
 *     edge NUMBER N X Y … TIP X Y                       N = 3k + 1 control points of Bézier curves
 *     edge NUMBER N X Y … TIP X Y LABEL X Y             the same with the centre of its label
 *     end
 *
 * where NUMBER is that of the node name "n12" and the edge key "e7". With a format (svg, png, pdf)
 * it is the rendered file. A layout cannot be cancelled and two of them cannot run in one process,
 * hence a process for each: it dies with the thread that started it, and it may take a bounded
 * amount of memory and processor time. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#define MEMORY_LIMIT  (2ul << 30) /* bytes of address space */
#define SECONDS_LIMIT 120         /* of processor time; the caller's own limit is far below */
#define INPUT_LIMIT   (64ul << 20)

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#else
#define UNDER_ASAN 0
#endif

static void
limit (int resource, rlim_t value)
{
  struct rlimit wanted = { value, value };

  setrlimit (resource, &wanted);
}

static void
confine (void)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_CPU, SECONDS_LIMIT);
  if (!UNDER_ASAN) /* the sanitizer maps its shadow of the whole address space */
    limit (RLIMIT_AS, MEMORY_LIMIT);
}

static char *
read_all (FILE *file)
{
  size_t size = 0, room = 1 << 16;
  char *text = malloc (room);

  while (text != NULL) {
    size_t got = fread (text + size, 1, room - size - 1, file);
    char *bigger;

    size += got;
    if (got == 0)
      break;
    if (size < room - 1)
      continue;
    bigger = room < INPUT_LIMIT ? realloc (text, room * 2) : NULL;
    if (bigger == NULL) {
      free (text);
      return NULL;
    }
    text = bigger;
    room *= 2;
  }
  if (text != NULL)
    text[size] = '\0';
  return text;
}

/* Reads "X,Y" and moves *text behind it. */
static int
read_point (const char **text, double *x, double *y)
{
  char *end;

  *x = strtod (*text, &end);
  if (end == *text || *end != ',')
    return 0;
  *text = end + 1;
  *y = strtod (*text, &end);
  if (end == *text)
    return 0;
  *text = end;
  return 1;
}

static int
print_node (Agnode_t *node, double height)
{
  const char *pos = agget (node, (char *)"pos");
  double x, y;

  if (agnameof (node)[0] != 'n' || pos == NULL || !read_point (&pos, &x, &y))
    return 0;
  printf ("node %lu %.2f %.2f\n", strtoul (agnameof (node) + 1, NULL, 10), x, height - y);
  return 1;
}

/* pos is "[e,X,Y ][s,X,Y ]X,Y X,Y …"; of several curves separated by ';' the first is enough. */
static int
print_edge (Agedge_t *edge, double height)
{
  const char *name = agnameof (edge);
  const char *pos = agget (edge, (char *)"pos");
  const char *lp = agget (edge, (char *)"lp");
  double tip_x = 0, tip_y = 0, x, y;
  int has_tip = 0, count = 0;
  const char *p;

  if (name == NULL || name[0] != 'e' || pos == NULL)
    return 0;
  while (pos[0] != '\0' && pos[1] == ',' && (pos[0] == 'e' || pos[0] == 's')) {
    int is_end = pos[0] == 'e';

    pos += 2;
    if (!read_point (&pos, &x, &y))
      return 0;
    if (is_end) {
      tip_x = x;
      tip_y = y;
      has_tip = 1;
    }
    while (*pos == ' ')
      pos++;
  }
  for (p = pos; read_point (&p, &x, &y); count++)
    while (*p == ' ' || *p == '\n' || *p == '\\')
      p++;
  if (count == 0)
    return 0;
  printf ("edge %lu %d", strtoul (name + 1, NULL, 10), count);
  for (p = pos; read_point (&p, &x, &y);) {
    printf (" %.2f %.2f", x, height - y);
    while (*p == ' ' || *p == '\n' || *p == '\\')
      p++;
  }
  printf (" TIP %.2f %.2f", has_tip ? tip_x : x, height - (has_tip ? tip_y : y));
  if (lp != NULL && *lp != '\0' && read_point (&lp, &x, &y))
    printf (" LABEL %.2f %.2f", x, height - y);
  putchar ('\n');
  return 1;
}

static int
print_layout (Agraph_t *graph)
{
  const char *bb = agget (graph, (char *)"bb");
  double left, bottom, right, top;

  if (bb == NULL || !read_point (&bb, &left, &bottom) || *bb++ != ',' ||
      !read_point (&bb, &right, &top))
    return 0;
  printf ("heaparium-layout 1\nsize %.2f %.2f\n", right, top);
  for (Agnode_t *node = agfstnode (graph); node != NULL; node = agnxtnode (graph, node)) {
    if (!print_node (node, top))
      return 0;
    for (Agedge_t *edge = agfstout (graph, node); edge != NULL; edge = agnxtout (graph, edge))
      if (!print_edge (edge, top))
        return 0;
  }
  puts ("end");
  return 1;
}

static int
fail (const char *message)
{
  fprintf (stderr, "heaparium-layout: %s\n", message);
  return 1;
}

static int
is_one_of (const char *word, const char *const *words)
{
  for (; *words != NULL; words++)
    if (strcmp (word, *words) == 0)
      return 1;
  return 0;
}

int
main (int argc, char **argv)
{
  static const char *const engines[] = { "dot", "sfdp", "neato", NULL };
  static const char *const formats[] = { "svg", "png:cairo", "pdf", NULL };
  char *text;
  Agraph_t *graph;
  GVC_t *gvc;

  confine ();
  if (argc < 2 || argc > 3 || !is_one_of (argv[1], engines) ||
      (argc == 3 && !is_one_of (argv[2], formats))) {
    fprintf (stderr, "usage: heaparium-layout dot|sfdp|neato [svg|png:cairo|pdf] < DOT\n");
    return 2;
  }
  text = read_all (stdin);
  if (text == NULL)
    return fail ("the graph does not fit in memory");
  graph = agmemread (text);
  if (graph == NULL)
    return fail ("the graph is not valid DOT");
  gvc = gvContext ();
  if (gvLayout (gvc, graph, argv[1]) != 0 || agerrors () >= AGERR)
    return fail ("Graphviz could not lay out the graph");
  if (argc == 3) {
    if (gvRender (gvc, graph, argv[2], stdout) != 0 || agerrors () >= AGERR)
      return fail ("Graphviz could not render the graph");
  } else {
    attach_attrs (graph);
    if (!print_layout (graph))
      return fail ("Graphviz placed only a part of the graph");
  }
  if (fflush (stdout) != 0)
    return fail (strerror (errno));
  _exit (0); /* Graphviz leaks by design; the process ends here */
}
