#!/usr/bin/env bash
# Runs a planned study to its end: study.sh DIR RUNNER
# RUNNER is called with DIR as its argument and gets the numbers of the missing shards on its standard input, a line each;
# it returns when they have run. A shard that failed is run again; if no shard of a round succeeds, the script gives up.
set -uo pipefail
dir=$1
runner=$2
while :; do
    while missing=$(busyhour shard "$dir" --missing) && [ -n "$missing" ]; do
        "$runner" "$dir" <<< "$missing"
        if [ "$(busyhour shard "$dir" --missing)" = "$missing" ]; then
            echo "no shard of $dir succeeded" >&2
            exit 2
        fi
    done
    busyhour merge "$dir"
    status=$?
    # A study that needs more replications has new shards now.
    [ -n "$(busyhour shard "$dir" --missing)" ] || exit "$status"
done
