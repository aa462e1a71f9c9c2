# SPDX-License-Identifier: Apache-2.0
"""Whole attach and parse of N objects beside the same walk inside the target. The two take turns; printed are the
median of the ratios of CPU time inside a round, and the pause that the picture tells.
Arguments: the program heaparium, the interpreter, then N ..."""
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile

ROUNDS = 5


def cpu_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def capture(heaparium, pid, path):
    """CPU seconds and milliseconds of pause."""
    before = cpu_of_children()
    done = subprocess.run([heaparium, "capture", str(pid), "-o", path], check=True, capture_output=True, text=True)
    pause = re.search(r"stopped for ([\d.]+) (ms|s)\b", done.stdout + done.stderr)
    return cpu_of_children() - before, float(pause[1]) * (1000 if pause[2] == "s" else 1)


def measure(heaparium, interpreter, n):
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "target.py")
    target = subprocess.Popen([interpreter, script, str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    target.stdout.readline()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            ours, pause = capture(heaparium, target.pid, os.path.join(folder, "picture"))
            target.stdin.write("\n")
            target.stdin.flush()
            theirs, objects, references = target.stdout.readline().split()
            rows.append((ours, float(theirs), ours / float(theirs), pause, int(objects), int(references)))
    target.stdin.close()
    target.wait()
    middle = [statistics.median(column) for column in zip(*rows)]
    print("%9d objects %9d references  attach %.3f s  inside %.3f s  ratio %.2f  pause %.1f ms (least %.1f)"
          % (middle[4], middle[5], *middle[:4], min(row[3] for row in rows)), flush=True)


def main():
    heaparium, interpreter = sys.argv[1:3]
    print("load %.1f of %d processors" % (os.getloadavg()[0], os.cpu_count()))
    for n in sys.argv[3:] or ["100000", "1000000"]:
        measure(heaparium, interpreter, int(n))


main()
