#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Checks one kind of data: check-data.sh WHAT. Exit status 0 when it is good.
set -e
root=$HEAPARIUM_SOURCE_ROOT
build=$HEAPARIUM_BUILD_ROOT
id=org.heaparium.Heaparium
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

case $1 in
  desktop) desktop-file-validate "$build/data/$id.desktop" ;;
  metainfo) appstreamcli validate --no-net --explain "$build/data/$id.metainfo.xml" ;;
  shell) cd "$root" && shellcheck -x tools/run tools/test ;;
  schema) glib-compile-schemas --strict --dry-run "$root/data" ;;
  icons)
    while IFS= read -r file; do
      xmllint --noout "$file"
      rsvg-convert -o "$scratch/icon.png" "$file"
    done < <(find "$root/data/icons" -name '*.svg')
    while IFS= read -r file; do
      gtk4-encode-symbolic-svg -o "$scratch" "$file" 16x16
    done < <(find "$root/data/icons" -name '*-symbolic.svg')
    ;;
  mime)
    xmllint --noout "$root/data/$id.mime.xml"
    mkdir -p "$scratch/mime/packages"
    cp "$root/data/$id.mime.xml" "$scratch/mime/packages/$id.xml"
    update-mime-database "$scratch/mime"
    printf '\211HEAP\r\n\032 and more' >"$scratch/without-a-suffix"
    XDG_DATA_HOME=$scratch gio info -a standard::content-type "$scratch/without-a-suffix" | grep -q application/x-heaparium-snapshot
    for pair in a.heap=application/x-heaparium-snapshot a.heapsnapshot=application/x-v8-heap-snapshot a.pyheap=application/x-pyheap; do
      echo text >"$scratch/${pair%%=*}"
      XDG_DATA_HOME=$scratch gio info -a standard::content-type "$scratch/${pair%%=*}" | grep -qF "${pair#*=}"
      grep -qF "${pair#*=};" "$build/data/$id.desktop"
    done
    ;;
  man) mandoc -T lint -W warning "$root/data/heaparium.1" ;;
  bash)
    bash -n "$root/data/heaparium.bash"
    shellcheck "$root/data/heaparium.bash"
    ;;
  service)
    grep -qx "Name=$id" "$build/data/$id.service"
    grep -q '^Exec=/.*/heaparium --gapplication-service$' "$build/data/$id.service"
    ;;
  templates)
    find "$root/ui" \( -name '*.ui' -o -name '*.xml' \) -exec xmllint --noout {} +
    ;;
  samples)
    for file in "$root"/data/samples/*.py; do
      name=$(basename "$file")
      grep -q '^# Next: ' "$file"
      grep -q "samples/$name<" "$root/ui/heaparium.gresource.xml"
      test -s "$root/tests/data/samples/${name%.py}.out"
    done
    ;;
  translations)
    diff <("$root/po/update-potfiles") "$root/po/POTFILES.in"
    diff <(grep -v '^#' "$root/po/LINGUAS" | sort) <(cd "$root/po" && find . -name '*.po' -printf '%f\n' | sed 's/\.po$//' | sort)
    while read -r language; do
      msgfmt --check -o "$scratch/$language.mo" "$root/po/$language.po"
    done < <(grep -v '^#' "$root/po/LINGUAS")
    ;;
  *)
    echo "unknown: $1" >&2
    exit 2
    ;;
esac
