# The three troubles of the scenario, from what a user sees to the command that ends it.

load ../lib/common
load ../lib/docker
load ../lib/apply
load ../lib/doctor

NAME=starpainting-digital-human-service-1

setup_file() {
  scratch_dir
  export_state
  start_docker --bridge
  image_service
  image_shell
}

teardown_file() {
  stop_docker
  remove_scratch
}

health() { curl -s -o /dev/null -w '%{http_code}' "http://localhost:$PORT/health"; }
well() { [ "$(health)" = 200 ]; }
unwell() { curl -s "http://localhost:$PORT/health" | grep -q '"reason":"worker'; }

@test "invalid shm-size: which forms are accepted, from what the engine said" {
  for size in 2x 2gg g2 two; do
    run docker run --shm-size "$size" shell:1 true
    [ "$status" -ne 0 ]
    examine --logs - <<<"$output"
    [ "$(bad_ids)" = log-size-format ]
    found_as log-size-format critical false
  done
  [ "$(commands_of log-size-format)" = $'docker run --shm-size=2g …\ndocker run --shm-size=2048m …' ]
  docker run --rm --shm-size=2g shell:1 true
  docker run --rm --shm-size=2048m shell:1 true
  run ullage doctor --logs - <<<'docker: invalid argument "2x" for "--shm-size"'
  [ "$status" -eq 1 ]
  [[ $output == *--shm-size=2g* && $output == *2048m* ]]
}

@test "still too small: grow it now, then make it last, and it is well" {
  PORT=$(free_port)
  docker run -d --stop-timeout 1 --name "$NAME" --restart unless-stopped -p "$PORT:8308" heygem:v2.2 >/dev/null
  wait_until 30 unwell
  examine "$NAME"
  [ "$(jq -r '.findings[0] | .shared_memory, .severity' "$BATS_TEST_TMPDIR/report" | xargs)" = "true critical" ]
  first=$(jq -r '.findings[0].id' "$BATS_TEST_TMPDIR/report")
  [ "$(commands_of "$first")" = "ullage grow $NAME 2g
ullage apply $NAME --shm-size 2g" ]
  finding engine-default '.what | contains("64.0 MiB")'
  paste "$first"
  wait_until 30 well
  [ "$(field "$NAME" .HostConfig.ShmSize)" -eq 2147483648 ]
  [ "$(shm_size_inside "$NAME")" -eq 2147483648 ]
  examine "$NAME"
  is_healthy
}

# on_a_host_with SIZE COMMAND…: where the first process sees a /dev/shm of that size, as a host's own.
on_a_host_with() {
  local size=$1
  shift
  unshare --mount --pid --fork --mount-proc bash -ec \
    'mount -t tmpfs -o mode=1777,size='"$size"' tmpfs /dev/shm; exec 3<>/dev/shm/held; dd if=/dev/zero bs=1M count=80 >&3 || true; "$@"' \
    bash "$@"
}

@test "the host's own /dev/shm is too small: how to grow that, also the plain way" {
  run on_a_host_with 64m "$ULLAGE" doctor host
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *"the host's own /dev/shm is full"* ]]
  [[ $output == *"mount -o remount,size=4G /dev/shm"* ]]
  [[ $output == *"ullage grow --host 4g"* ]]
}

@test "what is told for the host does it" {
  # shellcheck disable=SC2016
  run on_a_host_with 64m bash -ec '"$1" grow --host 4g; "$1" doctor host; df -B1 --output=size /dev/shm' bash "$ULLAGE"
  echo "$output"
  [ "$status" -eq 0 ]
  [[ $output == *4294967296* ]]
  # shellcheck disable=SC2016
  run on_a_host_with 64m bash -ec 'mount -o remount,size=4G /dev/shm; "$1" doctor host' bash "$ULLAGE"
  [ "$status" -eq 0 ]
}

@test "a container with --ipc host is judged by the host's mount" {
  run_shell hosted --ipc host
  examine hosted
  is_healthy
  [ "$(jq .size "$BATS_TEST_TMPDIR/report")" -eq "$(df -B1 --output=size /dev/shm | tail -n 1)" ]
}
