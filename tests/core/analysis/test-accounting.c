/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the memory add up to the whole: of a picture made by hand, of the embedded heap, of
 * a Python that runs. */
#include "analysis/accounting.h"

#include "../source/python-child.h"
#include "snapshot/builder.h"
#include "source/process/process.h"
#include "source/process/resident.h"

static void
check_sum (const HpAccounting *accounting)
{
  g_assert_cmpint (hp_accounting_sum (accounting, 0, HP_N_ACCOUNT_PARTS - 1), ==,
                   accounting->total);
  for (int part = 0; part < HP_N_ACCOUNT_PARTS; part++)
    if (part != HP_ACCOUNT_NOT_RESIDENT && part != HP_ACCOUNT_UNEXPLAINED)
      g_assert_cmpint (accounting->bytes[part], >=, 0);
}

/* Arenas of 64 KiB with pools of 16 KiB; a pool of 100 blocks of 48 bytes, 60 of them in use. */
static HpSnapshot *
make_picture (gboolean resident)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_TYPES);
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (builder);
  HpPoolView used = { .address = 0x10000,
                      .block_size = 48,
                      .capacity = 100,
                      .carved = 100,
                      .used = 60,
                      .state = HP_POOL_USED };
  HpPoolView uncarved = { .address = 0x14000, .state = HP_POOL_UNCARVED };
  const guint64 bits[] = { G_MAXUINT64 >> 4, 0 };

  info->geometry = (HpGeometry){ .arena_size = 0x10000, .pool_size = 0x4000, .alignment = 16 };
  hp_snapshot_builder_add_arena (builder, 0x10000);
  hp_snapshot_builder_add_pool (builder, &used, bits);
  hp_snapshot_builder_add_pool (builder, &uncarved, NULL);
  hp_snapshot_builder_add_large (builder, 0x90000, 5000, HP_NONE);
  if (resident) {
    info->resident = 1000000;
    info->parts = (HpResidentParts){ 400000, 0x5000, 4096, 30000, 500000, 60000, 0, 4096 };
  }
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

static void
test_parts (void)
{
  g_autoptr (HpSnapshot) taken = make_picture (FALSE), resident = make_picture (TRUE);
  HpAccounting a;

  g_assert_true (hp_accounting_make (&a, taken, NULL, NULL));
  check_sum (&a);
  g_assert_false (a.resident);
  g_assert_cmpint (a.total, ==, 0x10000 + 5000);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_USED], ==, 60 * 48);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_FREE], ==, 40 * 48);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_POOL_OVERHEAD], ==, 0x4000 - 4800);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_EMPTY], ==, 0x4000);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_ARENA_OVERHEAD], ==, 0x8000);
  g_assert_true (hp_accounting_make (&a, resident, NULL, NULL));
  check_sum (&a);
  g_assert_cmpint (a.total, ==, 1000000);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_NOT_RESIDENT], ==, 0x5000 - 0x10000);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_OTHER], ==, 400000 - 0x5000 - 4096);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_UNEXPLAINED], ==, 1000000 - 400000 - 30000 - 560000 - 4096);
}

static void
test_smaps (void)
{
  static const char smaps[] = "00400000-00500000 r-xp 00000000 08:01 77 /usr/bin/python3.11\n"
                              "Rss:                 400 kB\nAnonymous:             8 kB\n"
                              "00600000-00700000 rw-p 00000000 00:00 0 [heap]\n"
                              "Rss:                  40 kB\nAnonymous:            40 kB\n"
                              "7f0000000000-7f0000100000 rw-p 00000000 00:00 0 \n"
                              "Rss:                 100 kB\nVmFlags: rd wr\n"
                              "7f0000200000-7f0000300000 rw-p 00000000 00:00 0 \n"
                              "Rss:                   0 kB\n"
                              "7f0000400000-7f0000500000 rw-s 00000000 00:05 9 /dev/shm/x\n"
                              "Rss:                   4 kB\n"
                              "7ffff0000000-7ffff0010000 rw-p 00000000 00:00 0 [stack]\n"
                              "Rss:                  12 kB\n"
                              "7ffff0020000-7ffff0021000 r-xp 00000000 00:00 0 [vdso]\n"
                              "Rss:                   4 kB\n";
  g_autoptr (GArray) stacks = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) anonymous = g_array_new (FALSE, FALSE, sizeof (HpResidentRun));
  HpResidentParts parts = { 0 }, threaded = { 0 };
  guint64 pointer = G_GUINT64_CONSTANT (0x7f0000080000);

  hp_resident_parse (smaps, stacks, &parts, anonymous);
  g_assert_cmpuint (parts.file_clean, ==, 392 * 1024);
  g_assert_cmpuint (parts.file_private, ==, 8 * 1024);
  g_assert_cmpuint (parts.anonymous, ==, 140 * 1024);
  g_assert_cmpuint (parts.shared, ==, 4 * 1024);
  g_assert_cmpuint (parts.stacks, ==, 12 * 1024);
  g_assert_cmpuint (parts.system, ==, 4 * 1024);
  g_assert_cmpuint (anonymous->len, ==, 2);
  g_array_append_val (stacks, pointer);
  hp_resident_parse (smaps, stacks, &threaded, NULL);
  g_assert_cmpuint (threaded.stacks, ==, 112 * 1024);
  g_assert_cmpuint (threaded.anonymous, ==, 40 * 1024);
}

static void
test_measure (void)
{
  const HpResidentRun runs[] = { { 0x1000, 0x3000 }, { 0x5000, 0x6000 } };
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (HpResidentRun));

  g_array_append_vals (array, runs, 2);
  g_assert_cmpuint (hp_resident_measure (array, 0, 0x10000), ==, 0x3000);
  g_assert_cmpuint (hp_resident_measure (array, 0x1800, 0x100), ==, 0x100);
  g_assert_cmpuint (hp_resident_measure (array, 0x2800, 0x3000), ==, 0x1000);
  g_assert_cmpuint (hp_resident_measure (array, 0x3000, 0x2000), ==, 0);
  g_assert_cmpuint (hp_resident_measure (array, 0x5800, G_MAXUINT64), ==, 0x800);
}

/* A live process: parts add up to the resident memory that the kernel tells. What it holds is
 * known: 100,000 lists in arenas, 8 MiB in one block, a thread. */
static void
test_process (void)
{
  static const char program[] = "import sys, threading\n"
                                "keep = [[i] for i in range(100000)]\n"
                                "block = bytearray(b'x' * (8 << 20))\n"
                                "stop = threading.Event()\n"
                                "threading.Thread(target=stop.wait, daemon=True).start()\n"
                                "print('ready', flush=True)\n"
                                "sys.stdin.read()\n";
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  const char *argv[] = { found[0], "-c", program, NULL };
  PythonChild child = python_child_start (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot =
      hp_process_capture (child.pid, HP_LEVEL_TYPES, TRUE, NULL, NULL, NULL, &error);
  HpAccounting a;

  g_assert_no_error (error);
  g_assert_true (hp_accounting_make (&a, snapshot, NULL, &error));
  python_child_stop (&child);
  check_sum (&a);
  g_assert_true (a.resident);
  g_assert_cmpint (a.total, ==, (gint64)snapshot->info->resident);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_USED], >, 100000 * 72);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_LARGE], >, 8 << 20);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_LARGE], <, 16 << 20);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_STACKS], >, 0);
  g_assert_cmpint (a.bytes[HP_ACCOUNT_FILES], >, 1 << 20);
  g_assert_cmpint (ABS (a.bytes[HP_ACCOUNT_UNEXPLAINED]), <, a.total / 50);
  g_test_message ("unexplained: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT,
                  a.bytes[HP_ACCOUNT_UNEXPLAINED], a.total);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/accounting/parts", test_parts);
  g_test_add_func ("/core/analysis/accounting/smaps", test_smaps);
  g_test_add_func ("/core/analysis/accounting/measure", test_measure);
  g_test_add_func ("/core/analysis/accounting/process", test_process);
  return g_test_run ();
}
