# Every state that doctor tells apart, made for real in a container; and states that look like it and are not.

load ../lib/common
load ../lib/torch
load ../lib/apply
load ../lib/doctor

setup_file() {
  scratch_dir
  export_state
  start_docker
  image_shell
  image_torch
}

teardown_file() {
  stop_docker
  remove_scratch
}

# run_python NAME [DOCKER_FLAG…] -- PROGRAM: in the image that has a Python.
run_python() {
  local name=$1 flags=() folder
  shift
  while [[ $1 != -- ]]; do flags+=("$1") && shift; done
  for folder in /usr /lib /lib64 /bin /etc/alternatives /etc/ld.so.cache; do flags+=(-v "$folder:$folder:ro"); done
  docker run -d --network none --name "$name" "${flags[@]}" torch:1 /usr/bin/python3 -c "$2" >/dev/null
}

said() { docker logs "$1" 2>&1 | grep -q -E -- "$2"; }

# fill NAME MEBIBYTES FILE: through its own shell; a file that nobody holds afterwards.
fill() { docker exec "$1" dd if=/dev/zero "of=/dev/shm/$3" bs=1M "count=$2" 2>/dev/null; }

# run_holder NAME MEBIBYTES [DOCKER_FLAG…]: one process that holds a file of that size open.
run_holder() {
  local name=$1 size=$2
  shift 2
  run_shell "$name" "$@" -- sh -c "exec 3<>/dev/shm/held; dd if=/dev/zero bs=1M count=$size >&3; echo filled; exec sleep 1000000"
  wait_until 20 said "$name" filled
}

@test "a healthy container: nothing is wrong, exit 0, and the hint that a shortage is short" {
  run_shell well
  run ullage doctor well
  echo "$output"
  [ "$status" -eq 0 ]
  [[ ${lines[0]} == "nothing is wrong with well's /dev/shm now: 64.0 MiB, 0 B used" ]]
  [[ $output == *"after a crash"* ]]
  examine well
  [ "$(jq '.findings | length' "$BATS_TEST_TMPDIR/report")" -eq 0 ]
}

@test "full: says so, who holds it, and the commands that cure it for good" {
  run_holder full 70
  examine full
  [ "$(bad_ids)" = full ]
  found_as full critical true
  finding full '.evidence | any(test("held: 64.0 MiB, held by sleep\\([0-9]+\\)"))'
  [ "$(commands_of full)" = $'ullage grow full 256m\nullage apply full --shm-size 256m' ]
  ullage grow full 256m
  examine full
  is_healthy
  finding not-lasting '.commands[0] == "ullage apply full --shm-size 256m"'
}

@test "where several processes share, the 2 GiB of the starting table" {
  run_shell several -- sh -c 'sleep 1000000 & exec 3<>/dev/shm/held; dd if=/dev/zero bs=1M count=70 >&3; echo filled; sleep 1000000'
  wait_until 20 said several filled
  examine several
  [ "$(commands_of full)" = $'ullage grow several 2g\nullage apply several --shm-size 2g' ]
}

@test "what fills it decides the order: what is leaked goes first" {
  run_shell leaky
  fill leaky 64 left
  examine leaky
  [ "$(bad_ids)" = "full leaked" ]
  finding full '.commands[0] == "ullage clean leaky"'
}

@test "out of inodes: room is left, and a larger size changes nothing" {
  run_shell inodes
  nsenter -t "$(container_pid inodes)" -m -p mount -o remount,nr_inodes=4 /dev/shm
  docker exec inodes sh -c 'touch /dev/shm/a /dev/shm/b /dev/shm/c; ! touch /dev/shm/d'
  examine inodes
  [ "$(bad_ids)" = "out-of-inodes leaked" ]
  found_as out-of-inodes critical false
  finding out-of-inodes '.what | contains("whatever room there is")'
}

@test "unlinked but held: used far above the visible files, and who holds it" {
  run_shell gone -- sh -c 'exec 3<>/dev/shm/x; rm /dev/shm/x; dd if=/dev/zero bs=1M count=60 >&3; echo filled; exec sleep 1000000'
  wait_until 20 said gone filled
  examine gone
  found_as held-unlinked warning true
  finding held-unlinked '.evidence | any(test("x \\(60.0 MiB, held by sleep\\([0-9]+\\)\\)"))'
}

@test "leaked: files that no process holds" {
  run_shell leaks
  fill leaks 20 left
  examine leaks
  [ "$(bad_ids)" = leaked ]
  finding leaked '.evidence | any(test("left \\(20.0 MiB\\)"))'
  [ "$(commands_of leaked)" = "ullage clean leaks" ]
}

@test "a file that something holds is not leaked" {
  run_holder holds 20
  examine holds
  is_healthy
}

@test "sparse files that are larger than the room: said before the bus error comes" {
  run_shell sparse -- sh -c 'exec 3<>/dev/shm/x; truncate -s 209715200 /dev/shm/x; echo made; exec sleep 1000000'
  wait_until 20 said sparse made
  examine sparse
  [ "$(bad_ids)" = promised ]
}

@test "the memory limit: an OOM kill is counted, and is not called a shortage" {
  run_shell limited -m 64m --shm-size 1g
  run docker exec limited dd if=/dev/zero of=/dev/shm/x bs=1M count=200
  [ "$status" -ne 0 ]
  examine limited
  found_as memory-limit critical false
  [[ " $(bad_ids) " != *" full "* ]]
  finding memory-limit '.what | contains("makes it worse")'
  [[ $(commands_of memory-limit) == "docker update --memory "*" limited" ]]
  paste memory-limit
  [ "$(field limited .HostConfig.Memory)" -gt 1073741824 ]
}

@test "a first process that the memory limit killed: exit 137, by the engine's word" {
  run_shell killed -m 32m --shm-size 1g -- dd if=/dev/zero of=/dev/shm/x bs=1M count=200
  [ "$(docker wait killed)" -eq 137 ]
  examine killed
  found_as memory-limit critical false
  finding memory-limit '.evidence | any(contains("137"))'
}

@test "the memory limit caps what is advised, and says how to raise it" {
  run_holder capped 70 -m 128m
  examine capped
  found_as full critical true
  finding full '.remedy | contains("memory limit is 128.0 MiB")'
  [[ $(commands_of full) == "docker update --memory "*$'\nullage grow capped 256m' ]]
  paste full
  examine capped
  is_healthy
}

@test "killed by somebody: exit 137 alone is no OOM and no shortage" {
  run_shell shot
  docker kill shot
  examine shot
  is_healthy
  finding killed '.shared_memory == false'
}

@test "exit 135: a bus error, from a sparse file that was touched" {
  run_python sigbus -- 'import mmap, os
f = os.open("/dev/shm/x", os.O_RDWR | os.O_CREAT)
os.ftruncate(f, 100 << 20)
m = mmap.mmap(f, 100 << 20)
m.write(b"x" * (100 << 20))'
  [ "$(docker wait sigbus)" -eq 135 ]
  examine sigbus
  found_as bus-error critical true
  [ "$(commands_of bus-error)" = "ullage apply sigbus --shm-size 2g" ]
}

@test "a wrong mode: said with the command that sets it right" {
  run_shell closed
  docker exec closed chmod 0755 /dev/shm
  examine closed
  [ "$(bad_ids)" = mode ]
  found_as mode critical false
  paste mode
  examine closed
  is_healthy
}

@test "out of file descriptors: which process, and not shared memory" {
  run_python descriptors --ulimit nofile=64:128 -- 'import os, time
try:
    while True: os.open("/dev/null", os.O_RDONLY)
except OSError: print("all gone", flush=True)
time.sleep(1000000)'
  wait_until 20 said descriptors 'all gone'
  examine descriptors
  [ "$(bad_ids)" = descriptors ]
  found_as descriptors critical false
  finding descriptors '.evidence | any(test("has 64 of 64 open"))'
  paste descriptors
  examine descriptors
  is_healthy
}

@test "locked memory at its limit: not shared memory" {
  run_python locked --ulimit memlock=65536:65536 -- 'import ctypes, mmap, time
m = mmap.mmap(-1, 61440)
libc = ctypes.CDLL(None)
assert libc.mlock(ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(m))), 61440) == 0
print("locked", flush=True)
time.sleep(1000000)'
  wait_until 20 said locked '^locked'
  examine locked
  [ "$(bad_ids)" = memlock ]
  found_as memlock warning false
}

@test "System V segments at their limit: of its own namespace, and --shm-size has no part in it" {
  run_shell sysv --sysctl kernel.shmmni=2
  examine sysv
  is_healthy
  pid=$(container_pid sysv)
  nsenter -t "$pid" -i ipcmk -M 4096
  nsenter -t "$pid" -i ipcmk -M 4096
  examine sysv
  [ "$(bad_ids)" = system-v ]
  found_as system-v critical false
  finding system-v '.evidence | any(. == "2 of 2 segments (shmmni)")'
  paste system-v
  examine sysv
  is_healthy
}

@test "a lowered shmmax is a remark, with its value" {
  run_shell shmmax --sysctl kernel.shmmax=1048576
  examine shmmax
  is_healthy
  finding system-v '.evidence | any(contains("largest segment: 1.0 MiB"))'
}

@test "a container that is started again and again, with its last exit status" {
  run_shell loops --restart always -- sh -c 'exit 135'
  wait_until 20 restarted loops
  examine loops
  finding restarts '.evidence[0] | contains("exit status")'
  docker rm -f loops
}

restarted() { [ "$(field "$1" .RestartCount)" -ge 2 ]; }

@test "pid:N, host, and a container whose engine can't be asked" {
  run_holder alone 70
  pid=$(container_pid alone)
  examine "pid:$pid"
  found_as full critical true
  DOCKER_HOST=unix:///nowhere examine "pid:$pid"
  found_as full critical true
  id=$(field alone .Id)
  DOCKER_HOST=unix:///nowhere examine "$id"
  found_as full critical true
  run ullage doctor host
  [[ $output == *"/dev/shm"* ]]
}

@test "without a name: which containers have findings, and what to type next" {
  run_holder first 70
  run ullage doctor
  echo "$output"
  [ "$status" -eq 1 ]
  grep -E '^first +64.0 MiB +64.0 MiB +full +ullage doctor first' <<<"$output"
  run ! grep -E '^well ' <<<"$output"
  run ullage doctor --quiet
  grep -qx first <<<"$output"
  run ullage doctor --json
  json '.subjects[] | select(.name == "well") | .healthy' <<<"$output"
}

@test "a container without a /dev/shm of its own" {
  run_shell none --ipc none
  examine none
  [ "$(bad_ids)" = no-mount ]
}
