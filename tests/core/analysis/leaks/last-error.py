# SPDX-License-Identifier: Apache-2.0
"""One exception is kept, and with it all that the call had made; nothing grows any more."""
import business

last_error = None


class Row:
    def __init__(self, number):
        self.text = f"row {number}"


def load():
    rows = [Row(i) for i in range(9000)]
    raise RuntimeError(f"too many: {len(rows)}")


def serve():
    global last_error
    try:
        load()
    except RuntimeError as error:
        last_error = error


serve()
while True:
    business.stop()
