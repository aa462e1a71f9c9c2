#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every function that a header declares is explained: by a comment of its own (in front or on its lines), by the one
# that begins its group (a group ends at an empty line), or, where a header declares nothing else, by the header's
# first. What makes and frees a thing speaks for itself.
set -u
cd -- "${HEAPARIUM_SOURCE_ROOT:-$(dirname -- "$0")/../..}" || exit 1
plain='_(new|free|init|clear|ref|unref|copy|register|get_type|quark)$'

# shellcheck disable=SC2046
awk -v plain="$plain" '
  function leave() {
    if (functions > 1 || (functions == 1 && !first))
      for (i = 1; i <= missing; i++) { print name[i] " of " header " has no comment"; bad++ }
    functions = missing = first = 0
  }
  FNR == 1 { leave(); header = FILENAME; comment = explained = declaring = 0 }
  comment { if (/\*\//) comment = 0; next }
  declaring { if (/\/\*/) own = 1 }
  !declaring && /^$/ { explained = 0; next }
  !declaring && /^\/\*/ {
    explained = 1
    if (!/SPDX/) first = first || functions == 0
    if (!/\*\//) comment = 1
    next
  }
  !declaring && /^[A-Za-z_].* \**hp_[a-z0-9_]+ \(/ && !/^(typedef|static|extern)/ {
    declaring = 1
    own = /\/\*/
    function_name = $0
    sub(/ \(.*/, "", function_name)
    sub(/.*[ *]/, "", function_name)
  }
  declaring && /;/ {
    declaring = 0
    functions++
    if (!explained && !own && function_name !~ plain) name[++missing] = function_name
  }
  END { leave(); exit bad > 0 }
' $(find core src tests/support -name '*.h')
