# SPDX-License-Identifier: Apache-2.0
"""Errors are kept to be shown later, and with them the frames that they came from."""
import background

failures = []


class QueryError(Exception):
    pass


def run_query(number):
    rows = [f"row {number} {i}" for i in range(20)]
    raise QueryError(f"query {number} failed after {len(rows)} rows")


def attempt(number):
    try:
        run_query(number)
    except QueryError as error:
        failures.append(error)


n = 0
while True:
    for _ in range(800):
        attempt(n)
        n += 1
    background.stop()
