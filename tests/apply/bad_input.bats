# apply where the world is against it: a port and a name that others have, an engine that hangs or dies in the middle.
# One sentence, the right exit code, and the old container as it was.

load ../lib/common
load ../lib/docker
load ../lib/apply

setup_file() {
  scratch_dir
  export_state
  start_docker --bridge
  image_shell
}

teardown_file() {
  stop_docker
  remove_scratch
}

setup() { run_stoppable web -p "$(free_port):80"; }

teardown() {
  docker ps -aq | xargs -r docker rm -f -v >/dev/null
  rm -rf "$XDG_STATE_HOME"
}

identity() { docker inspect -f '{{.Id}} {{.State.StartedAt}} {{.HostConfig.ShmSize}} {{.HostConfig.RestartPolicy.Name}}' "$1"; }

# one_sentence: what went wrong and what to do, and no more; progress comes before it.
one_sentence() { [ "$(grep -c '^ullage: ' <<<"$output")" -eq 1 ] && [ "$(grep -c '^  → ' <<<"$output")" -le 1 ]; }

# takes_port PORT: as soon as it is free, for ever.
takes_port() {
  start_daemon thief /usr/bin/python3 -c '
import socket, sys, time
while True:
    try:
        thief = socket.create_server(("0.0.0.0", int(sys.argv[1])))
        break
    except OSError:
        pass
time.sleep(1000)' "$1"
}

# start_again: dockerd on the data that the one before left.
start_again() {
  local home=$SCRATCH/docker
  start_daemon dockerd dockerd --data-root "$home/data" --exec-root "$home/exec" -H "unix://$home/sock" \
    --pidfile "$home/pid" --iptables=false --ip6tables=false --bridge="$DOCKER_BRIDGE"
  wait_until 60 docker version || daemon_log dockerd
}

@test "a stranger that has the name which the new one is made under is not touched" {
  local before stranger
  before=$(identity web)
  stranger=web-ullage-new-$(docker inspect -f '{{slice .Id 0 12}}' web)
  run_stoppable "$stranger"
  run ullage apply web --shm-size 128m
  [[ $status -eq 5 || $status -eq 6 ]]
  one_sentence
  [ "$(identity web)" = "$before" ]
  [ "$(field "$stranger" .State.Running)" = true ]
}

@test "a stranger that has the name which the old one is to get is not touched" {
  local before stranger
  before=$(identity web)
  stranger=web-ullage-old-$(docker inspect -f '{{slice .Id 0 12}}' web)
  run_stoppable "$stranger"
  run ullage apply web --shm-size 128m
  [[ $status -eq 5 || $status -eq 6 ]]
  one_sentence
  [ "$(field web .Id)" = "${before%% *}" ]
  [ "$(field web .State.Running)" = true ]
  [ "$(field "$stranger" .State.Running)" = true ]
}

@test "a port that another takes meanwhile: said, and --resume brings the old one back once it is free" {
  local port old
  port=$(docker inspect -f '{{(index (index .HostConfig.PortBindings "80/tcp") 0).HostPort}}' web)
  old=$(field web .Id)
  takes_port "$port"
  run ullage apply web --shm-size 128m
  [[ $status -ne 0 ]]
  one_sentence
  [[ $output == *"$port"* ]]
  stop_daemon thief
  ullage apply --resume
  [ "$(field web .Id)" = "$old" ]
  [ "$(field web .State.Running)" = true ]
  [ "$(docker ps -a --format '{{.Names}}')" = web ]
}

@test "an engine that is stopped in the middle: --resume brings one whole container back" {
  start_daemon apply "$ULLAGE" apply web --shm-size 128m --health http://127.0.0.1:1/ --timeout 60
  wait_until 20 has_line "$SCRATCH/apply.log" 'waiting'
  stop_daemon dockerd 20
  wait_until 20 has_line "$SCRATCH/apply.log" '^ullage: '
  start_again
  run ullage apply --resume
  # The new one was stopped with the engine, so it may count as one that did not stay up.
  [[ $status -eq 0 || $status -eq 6 ]]
  [ "$(docker ps -a --format '{{.Names}}')" = web ]
  [ "$(field web .State.Running)" = true ]
}
