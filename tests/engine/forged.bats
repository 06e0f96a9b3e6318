# Local users who make what is theirs look like a container of root's: with mounts, cgroups and state files.

load ../lib/common
load ../lib/docker
load ../lib/podman

setup_file() {
  scratch_dir
  start_docker
  image_shell
  make_rootless_user
}

teardown_file() {
  stop_docker
  remove_scratch
}

teardown() {
  [[ -z ${FORGER:-} ]] || kill "$FORGER"
  [[ -z ${entry:-} ]] || { rm "$entry" && rmdir --ignore-fail-on-non-empty "$(dirname "$entry")"; }
  [[ -z ${delegated:-} ]] || { wait_until 5 rmdir "$delegated"/docker-*.scope && rmdir "$delegated"; }
}

as_user() { setpriv --reuid "$ROOTLESS_USER" --regid "$ROOTLESS_USER" --init-groups "$@"; }

# start_as_user COMMAND…: sets FORGER, a process of the user's; the command ends up as sleep.
start_as_user() {
  setpriv --reuid "$ROOTLESS_USER" --regid "$ROOTLESS_USER" --init-groups "$@" 3>&- &
  FORGER=$!
  wait_until 10 grep -qx sleep "/proc/$FORGER/comm"
}

# start_forger: FORGER in namespaces of its own, with a tmpfs at /dev/shm.
start_forger() {
  start_as_user unshare -Urm sleep 1000000
  forger_does mount -t tmpfs -o size=64m forged /dev/shm
}

forger_does() { as_user nsenter -t "$FORGER" -U -m --preserve-credentials "$@"; }

# forge_mount ID: the bind that a container of Docker's has at /etc/hostname.
forge_mount() {
  install -d -o "$ROOTLESS_USER" "$SCRATCH/forger"
  as_user mkdir -p "$SCRATCH/forger/containers/$1"
  as_user touch "$SCRATCH/forger/containers/$1/hostname"
  forger_does mount --bind "$SCRATCH/forger/containers/$1/hostname" /etc/hostname
}

# forge_cgroup ID: below a folder that root gave to the user, as a delegation does.
forge_cgroup() {
  delegated=/sys/fs/cgroup/ullage-test-$$
  [[ ! -d /sys/fs/cgroup/systemd ]] || delegated=/sys/fs/cgroup/systemd/ullage-test-$$
  mkdir "$delegated"
  chown "$ROOTLESS_USER" "$delegated"
  as_user mkdir "$delegated/docker-$1.scope"
  echo "$FORGER" >"$delegated/docker-$1.scope/cgroup.procs"
}

# only_the_real_one_grows NAME ID: without the engine, so that the kernel's facts alone decide.
only_the_real_one_grows() {
  env -u DOCKER_HOST "$ULLAGE" grow "$2" 128m
  [ "$(shm_size_inside "$1")" -eq 134217728 ]
  env DOCKER_HOST="unix://$SCRATCH/nowhere" "$ULLAGE" grow "$2" 256m
  [ "$(shm_size_inside "$1")" -eq 268435456 ]
  [ "$(forger_does df -B 1 --output=size /dev/shm | tail -n 1)" -eq 67108864 ]
}

# is_in_one_mount ID SIZE
is_in_one_mount() {
  env -u DOCKER_HOST "$ULLAGE" ls --json |
    json --arg id "$1" --argjson size "$2" '[.mounts[] | select(any(.containers[]; .id == $id)) | .size] == [$size]'
}

@test "a user's forged mount of a container's hostname does not draw grow away" {
  start_forger
  run_shell named
  id=$(docker inspect -f '{{.Id}}' named)
  forge_mount "$id"
  only_the_real_one_grows named "$id"
}

@test "a user's forged mount of a container's hostname does not take its name" {
  start_forger
  run_shell told
  id=$(docker inspect -f '{{.Id}}' told)
  forge_mount "$id"
  is_in_one_mount "$id" 67108864
}

@test "a user's forged cgroup of a container does not draw grow away" {
  start_forger
  run_shell grouped
  id=$(docker inspect -f '{{.Id}}' grouped)
  forge_cgroup "$id"
  only_the_real_one_grows grouped "$id"
}

@test "a user's forged cgroup of a container does not take its name" {
  start_forger
  run_shell grouped_too
  id=$(docker inspect -f '{{.Id}}' grouped_too)
  forge_cgroup "$id"
  is_in_one_mount "$id" 67108864
}

# forge_entry NAME: a state file of `run` that gives NAME to a process of the user's in the host's namespace.
forge_entry() {
  start_as_user sleep 1000000
  entry=/tmp/ullage-$(id -u "$ROOTLESS_USER")/$1.json
  as_user mkdir -p -m 700 "$(dirname "$entry")"
  jq -n --arg name "$1" --argjson pid "$FORGER" --argjson start "$(cut -d ' ' -f 22 "/proc/$FORGER/stat")" \
    --argjson ns "$(stat -L -c %i "/proc/$FORGER/ns/mnt")" \
    '{name: $name, pid: $pid, start_time: $start, mount_namespace: $ns, command: "sleep", size: 67108864}' |
    as_user tee "$entry" >/dev/null
}

@test "a user's forged state file does not take the name of a container of root's engine" {
  run_shell victim
  forge_entry victim
  "$ULLAGE" grow victim 128m
  [ "$(shm_size_inside victim)" -eq 134217728 ]
}

@test "a user's forged state file names nothing at the host's mount" {
  forge_entry forged
  ullage ls --json | json '.mounts[] | select(.mode == "host") | .containers | all(.name != "forged")'
}
