/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/audit.h"
#include "graph.h"

typedef struct {
  HpSnapshotBuilder *builder;
  guint32 n;
} Heap;

static guint32
add (Heap *heap, guint32 type, guint64 size, gint64 refcount, guint flags)
{
  HpObjectRow row = { .address = 0x1000 + 64 * (guint64)heap->n++,
                      .type = type,
                      .size = size,
                      .refcount = refcount,
                      .generation = HP_GENERATION_UNTRACKED,
                      .flags = flags,
                      .gc_order = HP_NONE };

  return hp_snapshot_builder_add_object (heap->builder, &row);
}

static HpSnapshot *
finish (Heap *heap)
{
  HpSnapshot *snapshot = hp_snapshot_builder_end (heap->builder, NULL, NULL);

  hp_snapshot_builder_free (heap->builder);
  return snapshot;
}

static void
heap_init (Heap *heap, const char *type)
{
  heap->builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  heap->n = 0;
  hp_snapshot_builder_add_type (heap->builder, type, NULL);
}

static HpRemainderKind
kind_of_first_type (const HpSnapshot *snapshot)
{
  g_autoptr (HpAudit) audit = hp_audit_new (snapshot, NULL, NULL);
  guint n;
  const HpAuditType *types = hp_audit_get_types (audit, &n);

  return n > 0 ? types[0].kind : HP_REMAINDER_NONE;
}

static void
test_random_graphs (void)
{
  for (guint32 seed = 0; seed < 40; seed++) {
    g_autoptr (HpSnapshot) snapshot = graph_random (40, 2, 6, seed);
    g_autoptr (HpAudit) audit = hp_audit_new (snapshot, NULL, NULL);

    for (guint32 object = 0; object < 40; object++) {
      guint32 n_found = 0;

      for (guint32 from = 0; from < 40; from++) {
        const guint32 *labels;
        guint32 n;
        const guint32 *targets = hp_snapshot_referents (snapshot, from, &labels, &n);

        for (guint32 i = 0; i < n; i++)
          n_found += targets[i] == object && !hp_label_is_weak (labels[i]);
      }
      g_assert_cmpuint (hp_audit_get_n_found (audit, object), ==, n_found);
      g_assert_cmpint (hp_audit_get_remainder (audit, object), ==, 1 - (gint64)n_found);
    }
  }
}

static void
test_what_adds_up_is_not_told (void)
{
  Heap heap;
  g_autoptr (HpSnapshot) snapshot = NULL;
  guint32 a, b;

  heap_init (&heap, "list");
  a = add (&heap, 0, 64, 1, 0);
  b = add (&heap, 0, 64, 1, 0);
  hp_snapshot_builder_add_ref (heap.builder, a, b, hp_label (HP_REF_INDEX, 0));
  hp_snapshot_builder_add_ref (heap.builder, b, a, hp_label (HP_REF_INDEX, 0));
  snapshot = finish (&heap);
  g_assert_cmpint (kind_of_first_type (snapshot), ==, HP_REMAINDER_NONE);
}

static void
test_many_that_nothing_holds (void)
{
  Heap heap;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpAudit) audit = NULL;
  const HpAuditType *types;
  guint n;

  heap_init (&heap, "Record");
  for (guint i = 0; i < 50; i++)
    add (&heap, 0, 48, 1, 0);
  snapshot = finish (&heap);
  audit = hp_audit_new (snapshot, NULL, NULL);
  types = hp_audit_get_types (audit, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (types[0].kind, ==, HP_REMAINDER_UNHELD);
  g_assert_cmpuint (types[0].n_unheld, ==, 50);
  g_assert_cmpuint (types[0].unheld_size, ==, 50 * 48);
}

static void
test_one_that_piles_up (void)
{
  Heap heap;
  g_autoptr (HpSnapshot) snapshot = NULL;
  guint32 holder, shared;

  heap_init (&heap, "list");
  holder = add (&heap, 0, 64, 0, HP_OBJECT_IMMORTAL);
  shared = add (&heap, 0, 64, 5001, 0);
  hp_snapshot_builder_add_ref (heap.builder, holder, shared, hp_label (HP_REF_INDEX, 0));
  snapshot = finish (&heap);
  g_assert_cmpint (kind_of_first_type (snapshot), ==, HP_REMAINDER_PILED_UP);
}

/* A static variable, or a table of what is kept for ever, holds 50, one of which has two references
 * more that nobody knows of. */
static void
check_named_holders (HpRootKind kind)
{
  Heap heap;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpAudit) audit = NULL;
  const HpAuditType *types;
  guint n;

  heap_init (&heap, "Record");
  for (guint i = 0; i < 50; i++) {
    guint32 object = add (&heap, 0, 48, i == 7 ? 3 : 1 + i % 2, i == 7 ? HP_OBJECT_UNEXPLAINED : 0);
    hp_snapshot_builder_add_root (heap.builder, object, kind, "static variable of libx.so", NULL,
                                  NULL, 0);
  }
  snapshot = finish (&heap);
  audit = hp_audit_new (snapshot, NULL, NULL);
  types = hp_audit_get_types (audit, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (types[0].n_remaining, ==, 1);
  g_assert_cmpuint (types[0].example, ==, 7);
  g_assert_cmpint (types[0].largest, ==, 2);
  g_assert_cmpuint (types[0].n_unheld, ==, 0);
  g_assert_cmpint (hp_audit_get_remainder (audit, 9), ==, 0);
}

static void
test_named_holders (void)
{
  check_named_holders (HP_ROOT_GLOBAL);
  check_named_holders (HP_ROOT_IMMORTAL);
}

static void
test_few_and_blind (void)
{
  for (guint many = 0; many < 2; many++) {
    Heap heap;
    g_autoptr (HpSnapshot) snapshot = NULL;
    guint32 holder;

    heap_init (&heap, "Opaque");
    holder = add (&heap, 0, 64, 0, HP_OBJECT_IMMORTAL);
    for (guint i = 0; i < (many ? 50 : 2); i++)
      hp_snapshot_builder_add_ref (heap.builder, holder, add (&heap, 0, 64, 2, 0),
                                   hp_label (HP_REF_INDEX, i));
    snapshot = finish (&heap);
    g_assert_cmpint (kind_of_first_type (snapshot), ==,
                     many ? HP_REMAINDER_BLIND : HP_REMAINDER_FEW);
  }
}

/* Identifiers and single characters are held from C in every interpreter: that is no leak. */
static void
test_the_interpreters_own_are_no_leak (void)
{
  Heap heap;
  g_autoptr (HpSnapshot) snapshot = NULL;

  heap_init (&heap, "str");
  for (guint i = 0; i < 50; i++) {
    add (&heap, 0, 60, 1, HP_OBJECT_INTERNED);
    add (&heap, 0, 50, 1, 0);
  }
  snapshot = finish (&heap);
  g_assert_cmpint (kind_of_first_type (snapshot), ==, HP_REMAINDER_BLIND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/audit/random-graphs", test_random_graphs);
  g_test_add_func ("/core/analysis/audit/what-adds-up-is-not-told", test_what_adds_up_is_not_told);
  g_test_add_func ("/core/analysis/audit/many-that-nothing-holds", test_many_that_nothing_holds);
  g_test_add_func ("/core/analysis/audit/one-that-piles-up", test_one_that_piles_up);
  g_test_add_func ("/core/analysis/audit/named-holders", test_named_holders);
  g_test_add_func ("/core/analysis/audit/few-and-blind", test_few_and_blind);
  g_test_add_func ("/core/analysis/audit/the-interpreters-own-are-no-leak",
                   test_the_interpreters_own_are_no_leak);
  return g_test_run ();
}
