#!/usr/bin/env bats
# The example service in a /dev/shm of its own: what it answers when all is well, in a shortage, and after it.

bats_require_minimum_version 1.5.0

setup() {
  BUILD_DIR=${BUILD_DIR:-$BATS_TEST_DIRNAME/../../build/release}
  LOG=$BATS_TEST_TMPDIR/log
}

teardown() {
  if [ -n "${PID:-}" ]; then kill -KILL "$PID" 2>/dev/null || true; fi
}

# start SIZE [OPTION…]: the service as process $PID with a /dev/shm of that size.
start() {
  local size=$1
  shift
  unshare -m sh -c 'mount -t tmpfs -o size="$0" tmpfs /dev/shm && exec "$@"' "$size" \
    "$BUILD_DIR/digital-human-service" --listen 127.0.0.1 --port 0 "$@" >"$LOG" 2>&1 3>&- &
  PID=$!
  until_ok grep -q 'listens on' "$LOG"
  URL=http://$(sed -n 's/.* listens on //p' "$LOG")
}

until_ok() {
  local deadline=$((SECONDS + 15))
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $deadline ]; then
      echo "waited in vain for: $*; the service says:" && tail -n 20 "$LOG" && return 1
    fi
    sleep 0.02
  done
}

health() { curl -s --max-time 5 "$@" "$URL/health"; }
status() { curl -s --max-time 5 -o /dev/null -w '%{http_code}' "$@"; }
is_well() { [ "$(status "$URL/health")" = 200 ]; }
is_ill() { health | grep -q "$1"; }
stat_of() { curl -s --max-time 5 "$URL/stats" | python3 -c "import json, sys; print(int(json.load(sys.stdin)['$1']))"; }
resize() { nsenter -t "$PID" -m mount -o "remount,size=$1" /dev/shm; }
gone() { ! kill -0 "$1" 2>/dev/null; }

@test "health is exactly the body that its users wait for" {
  start 2g
  until_ok is_well
  [ "$(health -i | tr -d '\r' | sed -n '1p;/^Content-Type/p')" = $'HTTP/1.1 200 OK\nContent-Type: application/json' ]
  [ "$(health -o - -w '|')" = '{"status":"ok","service":"digital-human-service"}|' ]
}

@test "health has no body for HEAD and the same length" {
  start 2g
  until_ok is_well
  head=$(health -I | tr -d '\r')
  [[ $head == 'HTTP/1.1 200 OK'* && $head == *'Content-Length: 49'* ]]
}

@test "64 MiB are too small for four workers: a worker is lost and health says why" {
  start 64m
  until_ok is_ill 'was lost to a bus error (SIGBUS): /dev/shm is full'
  [ "$(status "$URL/health")" = 503 ]
  [[ $(health) == '{"status":"error","service":"digital-human-service","reason":"worker '* ]]
  grep -q 'was killed by signal: Bus error' "$LOG"
}

@test "in a lasting shortage health never looks well in between" {
  start 64m
  until_ok is_ill 'bus error'
  for _ in $(seq 200); do
    [ "$(status "$URL/health")" = 503 ]
  done
  [ "$(stat_of restarts)" -gt 0 ]
}

@test "the same process recovers when /dev/shm grows" {
  start 64m
  until_ok is_ill 'bus error'
  resize 2g
  until_ok is_well
  [ "$(stat_of workers)" = 4 ]
  kill -0 "$PID"
  restarts=$(stat_of restarts)
  frames=$(stat_of frames)
  frames_grew() { [ "$(stat_of frames)" -gt $((frames + 20)) ]; }
  until_ok frames_grew
  [ "$(stat_of restarts)" = "$restarts" ]
}

@test "stats tell what the loader does" {
  start 2g --fps 2
  until_ok is_well
  filled() { [ "$(stat_of bytes_in_flight)" -ge $((8 * 16 * 1024 * 1024)) ]; }
  until_ok filled
  [ "$(stat_of bytes_in_flight)" -le $((10 * 16 * 1024 * 1024)) ]
  [ "$(stat_of workers)" = 4 ]
  [ "$(stat_of restarts)" = 0 ]
}

@test "a worker that hangs makes health say for how long, and requests are still answered" {
  start 2g
  until_ok is_well
  worker=$(pgrep -P "$PID" | head -n 1)
  kill -STOP "$worker"
  until_ok is_ill '"no batch for [0-9]* s"'
  kill -CONT "$worker"
  until_ok is_well
}

@test "without workers it needs no shared memory" {
  start 64k --workers 0
  until_ok is_well
  [ "$(stat_of bytes_in_flight)" = 0 ]
}

@test "the environment gives options, and the command line counts before it" {
  export DHS_WORKERS=2 DHS_BATCH_BYTES=1m
  start 2g --batch-bytes 2m
  grep -q '2 workers, up to 12.0 MiB' "$LOG"
}

@test "an option that makes no sense is refused with its name" {
  run -2 "$BUILD_DIR/digital-human-service" --workers many
  [[ $output == *'--workers can'*"'many'"* ]]
}

@test "other paths, methods and nonsense get their status" {
  start 2g
  [ "$(status "$URL/")" = 404 ]
  [ "$(status -X POST -d x "$URL/health")" = 405 ]
  [ "$(status -H "X: $(head -c 20000 /dev/zero | tr '\0' x)" "$URL/health")" = 400 ]
  [ "$(status -X $'\x01' "$URL/health")" = 400 ]
}

@test "hundreds of silent and senseless clients do not keep others waiting" {
  start 2g
  until_ok is_well
  python3 - "${URL##*:}" <<'PY'
import os, socket, sys, urllib.request
port = int(sys.argv[1])
silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(400)]
for i, client in enumerate(silent):
    try:
        client.sendall(os.urandom(3000) if i % 3 == 0 else b"GET /health HTTP/1.1\r\nX: ")
    except OSError:
        pass
for _ in range(20):
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=15).status == 200
PY
}

@test "TERM ends it at once, with its workers and status 0" {
  start 2g
  until_ok is_well
  workers=$(pgrep -P "$PID")
  kill -TERM "$PID"
  wait "$PID"
  for worker in $workers; do gone "$worker"; done
}

@test "its workers do not outlive it when it is killed" {
  start 2g
  until_ok is_well
  workers=$(pgrep -P "$PID")
  kill -KILL "$PID"
  for worker in $workers; do until_ok gone "$worker"; done
}

@test "as the first process of its namespace it handles TERM and reaps what others leave" {
  unshare -m --pid --fork --mount-proc sh -c 'mount -t tmpfs -o size=2g tmpfs /dev/shm && exec "$@"' sh \
    "$BUILD_DIR/digital-human-service" --listen 127.0.0.1 --port 0 >"$LOG" 2>&1 3>&- &
  outer=$!
  until_ok grep -q 'listens on' "$LOG"
  PID=$(pgrep -P "$outer")
  nsenter -t "$PID" -m -p sh -c 'sh -c "sleep 0.1 &"'
  # The service, four workers and ps: a zombie would be one more.
  only_its_own() { [ "$(nsenter -t "$PID" -m -p ps -eo comm= | wc -l)" = 6 ]; }
  until_ok only_its_own
  kill -TERM "$PID"
  wait "$outer"
}
