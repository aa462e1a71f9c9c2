# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion for heaparium: commands first, then files and the running Python processes where a PID is wanted.

_heaparium_pids() {
  local pid
  for pid in /proc/[0-9]*; do
    if [[ $(readlink "$pid/exe" 2>/dev/null) == *python* ]]; then
      printf '%s\n' "${pid#/proc/}"
    fi
  done
}

# readline cuts "--malloc=de" into three words
_heaparium_run() {
  local current=$1 previous=$2
  [[ $current == = ]] && current=
  [[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD - 2]}
  case $previous in
    --malloc) mapfile -t COMPREPLY < <(compgen -W "pymalloc malloc debug pymalloc_debug malloc_debug" -- "$current") ;;
    --memory-limit) mapfile -t COMPREPLY < <(compgen -W "64M 512M 2G" -- "$current") ;;
    --snapshot) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    *)
      mapfile -t COMPREPLY < <(compgen -W "--compare --json --timeout --malloc --memory-limit --profile --snapshot --trace --help" -- "$current"
        compgen -f -X '!*.py' -- "$current")
      ;;
  esac
}

_heaparium() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local commands="run ps capture watch info types allocations arenas gc object cycles dryrun audit pins waste retained diff paths query graph export redact"
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands --help --version" -- "$current"; compgen -f -X '!*.@(heap|py)' -- "$current")
    return
  fi
  case ${COMP_WORDS[1]} in
    run) _heaparium_run "$current" "$previous" ;;
    capture)
      if [[ $previous == -o || $previous == --core || $previous == --exe ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
      else
        mapfile -t COMPREPLY < <(compgen -W "$(_heaparium_pids) -o --level --no-stop --core --exe --help" -- "$current")
      fi
      ;;
    watch) mapfile -t COMPREPLY < <(compgen -W "$(_heaparium_pids) --interval --count --json --help" -- "$current") ;;
    allocations)
      if [[ $previous == --group-by ]]; then
        mapfile -t COMPREPLY < <(compgen -W "line file traceback" -- "$current")
      else
        mapfile -t COMPREPLY < <(compgen -W "--group-by --compare-to --limit --json --help" -- "$current"; compgen -f -X '!*.heap' -- "$current")
      fi
      ;;
    info | types | arenas | gc | cycles | dryrun | audit | pins | waste | retained)
      mapfile -t COMPREPLY < <(compgen -W "$(_heaparium_pids) --json --limit --help" -- "$current"; compgen -f -X '!*.heap' -- "$current")
      ;;
    export)
      if [[ $previous == --format || $previous == -f ]]; then
        mapfile -t COMPREPLY < <(compgen -W "heap json csv v8 sqlite graphml dot collapsed speedscope" -- "$current")
      elif [[ $previous == --level || $previous == -l ]]; then
        mapfile -t COMPREPLY < <(compgen -W "structure types values" -- "$current")
      else
        mapfile -t COMPREPLY < <(compgen -W "-o --format --table --object --limit --level --help" -- "$current"; compgen -f -- "$current")
      fi
      ;;
    redact)
      if [[ $previous == --level || $previous == -l ]]; then
        mapfile -t COMPREPLY < <(compgen -W "structure types" -- "$current")
      else
        mapfile -t COMPREPLY < <(compgen -W "-o --level --help" -- "$current"; compgen -f -X '!*.heap' -- "$current")
      fi
      ;;
    diff | object | paths | query | graph) mapfile -t COMPREPLY < <(compgen -W "-o --help" -- "$current"; compgen -f -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
  esac
}

complete -o filenames -F _heaparium heaparium
