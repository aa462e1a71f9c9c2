# SPDX-License-Identifier: Apache-2.0
# What tools/run and tools/test share. Sourced, not run.
# shellcheck shell=bash

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
export root

say() { printf '%s\n' "$*" >&2; }

# needed_packages SECTION...: the packages of these sections of packages.txt
needed_packages() {
    awk -v wanted=" $* " '/^# / { on = NF == 2 && index(wanted, " " $2 " "); next } on && NF { print $1 }' "$root/tools/packages.txt"
}

# as_root COMMAND...: with rights, asking for them only if we have none
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# install_missing SECTION...: installs what is missing of these sections
install_missing() {
    local package missing=()
    command -v dpkg-query > /dev/null || { say "This is no Debian: the packages of tools/packages.txt must be there."; return 0; }
    for package in $(needed_packages "$@"); do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2> /dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo > /dev/null; then
        say "Debian packages are missing, and there is no sudo to install them. As root:"
        say "    apt-get install --no-install-recommends ${missing[*]}"
        exit 1
    fi
    say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq > /dev/null || say "apt-get update failed; trying with the lists at hand"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > "$(log_file apt)" 2>&1 || {
        tail -n 5 "$(log_file apt)" >&2
        say "apt-get could not install them; the lines above say why. Without a network, install them by hand and start again."
        exit 1
    }
}

log_file() { mkdir -p "$root/build-logs" && printf '%s/build-logs/%s.log' "$root" "$1"; }

# configure FOLDER OPTION...: once
configure() {
    local folder=$1 log
    shift
    if [ ! -f "$folder/build.ninja" ]; then
        log=$(log_file setup)
        meson setup "$folder" "$root" "$@" > "$log" 2>&1 || {
            tail -n 20 "$log" >&2
            say "The build could not be set up; the lines above say why."
            exit 1
        }
    fi
}

# compile FOLDER [TARGET...]: these, else everything; the compiler's words only when it fails
compile() {
    local folder=$1 log
    shift
    log=$(log_file build)
    say "Building $(basename "$folder") …"
    ninja -C "$folder" "$@" > "$log" 2>&1 || {
        grep -E 'error|FAILED|warning' "$log" | head -n 30 >&2
        say "The build failed; all of it is in $log."
        exit 1
    }
}
