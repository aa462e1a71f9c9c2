#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every source file names its licence, and clang-format has nothing to change.
set -u
cd -- "${HEAPARIUM_SOURCE_ROOT:-$(dirname -- "$0")/../..}" || exit 1
bad=0
files=$(find core src tests -name '*.[ch]')
for file in $files; do
    head -n 1 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || { echo "not ok: $file has no licence line"; bad=1; }
done
# shellcheck disable=SC2086
layout=$(clang-format --dry-run --Werror $files 2>&1 | grep -E 'error:' | head -n 20)
[ -z "$layout" ] || { echo "$layout"; bad=1; }
[ $bad -eq 0 ] && echo "ok: $(echo "$files" | wc -l) files"
exit $bad
