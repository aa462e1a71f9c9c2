#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times `heaparium run` beside python3.11 on the programs of this folder.

  run.py [--rounds N] [--scale N] [--pin CPU] [--python PROGRAM] HEAPARIUM [NAME...]

The two take turns, round after round, and a ratio is taken inside a round, so that whatever else the machine does
meets both alike. Printed are, for each program, the median CPU times (user and system, start included), the median of
the ratios and their range; then the geometric mean of the medians. Exits with 1 when a program does not print the same
in both; no time makes it fail.
"""
import argparse
import math
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def measure(command):
    """The CPU seconds a command takes, and what it prints."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit status {process.returncode}")
    return usage.ru_utime + usage.ru_stime, output


def run_program(name, options, pin):
    script = os.path.join(HERE, name + ".py")
    scale = [str(options.scale)] if options.scale else []
    python = pin + [options.python, "-I", "-B", script] + scale
    heaparium = pin + [options.heaparium, "run", script] + scale
    rounds = []
    for number in range(options.rounds):
        pair = [python, heaparium]
        times = [measure(command) for command in (pair if number % 2 == 0 else reversed(pair))]
        (theirs, expected), (ours, printed) = times if number % 2 == 0 else reversed(times)
        if printed != expected:
            sys.exit(f"{name}: the two do not print the same")
        rounds.append((theirs, ours))
    return rounds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=int, help="how much to do (default: each program's own)")
    parser.add_argument("--pin", help="run on this CPU only")
    parser.add_argument("--python", default="/usr/bin/python3.11")
    parser.add_argument("heaparium")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    pin = ["taskset", "-c", options.pin] if options.pin else []
    names = options.names or sorted(f[:-3] for f in os.listdir(HERE) if f.endswith(".py") and f != "run.py")

    print(f"{'program':12} {'python':>8} {'heaparium':>10} {'ratio':>7}   range")
    medians = []
    for name in names:
        rounds = run_program(name, options, pin)
        ratios = [ours / theirs for theirs, ours in rounds]
        medians.append(statistics.median(ratios))
        print(f"{name:12} {statistics.median(r[0] for r in rounds):7.3f}s"
              f" {statistics.median(r[1] for r in rounds):9.3f}s {medians[-1]:6.2f}x"
              f"   {min(ratios):.2f} .. {max(ratios):.2f}", flush=True)
    mean = math.exp(sum(map(math.log, medians)) / len(medians))
    print(f"{'geometric mean':32} {mean:6.2f}x   of {options.rounds} rounds")


if __name__ == "__main__":
    main()
