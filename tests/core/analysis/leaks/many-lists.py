# SPDX-License-Identifier: Apache-2.0
"""Each of many lists grows a little."""
import background


class Message:
    def __init__(self, text):
        self.text = text


class Hub:
    def __init__(self):
        self.inbox = {}

    def deliver(self, user, message):
        self.inbox.setdefault(user, []).append(message)


hub = Hub()
n = 0
while True:
    for _ in range(2000):
        hub.deliver(f"user{n % 50}", Message(f"hello {n}"))
        n += 1
    background.stop()
