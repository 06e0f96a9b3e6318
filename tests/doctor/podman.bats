# doctor on real Podman containers, of root and of a user without privileges.

load ../lib/common
load ../lib/podman
load ../lib/doctor

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

with_rootless() { as_rootless env "CONTAINER_HOST=unix://$ROOTLESS_SOCKET" "$SCRATCH/ullage" "$@"; }

@test "a healthy one, and the same with a wrong mode: the command is Podman's" {
  CONTAINER_HOST=unix://$PODMAN_SOCKET examine web
  is_healthy
  rootful_podman exec web chmod 0755 /dev/shm
  CONTAINER_HOST=unix://$PODMAN_SOCKET examine web
  [ "$(bad_ids)" = mode ]
  [ "$(commands_of mode)" = "podman exec -u 0 web chmod 1777 /dev/shm" ]
}

@test "what has ended is judged by its engine's word" {
  rootful_podman kill --signal KILL web
  wait_until 20 ended web
  CONTAINER_HOST=unix://$PODMAN_SOCKET examine web
  is_healthy
  finding killed '.shared_memory == false'
}

ended() { [ "$(rootful_podman inspect -f '{{.State.Running}}' "$1")" = false ]; }

@test "a user without privileges examines the own container" {
  run with_rootless doctor mine
  echo "$output"
  [ "$status" -eq 0 ]
  [[ $output == *"nothing is wrong with mine's /dev/shm now"* ]]
  rootless_podman exec mine dd if=/dev/zero of=/dev/shm/left bs=1M count=63 || true
  run with_rootless doctor mine
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *"/dev/shm of mine is full"* && $output == *"ullage apply mine --shm-size"* ]]
}
