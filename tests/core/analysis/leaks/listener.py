# SPDX-License-Identifier: Apache-2.0
"""Listeners are added for each view and never removed."""
import background


class Bus:
    def __init__(self):
        self.listeners = {"change": [], "close": []}

    def subscribe(self, event, listener):
        self.listeners[event].append(listener)


class View:
    def __init__(self, bus):
        self.rows = [str(i) * 5 for i in range(10)]
        bus.subscribe("change", self.on_change)

    def on_change(self):
        self.rows.clear()


bus = Bus()
while True:
    for _ in range(1200):
        View(bus)
    background.stop()
