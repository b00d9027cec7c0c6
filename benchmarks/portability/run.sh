#!/bin/sh
# Runs a student's ONNX files with onnxruntime in Python and Node.js and compares the labels with `retort predict`:
#   PEER_PYTHON=/path/to/python benchmarks/portability/run.sh STUDENT TEXTS.csv
# The Python needs onnx, onnxruntime, tokenizers and numpy. npm fetches onnxruntime-node into a temporary directory.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd -P)
student=$(cd "$1" && pwd -P)
texts=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for precision in float32 int8; do
    "$root/retort" predict "$student" "$texts" -q --precision $precision -o "$work/$precision.csv"
done
"${PEER_PYTHON:-python3}" "$root/benchmarks/portability/check.py" "$student" "$work/float32.csv" "$work/int8.csv" "$work/ids.json"
cd "$work"
npm install --silent --no-audit --no-fund onnxruntime-node >&2
node "$root/benchmarks/portability/check.mjs" "$student" "$work/ids.json"
