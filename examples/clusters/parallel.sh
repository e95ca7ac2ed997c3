#!/usr/bin/env bash
# The missing shards of DIR with GNU parallel, on this machine, or on those of the file HOSTS (a line `cores/host` for each).
# All of them need busyhour in their path, and DIR at the same place on a common file system.
exec parallel --no-notice ${HOSTS:+--sshloginfile "$HOSTS"} busyhour shard "$1" {} --threads 1
