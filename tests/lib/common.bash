# What every test file uses: the program under test, waiting by condition, a private folder, daemons stopped by pid.

ULLAGE_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
ULLAGE=${ULLAGE:-$ULLAGE_ROOT/build/release/ullage}
export ULLAGE_ROOT ULLAGE
! declare -F bats_require_minimum_version >/dev/null || bats_require_minimum_version 1.5.0

# ullage ARG…: the program under test.
ullage() { "$ULLAGE" "$@"; }

# wait_until SECONDS COMMAND…: polls until the command succeeds; says what it waited for when it never did.
wait_until() {
  local deadline=$((${EPOCHREALTIME/./} + $1 * 1000000))
  shift
  until "$@" >/dev/null 2>&1; do
    if ((${EPOCHREALTIME/./} > deadline)); then
      echo "waited in vain for: $*" >&2
      return 1
    fi
    sleep 0.02
  done
}

not() { ! "$@"; }

# has_line FILE PATTERN: a condition for wait_until.
has_line() { grep -q -E -- "$2" "$1"; }

# json FILTER: the program's JSON from stdin through jq; fails when the answer is false or null.
json() { jq -e -r "$@"; }

# scratch_dir: sets SCRATCH to a fresh folder of this test file. Other users must be able to pass through it, and its
# path must stay short: Podman refuses a run root of more than 50 bytes, and a socket one of more than 107.
scratch_dir() {
  SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/t.XXXXXX")
  chmod 755 "$SCRATCH"
  export SCRATCH
}

# remove_scratch: only what lies on this file system, so that a mount left by a failed test is never emptied.
remove_scratch() {
  local point
  while read -r point; do umount -l "$point"; done < <(mounts_under "$SCRATCH" | tac)
  rm -rf --one-file-system "$SCRATCH"
}

mounts_under() { awk -v prefix="$1/" 'index($5, prefix) == 1 { print $5 }' /proc/self/mountinfo; }

# start_daemon NAME COMMAND…: detached (bats waits for whoever holds its fd 3), logged and noted in SCRATCH.
start_daemon() {
  local name=$1
  shift
  setsid "$@" >"$SCRATCH/$name.log" 2>&1 </dev/null 3>&- &
  echo $! >"$SCRATCH/$name.pid"
}

# stop_daemon NAME [SECONDS]: asks, waits, and only then kills.
stop_daemon() {
  local pid
  pid=$(cat "$SCRATCH/$1.pid" 2>/dev/null) || return 0
  rm -f "$SCRATCH/$1.pid"
  kill -TERM "$pid" 2>/dev/null || return 0
  wait_until "${2:-10}" not kill -0 "$pid" || kill -KILL "$pid"
}

# daemon_log NAME: for the report of a test that could not start its service.
daemon_log() {
  echo "--- log of $1" >&2
  tail -n 20 "$SCRATCH/$1.log" >&2
}

# free_port: a TCP port of loopback that nobody listens on now.
free_port() {
  /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

needs_root() { [[ $EUID -eq 0 ]] || skip "needs root"; }
