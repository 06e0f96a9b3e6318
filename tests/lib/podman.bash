# Private Podmans: one of root, one of an unprivileged user; each with its API service on a socket of its own.

# shellcheck source=tests/lib/rootfs.bash
source "$(dirname "${BASH_SOURCE[0]}")/rootfs.bash"

ROOTLESS_USER=${ROOTLESS_USER:-ullage-test}

# Limits that a container may have without CAP_SYS_RESOURCE here; cgroupfs, because tests run where no systemd is.
podman_config() {
  cat >"$1" <<'CONF'
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=8192:8192"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
  chmod 644 "$1"
}

oci_runtime() { command -v runc || command -v crun; }

# start_podman: root's. Sets DOCKER_HOST-style PODMAN_SOCKET, which answers Docker's API and libpod's.
start_podman() {
  needs_root
  local home=$SCRATCH/podman
  mkdir -p "$home"
  podman_config "$home/containers.conf"
  export PODMAN_HOME=$home PODMAN_SOCKET=$home/sock
  start_daemon podman env CONTAINERS_CONF="$home/containers.conf" \
    podman --root "$home/root" --runroot "$home/run" --tmpdir "$home/tmp" --storage-driver vfs \
    --runtime "$(oci_runtime)" system service --time 0 "unix://$home/sock"
  wait_until 20 curl -fsS --unix-socket "$home/sock" http://d/_ping || { daemon_log podman; return 1; }
  rootful_podman import "${SHELL_CHANGES[@]}" "$(rootfs_tar shell)" shell:1 >>"$SCRATCH/podman.log" 2>&1 ||
    { daemon_log podman; return 1; }
}

# rootful_podman is root's Podman of this test file; `podman` alone would be the machine's.
rootful_podman() {
  CONTAINERS_CONF=$PODMAN_HOME/containers.conf podman --root "$PODMAN_HOME/root" --runroot "$PODMAN_HOME/run" \
    --tmpdir "$PODMAN_HOME/tmp" --storage-driver vfs --runtime "$(oci_runtime)" "$@"
}

stop_podman() {
  [[ -n ${PODMAN_HOME:-} ]] || return 0
  rootful_podman rm -f -a -t 0 >/dev/null 2>&1 || true
  stop_daemon podman
  unset PODMAN_HOME PODMAN_SOCKET
}

# make_rootless_user: once per machine; the user stays, as a package's user would.
make_rootless_user() {
  id "$ROOTLESS_USER" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$ROOTLESS_USER" || return 1
  grep -q "^$ROOTLESS_USER:" /etc/subuid || usermod --add-subuids 231072-296607 "$ROOTLESS_USER" || return 1
  grep -q "^$ROOTLESS_USER:" /etc/subgid || usermod --add-subgids 231072-296607 "$ROOTLESS_USER"
}

# as_rootless COMMAND…: as that user, with a session folder of its own and nothing of root's environment.
as_rootless() {
  rootless_command
  "${ROOTLESS_COMMAND[@]}" "$@"
}

rootless_command() {
  ROOTLESS_COMMAND=(setpriv --reuid "$ROOTLESS_USER" --regid "$ROOTLESS_USER" --init-groups
    env -i --chdir="$ROOTLESS_HOME" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
    HOME="$ROOTLESS_HOME" USER="$ROOTLESS_USER" XDG_RUNTIME_DIR="$ROOTLESS_HOME/run" TMPDIR="$ROOTLESS_HOME/tmp"
    CONTAINERS_CONF="$ROOTLESS_HOME/containers.conf")
  ROOTLESS_PODMAN=(podman --root "$ROOTLESS_HOME/root" --runroot "$ROOTLESS_HOME/runroot" --storage-driver vfs
    --runtime "$(oci_runtime)")
}

rootless_podman() {
  rootless_command
  as_rootless "${ROOTLESS_PODMAN[@]}" "$@"
}

# start_rootless_podman: sets ROOTLESS_SOCKET. Containers need --network none.
start_rootless_podman() {
  needs_root
  make_rootless_user || return 1
  export ROOTLESS_HOME=$SCRATCH/rootless
  export ROOTLESS_SOCKET=$ROOTLESS_HOME/run/podman/podman.sock
  mkdir -p "$ROOTLESS_HOME/run/podman" "$ROOTLESS_HOME/tmp"
  podman_config "$ROOTLESS_HOME/containers.conf"
  cp "$(rootfs_tar shell)" "$ROOTLESS_HOME/shell.tar"
  chown -R "$ROOTLESS_USER:" "$ROOTLESS_HOME" && chmod 700 "$ROOTLESS_HOME/run"
  rootless_podman import "${SHELL_CHANGES[@]}" "$ROOTLESS_HOME/shell.tar" shell:1 >"$SCRATCH/rootless.log" 2>&1 ||
    { daemon_log rootless; return 1; }
  rootless_command
  start_daemon rootless "${ROOTLESS_COMMAND[@]}" "${ROOTLESS_PODMAN[@]}" system service --time 0 "unix://$ROOTLESS_SOCKET"
  wait_until 20 curl -fsS --unix-socket "$ROOTLESS_SOCKET" http://d/_ping || { daemon_log rootless; return 1; }
}

# The pause process holds the user namespace after all containers are gone: it is ended by its pid file.
stop_rootless_podman() {
  [[ -n ${ROOTLESS_HOME:-} ]] || return 0
  local pause
  rootless_podman rm -f -a -t 0 >/dev/null 2>&1 || true
  stop_daemon rootless
  pause=$(cat "$ROOTLESS_HOME/run/libpod/tmp/pause.pid" 2>/dev/null) && kill -KILL "$pause" 2>/dev/null || true
  unset ROOTLESS_HOME ROOTLESS_SOCKET
}

# run_podman COMMAND NAME [FLAG…] -- [COMMAND…]: COMMAND is rootful_podman or rootless_podman; sleeps by default.
run_podman() {
  local podman=$1 name=$2 flags=() command=()
  shift 2
  while [[ $# -gt 0 && $1 != -- ]]; do flags+=("$1") && shift; done
  [[ $# -gt 0 ]] && shift
  command=("$@")
  [[ $# -gt 0 ]] || command=(sleep 1000000)
  "$podman" run -d --network none --name "$name" "${flags[@]}" localhost/shell:1 "${command[@]}" >/dev/null
}
