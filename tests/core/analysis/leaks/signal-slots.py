# SPDX-License-Identifier: Apache-2.0
"""Each dialog connects a lambda to a signal that lives as long as the class of models."""
import business


class Signal:
    def __init__(self):
        self._slots = []

    def connect(self, slot):
        self._slots.append(slot)


class Model:
    changed = Signal()


class Dialog:
    def __init__(self, model):
        self.widgets = [object() for _ in range(5)]
        model.changed.connect(lambda: self.refresh())

    def refresh(self):
        pass


model = Model()
while True:
    for _ in range(700):
        Dialog(model)
    business.stop()
