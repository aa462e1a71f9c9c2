#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Includes point downwards only: each folder may include itself and the folders before it. GLib stays out of the
# plain-C folders, GTK out of core, and Graphviz in one program.
set -u
cd -- "${HEAPARIUM_SOURCE_ROOT:-$(dirname -- "$0")/../..}" || exit 1
bad=0
complain() { echo "not ok: $*"; bad=1; }

# may FOLDER ALLOWED...: complains about includes of other core folders
may() {
    local folder=$1 line
    shift
    while IFS= read -r line; do
        local included=${line#*#include \"}
        included=${included%%/*}
        case " $* " in *" $included "*) ;; *) complain "$line" ;; esac
    done < <(grep -rnE '^#include "(heap|object|gc|script|snapshot|source|graph|exchange|compare|analysis|panes|widgets|models|dialogs|cli)/' "core/$folder" --include='*.[ch]')
}
may heap heap
may object heap object
may gc heap object gc
may script heap object gc script
may snapshot snapshot
may source heap object gc script snapshot source
may analysis snapshot analysis
may graph snapshot analysis graph
may exchange snapshot source analysis exchange
may compare heap object gc script compare

grep -rnE '#include <(glib|gio|gtk)' core/heap core/object core/gc core/script --include='*.[ch]' && complain "GLib in a plain-C folder"
grep -rnE '#include <(gtk|adwaita|gdk)' core --include='*.[ch]' && complain "GTK in core"
grep -rlE '#include <(graphviz/)?(gvc|cgraph)' core src --include='*.[ch]' | grep -v '^core/graph/' && complain "Graphviz outside core/graph"
[ $bad -eq 0 ] && echo "ok: includes point downwards only"
exit $bad
