# SPDX-License-Identifier: Apache-2.0
"""sqlite3: connections, cursors in the middle of their rows, functions and adapters of its own."""
import sqlite3

import truth


class Money:
    def __init__(self, cents):
        self.cents = cents


class Median:
    def __init__(self):
        self.values = []

    def step(self, value):
        self.values.append(value)

    def finalize(self):
        return sorted(self.values)[len(self.values) // 2]


def compare(a, b):
    return (a.lower() > b.lower()) - (a.lower() < b.lower())


def main():
    sqlite3.register_adapter(Money, lambda m: m.cents)
    sqlite3.register_converter("money", lambda b: Money(int(b)))
    db = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES)
    db.row_factory = sqlite3.Row
    db.create_function("twice", 1, lambda x: 2 * x)
    db.create_aggregate("median", 1, Median)
    db.create_collation("nocase2", compare)
    db.set_authorizer(lambda *a: sqlite3.SQLITE_OK)
    db.execute("create table entries (id integer primary key, name text, price money, data blob)")
    rows = [("name %d" % i, Money(i * 100), bytes(20)) for i in range(truth.scale(3000))]
    db.executemany("insert into entries (name, price, data) values (?, ?, ?)", rows)
    cursor = db.execute("select * from entries order by name collate nocase2")
    first = cursor.fetchmany(500)
    others = [db.execute("select twice(id) from entries where id > ?", (i,)) for i in range(30)]
    some = [next(other) for other in others]
    median = db.execute("select median(id) from entries").fetchone()
    try:
        db.execute("select * from nowhere")
    except sqlite3.OperationalError as error:
        failure = error
    truth.stand()
    return first, some, median, failure


main()
