# SPDX-License-Identifier: Apache-2.0
"""A thread is started for each connection, and waits for ever."""
import threading

import business

stop = threading.Event()


class Connection:
    def __init__(self, number):
        self.number = number
        self.buffer = bytearray(500)


def serve(connection):
    stop.wait()


n = 0
while True:
    for _ in range(60):
        threading.Thread(target=serve, args=(Connection(n),), daemon=True).start()
        n += 1
    business.stop()
