#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs generated programs here and in the reference, and tells where they disagree, shortest program first.

    compare.py BUILD [--first SEED] [--count N] [--reference PYTHON] [--out FOLDER]

BUILD is a build folder. What counts is standard output, the exit status and the last line of standard error, with
addresses taken out. A program whose two runs in the reference differ (by the order of a set of strings) says nothing
and is left out. Each difference is shrunk by taking away statements and parts of expressions as long as it stays, and
written to FOLDER. The exit status is the number of differences that remain after those of the same first differing
line are counted once, at most 100."""
import argparse
import ast
import copy
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import warnings

SECONDS = 10
MEMORY = 1 << 30
SHRINK_RUNS = 400


class Result:
    """What one run showed; None stands for a run that took too long or too much memory."""

    def __init__(self, status, out, err):
        self.status = status
        self.out = out
        self.err = err

    def __eq__(self, other):
        return (self.status, self.out, self.err) == (other.status, other.out, other.err)

    def lines(self):
        return self.out.split('\n') + [f'stderr: {self.err}', f'status: {self.status}']


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def run(command, path, limited):
    try:
        done = subprocess.run([*command, path], capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL,
                              errors='backslashreplace', preexec_fn=limit_memory if limited else None)
    except subprocess.TimeoutExpired:
        return None
    if 'MemoryError' in done.stderr or 'MemoryError' in done.stdout:
        return None
    out, err = (re.sub('0x[0-9a-fA-F]{6,}', '0x…', text) for text in (done.stdout, done.stderr))
    status = 130 if done.returncode == -signal.SIGINT else done.returncode  # of an uncaught KeyboardInterrupt
    return Result(status, out, err.strip().split('\n')[-1])


class Comparer:
    def __init__(self, ours, reference, scratch):
        self.ours = ours
        self.reference = reference
        self.path = pathlib.Path(scratch) / 'program.py'

    def differ(self, program):
        """The two first lines that differ (ours, theirs), or None."""
        self.path.write_text(program, errors='surrogateescape')
        ours = run(self.ours, self.path, False)
        if ours is None:
            return None
        theirs = run(self.reference, self.path, True)
        if theirs is None or theirs == ours or theirs != run(self.reference, self.path, True):
            return None
        for our_line, their_line in zip(ours.lines(), theirs.lines()):
            if our_line != their_line:
                return our_line, their_line
        return None


def bodies(tree):
    """Every list of statements in the tree."""
    for node in ast.walk(tree):
        for name in ('body', 'orelse', 'finalbody', 'handlers'):
            value = getattr(node, name, None)
            if isinstance(value, list) and value:
                yield value, name


def without_statements(tree):
    """Copies of the tree with some statements fewer, large pieces first."""
    for number, (body, _name) in enumerate(list(bodies(tree))):
        size = len(body)
        while size:
            for start in range(0, len(body), size):
                smaller = copy.deepcopy(tree)
                there, name = list(bodies(smaller))[number]
                del there[start:start + size]
                if not there and name == 'body':
                    there.append(ast.Pass())
                yield smaller
            size //= 2


def with_bodies_instead(tree):
    """Copies in which a compound statement is replaced by what it contains."""
    for number, (body, _name) in enumerate(list(bodies(tree))):
        for index, statement in enumerate(body):
            if isinstance(getattr(statement, 'body', None), list):
                smaller = copy.deepcopy(tree)
                there = list(bodies(smaller))[number][0]
                there[index:index + 1] = there[index].body
                yield smaller


def expressions(tree):
    """(holder, field, index or None) of every expression that is read."""
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            for index, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(item, ast.expr) and isinstance(getattr(item, 'ctx', ast.Load()), ast.Load):
                    yield node, field, index


def replace(place, value):
    node, field, index = place
    if index is None:
        setattr(node, field, value)
    else:
        getattr(node, field)[index] = value


def fetch(place):
    node, field, index = place
    value = getattr(node, field)
    return value if index is None else value[index]


def with_smaller_expressions(tree):
    """Copies in which an expression is None, or one of its own parts, or a list has an item fewer."""
    for number, place in enumerate(list(expressions(tree))):
        old = fetch(place)
        if isinstance(old, (ast.Constant, ast.Name)):
            continue
        parts = [child for child in ast.iter_child_nodes(old) if isinstance(child, ast.expr)]
        for part in [ast.Constant(None), *parts]:
            smaller = copy.deepcopy(tree)
            replace(list(expressions(smaller))[number], copy.deepcopy(part))
            yield smaller
        for field, items in ast.iter_fields(old):
            for index in range(len(items)) if isinstance(items, list) else ():
                smaller = copy.deepcopy(tree)
                del getattr(fetch(list(expressions(smaller))[number]), field)[index]
                yield smaller


def unparse(tree):
    try:
        text = ast.unparse(ast.fix_missing_locations(tree)) + '\n'
        compile(text, 'smaller', 'exec', dont_inherit=True)
        return text
    except (SyntaxError, ValueError, RecursionError):
        return None


def shrink(comparer, program):
    """A shorter program that still differs."""
    left = SHRINK_RUNS
    text = unparse(ast.parse(program))
    if text is None or comparer.differ(text) is None:
        return program
    progress = True
    while progress and left > 0:
        progress = False
        for smaller in (maker for step in (without_statements, with_bodies_instead, with_smaller_expressions)
                        for maker in step(ast.parse(text))):
            candidate = unparse(smaller)
            if candidate is None or len(candidate) >= len(text):
                continue
            left -= 1
            if comparer.differ(candidate) is not None:
                text, progress = candidate, True
                break
            if left <= 0:
                break
    return text


def report(number, program, lines, seed):
    print(f'---- {number}: seed {seed}')
    print(program.rstrip())
    print(f'ours:      {lines[0][:200]}')
    print(f'reference: {lines[1][:200]}', flush=True)


def kind_of(lines):
    """Differences of one kind read alike but for numbers and generated names."""
    return tuple(re.sub(r"\d+|'[^']*'", '#', line) for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build', type=pathlib.Path)
    parser.add_argument('--first', type=int, default=1)
    parser.add_argument('--count', type=int, default=200)
    parser.add_argument('--reference', default='/usr/bin/python3.11')
    parser.add_argument('--out', type=pathlib.Path)
    options = parser.parse_args()
    warnings.simplefilter('ignore')  # of a program's code, when a smaller one is compiled
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        comparer = Comparer([options.build / 'tests/core/script/hp-run'], [options.reference, '-I', '-B', '-W', 'ignore'], scratch)
        for seed in range(options.first, options.first + options.count):
            program = subprocess.run([options.build / 'tests/fuzz/generate', str(seed)], check=True, text=True,
                                     capture_output=True).stdout
            lines = comparer.differ(program)
            if lines is None or kind_of(lines) in found:
                continue
            text = shrink(comparer, program)
            lines = comparer.differ(text) or lines
            if kind_of(lines) not in found:
                found[kind_of(lines)] = text, lines, seed
                print(f'seed {seed}: {lines[0][:60]!r} here, {lines[1][:60]!r} there', file=sys.stderr, flush=True)
    for number, (text, lines, seed) in enumerate(sorted(found.values(), key=lambda item: len(item[0])), 1):
        report(number, text, lines, seed)
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / f'{number:03}.py').write_text(text, errors='surrogateescape')
    print(f'{options.count} programs, {len(found)} differences')
    return min(len(found), 100)


if __name__ == '__main__':
    sys.exit(main())
