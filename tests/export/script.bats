# `export --as script`: the start script, run for real: first, again, and where the new container does not come up.

load ../lib/common
load ../lib/docker
load ../lib/podman

# The client that came with the engine comes first: another one says the same things otherwise.
PATH=/usr/bin:$PATH

setup_file() {
  scratch_dir
  start_docker
  start_podman
  image_shell
  # Podman wants it where it is named.
  mkdir -p "$DOCKER_CONFIG" && echo '{}' >"$DOCKER_CONFIG/config.json"
}

teardown_file() {
  stop_docker
  stop_podman
  remove_scratch
}

setup() { cd "$BATS_TEST_TMPDIR" || return; }

teardown() {
  docker ps -aq | xargs -r docker rm -f -v >/dev/null
  docker network ls -q --filter type=custom | xargs -r docker network rm >/dev/null
}

SERVE='trap exit TERM; touch /tmp/ready; while :; do sleep 0.1; done'

# write_script NAME [OPTION…]: the script in ./start.sh, which shellcheck takes.
write_script() {
  ullage export "$1" --as script -o start.sh "${@:2}"
  shellcheck start.sh
}

container_id() { docker inspect -f '{{.Id}}' "$1"; }

@test "it takes the place of the old one, waits until it runs, and shows its status and size" {
  docker run -d --name web -e 'A=it'"'"'s $HOME' --label $'l=\e[31m' shell:1 sh -c "$SERVE" >/dev/null
  old=$(container_id web)
  write_script web --shm-size 2g
  run -0 ./start.sh
  [[ $output == *"Up "*web* && $output == *"2.0G"*"/dev/shm"* ]]
  [ "$(container_id web)" != "$old" ]
  [ "$(shm_size_inside web)" -eq 2147483648 ]
  [ "$(docker ps -aq | wc -l)" -eq 1 ]
}

@test "it works without an old one, and again and again" {
  docker create --name web shell:1 sh -c "$SERVE" >/dev/null
  write_script web
  docker rm web >/dev/null
  ./start.sh
  ./start.sh
  [ "$(docker ps -aq | wc -l)" -eq 1 ]
}

@test "a health check is waited for" {
  docker create --name web --health-cmd 'test -e /tmp/well' --health-interval 0.2s --health-retries 1000 shell:1 \
    sh -c 'trap exit TERM; sleep 1; touch /tmp/well; while :; do sleep 0.1; done' >/dev/null
  write_script web
  ./start.sh
  [ "$(docker inspect -f '{{.State.Health.Status}}' web)" = healthy ]
}

@test "where the new one exits, its log is shown and the old one runs again" {
  docker run -d --name web shell:1 sh -c "$SERVE" >/dev/null
  old=$(container_id web)
  write_script web
  sed -i 's/touch \/tmp\/ready/echo no luck; exit 3/' start.sh
  run -1 ./start.sh
  [[ $output == *"no luck"*"the old one runs again"* ]]
  [ "$(container_id web)" = "$old" ]
  [ "$(docker inspect -f '{{.State.Status}} {{.Name}}' web)" = "running /web" ]
  [ "$(docker ps -aq | wc -l)" -eq 1 ]
}

@test "one that is started again and again is not up" {
  docker create --name web --restart always shell:1 false >/dev/null
  write_script web
  docker rm web >/dev/null
  START_LIMIT=3 run -1 ./start.sh
  [[ $output == *"not up after 3 seconds"* ]]
  [ -z "$(docker ps -aq)" ]
}

@test "where the engine refuses the new one, the old one runs again" {
  docker run -d --name web --stop-timeout 1 shell:1 sh -c "$SERVE" >/dev/null
  old=$(container_id web)
  write_script web
  sed -i 's/--stop-timeout 1/--device \/dev\/none/' start.sh
  run ! ./start.sh
  [[ $output == *"/dev/none"* ]]
  [ "$(docker inspect -f '{{.Id}} {{.State.Status}}' web)" = "$old running" ]
}

@test "an image that is gone is noticed before the old one is touched" {
  docker tag shell:1 passing:1
  docker run -d --name web passing:1 sh -c "$SERVE" >/dev/null
  started=$(docker inspect -f '{{.State.StartedAt}}' web)
  write_script web
  docker rmi passing:1 >/dev/null
  run ! ./start.sh
  [ "$(docker inspect -f '{{.State.StartedAt}} {{.Name}}' web)" = "$started /web" ]
}

@test "another container whose name or id is like this one's is left alone" {
  docker run -d --name w.b shell:1 sh -c "$SERVE" >/dev/null
  docker run -d --name wob shell:1 sh -c "$SERVE" >/dev/null
  other=$(container_id wob)
  write_script w.b
  docker rm -f w.b >/dev/null
  ./start.sh
  [ "$(container_id wob)" = "$other" ]
}

@test "volumes without a name are kept, and said to be" {
  docker run -d --name web -v /data shell:1 sh -c "[ -e /data/x ] || echo kept > /data/x; $SERVE" >/dev/null
  wait_until 10 docker exec web test -e /data/x
  write_script web
  grep -q '^# the volume at /data' start.sh
  ./start.sh
  [ "$(docker exec web cat /data/x)" = kept ]
}

@test "a paused one and one of --rm give way, too" {
  docker run -d --name web --rm shell:1 sh -c "$SERVE" >/dev/null
  write_script web
  ./start.sh
  docker pause web >/dev/null
  ./start.sh
  [ "$(docker inspect -f '{{.State.Status}} {{.HostConfig.AutoRemove}}' web)" = "running true" ]
  wait_until 10 sh -c '[ "$(docker ps -aq | wc -l)" -eq 1 ]'
}

@test "further networks are there when it starts" {
  docker network create --subnet 10.231.1.0/24 front >/dev/null
  docker network create --subnet 10.231.2.0/24 back >/dev/null
  docker create --name web --network front shell:1 sh -c "$SERVE" >/dev/null
  docker network connect --ip 10.231.2.9 --alias db back web
  write_script web
  ./start.sh
  [ "$(docker inspect -f '{{.NetworkSettings.Networks.back.IPAddress}}' web)" = 10.231.2.9 ]
  docker inspect web | json '.[0].NetworkSettings.Networks.back.Aliases | index("db") != null'
}

@test "it works with podman" {
  run_podman rootful_podman pod -e A=1 --health-cmd none --label a=b --shm-size 128m -v /data -- sh -c "$SERVE"
  CONTAINER_HOST=unix://$PODMAN_SOCKET write_script pod --shm-size 256m
  # What `podman` alone means is the machine's, so the script gets this file's under that name.
  mkdir bin
  declare -f rootful_podman oci_runtime >bin/functions
  printf '#!/bin/bash\nPATH=${PATH#*:}\n. %q\nrootful_podman "$@"\n' "$PWD/bin/functions" >bin/podman
  chmod 755 bin/podman
  PATH=$PWD/bin:$PATH ./start.sh
  PATH=$PWD/bin:$PATH ./start.sh
  [ "$(rootful_podman inspect -f '{{.HostConfig.ShmSize}}' pod)" -eq 268435456 ]
  [ "$(rootful_podman inspect -f '{{index .Config.Labels "a"}}' pod)" = b ]
  [ "$(rootful_podman ps -aq | wc -l)" -eq 1 ]
}
