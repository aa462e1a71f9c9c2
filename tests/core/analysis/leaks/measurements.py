# SPDX-License-Identifier: Apache-2.0
"""Each measurement is added to one array, which nobody empties."""
import array

import stock


class Probe:
    def __init__(self):
        self.latencies = array.array("d")

    def measure(self, n):
        self.latencies.extend([n * 0.5] * 100)

    def mean(self):
        return sum(self.latencies) / len(self.latencies)


probe = Probe()
n = 0
while True:
    for _ in range(2500):
        probe.measure(n)
        n += 1
    probe.mean()
    stock.stop()
