#!/usr/bin/env bash
# Fuzzes readers for so many seconds (300), and keeps what reaches new code: run.sh [SECONDS [READER...]]
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-300}
export LSAN_OPTIONS="suppressions=$PWD/../Tests/lsan.supp:print_suppressions=0"
readers=("${@:2}")
[ ${#readers[@]} -gt 0 ] || readers=(infer binary predict json reply npy model trace multipart picture csv)
# The sources are the product's own; links to them are made here, and not kept.
grep -v '^#' links | while read -r link source; do
    mkdir -p "$(dirname "$link")"
    ln -sfn "$(realpath --relative-to="$(dirname "$link")" "$source")" "$link"
done
swift build -c release 2> >(grep -v 'Cannot export local symbol' >&2)
python3 seeds.py
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
broken=0
for reader in "${readers[@]}"; do
    found=$scratch/$reader/found small=$scratch/$reader/small harm=$scratch/$reader/harm
    mkdir -p "$found" "$small" "$harm"
    echo "fuzz: $reader for $seconds s"
    AVIARY_FUZZ=$reader .build/release/fuzz -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=4096 \
        -dict=words.dict -print_final_stats=1 -verbosity=0 -artifact_prefix="$harm/" "$found" "corpus/$reader" 2>&1 |
        grep -E '^(stat::|SUMMARY|==|Fatal|Swift)|Fatal error|ERROR|Test unit' || true
    # The smallest set that reaches the same code takes the corpus's place.
    AVIARY_FUZZ=$reader .build/release/fuzz -set_cover_merge=1 -use_counters=0 -max_len=4096 "$small" "corpus/$reader" "$found" 2>&1 |
        grep 'MERGE-OUTER: .* new' || true
    # A merge that failed leaves nothing, and must not take the corpus with it.
    if [ -n "$(ls "$small")" ]; then
        rm -r "corpus/$reader"
        cp -r "$small" "corpus/$reader"
    fi
    if [ -n "$(ls "$harm")" ]; then
        mkdir -p "crashes/$reader"
        cp "$harm"/* "crashes/$reader/"
        broken=1
    fi
done
# Merging keeps what reaches code of its own; some seeds are there for what must hold of them.
python3 seeds.py
[ $broken = 0 ] || { echo 'fuzz: inputs that broke something have been added to Fuzz/crashes'; exit 1; }
