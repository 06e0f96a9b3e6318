# A real PyTorch in a Docker container: this machine's Debian packages, seen read-only, and a loader of chosen size.

# shellcheck source=tests/lib/docker.bash
source "$(dirname "${BASH_SOURCE[0]}")/docker.bash"

# image_torch: an image with nothing in it but the places where this machine's folders go.
image_torch() {
  make_rootfs "$SCRATCH/torch.root"
  mkdir -p "$SCRATCH/torch.root/etc/alternatives" "$SCRATCH/torch.root/work" "$SCRATCH/torch.root/bin"
  tar -C "$SCRATCH/torch.root" --owner=0 --group=0 -c . | docker import - torch:1 >/dev/null
  mkdir -p "$SCRATCH/torch"
}

# run_loader NAME [DOCKER_FLAG…] -- LOADER_ARGUMENT…: started, not awaited. SCRATCH/torch is /work inside.
# /usr/bin/python3 by its full path: another python3 may come before Debian's, and has no torch.
run_loader() {
  local name=$1 flags=() folder
  shift
  while [[ $# -gt 0 && $1 != -- ]]; do flags+=("$1") && shift; done
  shift || true
  for folder in /usr /lib /lib64 /bin /etc/alternatives /etc/ld.so.cache; do
    flags+=(-v "$folder:$folder:ro")
  done
  docker run -d --network none --name "$name" "${flags[@]}" -v "$ULLAGE_ROOT/tests/lib/torch_loader.py:/loader.py:ro" \
    -v "$SCRATCH/torch:/work" -e OMP_NUM_THREADS=1 torch:1 /usr/bin/python3 -W ignore /loader.py "$@" >/dev/null
}

# loader_log NAME: what it printed, both streams.
loader_log() { docker logs "$1" 2>&1; }

loader_said() { loader_log "$1" | grep -q -E -- "$2"; }

# loader_status NAME: waits for its end and prints its exit status.
loader_status() { timeout 120 docker wait "$1"; }
