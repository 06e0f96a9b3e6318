# Kubernetes containers of a real containerd: names without a call, and the pod's one mount.

load ../lib/common
load ../lib/containerd

setup_file() {
  scratch_dir
  start_containerd
  start_pod web
}

teardown_file() {
  stop_containerd
  remove_scratch
}

@test "ls names a pod's container from the runtime's own files" {
  ullage ls --json | json '.mounts[] | select(.mode == "pod") | any(.containers[]; .name == "web/main")'
}

@test "a pod's mount is grown live through its container" {
  ullage grow web/main 512m
  [ "$(in_pod df -B 1 /dev/shm | awk 'NR == 2 { print $2 }')" -eq 536870912 ]
}

@test "a container's id does as a name" {
  ullage grow "$CONTAINER_ID" 256m
  [ "$(in_pod df -B 1 /dev/shm | awk 'NR == 2 { print $2 }')" -eq 268435456 ]
}
