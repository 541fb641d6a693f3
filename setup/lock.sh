#!/usr/bin/env bash
# Compiles the pinned, hashed files of requirements/ from pyproject.toml and the .in files. Run it by `make lock`.
# The production file is compiled first and constrains the others, so that the tests run on what is deployed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly UV=${UV:-.venv/bin/uv}

compile() {
    local output=$1
    shift
    "$UV" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
        --output-file "requirements/$output" "$@"
}

compile app.txt pyproject.toml "${@}"
compile dev.txt pyproject.toml --extra test --extra lint --constraint requirements/app.txt "${@}"
compile bootstrap.txt requirements/bootstrap.in "${@}"
compile node.txt requirements/node.in "${@}"
compile conformance.txt requirements/conformance.in "${@}"
