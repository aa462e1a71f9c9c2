#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check-cases.sh [--folder FOLDER] [--outputs FOLDER] [--argument ARGUMENT] COMMAND...: runs each program of a folder
# (cases/) as COMMAND... NAME.py [ARGUMENT] and compares what it prints, byte for byte, with NAME.out, beside it or in
# the folder of outputs. Those were made by the reference and are not edited by hand:
#   /usr/bin/python3.11 -I -B NAME.py [ARGUMENT] >NAME.out
# Speaks TAP; the differences are comments.
set -u
folder=$(dirname -- "$0")/cases
outputs=.
argument=()
while [ $# -ge 2 ]; do
    case $1 in
        --folder) folder=$2; shift 2 ;;
        --outputs) outputs=$(realpath -- "$2") || exit 2; shift 2 ;;
        --argument) argument=("$2"); shift 2 ;;
        *) break ;;
    esac
done
[ $# -ge 1 ] || { echo "usage: check-cases.sh [--folder FOLDER] [--outputs FOLDER] [--argument ARGUMENT] COMMAND..." >&2; exit 2; }
cd -- "$folder" || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf -- "$scratch"' EXIT

number=0
for expected in "$outputs"/*.out; do
    name=$(basename -- "$expected" .out)
    number=$((number + 1))
    timeout -k 2 60 "$@" "$name.py" "${argument[@]}" </dev/null >"$scratch/out" 2>"$scratch/err"
    status=$?
    if [ $status -eq 0 ] && [ ! -s "$scratch/err" ] && cmp -s -- "$expected" "$scratch/out"; then
        echo "ok $number $name"
    else
        echo "not ok $number $name (exit status $status)"
        diff -u --label "$name.out" --label printed -- "$expected" "$scratch/out" | sed 's/^/# /'
        tail -n 20 "$scratch/err" | sed 's/^/# /'
    fi
done
echo "1..$number"
