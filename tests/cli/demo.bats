# The demo, as a new user sees it.

load ../lib/common

@test "the demo plays to its end with nothing installed" {
  run timeout 60 "$ULLAGE" demo --port "$(free_port)"
  echo "$output"
  [ "$status" -eq 0 ]
  [[ $output == *"503"* && $output == *'{"status":"ok","service":"digital-human-service"}'* ]]
  [[ $output == *"ullage doctor "*"is full"*"ullage plan "*"use "*"ullage grow "*" 2g"* ]]
  [[ $output == *"nothing was restarted"* ]]
}

@test "the demo leaves nothing behind, also when it is interrupted" {
  port=$(free_port)
  "$ULLAGE" demo --port "$port" >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
  pid=$!
  wait_until 20 grep -q 'digital-human-service --port' "$BATS_TEST_TMPDIR/out"
  kill -INT "$pid"
  wait "$pid" || true
  run pgrep -f "digital-human-service --port $port"
  [ "$status" -ne 0 ]
  [ -z "$(find /tmp -maxdepth 1 -name 'ullage-demo-*' -newer "$BATS_TEST_TMPDIR/out")" ]
}

@test "a port that is taken is said before anything starts" {
  port=$(free_port)
  /usr/bin/python3 -m http.server "$port" --bind 0.0.0.0 >/dev/null 2>&1 3>&- &
  server=$!
  wait_until 10 curl -fsS "http://127.0.0.1:$port/" -o /dev/null
  run ullage demo --port "$port"
  kill "$server"
  [ "$status" -eq 5 ]
  [[ $output == *"$port"* ]]
}
