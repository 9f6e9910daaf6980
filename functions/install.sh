#!/bin/sh
# Installs a part of a model function's image into a folder:
#   install.sh dependencies FUNCTION INTO    the function's Python packages
#   install.sh code FUNCTION INTO            the product's code, and the handlers
#   install.sh packs "NAME NAME" INTO        model packs
# The Dockerfile and the tests run it. PIP_INSTALL, PIP_INSTALL_X86_64 and PYTHON replace the tools
# that it calls.
set -eu

part=$1 what=$2 into=$3
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3}
pip_install=${PIP_INSTALL:-$python -m pip install --no-cache-dir --root-user-action=ignore}
pip_install_x86_64=${PIP_INSTALL_X86_64:-$pip_install --platform manylinux2014_x86_64}

pinned() {
    # shellcheck disable=SC2086 # a command and its options
    ${3:-$pip_install} --quiet --no-deps --only-binary :all: --require-hashes -r "$1" --target "$2"
}

mkdir -p "$into"
case $part in
dependencies)
    pinned "$root/functions/$what/requirements.txt" "$into"
    ;;
code)
    # With Python, because the runtime's image has few other tools.
    "$python" -c 'import shutil, sys
shutil.copytree(*sys.argv[1:], ignore=shutil.ignore_patterns("__pycache__", "client"))' \
        "$root/layers/core/python/dragoman" "$into/dragoman"
    cp "$root/functions/$what/"*.py "$into"
    # The file system of a function is read-only: without this, every cold start compiles the code.
    "$python" -m compileall -q "$into/dragoman" "$into"/*.py
    ;;
packs)
    tools=$(mktemp -d)
    trap 'rm -rf "$tools"' EXIT
    pinned "$root/layers/packs/requirements.txt" "$tools"
    pinned "$root/layers/packs/x86_64.txt" "$tools" "$pip_install_x86_64"
    # shellcheck disable=SC2086 # several names
    PYTHONPATH="$tools:$root/layers/core/python" DRAGOMAN_MODELS_DIR="$into" \
        "$python" -c 'from dragoman.models.cli import app; app()' add $what
    rm -rf "$into/.staging"
    ;;
*)
    echo "install.sh: unknown part $part" >&2
    exit 2
    ;;
esac
# Lambda runs the image as a user who owns none of these files.
chmod -R a+rX "$into"
