#!/usr/bin/env bash
# The missing shards of DIR as a Slurm job array, which this script waits for. DIR is on a file system that all nodes share.
# Slurm refuses array numbers from MaxArraySize on, usually 1001.
exec sbatch --wait --job-name=busyhour --array="$(paste -sd,)" --cpus-per-task=4 --mem=4G --time=04:00:00 \
    --output="$1/slurm-%A-%a.log" --wrap "busyhour shard '$1' \$SLURM_ARRAY_TASK_ID --threads \$SLURM_CPUS_PER_TASK"
