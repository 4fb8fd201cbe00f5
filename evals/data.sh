# Sourced by the scripts beside it: finds the evaluation data and the program, or says what to do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
data=${DESCRAPE_EVAL:-../shared/eval}
if [ ! -d "$data" ]; then
  echo "evals: no data in '$data'" >&2
  echo "  hint: the articles and test sets belong to others and are not part of this project;" >&2
  echo "        name a folder that has them: DESCRAPE_EVAL=/path/to/eval $0" >&2
  exit 2
fi
cargo build --release --quiet
descrape=target/release/descrape

# peer NAME MODULE: whether the peer is measured in this run too (PEERS=1, and it is installed).
peer() {
  [ -n "${PEERS:-}" ] || return 1
  python3 -c "import $2" 2>/dev/null || { echo "evals: no $1 here: pip install $1" >&2; return 1; }
  printf '\n== %s\n' "$1"
}
