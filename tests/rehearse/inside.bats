# Rehearsing in a container's own mount and memory limit, without harm to what runs there.

load ../lib/common
load ../lib/docker

setup_file() {
  scratch_dir
  start_docker
  image_shell
  cp "$ULLAGE" "$SCRATCH/inside"
}

teardown_file() {
  stop_docker
  remove_scratch
}

teardown() { docker rm -f web >/dev/null 2>&1 || true; }

inside() { ullage rehearse --workers 1 --batch-bytes 1m --in web "$@"; }
semaphores=$((11 * 4096)) batch=1048576

# Who is in the memory cgroup of web; v1, else v2.
members() {
  local path
  path=$(awk -F : '$2 == "memory" { print "/memory" $3; found = 1 } $1 == 0 { unified = $3 } END { if (!found) print unified }' \
    "/proc/$(container_pid web)/cgroup")
  cat "/sys/fs/cgroup$path/cgroup.procs"
}
has_members() { [ "$(members | wc -l)" -eq "$1" ]; }

# No file, no use, and nobody but its own processes in the container's cgroup.
web_is_clean() {
  [ -z "$(docker exec web ls -A /dev/shm)" ]
  ullage inspect web --json | json '.mount.used == 0 and (.segments | length) == 0'
  has_members 1
}

rehearsing() { pgrep -f "$SCRATCH/inside" >/dev/null; }

@test "it fills the container's own mount, and leaves it as it was" {
  run_shell web --shm-size 8m --
  inside --json | json ".outcome == \"completed\" and .size == 8388608 and .peak == $((semaphores + 4 * batch))"
  wait_until 10 web_is_clean
}

@test "a mount that is too small is found out without harm to it" {
  run_shell web --shm-size 2m --
  run -1 inside
  [[ $output == *'bus error'* && $output == *'ullage grow web 4140k'* ]]
  wait_until 10 web_is_clean
}

@test "the memory limit that ends it is told from a lack of shared memory, and the service lives" {
  run_shell web -m 64m --shm-size 1g --
  pid=$(container_pid web)
  run -1 ullage rehearse --workers 4 --batch-bytes 16m --in web --json
  json '.outcome == "oom"' <<<"$output"
  [ "$(docker inspect -f '{{.State.Running}} {{.State.Pid}}' web)" = "true $pid" ]
  wait_until 10 web_is_clean
}

@test "with a size it has a mount of its own under the container's memory limit alone" {
  run_shell web -m 64m --shm-size 1m --
  inside --shm-size 8m --json | json '.outcome == "completed" and .size == 8388608'
  run -1 ullage rehearse --workers 4 --batch-bytes 16m --in web --shm-size 1g --quiet
  [ "$output" = OOM ]
  [ "$(shm_size_inside web)" -eq 1048576 ]
}

@test "find says when memory ends before any size is enough" {
  run_shell web -m 64m --
  run -1 ullage rehearse --workers 4 --batch-bytes 16m --in web --find
  [[ $output == *'memory limit'* ]]
}

@test "it does not rehearse beside a service that has segments there, unless told to" {
  run_shell web --shm-size 8m -- sh -c 'exec 9>/dev/shm/held; head -c 65536 /dev/zero >&9; exec sleep 1000000'
  wait_until 10 docker exec web test -s /dev/shm/held
  run -5 inside
  [[ $output == *'holds a segment'* && $output == *--beside-service* ]]
  inside --beside-service --json | json '.outcome == "completed" and .before >= 65536 and (.notes | length) == 1'
  [ "$(docker exec web stat -c %s /dev/shm/held)" -eq 65536 ]
}

@test "nor in a mount that is not empty" {
  run_shell web --shm-size 8m --
  docker exec web sh -c 'echo left >/dev/shm/left'
  run -5 inside
  [[ $output == *'not empty'* ]]
  inside --shm-size 8m --json | json '.outcome == "completed" and .before == 0'
}

@test "a hostile /dev/shm is not followed" {
  run_shell web --ipc none -- sh -c 'rmdir /dev/shm; ln -s /tmp /dev/shm; exec sleep 1000000'
  wait_until 10 docker exec web test -L /dev/shm
  run inside
  [[ $status -ne 0 && $output != *completed* ]]
}

@test "killed in the middle it leaves no file, no process and no member of the cgroup" {
  run_shell web -m 512m --shm-size 8m --
  for signal in KILL TERM; do
    "$SCRATCH/inside" rehearse --workers 3 --batch-bytes 64k --in web --seconds 1000 3>&- &
    pid=$!
    wait_until 20 has_members 5  # its own, a rank and three workers
    # The kernel is to take these before anything of the service's.
    for member in $(members | grep -vx "$(container_pid web)"); do
      [ "$(cat "/proc/$member/oom_score_adj")" -eq 1000 ] || return 1
    done
    kill -"$signal" "$pid"
    wait "$pid" || true
    wait_until 20 not rehearsing
    wait_until 10 web_is_clean
  done
}

@test "a container that ends during it ends it, and that is told" {
  run_shell web -m 512m --shm-size 8m --
  "$SCRATCH/inside" rehearse --workers 3 --batch-bytes 64k --in web --seconds 1000 2>"$SCRATCH/ended" 3>&- &
  pid=$!
  wait_until 20 eval "[ \$(pgrep -c -f $SCRATCH/inside) -ge 6 ]"
  docker kill web >/dev/null
  status=0
  wait "$pid" || status=$?
  [ "$status" -eq 1 ]
  grep -q 'ended during the rehearsal' "$SCRATCH/ended"
  wait_until 20 not rehearsing
}
