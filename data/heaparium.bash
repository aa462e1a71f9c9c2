# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion for heaparium. Commands and options are those that "heaparium --help" and "heaparium COMMAND --help" tell;
# beside them files, and the running Python processes where a PID is wanted.

_heaparium_commands() {
  "${COMP_WORDS[0]}" --help 2>/dev/null | sed -n 's/^  heaparium \([a-z]\+\).*/\1/p'
}

_heaparium_options() {
  "${COMP_WORDS[0]}" "${COMP_WORDS[1]}" --help 2>/dev/null | sed -n 's/^ *\(-., \)\?\(--[a-z-]\+\).*/\2/p'
}

_heaparium_pids() {
  local pid
  for pid in /proc/[0-9]*; do
    if [[ $(readlink "$pid/exe" 2>/dev/null) == *python* ]]; then
      printf '%s\n' "${pid#/proc/}"
    fi
  done
}

# The values of an option, one a line; the status is 1 when any file or text may stand there.
_heaparium_values() {
  case $1 in
    --malloc) printf '%s\n' pymalloc malloc debug pymalloc_debug malloc_debug ;;
    --memory-limit) printf '%s\n' 64M 512M 2G ;;
    --format | -f) printf '%s\n' heap json csv v8 sqlite graphml dot collapsed speedscope ;;
    --level | -l) [[ ${COMP_WORDS[1]} == redact ]] && printf '%s\n' structure types || printf '%s\n' structure types values ;;
    --group-by) printf '%s\n' line file traceback ;;
    *) return 1 ;;
  esac
}

# What stands beside the options of a command: patterns of files, and whether a process may stand there too.
_heaparium_arguments() {
  case ${COMP_WORDS[1]} in
    run) compgen -f -X '!*.py' -- "$1" ;;
    ps) ;;
    capture | watch) compgen -W "$(_heaparium_pids)" -- "$1" ;;
    allocations | diff | export | redact) compgen -f -X '!*.heap' -- "$1" ;;
    *)
      compgen -f -X '!*.heap' -- "$1"
      compgen -W "$(_heaparium_pids)" -- "$1"
      ;;
  esac
}

_heaparium() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} values
  # readline cuts "--malloc=de" into three words
  [[ $current == = ]] && current=
  [[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD - 2]}
  if [[ $COMP_CWORD -eq 1 ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_heaparium_commands) --help --version" -- "$current"
      compgen -f -X '!*.@(heap|py)' -- "$current")
  elif values=$(_heaparium_values "$previous"); then
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
  elif [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_heaparium_options)" -- "$current")
  elif [[ $previous == -o || $previous == --* ]]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  else
    mapfile -t COMPREPLY < <(_heaparium_arguments "$current")
  fi
}

complete -o filenames -F _heaparium heaparium
