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

@test "the demo leaves nothing behind, whenever it is interrupted" {
  touch "$BATS_TEST_TMPDIR/before"
  port=$(free_port)
  for round in {1..20}; do
    exec {out}< <(exec "$ULLAGE" demo --port "$port" 2>&1 3>&-)
    while read -r line <&"$out" && [[ $line != *'digital-human-service --port'* ]]; do :; done
    kill -INT "$!"
    timeout 20 cat <&"$out" >"$BATS_TEST_TMPDIR/rest" || { echo "round $round: it does not end"; return 1; }
    exec {out}<&-
    grep -F 'was interrupted' "$BATS_TEST_TMPDIR/rest"
  done
  run pgrep -f "digital-human-service --port $port"
  [ "$status" -ne 0 ]
  [ -z "$(find /tmp -maxdepth 1 -name 'ullage-demo-*' -newer "$BATS_TEST_TMPDIR/before")" ]
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
