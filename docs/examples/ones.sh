#!/bin/sh
# Fitness: the share of ones in a bit string, with a noise that the seed decides.
read -r task
genome=$(printf '%s' "$task" | sed 's/.*"genome":"\([01]*\)".*/\1/')
seed=$(printf '%s' "$task" | sed 's/.*"seed":\([0-9]*\).*/\1/')
noise=$(printf '%s' "$task" | sed 's/.*"noise":\([0-9.]*\).*/\1/')
echo '{"progress": {"done": 1, "total": 2}}'
awk -v genome="$genome" -v seed="$seed" -v noise="$noise" 'BEGIN {
  ones = gsub(1, 1, genome)
  share = ones / length(genome)
  srand(seed)
  printf "{\"result\": {\"fitness\": %.6f, \"measures\": {\"ones\": %d, \"test\": %.6f}}}\n",
    share + noise * (rand() - 0.5), ones, share
}'
