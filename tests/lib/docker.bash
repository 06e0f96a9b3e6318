# A private dockerd: its own socket, data, containerd and bridge; gone without a trace after stop_docker.

# shellcheck source=tests/lib/rootfs.bash
source "$(dirname "${BASH_SOURCE[0]}")/rootfs.bash"

# start_docker [--bridge | --own-network] [DOCKERD_FLAG…]: without networks; with a bridge of its own so that -p works on
# loopback; or in a network namespace of its own, where every address and port is free.
start_docker() {
  needs_root
  local home=$SCRATCH/docker network=(--bridge=none) inside=()
  mkdir -p "$home"
  case ${1:-} in
    --bridge)
      make_bridge || return 1
      network=(--bridge="$DOCKER_BRIDGE")
      ;;
    --own-network)
      network=()
      # shellcheck disable=SC2016
      inside=(unshare --net sh -c 'ip link set lo up && exec "$@"' dockerd)
      ;;
  esac
  shift || true
  start_daemon dockerd "${inside[@]}" dockerd --data-root "$home/data" --exec-root "$home/exec" -H "unix://$home/sock" \
    --pidfile "$home/pid" --iptables=false --ip6tables=false "${network[@]}" "$@"
  export DOCKER_HOST=unix://$home/sock DOCKER_CONFIG=$home/config
  unset DOCKER_CONTEXT DOCKER_TLS_VERIFY
  wait_until 30 docker version || { daemon_log dockerd; return 1; }
}

# knowing_gpus COMMAND…: starts a dockerd that takes --gpus, with a stand-in for NVIDIA's hook that does nothing.
knowing_gpus() {
  mkdir -p "$SCRATCH/hooks"
  printf '#!/bin/sh\nexit 0\n' >"$SCRATCH/hooks/nvidia-container-runtime-hook"
  chmod 755 "$SCRATCH/hooks/nvidia-container-runtime-hook"
  PATH=$SCRATCH/hooks:$PATH "$@"
}

# make_bridge: a bridge of our own, because docker0 may belong to another dockerd. The first subnet that is free.
make_bridge() {
  local third
  DOCKER_BRIDGE=ull-${SCRATCH##*.}
  export DOCKER_BRIDGE
  ip link add "$DOCKER_BRIDGE" type bridge || return 1
  for third in $(shuf -i 1-254); do
    [[ -n $(ip -4 route show "172.31.$third.0/24") ]] && continue
    ip addr add "172.31.$third.1/24" dev "$DOCKER_BRIDGE" && ip link set "$DOCKER_BRIDGE" up && return 0
  done
  return 1
}

stop_docker() {
  local containers
  if [[ -n ${DOCKER_HOST:-} ]] && containers=$(docker ps -aq 2>/dev/null) && [[ -n $containers ]]; then
    # shellcheck disable=SC2086
    docker unpause $containers >/dev/null 2>&1 || true
    # shellcheck disable=SC2086
    docker rm -f -v $containers >/dev/null 2>&1 || true
  fi
  stop_daemon dockerd 20
  [[ -z ${DOCKER_BRIDGE:-} ]] || ip link del "$DOCKER_BRIDGE"
  unset DOCKER_HOST DOCKER_CONFIG DOCKER_BRIDGE
}

# import_image NAME [--change INSTRUCTION]… -- BINARY…: an image of a shell and these static programs.
import_image() {
  local name=$1 changes=()
  shift
  while [[ $# -gt 0 && $1 != -- ]]; do changes+=("$1") && shift; done
  shift || true
  docker import "${changes[@]}" "$(rootfs_tar "${name//[:\/]/_}" "$@")" "$name" >/dev/null
}

image_shell() { import_image shell:1 "${SHELL_CHANGES[@]}"; }

image_service() { import_image heygem:v2.2 "${SERVICE_CHANGES[@]}" -- "$SERVICE"; }

# run_shell NAME [DOCKER_FLAG…] -- [COMMAND…]: a running container of shell:1; sleeps when no command is given.
run_shell() {
  local name=$1 flags=() command=()
  shift
  while [[ $# -gt 0 && $1 != -- ]]; do flags+=("$1") && shift; done
  [[ $# -gt 0 ]] && shift
  command=("$@")
  [[ $# -gt 0 ]] || command=(sleep 1000000)
  docker run -d --stop-timeout 1 --name "$name" "${flags[@]}" shell:1 "${command[@]}" >/dev/null
}

container_pid() { docker inspect -f '{{.State.Pid}}' "$1"; }

# shm_size_inside NAME: bytes, as the container itself sees it.
shm_size_inside() { docker exec "$1" df -B 1 /dev/shm | awk 'NR == 2 { print $2 }'; }
