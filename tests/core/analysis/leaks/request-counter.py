# SPDX-License-Identifier: Apache-2.0
"""Requests are counted by an id that each has for itself."""
import collections

import background


class Metrics:
    by_request = collections.Counter()

    @classmethod
    def count(cls, request):
        cls.by_request[request] += 1


n = 0
while True:
    for _ in range(4000):
        Metrics.count(f"request {n:032x} of this server")
        n += 1
    background.stop()
