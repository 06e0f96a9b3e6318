# What the benchmarks share: a private engine, medians, and a table line with a ratio.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$ROOT/tests/lib/common.bash"
source "$ROOT/tests/lib/docker.bash"

# median_ms RUNS COMMAND…: wall time of the whole process, without a shell around it.
median_ms() {
  local runs=$1
  shift
  hyperfine -N --warmup 3 --runs "$runs" --export-json "$SCRATCH/times.json" "$*" >/dev/null 2>&1 || {
    echo "failed: $*" >&2
    return 1
  }
  jq '.results[0].median * 1000' "$SCRATCH/times.json"
}

# seconds COMMAND…: wall time of one run.
seconds() {
  local start=$EPOCHREALTIME
  "$@" >/dev/null
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }'
}

# row WHAT MEASURED GOAL
row() { printf '| %s | %s | %s |\n' "$1" "$2" "$3"; }

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.0f", a / b }'; }
fixed() { awk -v x="$1" -v d="${2:-1}" 'BEGIN { printf "%.*f", d, x }'; }
