# The private Podmans that other tests stand on.

load ../lib/common
load ../lib/podman

setup_file() {
  scratch_dir
  start_podman
  start_rootless_podman
}

teardown_file() {
  stop_rootless_podman
  stop_podman
  remove_scratch
}

# Podman's own default is 65536000 bytes, a little less than the 64 MiB of its manual page.
default_size() { [ "$1" -eq 65536000 ] || [ "$1" -eq 67108864 ]; }

size_inside() { "$1" exec "$2" df -B 1 /dev/shm | awk 'NR == 2 { print $2 }'; }

@test "root's container has about 64 MiB of shared memory" {
  run_podman rootful_podman plain
  default_size "$(size_inside rootful_podman plain)"
}

@test "an unprivileged user's container has about 64 MiB of shared memory" {
  run_podman rootless_podman plain
  default_size "$(size_inside rootless_podman plain)"
}

@test "both services list their own container" {
  local socket
  for socket in "$PODMAN_SOCKET" "$ROOTLESS_SOCKET"; do
    [ "$(curl -fsS --unix-socket "$socket" http://d/containers/json | json '.[].Names[0]')" = /plain ]
  done
}
