# SPDX-License-Identifier: Apache-2.0
# Keeps a few of many records, so that each arena they lay in stays, and writes the id of what keeps
# them to the file argv[1]; then lets go of it.
import gc, sys


class Record:
    def __init__(self, number):
        self.number, self.text = number, ("x%d" % number) * 20


def make():
    records = [Record(i) for i in range(120000)]
    return {record.number: record for record in records[::400]}


gc.disable()
owner = make()
with open(sys.argv[1], "w") as file:
    print(id(owner), file=file)
print("ready", flush=True)
sys.stdin.readline()
del owner
print("ready", flush=True)
sys.stdin.readline()
