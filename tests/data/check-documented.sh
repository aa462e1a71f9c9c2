#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every command and option that the program tells of stands in the manual page, under its command, and can be completed.
#
#   check-documented.sh HEAPARIUM
set -u
heaparium=$1
manual=$HEAPARIUM_SOURCE_ROOT/data/heaparium.1
# shellcheck source=data/heaparium.bash
. "$HEAPARIUM_SOURCE_ROOT/data/heaparium.bash"
shopt -s extglob
missing=0

# miss WHAT WHERE
miss() {
  echo "$1 is missing in $2" >&2
  missing=$((missing + 1))
}

# completions WORD...: what the last word may become, one a line
completions() {
  COMP_WORDS=("$heaparium" "$@")
  COMP_CWORD=$#
  COMPREPLY=()
  _heaparium
  printf '%s\n' "${COMPREPLY[@]}"
}

# manual_of COMMAND: its part of the page
manual_of() {
  awk -v command="$1" '/^\.It Cm / { inside = $3 == command } /^\.Sh / { inside = 0 } inside' "$manual"
}

commands=$("$heaparium" --help | sed -n 's/^  heaparium \([a-z]\+\).*/\1/p')
[ "$(wc -w <<<"$commands")" -gt 10 ] || miss "the list of commands" "heaparium --help"
all=$(completions "")
for command in $commands; do
  page=$(manual_of "$command")
  [ -n "$page" ] || miss "$command" "$manual"
  grep -Fxq "$command" <<<"$all" || miss "$command" "the completion"
  all_options=$(completions "$command" --)
  for option in $("$heaparium" "$command" --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -e '--[a-z-]+'); do
    grep -Fxq -e "$option" <<<"$all_options" || miss "$command $option" "the completion"
    [ "$option" = --help ] || grep -qE "Fl ${option#-}([^a-z-]|$)" <<<"$page" || miss "$command $option" "$manual"
  done
done
exit $((missing > 0))
