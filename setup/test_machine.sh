#!/usr/bin/env bash
# Brings what the tests need of the machine: Chromium; PostgreSQL's binaries (initdb, pg_ctl), which the tests run on a
# throw-away database of their own; mdbtools and a JDK, which read the Access files that were built. From Debian's
# packages, and only what is absent. Then Jackcess, for the JDK. Chromium's headless shell halves the work of showing a page:
# it is taken where it can be had, and done without where not. Does nothing when all is there.
set -euo pipefail

has_postgresql() {
    command -v initdb >/dev/null && command -v pg_ctl >/dev/null && return
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

jackcess() {
    cd "$(dirname "${BASH_SOURCE[0]}")/.."
    python3 -m setup.jackcess
}

quicker_browser() {
    command -v chromium-headless-shell >/dev/null && return
    command -v apt-get >/dev/null || return 0
    local as_root=()
    if [[ $(id -u) -ne 0 ]]; then
        command -v sudo >/dev/null || return 0
        as_root=(sudo --non-interactive)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive timeout 120 apt-get install --quiet --yes --no-install-recommends \
        -o Acquire::Retries=0 -o Acquire::http::Timeout=10 chromium-headless-shell >/dev/null 2>&1 </dev/null ||
        echo 'test machine: without chromium-headless-shell, chromium shows the pages'
}

missing=()
command -v chromium >/dev/null || missing+=(chromium)
has_postgresql || missing+=(postgresql)
command -v mdb-export >/dev/null || missing+=(mdbtools)
command -v javac >/dev/null || missing+=(default-jdk-headless)
if [[ ${#missing[@]} -eq 0 ]]; then
    quicker_browser
    jackcess
    exit
fi

fail() {
    echo "test machine: the tests need ${missing[*]}. $1" >&2
    exit 1
}

command -v apt-get >/dev/null || fail "There is no apt-get here: install them by this system's own means."

as_root=()
if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null || fail "As root: apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo)
fi

echo "test machine: installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Debian's package would make and start a database of its own; the tests make theirs.
if [[ " ${missing[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
    "${as_root[@]}" mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' |
        "${as_root[@]}" tee /etc/postgresql-common/createcluster.d/everyneed-tests.conf >/dev/null
fi
if ! {
    "${as_root[@]}" apt-get update --quiet &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install --quiet --yes --no-install-recommends "${missing[@]}"
} >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    fail "apt-get could not install them; its last words are above."
fi

quicker_browser
jackcess
