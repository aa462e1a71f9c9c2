# SPDX-License-Identifier: Apache-2.0
"""A metaclass notes every class that is made, and classes are made all the time."""
import business


class RegistryMeta(type):
    registry = {}

    def __new__(meta, name, bases, namespace):
        made = super().__new__(meta, name, bases, namespace)
        meta.registry[name] = made
        return made


class Plugin(metaclass=RegistryMeta):
    pass


def load(number):
    return RegistryMeta(f"Plugin{number}", (Plugin,), {"run": lambda self: None})


n = 0
while True:
    for _ in range(200):
        load(n)
        n += 1
    business.stop()
