# The embedded engine: a command with a /dev/shm of its own, seen by ls and grown while it runs.

load ../lib/common
load ../lib/podman

setup_file() {
  scratch_dir
  make_rootless_user
  export ROOTLESS_HOME=$SCRATCH/user
  mkdir -p "$ROOTLESS_HOME/run" "$ROOTLESS_HOME/tmp"
  chown -R "$ROOTLESS_USER:" "$ROOTLESS_HOME"
  chmod 700 "$ROOTLESS_HOME/run"
  install -m 755 "$ULLAGE" "$SCRATCH/ullage"
}

teardown_file() { remove_scratch; }

# Without a session folder, as after `su`.
as_user() { as_rootless env -u XDG_RUNTIME_DIR "$SCRATCH/ullage" "$@"; }
listed() { "$ULLAGE" ls --quiet | grep -qx "$1"; }
own_size() { echo 'df -B 1 --output=size /dev/shm | tail -n 1'; }

@test "the command sees the size that was asked for, and nobody else does" {
  before=$(df -B 1 --output=size /dev/shm | tail -n 1)
  [ "$(ullage run --shm-size 96m -- sh -c "$(own_size)")" -eq 100663296 ]
  [ "$(df -B 1 --output=size /dev/shm | tail -n 1)" -eq "$before" ]
}

@test "64 MiB is what it gets when nothing is asked for" {
  [ "$(ullage run -- sh -c "$(own_size)")" -eq 67108864 ]
}

@test "the exit status passes through, and death by a signal too" {
  run ullage run -- sh -c 'exit 42'
  [ "$status" -eq 42 ]
  run ullage run -- sh -c 'kill -TERM $$'
  [ "$status" -eq 143 ]
}

@test "a command that is not there is told from one that may not be run" {
  run -127 ullage run -- /nowhere/at/all
  run -126 ullage run -- /etc/passwd
}

@test "options behind the command belong to it" {
  [ "$(ullage run --shm-size 64m echo --name x)" = "--name x" ]
}

@test "what runs is listed, grown and verified, and signals reach it" {
  "$ULLAGE" run --shm-size 32m --name job -- sleep 1000000 3>&- &
  pid=$!
  wait_until 10 listed job
  ullage ls --json | json '.mounts[] | select(any(.containers[]; .name == "job")) | .size == 33554432'
  ullage grow job 1g
  ullage verify job --expect 1g
  kill -TERM "$pid"
  status=0
  wait "$pid" || status=$?
  [ "$status" -eq 143 ]
  run ullage inspect job
  [ "$status" -eq 3 ]
}

@test "a name in use is refused" {
  "$ULLAGE" run --name twice -- sleep 1000000 3>&- &
  pid=$!
  wait_until 10 "$ULLAGE" inspect twice
  run ullage run --name twice -- true
  kill "$pid"
  [ "$status" -eq 5 ]
  [[ $output == *--name* ]]
}

@test "a user without privileges runs, sees and grows the own command" {
  as_user run --shm-size 48m --name mine -- sleep 1000000 3>&- &
  job=$!
  wait_until 10 as_user inspect mine
  as_user ls --json | json '.mounts[] | select(any(.containers[]; .name == "mine")) | .size == 50331648'
  as_user grow mine 512m
  as_user verify mine --expect 512m
  ullage ls --json | json '.mounts[] | select(any(.containers[]; .name == "mine")) | .size == 536870912'
  pkill -u "$ROOTLESS_USER" -f 'sleep 1000000'
  wait "$job" || true
}

@test "the user stays who they are inside" {
  [ "$(as_user run -- id -u)" -eq "$(id -u "$ROOTLESS_USER")" ]
}

@test "System V shared memory is the command's own too" {
  ipcmk -M 4096 >/dev/null
  id=$(ipcs -m | awk '$5 == 4096 { print $2; exit }')
  run ullage run -- sh -c 'ipcs -m | grep -c 4096'
  ipcrm -m "$id"
  [ "$output" = 0 ]
}

@test "a size that is no size is wrong usage" {
  run ullage run --shm-size 2x -- true
  [ "$status" -eq 2 ]
  run ullage run --shm-size 0 -- true
  [ "$status" -eq 2 ]
  run ullage run
  [ "$status" -eq 2 ]
}
