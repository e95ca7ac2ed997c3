#!/usr/bin/env bash
# The missing shards of DIR on this machine, with xargs: each shard on one thread, as many at once as there are cores.
exec xargs -P "$(nproc)" -I {} busyhour shard "$1" {} --threads 1
