#!/bin/sh
# Ratios between what kaizen takes and what the plain tool for the same question takes, measured in the same run on the
# same register, so that they mean the same on a slow machine as on a fast one.
#
#   benches/ratios.sh                       10,000 items in 50,000 commits, 11 runs each
#   ITEMS=1000 COMMITS=5000 RUNS=5 benches/ratios.sh
#   REGISTER=/tmp/big benches/ratios.sh     keep the register there, and use it again
#   SIGNED=1 benches/ratios.sh              every act is signed
#   GROWTH=1 benches/ratios.sh              also how `check` grows, up to 100,000 items
set -eu
cd "$(dirname "$0")/.."
cargo build --quiet --release --bin kaizen --example generate_register
target=${CARGO_TARGET_DIR:-target}/release
repo=${REGISTER:-}
if [ -z "$repo" ]; then
    temp=$(mktemp -d)
    trap 'rm -rf "$temp"' EXIT INT TERM
    repo=$temp/register
fi
if [ ! -d "$repo/.git" ]; then
    "$target/examples/generate_register" --items "${ITEMS:-10000}" --commits "${COMMITS:-50000}" --seed "${SEED:-1}" \
        --merges ${SIGNED:+--signed} "$repo"
fi
if [ -n "${GROWTH:-}" ]; then
    others=$(mktemp -d)
    trap 'rm -rf ${temp:+"$temp"} "$others"' EXIT INT TERM
    make() { "$target/examples/generate_register" --seed 1 "$@"; }
    make --items 1000 --commits 5000 --merges ${SIGNED:+--signed} "$others/small"
    for items in 1000 10000 100000; do
        make --items $items --commits $((items * 3)) --flat "$others/flat-$items"
    done
    set -- "$others/small" "$others/flat-1000" "$others/flat-10000" "$others/flat-100000"
fi
python3 benches/ratios.py "${KAIZEN:-$target/kaizen}" "$repo" "${RUNS:-11}" "$@"
