/* SPDX-License-Identifier: Apache-2.0 */
#include "support/foreign-files.h"

#include <string.h>

const char hp_foreign_v8[] =
    "{\"snapshot\":{\"meta\":{\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\","
    "\"edge_count\"],\"node_types\":[[\"hidden\",\"array\",\"string\",\"object\",\"synthetic\"],"
    "\"string\",\"number\",\"number\",\"number\"],\"edge_fields\":[\"type\",\"name_or_index\","
    "\"to_node\"],\"edge_types\":[[\"context\",\"element\",\"property\",\"weak\"],"
    "\"string_or_number\",\"node\"]},\"node_count\":4,\"edge_count\":4},\n"
    "\"nodes\":[4,0,1,0,1\n,3,1,3,40,2,2,2,5,24,0,1,0,7,16,1],\n"
    "\"edges\":[1,1,5\n,2,3,10,3,4,15,1,0,5],\n\"samples\":[[[{\"a\":\"]\"}]]],\n"
    "\"strings\":[\"\",\"Window\",\"h\\u00e9 \\ud83d\\ude00\\n\",\"title\",\"cache\"]}";

static void
add_number (GByteArray *file, guint64 number, guint width)
{
  for (guint i = width; i-- > 0;) {
    guint8 byte = (guint8)(number >> (8 * i));

    g_byte_array_append (file, &byte, 1);
  }
}

static void
add_text (GByteArray *file, const char *text)
{
  add_number (file, strlen (text), 2);
  g_byte_array_append (file, (const guint8 *)text, (guint)strlen (text));
}

static void
add_pyheap_object (GByteArray *file, guint64 address, guint64 type, guint64 size,
                   const guint64 *referents, guint n)
{
  add_number (file, address, 8);
  add_number (file, type, 8);
  add_number (file, size, 4);
  add_number (file, n, 4);
  for (guint i = 0; i < n; i++)
    add_number (file, referents[i], 8);
}

GByteArray *
hp_foreign_pyheap_new (void)
{
  GByteArray *file = g_byte_array_new ();
  const guint64 of_cache[] = { 0x200 }, of_list[] = { 0x100, 0x999 };

  add_number (file, 123000321, 8);
  add_number (file, 1, 4);
  add_text (file, "2026-01-01T00:00:00");
  add_number (file, 1, 8);
  add_number (file, 1, 4);
  add_text (file, "MainThread");
  add_number (file, 0x0100, 2);
  add_number (file, 1, 4);
  add_text (file, "/srv/app.py");
  add_number (file, 42, 4);
  add_text (file, "worker");
  add_number (file, 1, 4);
  add_text (file, "c");
  add_number (file, 0x100, 8);
  add_number (file, 1, 4);
  add_text (file, "items");
  add_number (file, 1, 4);
  add_number (file, 0x50, 8);
  add_number (file, 0, 4);
  add_number (file, 2, 4);
  add_pyheap_object (file, 0x100, 0x60, 48, of_cache, 1);
  add_number (file, 1, 4);
  add_number (file, 0xffff, 2);
  add_number (file, 0x200, 8);
  add_text (file, "<Cache>");
  add_pyheap_object (file, 0x200, 0x50, 72, of_list, 2);
  add_text (file, "[...]");
  add_number (file, 2, 4);
  add_number (file, 0x50, 8);
  add_text (file, "list");
  add_number (file, 0x60, 8);
  add_text (file, "Cache");
  add_number (file, 123000321, 8);
  return file;
}
