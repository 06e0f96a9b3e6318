# For tests of apply: a private place for its journals, containers that end when they are told to, a proxy that fails.

export_state() { export XDG_STATE_HOME=$SCRATCH/state; }

# run_stoppable NAME [DOCKER_FLAG…]: runs on after what is in its command; ends at once on SIGTERM.
STOPPABLE=(sh -c 'trap "exit 0" TERM; sleep 1000000 & wait')
run_stoppable() {
  local name=$1
  shift
  docker run -d --name "$name" --stop-timeout 2 "$@" shell:1 "${STOPPABLE[@]}" >/dev/null
}

field() { docker inspect -f "{{$2}}" "$1"; }

# through_proxy N WHAT COMMAND…: with an engine that fails at the N-th change; see engine_proxy.py. PROXY_COUNT tells how
# many changes there were.
through_proxy() {
  local number=$1 what=$2 socket=$SCRATCH/proxy status=0
  shift 2
  rm -f "$socket" "$socket.count"
  start_daemon proxy /usr/bin/python3 "$ULLAGE_ROOT/tests/lib/engine_proxy.py" "$socket" "${DOCKER_HOST#unix://}" "$number" "$what"
  wait_until 5 test -S "$socket" || return 1
  DOCKER_HOST=unix://$socket "$@" || status=$?
  stop_daemon proxy
  export PROXY_COUNT
  PROXY_COUNT=$(cat "$socket.count" 2>/dev/null || echo 0)
  return "$status"
}

# left_by_python COMMAND…: what a DataLoader leaves whose workers die.
left_by_python() {
  "$@" 'umask 077; cd /tmp; printf blat >r05cmo8f; : >wexy8lta; : >tmppz0uh4ob; mkdir -p pymp-x /app/__pycache__; : >/app/__pycache__/x.pyc'
}

journals() { ls "$XDG_STATE_HOME/ullage/apply"; }

# whole NAME: exactly one container, by that name and running, with its volume's content; nothing else left behind.
is_whole() {
  [ "$(docker ps -a --format '{{.Names}}')" = "$1" ] || { docker ps -a; return 1; }
  [ "$(field "$1" .State.Running)" = true ]
  [ "$(field "$1" .HostConfig.RestartPolicy.Name)" = unless-stopped ]
  [ "$(docker exec "$1" cat /data/file)" = kept ]
  [ -z "$(journals)" ] || { journals; return 1; }
}
