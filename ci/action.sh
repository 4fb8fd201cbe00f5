#!/usr/bin/env bash
# What the GitHub action runs: annotations for the diff, and where asked a SARIF file. Ends as the check does.
set -euo pipefail

arguments=()
lines() { # of $1, each an argument
    while IFS= read -r line; do
        line=${line%$'\r'}
        [ -z "$line" ] || arguments+=("$line")
    done <<<"$1"
}

lines "${INPUT_ARGS:-}"
[ -z "${INPUT_CHANGED_SINCE:-}" ] || arguments+=("--changed-since=$INPUT_CHANGED_SINCE")
# What the first run writes is no data.
[ -z "${INPUT_SARIF:-}" ] || arguments+=("--exclude=${INPUT_SARIF##*/}")
# Behind this nothing is an option.
arguments+=(--)
lines "${INPUT_PATHS:-.}"

if [ -n "${INPUT_SARIF:-}" ]; then
    # The verdict is that of the second run.
    descrape check --quiet --exit-zero --format sarif --output "$INPUT_SARIF" "${arguments[@]}" || true
fi
exec descrape check --format github "${arguments[@]}"
