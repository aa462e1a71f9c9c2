/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the memory of another process: its list of mappings, then objects of each kind at
 * every other word, then an ELF file. The first byte chooses. */
#include "source/process/binary.h"
#include "source/process/image.h"
#include "source/process/maps.h"
#include "source/process/values.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

#define START 0x10000u

static void
read_maps (const uint8_t *data, size_t n)
{
  g_autofree char *text = g_strndup ((const char *)data, n);
  g_autoptr (GArray) maps = hp_maps_parse (text);

  for (guint i = 0; i < maps->len; i++)
    g_assert_cmpuint (g_array_index (maps, HpMapping, i).start, <,
                      g_array_index (maps, HpMapping, i).end);
}

static void
read_values (HpImage *image, const HpLayout *layout, guint64 address)
{
  HpStr str;
  HpDictIter iter;
  guint64 key, value;
  g_autofree char *text = NULL;
  g_autoptr (GString) shown = g_string_new (NULL);

  if (hp_str_read (image, layout, address, &str))
    text = hp_str_dup (image, layout, address, 1000, NULL);
  hp_str_append_repr (shown, image, layout, address, 100);
  hp_int_append (shown, image, layout, address);
  if (!hp_dict_iter_init_keys (&iter, image, layout, address))
    return;
  while (hp_dict_iter_next (&iter, &key, &value))
    continue;
  hp_dict_iter_clear (&iter);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  g_autoptr (HpImage) image = NULL;
  const HpLayout *layout;
  HpBinary binary = { 0 };

  if (n < 2 || n > 65536)
    return 0;
  if (data[0] == 0) {
    read_maps (data + 1, n - 1);
    return 0;
  }
  image = hp_image_new ();
  memcpy (hp_image_add (image, START, START + (n - 1 + 4095) / 4096 * 4096, TRUE, FALSE), data + 1,
          n - 1);
  hp_image_index (image);
  if (data[0] == 1) {
    hp_binary_read_memory (image, START, &binary);
    hp_binary_clear (&binary);
    return 0;
  }
  layout = hp_layout_get (data[0] % 16);
  if (layout == NULL)
    layout = hp_layout_get (11);
  for (guint64 at = START; at < START + n && at < START + 4096; at += 16)
    read_values (image, layout, at);
  return 0;
}
