# SPDX-License-Identifier: Apache-2.0
"""Futures that failed are kept, with the exceptions and the frames they came from."""
import concurrent.futures

import business


class BadInput(ValueError):
    pass


def parse(number):
    blob = "b" * 200 + str(number)
    raise BadInput(f"cannot parse {len(blob)}")


class Runner:
    def __init__(self):
        self.pool = concurrent.futures.ThreadPoolExecutor(2)
        self.results = []

    def submit(self, number):
        future = self.pool.submit(parse, number)
        self.results.append(future)
        future.exception()


runner = Runner()
n = 0
while True:
    for _ in range(400):
        runner.submit(n)
        n += 1
    business.stop()
