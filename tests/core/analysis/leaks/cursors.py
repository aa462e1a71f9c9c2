# SPDX-License-Identifier: Apache-2.0
"""Generators that are begun and never finished."""
import business

cursors = []


def read_rows(number):
    rows = [f"row {number} {i}" for i in range(8)]
    for row in rows:
        yield row


n = 0
while True:
    for _ in range(600):
        cursor = read_rows(n)
        next(cursor)
        cursors.append(cursor)
        n += 1
    business.stop()
