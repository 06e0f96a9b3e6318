# export --edit by a container's name: a real compose project, edited, brought up again, and its size inside.
# shellcheck disable=SC2154  # `run --separate-stderr` sets stderr

load ../lib/common
load ../lib/docker

setup_file() {
  scratch_dir
  start_docker
  image_shell
  run_shell lone
  mkdir "$SCRATCH/shop"
  printf 'version: "3.8"\nx-shop: &shop {image: "shell:1", network_mode: none, command: sleep 1000000}\nservices:\n' \
    >"$SCRATCH/shop/compose.yaml"
  printf '  web:\n    <<: *shop # the front\n  db:\n    <<: *shop\n' >>"$SCRATCH/shop/compose.yaml"
  compose up -d
}

teardown_file() {
  stop_docker
  remove_scratch
}

compose() { docker-compose -f "$SCRATCH/shop/compose.yaml" --project-directory "$SCRATCH/shop" -p shop "$@" 2>&1; }

name_of() { docker ps --filter "label=com.docker.compose.service=$1" --format '{{.Names}}'; }

edit() { run --separate-stderr ullage export "$@"; }

@test "a container's service is found by its name, and has the size once it is up again" {
  local web db
  web=$(name_of web) db=$(docker ps -q --filter label=com.docker.compose.service=db)
  edit "$web" --edit "$SCRATCH/shop/compose.yaml" --shm-size 256m
  [ "$status" -eq 0 ] || { echo "$stderr" && return 1; }
  [[ $output == *"up -d web"* ]]
  compose up -d
  [ "$(shm_size_inside "$(name_of web)")" -eq $((256 << 20)) ]
  # The other one is as it was: compose saw no reason to make it again.
  [ "$(docker ps -q --filter label=com.docker.compose.service=db)" = "$db" ]
}

@test "a container of another file is refused, unless the service is said" {
  printf 'services: {web: {image: x}}\n' >"$BATS_TEST_TMPDIR/other.yaml"
  edit "$(name_of web)" --edit "$BATS_TEST_TMPDIR/other.yaml" --shm-size 2g
  [ "$status" -eq 5 ]
  [[ $stderr == *"$SCRATCH/shop/compose.yaml"* ]]
  edit "$(name_of web)" --edit "$BATS_TEST_TMPDIR/other.yaml" --service web --shm-size 2g
  [ "$status" -eq 0 ]
}

@test "a container that compose did not make has no service" {
  edit lone --edit "$SCRATCH/shop/compose.yaml" --shm-size 2g
  [ "$status" -eq 5 ]
  [[ $stderr == *"not made by compose"*--service* ]]
}

@test "a container that is not there is said to be missing" {
  edit nobody --edit "$SCRATCH/shop/compose.yaml" --shm-size 2g
  [ "$status" -eq 3 ]
}
