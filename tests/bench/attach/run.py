# SPDX-License-Identifier: Apache-2.0
"""Attaching to a running Python beside what it is measured against, round after round; every ratio is the median of
the ratios inside a round. Nothing passes or fails here: a target stands beside each ratio.
Arguments: the build folder, the interpreter, then how many objects ... See tests/bench/README.md."""
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 5
WALK_MAX = 2_000_000  # a walk inside keeps a kilobyte an object
PAUSES = {50_000: 6, 500_000: 33, 2_500_000: 150}  # aims, ms: for 1e5, 1e6 and 5e6 objects, two a container


class Target:
    """A Python that holds n objects."""

    def __init__(self, interpreter, n):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "target.py")
        self.process = subprocess.Popen([interpreter, script, str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.pid = self.process.pid
        self.process.stdout.readline()

    def walk(self, how):
        """Wall and CPU seconds."""
        self.process.stdin.write(how + "\n")
        self.process.stdin.flush()
        return map(float, self.process.stdout.readline().split())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def seconds(*command):
    begin = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - begin


def ours(build, pid, folder):
    out = subprocess.run([os.path.join(build, "tests/bench/bench-attach"), str(pid)], check=True, capture_output=True,
                         text=True)
    found = {key: float(value) for key, value in (line.split("\t") for line in out.stdout.splitlines())}
    found["file"] = seconds(os.path.join(build, "src/heaparium"), "capture", str(pid), "-o", folder + "/picture")
    return found


def gdb(pid, folder):
    found = {"gdb": seconds("gdb", "-nx", "-batch", "-p", str(pid), "-ex", "detach")}
    found["gcore"] = seconds("gcore", "-o", folder + "/core", str(pid))
    os.remove("%s/core.%d" % (folder, pid))
    return found


def inside(interpreter, n):
    """Each walk in a process of its own: memory that an earlier one gave back would help the next."""
    found = {}
    for how in ("keep", "bare"):
        walker = Target(interpreter, n)
        found[how], found[how + " CPU"] = walker.walk(how)
        walker.end()
    return found


def ratios(row):
    """key: ratio, of one round."""
    bandwidth = row["copy bytes/s"]
    found = {
        "T1 copy / process_vm_readv": bandwidth / row["process_vm_readv bytes/s"],
        "T1 copy / /proc/PID/mem": bandwidth / row["/proc/PID/mem bytes/s"],
        "T2 pause / (bytes / 0.8 bandwidth + 2 ms)":
            row["pause s"] / (row["copied bytes"] / (0.8 * row["process_vm_readv bytes/s"]) + 0.002),
        "T2 attach and detach / gdb's": row["attach and detach s"] / row["gdb"],
        "T3 copy / gcore": row["pause s"] / row["gcore"],
    }
    if "keep" in row:
        for level in ("without values", "with values"):
            whole = row["whole %s s" % level]
            found["T3 whole %s / walk that keeps" % level] = whole / row["keep"]
            found["   the same %s, CPU time" % level] = row["whole %s CPU s" % level] / row["keep CPU"]
            found["   whole %s / bare walk" % level] = whole / row["bare"]
        found["   heaparium capture, file written / walk that keeps"] = row["file"] / row["keep"]
    return found


AIMS = {"T1 copy / process_vm_readv": ">= 0.9", "T1 copy / /proc/PID/mem": ">= 1.4",
        "T2 pause / (bytes / 0.8 bandwidth + 2 ms)": "<= 1", "T2 attach and detach / gdb's": "<= 0.01",
        "T3 copy / gcore": "<= 0.3", "T3 whole without values / walk that keeps": "<= 0.15",
        "T3 whole with values / walk that keeps": "<= 0.15"}


def report(n, rows):
    middle = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
    print("%d containers: %d objects, %d references, %.0f MB copied, processors used: %.2f"
          % (n, middle["objects"], middle["references"], middle["copied bytes"] / 1e6,
             middle["whole without values CPU s"] / middle["whole without values s"])
          + (", by the walk: %.2f" % (middle["keep CPU"] / middle["keep"]) if "keep" in middle else ""))
    pauses = [row["pause s"] * 1000 for row in rows]
    print("  %-58s %8.1f ms, least %.1f ms   aim %s ms"
          % ("T2 pause", statistics.median(pauses), min(pauses), PAUSES.get(n, "-")))
    compared = [ratios(row) for row in rows]
    for key in compared[0]:
        values = [row[key] for row in compared]
        print("  %-58s %8.4f (%.4f to %.4f)   aim %s"
              % (key, statistics.median(values), min(values), max(values), AIMS.get(key, "-")))
    for key in ("copying s", "reading s", "ordering s", "freeing the copy s", "whole without values s",
                "whole without values CPU s", "whole with values s", "whole with values CPU s", "file", "keep", "bare"):
        if key in middle:
            print("  %-58s %8.3f" % (key, middle[key]))
    sys.stdout.flush()


def measure(build, interpreter, n):
    target, rows = Target(interpreter, n), []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            row = ours(build, target.pid, folder)
            row.update(gdb(target.pid, folder))
            if n <= WALK_MAX:
                row.update(inside(interpreter, n))
            rows.append(row)
    target.end()
    report(n, rows)


def main():
    build, interpreter = sys.argv[1:3]
    print("load %.1f of %d processors" % (os.getloadavg()[0], os.cpu_count()))
    for n in sys.argv[3:] or ["100000", "1000000"]:
        measure(build, interpreter, int(n))


main()
