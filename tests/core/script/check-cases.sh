#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check-cases.sh [--folder FOLDER] [--outputs FOLDER] [--argument ARGUMENT] COMMAND...: runs each program of a folder
# (cases/) as COMMAND... NAME.py [ARGUMENT] and compares what it prints, byte for byte, with NAME.out, beside it or in
# the folder of outputs, and what it reports on standard error with NAME.err there (nothing, if there is no such file),
# the program's folder and addresses left out. Those were made by the reference and are not edited by hand:
#   /usr/bin/python3.11 -I -B NAME.py [ARGUMENT] 2>&1 >NAME.out | sed "s|$PWD/||g; s/0x[0-9a-f]*/0x.../" >NAME.err
# A line `# exit status: N` in the program says how it ends if that is not 0.
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
    sed -i "s|$PWD/||g; s/0x[0-9a-f]*/0x.../" "$scratch/err"
    ends_with=$(sed -n 's/^# exit status: //p' "$name.py")
    report=$outputs/$name.err
    [ -e "$report" ] || report=/dev/null
    if [ $status -eq "${ends_with:-0}" ] && cmp -s -- "$expected" "$scratch/out" && cmp -s -- "$report" "$scratch/err"; then
        echo "ok $number $name"
    else
        echo "not ok $number $name (exit status $status)"
        diff -u --label "$name.out" --label printed -- "$expected" "$scratch/out" | sed 's/^/# /'
        diff -u --label "$name.err" --label reported -- "$report" "$scratch/err" | sed 's/^/# /' | tail -n 40
    fi
done
echo "1..$number"
