# What apply refuses, because something would be lost or because it is not the place; and what it does when told.

load ../lib/common
load ../lib/docker
load ../lib/apply

setup_file() {
  scratch_dir
  export_state
  start_docker --bridge
  image_shell
}

setup() {
  docker ps -aq | xargs -r docker rm -f -v >/dev/null
  docker images -q 'ullage-kept/*' | xargs -r docker rmi -f >/dev/null
}

teardown_file() {
  stop_docker
  remove_scratch
}

# refused NAME WORD…: exit 5 with these words in two lines, and nothing was touched.
refused() {
  local name=$1 before after
  shift
  before=$(docker inspect "$name")
  run ullage apply "$name" --shm-size 128m
  after=$(docker inspect "$name")
  echo "$output"
  [ "$status" -eq 5 ]
  [ "${#lines[@]}" -eq 2 ]
  [ "$before" = "$after" ]
  while [ $# -gt 0 ]; do
    [[ $output == *"$1"* ]] || { echo "missing: $1"; return 1; }
    shift
  done
}

@test "a changed layer: kept by --keep-layer, lost by --discard-layer" {
  run_stoppable web -w /work
  docker exec web sh -c 'echo mine >/work/file'
  refused web /work/file --keep-layer --discard-layer
  run ullage apply web --shm-size 128m --keep-layer
  echo "$output"
  [ "$status" -eq 0 ]
  [ "$(docker exec web cat /work/file)" = mine ]
  [[ $(field web .Config.Image) == ullage-kept/web:* ]]
  [ "$(field web .HostConfig.ShmSize)" -eq 134217728 ]
  docker exec web sh -c 'echo more >/work/other'
  ullage apply web --shm-size 256m --discard-layer
  [ "$(docker exec web cat /work/file)" = mine ]
  run -1 docker exec web test -e /work/other
}

@test "what the engine itself makes in the layer is no change" {
  mkdir -p "$SCRATCH/bound"
  run_stoppable web --init -w /a/b -v /x/y -v "$SCRATCH/bound:/bound" --tmpfs /t --mount type=tmpfs,dst=/u/v
  ullage apply web --shm-size 128m
}

@test "what killed Python processes leave is no change, and what only looks so is one" {
  run_stoppable web
  left_by_python docker exec web sh -c
  docker exec web sh -c 'umask 077; printf mine >/tmp/database'
  refused web /tmp/database --discard-layer
  docker exec web sh -c 'cd /tmp; rm database; ln -s /etc/passwd fake_lnk; mkdir fake_dir; mkfifo -m 600 fake_fif'
  refused web '3 of its own files'
  docker exec web sh -c 'cd /tmp; rm -r fake_*; umask 077; head -c 10000000 /dev/zero >fake_big'
  refused web /tmp/fake_big
  docker exec web rm /tmp/fake_big
  ullage apply web --shm-size 128m
}

@test "what it writes while it stops is not lost unseen" {
  docker run -d --name web --stop-timeout 2 shell:1 sh -c 'trap "echo bye >/last; exit 0" TERM; sleep 1000000 & wait'
  id=$(field web .Id)
  run ullage apply web --shm-size 128m
  echo "$output"
  [ "$status" -eq 6 ]
  [[ $output == */last* ]]
  [ "$(field web .Id)" = "$id" ]
  [ "$(field web .State.Running)" = true ]
  [ "$(docker exec web cat /last)" = bye ]
}

@test "a failure with --keep-layer leaves neither image nor change" {
  run_stoppable web
  docker exec web sh -c 'echo mine >/file'
  run ullage apply web --shm-size 128m --keep-layer --health "http://127.0.0.1:$(free_port)/" --timeout 1
  [ "$status" -eq 6 ]
  [ "$(docker exec web cat /file)" = mine ]
  [ -z "$(docker images -q 'ullage-kept/*')" ]
}

@test "an image that is gone is said before anything is touched" {
  docker commit -c 'LABEL other=1' "$(docker create shell:1)" gone:1 >/dev/null
  docker ps -aq | xargs docker rm >/dev/null
  docker run -d --name web --stop-timeout 2 gone:1 "${STOPPABLE[@]}" >/dev/null
  docker stop web
  docker rmi -f "$(field web .Image)"
  run -1 docker image inspect "$(field web .Image)"
  refused web "image of web is gone" "docker pull gone:1"
}

@test "--rm: there would be no way back" {
  run_stoppable web --rm
  refused web --rm "ullage export web --as run"
}

@test "/dev/shm that comes from elsewhere: says from where" {
  run_stoppable tmpfs --tmpfs /dev/shm:size=32m
  refused tmpfs "comes from --tmpfs /dev/shm"
  run_stoppable bound -v /tmp:/dev/shm
  refused bound "comes from bind /tmp"
  run_stoppable hosted --ipc host
  refused hosted "the host's own" "ullage grow --host 128m"
  run_stoppable none --ipc none
  refused none "--ipc none"
  run_stoppable donor --ipc shareable
  run_stoppable guest --ipc container:donor
  refused guest "uses the /dev/shm of donor" "ullage apply donor"
}

@test "containers of compose, swarm and Kubernetes are changed at their owner" {
  run_stoppable composed -l com.docker.compose.project=shop -l com.docker.compose.service=web \
    -l com.docker.compose.project.config_files=/srv/shop/compose.yaml
  refused composed "compose project shop" "ullage export --edit /srv/shop/compose.yaml --service web --shm-size 128m" \
    "docker compose up -d web"
  run_stoppable task -l com.docker.swarm.service.name=shop_web
  refused task "swarm service shop_web" "docker service update"
  run_stoppable pod -l io.kubernetes.pod.name=shop-1 -l io.kubernetes.pod.namespace=default
  refused pod "pod shop-1" "emptyDir"
}

@test "others that use its namespaces or links break: named, and made again in order by --with-dependents" {
  run_stoppable web --ipc shareable -p "$(free_port):80"
  run_stoppable net --network container:web
  run_stoppable ipc --ipc container:web
  run_stoppable pid --pid container:web
  run_stoppable linked --link web:the-web
  run_stoppable second --network container:linked
  refused web "net uses its network" "ipc uses its IPC namespace" "pid uses its pid namespace" "linked uses a link to it" \
    "second uses its network" --with-dependents
  run ullage apply web --shm-size 128m --with-dependents
  echo "$output"
  [ "$status" -eq 0 ]
  id=$(field web .Id)
  [ "$(field net .HostConfig.NetworkMode)" = "container:$id" ]
  [ "$(field ipc .HostConfig.IpcMode)" = "container:$id" ]
  [ "$(field pid .HostConfig.PidMode)" = "container:$id" ]
  [ "$(field linked .HostConfig.Links)" = "[/web:/linked/the-web]" ]
  [ "$(field second .HostConfig.NetworkMode)" = "container:$(field linked .Id)" ]
  for name in web net ipc pid linked second; do [ "$(field "$name" .State.Running)" = true ]; done
  [ "$(docker ps -aq | wc -l)" -eq 6 ]
  [ "$(shm_size_inside ipc)" -eq 134217728 ]
}

@test "with dependents, too, any failure brings all of them back" {
  run_stoppable web --ipc shareable
  run_stoppable ipc --ipc container:web
  ids="$(field web .Id) $(field ipc .Id)"
  run ullage apply web --shm-size 128m --with-dependents --health "http://127.0.0.1:$(free_port)/" --timeout 1
  [ "$status" -eq 6 ]
  [ "$(field web .Id) $(field ipc .Id)" = "$ids" ]
  [ "$(field ipc .State.Running)" = true ]
  docker exec ipc touch /dev/shm/x
  docker exec web test -e /dev/shm/x
}

@test "a memory limit below the size is warned of" {
  run_stoppable web -m 64m
  run ullage apply web --shm-size 1g
  [ "$status" -eq 0 ]
  [[ $output == *"memory limit is 64.0 MiB"* && $output == *OOM* ]]
}

@test "a port that the engine picks changes: that is said" {
  run_stoppable web -p 80
  run ullage apply web --shm-size 128m
  [[ $output == *"80/tcp is published on one that the engine picks"* ]]
}
