#!/bin/sh
# The student on Financial PhraseBank with several seeds: `seeds.sh [SEED ...]`, by default 42 43 44.
# Prints one row a seed and the mean. Each seed has a workspace of its own under .retort/, which is kept.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
data=$(cd "$root/../shared/data/financial-phrasebank" 2>/dev/null && pwd -P) || {
    echo "seeds.sh: the data is not in $root/../shared/data/financial-phrasebank; see $here/README.md" >&2
    exit 1
}
[ $# -gt 0 ] || set -- 42 43 44
rows=
for seed in "$@"; do
    work=$here/.retort/seed-$seed
    mkdir -p "$work"
    sed -e "s|../../../shared/data/financial-phrasebank|$data|" -e "/^student:/,/^report:/s/seed: .*/seed: $seed/" \
        "$here/retort.yaml" >"$work/retort.yaml"
    row=$("$root/retort" run "$work" </dev/null | grep '^student  ')
    row="seed $seed  $row"
    echo "$row"
    rows="$rows$row
"
done
# seed S student ACCURACY % MACRO-F1 % ...
printf '%s' "$rows" | awk '{ a += $4; f += $6; n++ } END { printf "mean of %d: accuracy %.2f %%, macro F1 %.2f %%\n", n, a / n, f / n }'
