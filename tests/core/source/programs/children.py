# SPDX-License-Identifier: Apache-2.0
"""A child of multiprocessing, forked: it has its parent's heap at the same addresses, and its own since."""
import multiprocessing
import os

import truth


class Job:
    def __init__(self, number):
        self.number, self.result = number, None


def child(inherited, fd, jobs, results):
    mine = [Job(i) for i in range(truth.scale(1000))]
    mine += [jobs.get() for _ in range(20)]
    for job in mine:
        job.result = [job.number, inherited[job.number % len(inherited)]]
    results.put(len(mine))
    truth.stand(fd)


def main():
    fork = multiprocessing.get_context("fork")
    inherited = [Job(i) for i in range(truth.scale(1000))]
    jobs, results = fork.Queue(), fork.Queue()
    process = fork.Process(target=child, args=(inherited, os.dup(0), jobs, results), name="captured")
    process.start()
    for i in range(20):
        jobs.put(Job(i))
    results.get()
    process.join()


main()
