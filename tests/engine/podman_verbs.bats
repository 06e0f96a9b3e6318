# The same verbs on real Podman containers, of root and of a user without privileges.

load ../lib/common
load ../lib/podman

setup_file() {
  scratch_dir
  start_podman
  start_rootless_podman
  run_podman rootful_podman web
  run_podman rootless_podman mine
  install -m 755 "$ULLAGE" "$SCRATCH/ullage"
}

teardown_file() {
  stop_rootless_podman
  stop_podman
  remove_scratch
}

with_podman() { CONTAINER_HOST=unix://$PODMAN_SOCKET "$ULLAGE" "$@"; }
with_rootless() { as_rootless env "CONTAINER_HOST=unix://$ROOTLESS_SOCKET" "$SCRATCH/ullage" "$@"; }
size_inside() { "$1" exec "$2" df -B 1 /dev/shm | awk 'NR == 2 { print $2 }'; }

@test "root's container is listed by name and grown live" {
  with_podman ls --json | json '.mounts[] | select(any(.containers[]; .name == "web" and .engine == "podman"))'
  with_podman grow web 2g
  [ "$(size_inside rootful_podman web)" -eq 2147483648 ]
}

@test "Podman's socket as DOCKER_HOST is known for what it is" {
  DOCKER_HOST=unix://$PODMAN_SOCKET "$ULLAGE" inspect web --json | json '.mount.containers[0].engine == "podman"'
}

@test "a user without privileges sees, grows and verifies the own container" {
  with_rootless ls --json | json '.mounts[] | select(any(.containers[]; .name == "mine")) | .used != null'
  run with_rootless grow mine 1g
  echo "$output"
  [ "$status" -eq 0 ]
  [ "$(size_inside rootless_podman mine)" -eq 1073741824 ]
  with_rootless verify mine --expect 1g --live --write
}

@test "a user without privileges sees that others' mounts are there, and why no more" {
  run with_rootless ls
  [ "$status" -eq 0 ]
  [[ $output == *sudo* ]]
}

@test "a user without privileges can't grow root's container" {
  pid=$(rootful_podman inspect -f '{{.State.Pid}}' web)
  run with_rootless grow "pid:$pid" 3g
  [ "$status" -eq 4 ]
  [[ $output == *sudo* ]]
}

@test "root grows a user's container without the user's engine" {
  id=$(rootless_podman inspect -f '{{.Id}}' mine)
  ullage grow "${id:0:12}" 1200m
  [ "$(size_inside rootless_podman mine)" -eq $((1200 << 20)) ]
}

@test "containers of a pod share one mount, which is grown only when told" {
  rootful_podman pod create --name team --share ipc --infra-image localhost/shell:1 --infra-command "sleep 1000000" --network none
  run_podman rootful_podman one --pod team
  run_podman rootful_podman two --pod team
  with_podman ls --json | json '.mounts[] | select(any(.containers[]; .name == "one")) | .mode == "pod"'
  run with_podman grow one 128m
  [ "$status" -eq 5 ]
  [[ $output == *two* && $output == *--shared* ]]
  with_podman grow one 128m --shared
  [ "$(size_inside rootful_podman two)" -eq 134217728 ]
}
