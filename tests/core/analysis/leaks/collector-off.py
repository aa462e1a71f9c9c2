# SPDX-License-Identifier: Apache-2.0
"""Cycles that nobody collects, because somebody switched the collector off."""
import gc

import background


class Parent:
    def __init__(self):
        self.child = Child(self)


class Child:
    def __init__(self, parent):
        self.parent = parent
        self.name = "child" * 10


gc.disable()
while True:
    for _ in range(1500):
        Parent()
    background.stop()
