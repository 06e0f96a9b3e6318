# The engine's own default size, out of the configuration of the dockerd that is asked.

load ../lib/common
load ../lib/docker
load ../lib/doctor

setup_file() {
  scratch_dir
  echo '{"default-shm-size": "96m"}' >"$SCRATCH/daemon.json"
  start_docker '' --config-file "$SCRATCH/daemon.json"
  image_shell
}

teardown_file() {
  stop_docker
  remove_scratch
}

@test "a default from daemon.json is named with its file, where it is too small" {
  run_shell filled -- sh -c 'exec 3<>/dev/shm/held; dd if=/dev/zero bs=1M count=100 >&3; echo filled; exec sleep 1000000'
  wait_until 20 sh -c 'docker logs filled 2>&1 | grep filled'
  examine filled
  [ "$(bad_ids)" = full ]
  finding engine-default ".evidence[0] == \"default of $SCRATCH/daemon.json: 96.0 MiB\""
}

@test "a size that was asked for is no default, though it is the same as other engines'" {
  run_shell asked --shm-size 64m -- sh -c 'exec 3<>/dev/shm/held; dd if=/dev/zero bs=1M count=70 >&3; echo filled; exec sleep 1000000'
  wait_until 20 sh -c 'docker logs asked 2>&1 | grep filled'
  examine asked
  [ "$(bad_ids)" = full ]
  run finding engine-default .id
  [ "$status" -ne 0 ]
}
