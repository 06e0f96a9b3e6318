# The demo on real engines.

load ../lib/common
load ../lib/docker
load ../lib/podman

setup_file() {
  scratch_dir
  start_docker
  start_podman
}

teardown_file() {
  stop_podman
  stop_docker
  remove_scratch
}

@test "the demo plays on Docker and leaves nothing there" {
  run timeout 60 "$ULLAGE" demo --engine docker --port "$(free_port)"
  echo "$output"
  [ "$status" -eq 0 ]
  [ -z "$(docker ps -aq)" ]
  [ -z "$(docker images -q)" ]
}

@test "the demo plays on Podman and leaves nothing there" {
  run env CONTAINER_HOST="unix://$PODMAN_SOCKET" timeout 60 "$ULLAGE" demo --engine podman --port "$(free_port)"
  echo "$output"
  [ "$status" -eq 0 ]
  [ -z "$(rootful_podman ps -aq)" ]
}
