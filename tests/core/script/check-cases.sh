#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check-cases.sh COMMAND [ARGUMENT...]: runs each cases/NAME.py as COMMAND ARGUMENT... NAME.py and compares what it
# prints, byte for byte, with cases/NAME.out. Those were made by the reference and are not edited by hand:
#   /usr/bin/python3.11 -I -B NAME.py >NAME.out
# Speaks TAP; the differences are comments.
set -u
[ $# -ge 1 ] || { echo "usage: check-cases.sh COMMAND [ARGUMENT...]" >&2; exit 2; }
cd -- "$(dirname -- "$0")/cases" || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf -- "$scratch"' EXIT

number=0
for script in *.py; do
    name=${script%.py}
    number=$((number + 1))
    timeout -k 2 60 "$@" "$script" </dev/null >"$scratch/out" 2>"$scratch/err"
    status=$?
    if [ $status -eq 0 ] && [ ! -s "$scratch/err" ] && cmp -s -- "$name.out" "$scratch/out"; then
        echo "ok $number $name"
    else
        echo "not ok $number $name (exit status $status)"
        diff -u --label "$name.out" --label printed -- "$name.out" "$scratch/out" | sed 's/^/# /'
        tail -n 20 "$scratch/err" | sed 's/^/# /'
    fi
done
echo "1..$number"
