# A private containerd with its CRI plugin, as a Kubernetes node has it, and pods in it without a cluster.

# shellcheck source=tests/lib/rootfs.bash
source "$(dirname "${BASH_SOURCE[0]}")/rootfs.bash"

# start_containerd: sets CONTAINERD_SOCKET and CONTAINERD_STATE.
start_containerd() {
  needs_root
  local home=$SCRATCH/containerd
  export CONTAINERD_SOCKET=$home/sock CONTAINERD_STATE=$home/state
  mkdir -p "$home"
  cat >"$home/config.toml" <<CONF
version = 2
root = "$home/root"
state = "$CONTAINERD_STATE"
[grpc]
  address = "$CONTAINERD_SOCKET"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/library/shell:1"
  disable_apparmor = true
  restrict_oom_score_adj = true
[plugins."io.containerd.internal.v1.opt"]
  path = "$home/opt"
CONF
  start_daemon containerd containerd --config "$home/config.toml"
  wait_until 20 private_ctr version || { daemon_log containerd; return 1; }
  import_pod_image
}

private_ctr() { ctr --address "$CONTAINERD_SOCKET" --namespace k8s.io "$@"; }

cri() { /usr/bin/python3 "$ULLAGE_ROOT/tests/lib/cri.py" "$CONTAINERD_SOCKET" "$@"; }

# import_pod_image: shell:1 as the archive that `docker save` writes; it serves as the pause image too.
import_pod_image() {
  local folder=$SCRATCH/pod-image layer config
  mkdir -p "$folder"
  cp "$(rootfs_tar shell)" "$folder/layer.tar"
  layer=$(sha256sum "$folder/layer.tar" | cut -d ' ' -f 1)
  config='{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":["sleep","1000000"]},'
  config+='"rootfs":{"type":"layers","diff_ids":["sha256:'$layer'"]}}'
  echo "$config" | jq --arg arch "$(dpkg --print-architecture)" '.architecture = $arch' >"$folder/config.json"
  echo '[{"Config":"config.json","RepoTags":["docker.io/library/shell:1"],"Layers":["layer.tar"]}]' \
    >"$folder/manifest.json"
  tar -C "$folder" -cf "$folder.tar" manifest.json config.json layer.tar
  private_ctr images import "$folder.tar" >/dev/null
}

# start_pod NAME [COMMAND…]: a pod with one container `main`; sets POD_ID, CONTAINER_ID and CONTAINER_PID.
start_pod() {
  local name=$1
  shift
  [[ $# -gt 0 ]] || set -- sleep 1000000
  POD_ID=$(cri pod "$name") || { daemon_log containerd; return 1; }
  CONTAINER_ID=$(cri container "$POD_ID" "$name" main docker.io/library/shell:1 "$@") ||
    { daemon_log containerd; return 1; }
  CONTAINER_PID=$(private_ctr tasks list | awk -v id="$CONTAINER_ID" '$1 == id { print $2 }')
  export POD_ID CONTAINER_ID CONTAINER_PID
}

in_pod() { private_ctr tasks exec --exec-id "test-$RANDOM" "$CONTAINER_ID" "$@"; }

# remove_pod_cgroups: a kubelet would remove a pod's folder; here nobody else does. Folders in use refuse to go.
remove_pod_cgroups() {
  local folder
  for folder in /sys/fs/cgroup/kubepods /sys/fs/cgroup/*/kubepods; do
    rmdir "$folder"/besteffort/pod* "$folder/besteffort" "$folder" 2>/dev/null || true
  done
}

stop_containerd() {
  local pod
  [[ -n ${CONTAINERD_SOCKET:-} ]] || return 0
  for pod in "$CONTAINERD_STATE"/io.containerd.grpc.v1.cri/sandboxes/*; do
    [[ ! -e $pod ]] || cri remove "$(basename "$pod")" || true
  done
  stop_daemon containerd
  remove_pod_cgroups
  unset CONTAINERD_SOCKET CONTAINERD_STATE
}
