/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and texts as the writers write them. */
#include "exchange/output.h"

#include <inttypes.h>

static void
check_number (HpOutput *output, guint64 number)
{
  g_autofree char *expected = g_strdup_printf ("%" PRIu64, number);

  g_string_truncate (output->text, 0);
  hp_output_append_number (output, number);
  g_assert_cmpstr (output->text->str, ==, expected);
}

/* Around each power of ten and of two. */
static void
test_numbers (void)
{
  g_auto (HpOutput) output = hp_output_init (NULL, 0, NULL);
  guint64 power = 1;

  for (guint i = 0; i < 20; i++, power *= 10)
    for (gint64 near = -2; near <= 2; near++)
      check_number (&output, power + (guint64)near);
  for (guint i = 0; i < 64; i++)
    check_number (&output, (G_GUINT64_CONSTANT (1) << i) - 1);
  check_number (&output, G_MAXUINT64);
  for (guint64 i = 0; i < 1100; i++)
    check_number (&output, i);
}

static void
test_many_numbers (void)
{
  g_auto (HpOutput) output = hp_output_init (NULL, 0, NULL);
  const guint64 numbers[] = { 0, 17, G_MAXUINT64, 100 };

  hp_output_append_numbers (&output, "[", numbers, G_N_ELEMENTS (numbers));
  hp_output_append_numbers (&output, "\n,", numbers, 1);
  g_assert_cmpstr (output.text->str, ==, "[0,17,18446744073709551615,100\n,0");
}

static void
test_json (void)
{
  static const struct {
    const char *text;
    gsize length;
    const char *json;
  } texts[] = {
    { "", 0, "\"\"" },
    { "plain and more", 5, "\"plain\"" },
    { "\"a\\b\"", 5, "\"\\\"a\\\\b\\\"\"" },
    { "a\nb\x01", 4, "\"a\\u000ab\\u0001\"" },
    { "h\xc3\xa9", 3, "\"h\xc3\xa9\"" },
    { "h\xc3", 2, "\"h\xef\xbf\xbd\"" },
    { "a\0b", 3,
      "\"a\xef\xbf\xbd"
      "b\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_auto (HpOutput) output = hp_output_init (NULL, 0, NULL);

    hp_output_append_json (&output, texts[i].text, texts[i].length);
    g_assert_cmpstr (output.text->str, ==, texts[i].json);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/exchange/output/numbers", test_numbers);
  g_test_add_func ("/core/exchange/output/many-numbers", test_many_numbers);
  g_test_add_func ("/core/exchange/output/json", test_json);
  return g_test_run ();
}
