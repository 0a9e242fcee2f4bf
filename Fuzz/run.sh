#!/usr/bin/env bash
# Fuzzes readers for so many seconds (300), and keeps what reaches new code: run.sh [SECONDS [READER...]]
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-300}
readers=("${@:2}")
[ ${#readers[@]} -gt 0 ] || readers=(infer binary predict json reply npy model trace)
swift build -c release 2> >(grep -v 'Cannot export local symbol' >&2)
python3 seeds.py
for reader in "${readers[@]}"; do
    found=$(mktemp -d)
    mkdir -p "crashes/$reader"
    echo "fuzz: $reader for $seconds s"
    AVIARY_FUZZ=$reader .build/release/fuzz -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -max_len=4096 \
        -dict=words.dict -print_final_stats=1 -verbosity=0 -artifact_prefix="crashes/$reader/" "$found" "corpus/$reader" 2>&1 |
        grep -E '^(stat::|SUMMARY|==|Fatal|Swift)|ERROR|Test unit' || true
    # The smallest set that reaches the same code takes the corpus's place.
    small=$(mktemp -d)
    AVIARY_FUZZ=$reader .build/release/fuzz -set_cover_merge=1 -use_counters=0 -max_len=4096 "$small" "corpus/$reader" "$found" 2>&1 | grep 'MERGE-OUTER: .* new' || true
    rm -r "corpus/$reader"
    mv "$small" "corpus/$reader"
    chmod 755 "corpus/$reader"
    rm -r "$found"
    [ -n "$(ls "crashes/$reader")" ] || rmdir "crashes/$reader"
done
rmdir crashes 2>/dev/null || { echo 'fuzz: inputs that broke something lie in Fuzz/crashes'; exit 1; }
