#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check.sh COMMAND: the report of sys._debugmallocstats grows by the same blocks as the reference's, under each
# allocator: "COMMAND run --malloc=NAME program.py" against NAME.out. Those were made by the reference with
#   PYTHONMALLOC=NAME /usr/bin/python3.11 -B program.py 2>&1 | awk -f deltas.awk >NAME.out
# Speaks TAP; the differences are comments.
set -u
[ $# -eq 1 ] || { echo "usage: check.sh COMMAND" >&2; exit 2; }
cd -- "$(dirname -- "$0")" || exit 2

number=0
for expected in *.out; do
    name=${expected%.out}
    number=$((number + 1))
    if differences=$(timeout 600 "$1" run "--malloc=$name" program.py 2>&1 | awk -f deltas.awk | diff -u "$expected" -); then
        echo "ok $number $name"
    else
        echo "not ok $number $name"
        printf '%s\n' "$differences" | sed 's/^/# /'
    fi
done
echo "1..$number"
