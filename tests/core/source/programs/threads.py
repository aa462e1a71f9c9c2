# SPDX-License-Identifier: Apache-2.0
"""Threads that wait in every way the library has: locks, conditions, barriers, queues, pools, locals."""
import concurrent.futures
import queue
import threading

import truth

private = threading.local()


class Worker(threading.Thread):
    def __init__(self, number, inbox, outbox):
        super().__init__(name="worker-%d" % number, daemon=True)
        self.number, self.inbox, self.outbox = number, inbox, outbox

    def run(self):
        private.seen = []
        while True:
            private.seen.append(self.inbox.get())
            self.outbox.put((self.number, len(private.seen)))
            self.inbox.task_done()


def wait_for(condition, ready):
    payload = {"waits": [condition]}
    with condition:
        ready.release()
        condition.wait()
    return payload


def count(value, depth):
    return value if depth == 0 else count(value + 1, depth - 1)


def main():
    inbox, outbox, ready = queue.Queue(), queue.SimpleQueue(), threading.Semaphore(0)
    workers = [Worker(i, inbox, outbox) for i in range(8)]
    condition, barrier, event = threading.Condition(), threading.Barrier(3), threading.Event()
    others = [threading.Thread(target=wait_for, args=(condition, ready), daemon=True) for _ in range(4)]
    others += [threading.Thread(target=barrier.wait, daemon=True), threading.Thread(target=event.wait, daemon=True)]
    timer = threading.Timer(3600, print)
    timer.daemon = True
    for thread in workers + others + [timer]:
        thread.start()
    for item in range(truth.scale(500)):
        inbox.put([item])
    inbox.join()
    pool = concurrent.futures.ThreadPoolExecutor(3)
    results = [pool.submit(count, i, 20) for i in range(100)]
    concurrent.futures.wait(results)
    for _ in range(4):
        ready.acquire()
    while barrier.n_waiting < 1 or not event._cond._waiters:
        pass
    things = [queue.PriorityQueue(), queue.LifoQueue(), threading.RLock(), threading.BoundedSemaphore(3)]
    things[0].put((1, "first"))
    truth.stand()
    return things, pool


main()
