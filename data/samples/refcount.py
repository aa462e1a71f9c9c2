# A reference count that is one too high
# Someone forgot to let go: who?
#
# Next: run "del job": the Job stays alive. Go to the object registered and look who refers to it: the registry
# that nobody remembers.
import sys


class Registry:
    jobs = []


class Job:
    def __init__(self, name):
        self.name = name
        Registry.jobs.append(self)  # the reference that is too many


job = Job("nightly")
registered = Registry.jobs
# getrefcount counts one more: its own argument.
print("expected count 1, found", sys.getrefcount(job) - 1)
