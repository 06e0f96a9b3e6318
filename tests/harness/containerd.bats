# The private containerd and its pods that other tests stand on.

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

@test "a pod's container has the pod's 64 MiB of shared memory" {
  [ "$(in_pod df -B 1 /dev/shm | awk 'NR == 2 { print $2 }')" -eq 67108864 ]
  mountpoint -q "$CONTAINERD_STATE/io.containerd.grpc.v1.cri/sandboxes/$POD_ID/shm"
}

@test "the runtime's state names the pod" {
  json '.annotations["io.kubernetes.cri.sandbox-name"] == "web"' \
    "$CONTAINERD_STATE/io.containerd.runtime.v2.task/k8s.io/$CONTAINER_ID/config.json"
}
