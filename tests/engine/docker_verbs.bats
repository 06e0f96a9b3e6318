# ls, inspect, grow and verify on real Docker containers.

load ../lib/common
load ../lib/docker

setup_file() {
  scratch_dir
  start_docker
  image_shell
  run_shell web
  run_shell limited --memory 256m
  run_shell shared --ipc shareable
  run_shell guest --ipc container:shared
  run_shell hosted --ipc host
  run_shell none --ipc none
}

teardown_file() {
  stop_docker
  remove_scratch
}

said_ready() { docker logs "$1" | grep -q ready; }

# row NAME FILTER: a field of the mount that this container sees.
row() { ullage ls --json | json ".mounts[] | select(any(.containers[]; .name == \"$1\")) | $2"; }

@test "ls shows a container's mount with its image and size" {
  [ "$(row web .size)" -eq 67108864 ]
  [ "$(row web .mode)" = private ]
  [ "$(row web .verdict)" = default ]
  [ "$(row web '.containers[0].image')" = shell:1 ]
  [ "$(row web '.containers[0].engine')" = docker ]
}

@test "ls tells who shares a mount" {
  [ "$(row shared .mode)" = joined ]
  [ "$(row shared '[.containers[].name] | sort | join(",")')" = guest,shared ]
  [ "$(row hosted .mode)" = host ]
}

@test "ls prints one row a mount for people, and names alone with --quiet" {
  run ullage ls
  [ "$status" -eq 0 ]
  grep -E '^web +docker +shell:1 +64\.0 MiB' <<<"$output"
  ullage ls --quiet | grep -qx web
}

@test "ls goes on without an engine, by what the kernel tells" {
  id=$(docker inspect -f '{{.Id}}' web)
  run env DOCKER_HOST=unix:///nowhere "$ULLAGE" ls --json
  [ "$status" -eq 0 ]
  sed -n '/^{/p' <<<"$output" | json ".mounts[].containers[] | select(.id == \"$id\") | .engine == \"docker\""
}

@test "ls shows a shortage and what is leaked" {
  run_shell filled
  docker exec filled dd if=/dev/zero of=/dev/shm/left bs=1M count=63 2>/dev/null
  [ "$(row filled .verdict)" = full ]
  [ "$(row filled .files)" -eq 1 ]
  [ "$(row filled .leaked)" -eq 1 ]
  docker rm -f filled
}

@test "inspect shows segments, also unlinked ones, and who holds them" {
  run_shell holder -- sh -c 'exec 9>/dev/shm/gone; dd if=/dev/zero bs=1M count=3 >&9; rm /dev/shm/gone
    exec 8>/dev/shm/kept; touch /dev/shm/left; echo ready; exec sleep 1000000'
  wait_until 10 said_ready holder
  ullage inspect holder --json >"$SCRATCH/holder.json"
  json '.segments[] | select(.name == "gone") | .linked == false and .allocated == 3145728 and (.holders | length) == 1' "$SCRATCH/holder.json"
  json '.segments[] | select(.name == "kept") | .leaked == false' "$SCRATCH/holder.json"
  json '.segments[] | select(.name == "left") | .leaked == true' "$SCRATCH/holder.json"
  json ".segments[] | select(.name == \"gone\") | .holders[0].pid == $(container_pid holder)" "$SCRATCH/holder.json"
  docker rm -f holder
}

@test "inspect shows the memory limit above the mount" {
  ullage inspect limited --json | json '.memory.limit == 268435456'
  ullage inspect limited | grep -F '256.0 MiB'
}

@test "grow resizes a running container: same process, files kept" {
  run_shell grown
  docker exec grown sh -c 'echo kept >/dev/shm/file'
  pid=$(container_pid grown)
  run ullage grow grown 2g
  [ "$status" -eq 0 ]
  [[ $output == *"64.0 MiB → 2.0 GiB"* ]]
  [[ $output == *"--shm-size 2g"* ]]
  [ "$(shm_size_inside grown)" -eq 2147483648 ]
  [ "$(docker exec grown cat /dev/shm/file)" = kept ]
  [ "$(container_pid grown)" -eq "$pid" ]
  docker rm -f grown
}

@test "a container is called by name, id, unique beginning of its id, or pid" {
  id=$(docker inspect -f '{{.Id}}' web)
  for name in web "$id" "${id:0:12}" "pid:$(container_pid web)"; do
    ullage grow "$name" 128m --dry-run
  done
}

@test "grow --dry-run changes nothing" {
  ullage grow web 1g --dry-run
  [ "$(shm_size_inside web)" -eq 67108864 ]
}

@test "grow refuses a size below present use" {
  docker exec web dd if=/dev/zero of=/dev/shm/x bs=1M count=20 2>/dev/null
  run ullage grow web 10m
  docker exec web rm /dev/shm/x
  [ "$status" -eq 5 ]
  [[ $output == *"20.0 MiB"* ]]
  [ "$(shm_size_inside web)" -eq 67108864 ]
}

@test "grow refuses more than the memory limit can back, unless told" {
  run ullage grow limited 1g
  [ "$status" -eq 5 ]
  [[ $output == *"memory limit is 256.0 MiB"* && $output == *--over-ceiling* ]]
  [ "$(shm_size_inside limited)" -eq 67108864 ]
  ullage grow limited 128m
  ullage grow limited 1g --over-ceiling
  [ "$(shm_size_inside limited)" -eq 1073741824 ]
}

@test "grow refuses more than the host's memory" {
  run ullage grow web 100t
  [ "$status" -eq 5 ]
  [[ $output == *"host has"* ]]
}

@test "grow refuses a mount that others share, names them, and does it when told" {
  run ullage grow guest 128m
  [ "$status" -eq 5 ]
  [[ $output == *shared* && $output == *"--shared"* ]]
  [ "$(shm_size_inside guest)" -eq 67108864 ]
  ullage grow guest 128m --shared
  [ "$(shm_size_inside shared)" -eq 134217728 ]
}

@test "grow refuses the host's mount through a container" {
  before=$(df -B 1 --output=size /dev/shm | tail -n 1)
  run ullage grow hosted 1g --shared
  [ "$status" -eq 5 ]
  [[ $output == *"--host"* ]]
  [ "$(df -B 1 --output=size /dev/shm | tail -n 1)" -eq "$before" ]
}

@test "grow refuses where there is no tmpfs of its own" {
  run ullage grow none 1g
  [ "$status" -eq 5 ]
  [[ $output == *"not a mount of its own"* ]]
}

@test "unknown and stopped containers are told apart, exit 3" {
  run ullage grow nobody 1g
  [ "$status" -eq 3 ]
  [[ $output == *"ullage ls"* ]]
  run_shell ended -- true
  docker wait ended
  run ullage grow ended 1g
  [ "$status" -eq 3 ]
  [[ $output == *"not running"* && $output == *"docker start ended"* ]]
}

@test "a size that can't be read names the forms, exit 2" {
  run ullage grow web 2x
  [ "$status" -eq 2 ]
  [[ $output == *512MiB* ]]
  run ullage grow web 2
  [ "$status" -eq 2 ]
  [[ $output == *2g* ]]
}

@test "a paused container grows too" {
  run_shell still
  docker pause still
  ullage grow still 256m
  docker unpause still
  [ "$(shm_size_inside still)" -eq 268435456 ]
  docker rm -f still
}

@test "verify passes where both sizes are as expected" {
  run_shell two --shm-size 2g
  run ullage verify two --expect 2g --write
  echo "$output"
  [ "$status" -eq 0 ]
  ullage verify two --expect 2g --json | json 'all(.checks[]; .state == "passed")'
  docker rm -f two
}

@test "verify fails after a live grow until told to judge the running mount alone" {
  run_shell live
  ullage grow live 2g
  run ullage verify live --expect 2g
  [ "$status" -eq 1 ]
  [[ $output == *"configured size"* ]]
  ullage verify live --expect 2g --live
  docker rm -f live
}

@test "verify fails on a wrong size and a dead health address" {
  run ullage verify web --expect 1g --health "http://127.0.0.1:$(free_port)/health"
  [ "$status" -eq 1 ]
  [[ $output == *"ullage grow web 1g"* ]]
}

@test "verify --write leaves nothing behind" {
  ullage verify web --write
  [ "$(docker exec web df -B 1 /dev/shm | awk 'NR == 2 { print $3 }')" -eq 0 ]
}

@test "an unreachable engine is said in one sentence, exit 7" {
  run env DOCKER_HOST=unix:///nowhere/docker.sock "$ULLAGE" grow web 1g
  [ "$status" -eq 7 ]
  [ "${#lines[@]}" -le 2 ]
}
