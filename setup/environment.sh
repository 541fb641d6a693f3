#!/usr/bin/env bash
# Makes the virtual environment and installs what requirements/dev.txt pins, each archive against its digest, then the
# project itself, editable. After the downloads nothing asks the network. Usage: setup/environment.sh PYTHON FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly python=$1 folder=$2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "set-up: $python is older than Python 3.11, or cannot be run. Name another: make PYTHON=python3.12 …" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "set-up: $python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi

echo "set-up: virtual environment and pinned packages in $folder"
"$folder/bin/python" -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear "$folder"
export PIP_DISABLE_PIP_VERSION_CHECK=1
"$folder/bin/pip" install --quiet --require-hashes --requirement requirements/bootstrap.txt

# uv installs the same files about ten times as fast; pip is asked where uv cannot reach the packages (a proxy, a mirror).
"$folder/bin/uv" pip install --quiet --python "$folder/bin/python" --require-hashes --requirement requirements/dev.txt ||
    "$folder/bin/pip" install --quiet --require-hashes --requirement requirements/dev.txt

"$folder/bin/pip" install --quiet --no-index --no-deps --no-build-isolation --editable .
