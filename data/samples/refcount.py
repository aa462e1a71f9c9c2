# Someone forgot to let go: who?
# Heaparium: Run "del job": the Job stays alive. Select it and look who still refers to it: the registry nobody remembers.
import sys


class Registry:
    jobs = []


class Job:
    def __init__(self, name):
        self.name = name
        Registry.jobs.append(self)


job = Job("nightly")
print("expected count 1, found", sys.getrefcount(job) - 1)
