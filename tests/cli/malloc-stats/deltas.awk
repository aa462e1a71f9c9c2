# SPDX-License-Identifier: Apache-2.0
# From reports of sys._debugmallocstats: by how much each class grew from one to the next, and whether the rows of each
# report add up. Lines that belong to no report pass through.

function number(text) { gsub(/,/, "", text); return text + 0 }

function end_report(   class) {
    if (reports > 1 && pools)
        for (class = 0; class < 32; class++)
            if (now[class] != last[class])
                printf "report %d: class of %d bytes: %+d blocks\n", reports, 16 * (class + 1), now[class] - last[class]
    for (class = 0; class < 32; class++)
        last[class] = now[class]
    if (pools)
        printf "report %d: the rows %s\n", reports, sum == arenas ? "add up to the arenas" : "do NOT add up: " sum
    else
        printf "report %d: no pools\n", reports
    pools = sum = 0
    split("", now)
}

/^Small block threshold/ { pools = 1; next }
/^ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+$/ { now[$1] = $4; next }
/ arenas \* [0-9]+ bytes\/arena/ { arenas = number($NF); next }
/^# bytes (in|lost to)/ && !/arena map/ { sum += number($NF); next }
/ unused pools \* / { sum += number($NF); next }
/ free PyDictObjects / { reports++; next }
/ free 20-sized PyTupleObjects / { end_report(); next }
/^(class|-----|#|Total|arena map|$)/ || / free / { next }
{ print }
