#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check-cases.sh [OPTION...] COMMAND...: runs each program of a folder, two at a time, as COMMAND... NAME.py [ARGUMENT]
# and compares what it prints, byte for byte, with NAME.out, beside it or in the folder of outputs, and what it reports on
# standard error with NAME.err there (nothing, if there is no such file), the program's folder and addresses left out.
# Those were made by the reference and are not edited by hand:
#   /usr/bin/python3.11 -I -B NAME.py [ARGUMENT] 2>&1 >NAME.out | sed "s|$PWD/||g; s/0x[0-9a-f]*/0x.../" >NAME.err
# A line `# exit status: N` in the program says how it ends if that is not 0.
# Options: --folder FOLDER (default: cases/), --outputs FOLDER, --argument ARGUMENT,
#   --any-errors     what comes on standard error is not compared
#   --without LIST   a file that names, each at the head of a line, the cases that cannot be compared under this command
# Speaks TAP; the differences are comments.
set -u
folder=$(dirname -- "$0")/cases
outputs=.
argument=()
any_errors=
without=/dev/null
while [ $# -ge 2 ]; do
    case $1 in
        --folder) folder=$2; shift 2 ;;
        --outputs) outputs=$(realpath -- "$2") || exit 2; shift 2 ;;
        --argument) argument=("$2"); shift 2 ;;
        --any-errors) any_errors=yes; shift ;;
        --without) without=$(realpath -e -- "$2") || exit 2; shift 2 ;;
        *) break ;;
    esac
done
[ $# -ge 1 ] || { echo "usage: check-cases.sh [OPTION...] COMMAND..." >&2; exit 2; }
command=("$@")
cd -- "$folder" || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf -- "$scratch"' EXIT

# check_case NAME: its line of TAP without a number, and what is wrong as comments
check_case() {
    local name=$1 printed=$scratch/$1.out reported=$scratch/$1.err report=$outputs/$1.err status ends_with
    timeout -k 2 600 "${command[@]}" "$name.py" "${argument[@]}" </dev/null >"$printed" 2>"$reported"
    status=$?
    sed -i "s|$PWD/||g; s/0x[0-9a-f]*/0x.../" "$reported"
    ends_with=$(sed -n 's/^# exit status: //p' "$name.py")
    [ -e "$report" ] || report=/dev/null
    [ -z "$any_errors" ] || report=$reported
    if [ $status -eq "${ends_with:-0}" ] && cmp -s -- "$outputs/$name.out" "$printed" && cmp -s -- "$report" "$reported"; then
        echo "ok $name"
    else
        echo "not ok $name (exit status $status)"
        diff -u --label "$name.out" --label printed -- "$outputs/$name.out" "$printed" | sed 's/^/# /'
        diff -u --label "$name.err" --label reported -- "$report" "$reported" | sed 's/^/# /' | tail -n 40
    fi
}

names=()
for expected in "$outputs"/*.out; do
    name=$(basename -- "$expected" .out)
    grep -q -- "^$name " "$without" || names+=("$name")
done
running=0
for name in "${names[@]}"; do
    check_case "$name" >"$scratch/$name.tap" &
    [ $((++running)) -lt 2 ] || wait -n
done
wait
for name in "${names[@]}"; do
    cat "$scratch/$name.tap"
done | awk '/^(not )?ok / { sub(/ok /, "ok " ++n " ") } { print } END { print "1.." n + 0 }'
