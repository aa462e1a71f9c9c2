# A leak through a closure
# A small function keeps every variable of its maker that it mentions, however large.
#
# Next: go to the object handlers and follow it to the cell that holds the rows. Run "handlers.clear()" and look at
# Overview: the memory comes back.


class Row:
    def __init__(self, table, number):
        self.table = table
        self.number = number


def make_handler(table, count):
    rows = [Row(table, number) for number in range(count)]
    total = len(rows)

    def handler(debug=False):
        if debug:
            return rows  # never asked for, but enough to keep all of them
        return "%s has %d rows" % (table, total)

    return handler


def make_lean_handler(table, count):
    rows = [Row(table, number) for number in range(count)]
    total = len(rows)

    def handler():
        return "%s has %d rows" % (table, total)

    return handler


handlers = [make_handler("sales", 1000), make_handler("stock", 500)]
lean = make_lean_handler("staff", 2000)
for handler in handlers + [lean]:
    kept = [cell.cell_contents for cell in handler.__closure__]
    print(handler(), "- kept rows:", sum(len(value) for value in kept if isinstance(value, list)))
del kept, handler
