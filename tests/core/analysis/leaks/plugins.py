# SPDX-License-Identifier: Apache-2.0
"""Each rule is compiled into a module of its own, and sys.modules keeps it."""
import sys
import types

import background
import business

SOURCE = """
LIMITS = list(range({0}, {0} + 40))


def applies(value):
    return value in LIMITS
"""


def load(number):
    module = types.ModuleType(f"rule_{number}")
    exec(SOURCE.format(number), module.__dict__)
    sys.modules[module.__name__] = module
    return module.applies(number)


n = 0
while True:
    for _ in range(250):
        load(n)
        n += 1
    background.stop()
