# SPDX-License-Identifier: Apache-2.0
"""Each thread of a pool keeps what it ever parsed in a thread-local."""
import threading

import background

state = threading.local()


class Document:
    def __init__(self, number):
        self.number = number
        self.words = [f"word{number}-{i}" for i in range(8)]


def parse(number):
    if not hasattr(state, "documents"):
        state.documents = []
    state.documents.append(Document(number))


def serve(begin, done):
    n = 0
    while True:
        begin.acquire()
        for _ in range(500):
            parse(n)
            n += 1
        done.release()


workers = [(threading.Semaphore(0), threading.Semaphore(0)) for _ in range(3)]
for pair in workers:
    threading.Thread(target=serve, args=pair, daemon=True).start()
while True:
    for begin, done in workers:
        begin.release()
        done.acquire()
    background.stop()
