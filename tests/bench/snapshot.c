/* SPDX-License-Identifier: Apache-2.0 */
/* What keeping a picture costs beside the least that it could, and beside GVariant.
 *
 *   bench-snapshot N FOLDER [ROUNDS]
 *
 * Writing, until all is on the disk: hp_snapshot_save () beside write () of the bare columns, and
 * beside the same columns as a GVariant. Opening until a thousand objects have told size, type and
 * references: hp_snapshot_load () beside a bare mapping. Verifying: hp_snapshot_check () beside the
 * shortest loop that makes references safe to follow, and beside g_variant_is_normal_form (). The
 * ways take turns; printed are the medians of CPU milliseconds (of all threads) and of the ratios
 * inside a round, then the same of the clock on the wall. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "big-picture.h"
#include "snapshot/file.h"

#define N_ANSWERS  1000
#define MAX_WAYS   8
#define MAX_ROUNDS 99

static const guint8 widths[] = {
#define HP_WIDTH(ID, type, table, name) sizeof (type),
  HP_SNAPSHOT_COLUMNS (HP_WIDTH)
#undef HP_WIDTH
};

typedef struct {
  const HpSnapshot *snapshot;
  char *raw, *saved, *packed, *gzip, *variant; /* owned: paths */
  guint64 answers;                             /* so that reading is not optimised away */
} Bench;

/* Of all threads together (CLOCK_PROCESS_CPUTIME_ID) or on the wall (CLOCK_MONOTONIC). */
static double
ms_of (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

/* ---- writing ---- */

static void
write_fully (int fd, const void *data, gsize size)
{
  const char *bytes = data;

  while (size > 0) {
    gssize written = write (fd, bytes, size);

    if (written <= 0)
      g_error ("cannot write");
    bytes += written;
    size -= (gsize)written;
  }
}

/* Beside the target, renamed when it is on the disk: as hp_snapshot_save () does. */
static int
open_beside (const char *path)
{
  g_autofree char *beside = g_strconcat (path, ".new", NULL);

  return open (beside, O_WRONLY | O_CREAT | O_TRUNC, 0600);
}

static void
sync_and_rename (int fd, const char *path)
{
  g_autofree char *beside = g_strconcat (path, ".new", NULL);

  if (fsync (fd) != 0 || close (fd) != 0 || rename (beside, path) != 0)
    g_error ("cannot write");
}

static void
write_raw (Bench *self)
{
  int fd = open_beside (self->raw);

  for (guint i = 0; i < HP_N_COLUMNS; i++)
    write_fully (fd, self->snapshot->columns[i].data, self->snapshot->columns[i].count * widths[i]);
  sync_and_rename (fd, self->raw);
}

static void
write_saved (Bench *self)
{
  if (!hp_snapshot_save (self->snapshot, self->saved, NULL, NULL, NULL, NULL))
    g_error ("cannot write %s", self->saved);
}

static void
write_packed (Bench *self)
{
  if (!hp_snapshot_save_compressed (self->snapshot, self->packed, NULL, NULL, NULL, NULL))
    g_error ("cannot write %s", self->packed);
}

/* As gzip does when nothing else is said. */
static void
write_gzip (Bench *self)
{
  g_autoptr (GFile) raw = g_file_new_for_path (self->raw), gzip = g_file_new_for_path (self->gzip);
  g_autoptr (GConverter) converter =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autoptr (GInputStream) from = G_INPUT_STREAM (g_file_read (raw, NULL, NULL));
  g_autoptr (GOutputStream) to =
      G_OUTPUT_STREAM (g_file_replace (gzip, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL));
  g_autoptr (GOutputStream) through = g_converter_output_stream_new (to, converter);

  if (g_output_stream_splice (through, from, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL) < 0)
    g_error ("cannot write %s", self->gzip);
}

static const char *
array_type (guint column)
{
  static const char *const types[] = { [1] = "ay", [2] = "aq", [4] = "au", [8] = "at" };

  return types[widths[column]];
}

/* All columns in one tuple; free with g_free. */
static char *
dup_variant_type (void)
{
  GString *type = g_string_new ("(");

  for (guint i = 0; i < HP_N_COLUMNS; i++)
    g_string_append (type, array_type (i));
  g_string_append_c (type, ')');
  return g_string_free (type, FALSE);
}

static GVariant *
make_variant (const HpSnapshot *snapshot)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_TUPLE);
  for (guint i = 0; i < HP_N_COLUMNS; i++)
    g_variant_builder_add_value (&builder,
                                 g_variant_new_fixed_array (G_VARIANT_TYPE (array_type (i) + 1),
                                                            snapshot->columns[i].data,
                                                            snapshot->columns[i].count, widths[i]));
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static void
write_variant (Bench *self)
{
  g_autoptr (GVariant) variant = make_variant (self->snapshot);
  int fd = open_beside (self->variant);

  write_fully (fd, g_variant_get_data (variant), g_variant_get_size (variant));
  sync_and_rename (fd, self->variant);
}

/* ---- opening ---- */

/* Objects far apart. */
static guint32
nth_object (guint32 n, guint i)
{
  return (guint32)((guint64)i * 2654435761u % n);
}

static const void *
raw_column (const Bench *self, const char *bytes, HpColumnId column)
{
  for (guint i = 0; i < column; i++)
    bytes += self->snapshot->columns[i].count * widths[i];
  return bytes;
}

static void
ask_raw (Bench *self, const char *bytes)
{
  const guint64 *size = raw_column (self, bytes, HP_COL_OBJECT_SIZE);
  const guint32 *type = raw_column (self, bytes, HP_COL_OBJECT_TYPE);
  const guint64 *start = (const guint64 *)raw_column (self, bytes, HP_COL_REF_START);
  const guint32 *target = raw_column (self, bytes, HP_COL_REF_TARGET);
  guint32 n = hp_snapshot_n_objects (self->snapshot);

  for (guint i = 0; i < N_ANSWERS; i++) {
    guint32 object = nth_object (n, i);

    self->answers += size[object] + type[object];
    for (guint64 ref = start[object]; ref < start[object + 1]; ref++)
      self->answers += target[ref];
  }
}

static void
open_raw (Bench *self)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (self->raw, FALSE, NULL);

  ask_raw (self, g_mapped_file_get_contents (file));
}

static void
open_gzip (Bench *self)
{
  g_autoptr (GFile) gzip = g_file_new_for_path (self->gzip);
  g_autoptr (GConverter) converter =
      G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GInputStream) from = G_INPUT_STREAM (g_file_read (gzip, NULL, NULL));
  g_autoptr (GInputStream) through = g_converter_input_stream_new (from, converter);
  gsize size = 0;
  g_autofree char *bytes = NULL;

  for (guint i = 0; i < HP_N_COLUMNS; i++)
    size += self->snapshot->columns[i].count * widths[i];
  bytes = g_malloc (size);
  if (!g_input_stream_read_all (through, bytes, size, &size, NULL, NULL))
    g_error ("cannot read %s", self->gzip);
  ask_raw (self, bytes);
}

static void
open_file (Bench *self, const char *path)
{
  g_autoptr (HpSnapshot) snapshot = hp_snapshot_load (path, NULL, NULL);

  for (guint i = 0; i < N_ANSWERS; i++) {
    guint32 object = nth_object (hp_snapshot_n_objects (snapshot), i), n;
    const guint32 *targets = hp_snapshot_referents (snapshot, object, NULL, &n);

    self->answers += hp_snapshot_size (snapshot, object) + hp_snapshot_type_of (snapshot, object);
    while (n > 0)
      self->answers += targets[--n];
  }
}

static void
open_saved (Bench *self)
{
  open_file (self, self->saved);
}

static void
open_packed (Bench *self)
{
  open_file (self, self->packed);
}

/* ---- verifying ---- */

static void
check_raw (Bench *self)
{
  const HpSnapshot *snapshot = self->snapshot;
  const guint64 *start = HP_SNAPSHOT_COLUMN (snapshot, REF_START, guint64);
  const guint32 *target = HP_SNAPSHOT_COLUMN (snapshot, REF_TARGET, guint32);
  guint32 n = hp_snapshot_n_objects (snapshot);
  gboolean good = TRUE;

  for (guint32 object = 0; object < n; object++)
    good &= start[object] <= start[object + 1];
  for (guint64 ref = 0; ref < hp_snapshot_n_refs (snapshot); ref++)
    good &= target[ref] < n;
  g_assert_true (good);
}

static void
check_saved (Bench *self)
{
  g_assert_true (hp_snapshot_check (self->snapshot, NULL));
}

static void
check_variant (Bench *self)
{
  g_autofree char *type = dup_variant_type ();
  g_autoptr (GMappedFile) file = g_mapped_file_new (self->variant, FALSE, NULL);
  g_autoptr (GBytes) bytes = g_mapped_file_get_bytes (file);
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE));

  g_assert_true (g_variant_is_normal_form (variant));
}

/* ---- turns ---- */

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

typedef struct {
  const char *name;
  void (*run) (Bench *);
} Way;

enum { CPU, WALL, N_CLOCKS };
static const clockid_t clocks[N_CLOCKS] = { CLOCK_PROCESS_CPUTIME_ID, CLOCK_MONOTONIC };

static void
run_timed (const Way *way, Bench *bench, double *ms)
{
  for (guint clock = 0; clock < N_CLOCKS; clock++)
    ms[clock] = -ms_of (clocks[clock]);
  way->run (bench);
  for (guint clock = 0; clock < N_CLOCKS; clock++)
    ms[clock] += ms_of (clocks[clock]);
}

typedef double Series[MAX_ROUNDS];

/* Of what the others are compared with in the same round. */
static double
median_ratio (const Series ms, const Series anchor, guint n_rounds)
{
  Series ratio;

  for (guint round = 0; round < n_rounds; round++)
    ratio[round] = ms[round] / anchor[round];
  return median (ratio, n_rounds);
}

static void
print_way (const char *what, const Way *way, Series ms[N_CLOCKS], Series anchor[N_CLOCKS],
           guint n_rounds)
{
  double ratio[N_CLOCKS];

  for (guint clock = 0; clock < N_CLOCKS; clock++)
    ratio[clock] = median_ratio (ms[clock], anchor[clock], n_rounds);
  g_print ("%-8s %-10s", what, way->name);
  for (guint clock = 0; clock < N_CLOCKS; clock++) {
    Series sorted;

    memcpy (sorted, ms[clock], sizeof sorted);
    g_print (" %9.2f ms %8.2f x", median (sorted, n_rounds), ratio[clock]);
  }
  g_print ("\n");
}

/* ways[0] is what the others are compared with. Each is the first in turn, so that none always gets
 * the memory that the same other one has left behind. Round 0 is not counted. */
static void
compete (Bench *bench, const char *what, const Way *ways, guint n_ways, guint n_rounds)
{
  static Series ms[MAX_WAYS][N_CLOCKS];

  for (guint round = 0; round <= n_rounds; round++)
    for (guint i = 0; i < n_ways; i++) {
      guint way = (round + i) % n_ways;
      double taken[N_CLOCKS];

      run_timed (&ways[way], bench, taken);
      for (guint clock = 0; round > 0 && clock < N_CLOCKS; clock++)
        ms[way][clock][round - 1] = taken[clock];
    }
  for (guint way = 0; way < n_ways; way++)
    print_way (what, &ways[way], ms[way], ms[0], n_rounds);
}

static double
size_of (const char *path)
{
  struct stat status;

  return stat (path, &status) == 0 ? (double)status.st_size : 0;
}

static void
print_sizes (const Bench *bench)
{
  g_print ("size     compressed %9.3f of the plain file (gzip: %.3f)\n",
           size_of (bench->packed) / size_of (bench->saved),
           size_of (bench->gzip) / size_of (bench->saved));
}

static void
bench_clear (Bench *bench)
{
  char *const paths[] = { bench->raw, bench->saved, bench->packed, bench->gzip, bench->variant };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    unlink (paths[i]);
    g_free (paths[i]);
  }
}

int
main (int argc, char **argv)
{
  static const Way writing[] = { { "raw", write_raw },
                                 { "save", write_saved },
                                 { "compressed", write_packed },
                                 { "gvariant", write_variant } };
  static const Way opening[] = { { "raw", open_raw }, { "load", open_saved } };
  static const Way unpacking[] = { { "gzip", open_gzip }, { "compressed", open_packed } };
  static const Way verifying[] = { { "raw", check_raw },
                                   { "check", check_saved },
                                   { "gvariant", check_variant } };
  guint n_rounds = argc > 3 ? (guint)strtoul (argv[3], NULL, 10) : 5;
  g_autoptr (HpSnapshot) snapshot = NULL;
  Bench bench = { 0 };

  if (argc < 3 || n_rounds < 1 || n_rounds > MAX_ROUNDS) {
    g_printerr ("Usage: bench-snapshot N FOLDER [ROUNDS]\n");
    return 2;
  }
  snapshot = hp_big_picture_new ((guint32)strtoul (argv[1], NULL, 10), 1);
  bench.snapshot = snapshot;
  bench.raw = g_build_filename (argv[2], "bench.raw", NULL);
  bench.saved = g_build_filename (argv[2], "bench.heap", NULL);
  bench.packed = g_build_filename (argv[2], "bench-packed.heap", NULL);
  bench.gzip = g_build_filename (argv[2], "bench.gz", NULL);
  bench.variant = g_build_filename (argv[2], "bench.gvariant", NULL);
  compete (&bench, "write", writing, G_N_ELEMENTS (writing), n_rounds);
  compete (&bench, "open", opening, G_N_ELEMENTS (opening), n_rounds);
  write_gzip (&bench);
  compete (&bench, "unpack", unpacking, G_N_ELEMENTS (unpacking), n_rounds);
  print_sizes (&bench);
  compete (&bench, "verify", verifying, G_N_ELEMENTS (verifying), n_rounds);
  bench_clear (&bench);
  return bench.answers == 0;
}
