#!/usr/bin/env bash
# The missing shards of DIR as tasks of HyperQueue, which this script waits for. A server and workers run already, and DIR is
# on a file system that they share.
list=$(mktemp)
trap 'rm -f "$list"' EXIT
cat > "$list"
hq submit --wait --each-line "$list" --cpus 4 -- bash -c "busyhour shard '$1' \$HQ_ENTRY --threads 4"
