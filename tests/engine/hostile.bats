# Containers that try to make Ullage touch something else than their own mount, wait for ever, or fill the memory.

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

teardown() { [[ -z ${blocker:-} ]] || kill "$blocker"; }

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

# hang CONTAINER FOLDER: no longer than 30 s, because who waits for it can't be killed and no test could end that.
hang() {
  local pid
  pid=$(container_pid "$1")
  timeout 30 "$(dirname "$ULLAGE")/hang_fs" "$pid" "$2" >"$SCRATCH/hang.$1" 3>&- &
  blocker=$!
  wait_until 10 grep -q ready "$SCRATCH/hang.$1"
}

mount_of() { json --arg name "$1" '.mounts[] | select(any(.containers[]; .name == $name))'; }

@test "a file system that hangs at /dev costs its row a note, and the other rows are there" {
  run_shell hang
  run_shell calm
  hang hang /dev
  timeout -k 1 10 "$ULLAGE" ls --json >"$SCRATCH/ls.json"
  mount_of hang <"$SCRATCH/ls.json" | json '.notes | any(test("does not answer"))'
  mount_of calm <"$SCRATCH/ls.json" | json '.size == 67108864'
}

@test "a file system that hangs at /dev keeps no reader of the listing waiting" {
  run_shell hang_piped
  hang hang_piped /dev
  # The pipe ends only when nobody holds it any more, a child of ls included.
  run timeout -k 1 10 bash -o pipefail -c '"$ULLAGE" ls | cat'
  [ "$status" -eq 0 ]
  [[ $output == *hang_piped* ]]
}

@test "to grow behind a file system that hangs fails, and ends" {
  run_shell hang_grow
  hang hang_grow /dev
  run timeout -k 1 10 "$ULLAGE" grow hang_grow 1g
  echo "$output"
  [ "$status" -ne 0 ]
  [ "$status" -ne 124 ]
  [ "$status" -ne 137 ]
}

# run_with_segment NAME FOLDER: 1 MiB in /dev/shm/seg, and a folder beside it.
run_with_segment() {
  local script='dd if=/dev/zero of=/dev/shm/seg bs=1M count=1; mkdir /dev/shm/$0; echo ready; exec sleep 1000000'
  run_shell "$1" -- sh -c "$script" "$2"
  wait_until 10 said_ready "$1"
}

@test "a file system that hangs below /dev/shm hides neither use nor files from ls" {
  run_with_segment below x
  hang below /dev/shm/x
  timeout -k 1 10 "$ULLAGE" ls --json >"$SCRATCH/ls.json"
  mount_of below <"$SCRATCH/ls.json" | json '.used == 1048576 and .files == 1'
}

@test "a file system that hangs below /dev/shm hides neither use nor files from inspect" {
  run_with_segment below_too x
  hang below_too /dev/shm/x
  timeout -k 1 10 "$ULLAGE" inspect below_too --json >"$SCRATCH/inspect.json"
  json '.segments | map(.name) == ["seg"]' <"$SCRATCH/inspect.json"
  json '.mount.used == 1048576' <"$SCRATCH/inspect.json"
}

@test "a mount bound into itself is counted once and stays private" {
  run_with_segment twice a
  nsenter -t "$(container_pid twice)" -m /bin/busybox mount --bind /dev/shm /dev/shm/a
  ullage ls --json | mount_of twice | json '.files == 1 and .mode == "private"'
}

# make_folders ROOT COUNT: empty ones, each with a path of nearly 4096 bytes.
make_folders() {
  /usr/bin/python3 - "$1/dev/shm" "$2" <<'PYTHON'
import os, sys
os.chdir(sys.argv[1])
for _ in range(15):
    os.mkdir("d" * 250)
    os.chdir("d" * 250)
for number in range(int(sys.argv[2])):
    os.mkdir(str(number))
PYTHON
}

# peak_memory COMMAND…: prints its peak in KiB as the last line of stderr.
peak_memory() {
  /usr/bin/python3 -c 'import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(status)' "$@"
}

@test "folders without end, with long paths, cost little memory and are said not to be counted" {
  run_shell folders
  make_folders "/proc/$(container_pid folders)/root" 150000
  peak_memory timeout -k 1 20 "$ULLAGE" ls --json >"$SCRATCH/ls.json" 2>"$SCRATCH/peak"
  cat "$SCRATCH/peak"
  [ "$(tail -n 1 "$SCRATCH/peak")" -lt 204800 ]
  mount_of folders <"$SCRATCH/ls.json" | json '.notes | any(test("counted"))'
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
