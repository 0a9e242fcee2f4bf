#!/usr/bin/env bash
# Installs what is missing: setup.sh run|test|bench|train|laboratory. Can be run again at any time; does nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-run}

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Debian packages: asks for root's rights only when something is missing.
packages() {
    local missing=()
    local package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    command -v apt-get >/dev/null || fail "please install by hand: ${missing[*]} (there is no apt-get here)"
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "please run as root: apt-get install ${missing[*]}"
        root=(sudo)
    fi
    say "installing ${missing[*]}"
    "${root[@]}" apt-get update -qq || fail "apt-get cannot reach the Debian packages; needed: ${missing[*]}"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        >/dev/null || fail "apt-get could not install ${missing[*]}"
}

# A Python environment below .deps with the wheels of a requirements file; made anew when the file changes.
wheels() {
    local name=$1 file=$2
    shift 2
    local target=.deps/$name
    local stamp=$target/.installed
    local wanted
    wanted=$(sha256sum "$file" | cut -d' ' -f1)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
    say "installing $(grep -v '^#' "$file" | tr '\n' ' ')into $target"
    if [ ! -x "$target/bin/python" ]; then
        rm -rf "$target"
        python3 -m venv "$target" || fail "python3 cannot make an environment (Debian's package python3-venv)"
    fi
    "$target/bin/python" -m pip install --quiet --disable-pip-version-check "$@" --requirement "$file" \
        || fail "pip could not install the wheels that $file names"
    printf '%s' "$wanted" >"$stamp"
}

command -v swift >/dev/null || fail "Swift 6.2 or newer is needed; see https://www.swift.org/install"
command -v python3 >/dev/null || packages python3 python3-venv
python3 -c 'import ensurepip, venv' 2>/dev/null || packages python3-venv
packages make zlib1g-dev libturbojpeg0-dev libspng-dev libwebp-dev libcairo2-dev libsixel-dev libsqlite3-dev fonts-dejavu-core
wheels venv scripts/requirements/run.txt --no-deps
case $purpose in
    run) ;;
    test)
        packages chromium chromium-driver prometheus prometheus-alertmanager
        wheels test-venv scripts/requirements/test.txt
        wheels kserve-venv scripts/requirements/kserve.txt
        ;;
    bench)
        packages wrk
        wheels bench-venv Benchmarks/Peers/requirements.txt
        ;;
    train) wheels train-venv scripts/requirements/train.txt ;;
    laboratory) wheels laboratory-venv scripts/requirements/laboratory.txt ;;
    *) fail "expected run, test, bench, train or laboratory, got '$purpose'" ;;
esac
