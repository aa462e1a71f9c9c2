/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/query.h"

#include <glib/gi18n.h>

/* Each says where equals stand, so that an answer is the same whatever the rows are read from. */
static const HpSavedQuery saved[] = {
  { N_ ("Types with the most bytes"), "SELECT type, module, count, size FROM types\n"
                                      "ORDER BY size DESC, type, module LIMIT 20" },
  { N_ ("Objects that keep the most alive"),
    "SELECT d.object, o.type, o.value, o.size, d.retained_size\n"
    "FROM dominators d JOIN objects o ON o.address = d.object\n"
    "ORDER BY d.retained_size DESC, d.object LIMIT 20" },
  { N_ ("Largest lists and dicts"),
    "SELECT address, type, size, referents FROM objects\n"
    "WHERE type IN ('list', 'dict', 'set') ORDER BY size DESC, address LIMIT 20" },
  { N_ ("Texts kept more than once"),
    "SELECT value, count(*) AS copies, sum(size) AS bytes FROM objects\n"
    "WHERE type = 'str' GROUP BY value HAVING copies > 1 ORDER BY bytes DESC, value LIMIT 20" },
  { N_ ("Objects with the most referrers"),
    "SELECT r.target AS object, o.type, o.value, count(*) AS referrers\n"
    "FROM refs r JOIN objects o ON o.address = r.target WHERE NOT r.weak\n"
    "GROUP BY r.target ORDER BY referrers DESC, object LIMIT 20" },
  /* A cycle is named by an object of the type that it has most of; SQLite takes "object" from the
   * row of max(). */
  { N_ ("Largest cycles"),
    "SELECT o.address AS object, o.type, c.of_type, c.members, c.types, c.bytes FROM (\n"
    "  SELECT object, max(n) AS of_type, sum(n) AS members, count(*) AS types,\n"
    "    sum(bytes) AS bytes FROM (\n"
    "    SELECT component, min(object) AS object, count(*) AS n, sum(size) AS bytes\n"
    "    FROM components JOIN objects ON address = object GROUP BY component, type)\n"
    "  GROUP BY component ORDER BY bytes DESC, component LIMIT 20) c\n"
    "JOIN objects o ON o.address = c.object ORDER BY c.bytes DESC, c.object" },
  { N_ ("Types that outlived two collections"),
    "SELECT type, count(*) AS objects, sum(size) AS bytes FROM objects\n"
    "WHERE generation = 2 GROUP BY type ORDER BY bytes DESC, type LIMIT 20" },
  { N_ ("Emptiest arenas"), "SELECT a.address, a.pools_in_use, a.used FROM arenas a\n"
                            "ORDER BY a.used, a.address LIMIT 20" },
  { N_ ("Size classes and how full they are"),
    "SELECT block_size, count(*) AS pools, sum(used) AS used, sum(blocks) - sum(used) AS free\n"
    "FROM pools WHERE used > 0 GROUP BY block_size ORDER BY block_size" },
  { N_ ("Lines that allocated the most bytes still alive"),
    "SELECT file, line, count(*) AS blocks, sum(size) AS bytes FROM allocations\n"
    "GROUP BY file, line ORDER BY bytes DESC, file, line LIMIT 20" },
};

const HpSavedQuery *
hp_saved_queries (guint *n)
{
  *n = G_N_ELEMENTS (saved);
  return saved;
}
