# Containers that try to make Ullage touch something else than their own mount.

load ../lib/common
load ../lib/docker

setup_file() {
  scratch_dir
  start_docker
  image_shell
  mkdir "$SCRATCH/prey"
  mount -t tmpfs -o size=8m prey "$SCRATCH/prey"
}

teardown_file() {
  stop_docker
  umount "$SCRATCH/prey"
  remove_scratch
}

prey_size() { df -B 1 --output=size "$SCRATCH/prey" | tail -n 1; }

said_ready() { docker logs "$1" | grep -q ready; }

refuses_and_touches_nothing() {
  host=$(df -B 1 --output=size /dev/shm | tail -n 1)
  run timeout 20 "$ULLAGE" grow "$1" 1g
  echo "$output"
  [ "$status" -eq 5 ]
  [ "$(prey_size)" -eq 8388608 ]
  [ "$(df -B 1 --output=size /dev/shm | tail -n 1)" -eq "$host" ]
}

@test "a link at /dev/shm to a path of the host is not followed" {
  run_shell link --ipc none -- sh -c "rm -rf /dev/shm; ln -s $SCRATCH/prey /dev/shm; echo ready; exec sleep 1000000"
  wait_until 10 said_ready link
  refuses_and_touches_nothing link
}

@test "a link in place of /dev is not followed" {
  run_shell dev
  nsenter -t "$(container_pid dev)" -m /bin/busybox sh -c "mount -t tmpfs x /tmp; ln -s $SCRATCH /tmp/shm; mount --bind /tmp /dev"
  refuses_and_touches_nothing dev
}

@test "a mount of the host's under /dev/shm is named and refused" {
  run_shell bound --ipc none -v "$SCRATCH/prey:/dev/shm"
  refuses_and_touches_nothing bound
  [[ $output == *"$SCRATCH/prey"* ]]
  [ "$(ullage ls --json | json '.mounts[] | select(any(.containers[]; .name == "bound")) | .mode')" = volume ]
}

@test "the host's own /dev/shm bound into a container is refused" {
  run_shell hostshm --ipc none -v /dev/shm:/dev/shm
  refuses_and_touches_nothing hostshm
}

@test "a folder of another container's mount is refused" {
  run_shell owner --ipc shareable
  run_shell thief --ipc none -v "$SCRATCH/docker/data/containers/$(docker inspect -f '{{.Id}}' owner)/mounts/shm:/dev/shm"
  run ullage grow thief 1g
  [ "$status" -eq 5 ]
  [[ $output == *owner* ]]
}

@test "another file system at /dev/shm is refused untouched" {
  mkdir "$SCRATCH/disk"
  run_shell disk --ipc none -v "$SCRATCH/disk:/dev/shm"
  refuses_and_touches_nothing disk
  [[ $output == *"not a tmpfs"* ]]
}

@test "a file system that hangs delays nobody" {
  run_shell hang
  "$(dirname "$ULLAGE")/hang_fs" "$(container_pid hang)" /dev 3>&- &
  blocker=$!
  wait_until 10 grep -q hang_fs "/proc/$(container_pid hang)/mountinfo"
  told=$(timeout 20 "$ULLAGE" ls --json | json '[.mounts[].notes[]] | any(test("does not answer"))')
  [ "$told" = true ]
  run timeout 20 "$ULLAGE" grow hang 1g
  [ "$status" -ne 124 ]
  [ "$status" -ne 0 ]
  kill "$blocker"
}

@test "names with escape sequences and line breaks come out harmless" {
  run_shell odd --label "x=$(printf '\033[2Jlabel')" -- sh -c 'printf x >"/dev/shm/$(printf "\033[31mred\nline")"; sleep 1000000'
  wait_until 10 docker exec odd sh -c 'test -n "$(ls /dev/shm)"'
  ullage inspect odd >"$SCRATCH/odd.txt"
  grep -F '\x1b[31mred\nline' "$SCRATCH/odd.txt"
  run grep -c $'\033' "$SCRATCH/odd.txt"
  [ "$output" -eq 0 ]
  ullage inspect odd --json | json '.segments[0].name == "\u001b[31mred\nline"'
}

@test "a process that takes over the pid of a container is not touched" {
  # The engine keeps saying the old pid while the container is being replaced: the kernel's facts decide.
  run_shell first
  run_shell second
  /usr/bin/python3 "$ULLAGE_ROOT/tests/lib/lying_engine.py" "$SCRATCH/docker/sock" "$SCRATCH/liar.sock" \
    "$(container_pid first)" "$(container_pid second)" 3>&- &
  liar=$!
  wait_until 10 test -S "$SCRATCH/liar.sock"
  DOCKER_HOST=unix://$SCRATCH/liar.sock "$ULLAGE" grow first 128m
  kill "$liar"
  [ "$(shm_size_inside first)" -eq 134217728 ]
  [ "$(shm_size_inside second)" -eq 67108864 ]
}

@test "an engine whose containers are not of this kernel is refused, with where to run" {
  run_shell local
  id=$(docker inspect -f '{{.Id}}' local)
  /usr/bin/python3 "$ULLAGE_ROOT/tests/lib/lying_engine.py" "$SCRATCH/docker/sock" "$SCRATCH/far.sock" \
    "$id" "${id:32}${id:0:32}" 3>&- &
  liar=$!
  wait_until 10 test -S "$SCRATCH/far.sock"
  run env "DOCKER_HOST=unix://$SCRATCH/far.sock" "$ULLAGE" grow local 128m
  kill "$liar"
  [ "$status" -eq 5 ]
  [[ $output == *"run ullage there"* ]]
  [ "$(shm_size_inside local)" -eq 67108864 ]
}

@test "a dockerd in another pid namespace reports pids that mean others here, and the right container grows" {
  mkdir "$SCRATCH/far"
  unshare --fork --pid --mount-proc dockerd --data-root "$SCRATCH/far/data" --exec-root "$SCRATCH/far/exec" \
    -H "unix://$SCRATCH/far/sock" --pidfile "$SCRATCH/far/pid" --iptables=false --ip6tables=false --bridge=none \
    >"$SCRATCH/far.log" 2>&1 3>&- &
  export DOCKER_HOST=unix://$SCRATCH/far/sock
  wait_until 30 docker version
  image_shell
  run_shell inner
  "$ULLAGE" grow inner 128m
  [ "$(shm_size_inside inner)" -eq 134217728 ]
  docker rm -f inner
  pkill -f "[d]ockerd --data-root $SCRATCH/far/data"
  wait_until 20 not pgrep -f "[d]ockerd --data-root $SCRATCH/far/data"
}
