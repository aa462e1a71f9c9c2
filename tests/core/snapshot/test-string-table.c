/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/string-table.h"

#include <string.h>

#define MANY 20000 /* makes the table grow several times */

static char *
dup_string (const HpStringTable *table, guint32 number)
{
  guint64 start = HP_VECTOR_AT (&table->start, guint64, number);
  guint64 end = HP_VECTOR_AT (&table->start, guint64, number + 1);

  return g_strndup ((const char *)table->bytes.data + start, end - start);
}

/* Numbers come in order, equal strings share one, and growing loses none. */
static void
test_equal_strings_share_a_number (void)
{
  HpStringTable table;

  hp_string_table_init (&table);
  for (guint round = 0; round < 2; round++)
    for (guint32 i = 0; i < MANY; i++) {
      g_autofree char *text = g_strdup_printf ("%u", i);
      g_assert_cmpuint (hp_string_table_add (&table, text, strlen (text)), ==, i);
    }
  for (guint32 i = 0; i < MANY; i++) {
    g_autofree char *text = dup_string (&table, i), *expected = g_strdup_printf ("%u", i);
    g_assert_cmpstr (text, ==, expected);
  }
  g_assert_cmpuint (table.start.count, ==, MANY + 1);
  hp_string_table_clear (&table);
}

/* Room that was made is only room. */
static void
test_reserved (void)
{
  HpStringTable table;

  hp_string_table_init (&table);
  for (guint32 i = 0; i < MANY; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    if (i == 100)
      hp_string_table_reserve (&table, MANY / 2);
    g_assert_cmpuint (hp_string_table_add (&table, text, strlen (text)), ==, i);
  }
  g_assert_cmpuint (hp_string_table_add (&table, "99", 2), ==, 99);
  hp_string_table_clear (&table);
}

static void
test_empty_and_long (void)
{
  HpStringTable table;
  g_autofree char *large = g_strnfill (1 << 20, 'x');

  hp_string_table_init (&table);
  g_assert_cmpuint (hp_string_table_add (&table, "", 0), ==, 0);
  g_assert_cmpuint (hp_string_table_add (&table, large, 1 << 20), ==, 1);
  g_assert_cmpuint (hp_string_table_add (&table, large, (1 << 20) - 1), ==, 2);
  g_assert_cmpuint (hp_string_table_add (&table, "", 0), ==, 0);
  g_assert_cmpuint (hp_string_table_add (&table, large, 1 << 20), ==, 1);
  hp_string_table_clear (&table);
}

/* Whether it had grown or not. */
static void
test_emptied_table_starts_again (void)
{
  HpStringTable table;

  hp_string_table_init (&table);
  for (guint32 n = 10; n <= MANY; n = n == MANY ? MANY + 1 : MIN (n * 10, MANY)) {
    for (guint32 i = 0; i < n; i++) {
      g_autofree char *text = g_strdup_printf ("%u", n - i);
      g_assert_cmpuint (hp_string_table_add (&table, text, strlen (text)), ==, i);
    }
    hp_string_table_empty (&table);
    g_assert_cmpuint (table.start.count, ==, 1);
  }
  hp_string_table_clear (&table);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/snapshot/string-table/equal-strings-share-a-number",
                   test_equal_strings_share_a_number);
  g_test_add_func ("/core/snapshot/string-table/empty-and-long", test_empty_and_long);
  g_test_add_func ("/core/snapshot/string-table/emptied-table-starts-again",
                   test_emptied_table_starts_again);
  g_test_add_func ("/core/snapshot/string-table/reserved", test_reserved);
  return g_test_run ();
}
