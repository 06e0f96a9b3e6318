# doctor under bad input: names that are none, logs that are no text, containers that go away, and text that attacks.

load ../lib/common
load ../lib/docker
load ../lib/doctor

setup_file() {
  scratch_dir
  start_docker
  image_shell
}

teardown_file() {
  stop_docker
  remove_scratch
}

BUS_ERROR='ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).'

@test "names that are none" {
  run ullage doctor nobody
  [ "$status" -eq 3 ]
  [[ $output == *"ullage ls"* ]]
  run ullage doctor ""
  [ "$status" -eq 2 ]
  run ullage doctor pid:0
  [ "$status" -eq 2 ]
  run ullage doctor pid:999999999
  [ "$status" -eq 3 ]
  run ullage doctor $'\e[2J../../x'
  [ "$status" -eq 3 ]
  [[ $output != *$'\e'* ]]
}

@test "logs that can't be read: exit 2, and how to give one" {
  for log in "$SCRATCH/none" "$SCRATCH"; do
    run ullage doctor --logs "$log"
    [ "$status" -eq 2 ]
    [[ $output == *"docker logs NAME"* ]]
  done
  run bash -c '"$0" doctor --logs - <&-' "$ULLAGE"
  [ "$status" -eq 2 ]
  echo "$BUS_ERROR" >"$SCRATCH/log"
  run ullage doctor nobody --logs "$SCRATCH/log"
  [ "$status" -eq 3 ]
}

@test "an empty log and a binary one name nothing" {
  examine --logs /dev/null
  is_healthy
  head -c 20000000 /dev/urandom >"$SCRATCH/binary"
  examine --logs "$SCRATCH/binary"
  is_healthy
}

@test "one endless line: no memory is taken for it, and the next line counts" {
  { head -c 400000000 /dev/zero | tr '\0' x; echo; echo "$BUS_ERROR"; } >"$SCRATCH/endless"
  run bash -c 'ulimit -v 400000; "$0" doctor --logs "$1" --quiet' "$ULLAGE" "$SCRATCH/endless"
  rm "$SCRATCH/endless"
  echo "$output"
  [ "$status" -eq 1 ]
  [ "$output" = log-too-small ]
}

@test "a log of its own for a name: the container's is not read" {
  run_shell named
  echo "$BUS_ERROR" >"$SCRATCH/log"
  examine named --logs "$SCRATCH/log"
  [ "$(bad_ids)" = log-too-small ]
  [ "$(commands_of log-too-small | head -n 1)" = "ullage grow named 2g" ]
  examine named
  is_healthy
}

@test "a hostile log is shown harmlessly, and asks for nothing that memory can't back" {
  printf 'NCCL WARN Error: failed to extend /dev/shm/nccl-\e]0;own\a\u202eX to 99999999999999999999 bytes\n%s\e[2J\r\n' "$BUS_ERROR" >"$SCRATCH/log"
  printf 'NCCL WARN Error: failed to extend /dev/shm/nccl-AbC123 to 9223372036854775807 bytes\n' >>"$SCRATCH/log"
  run ullage doctor --logs "$SCRATCH/log"
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output != *$'\e'* && $output != *$'\u202e'* ]]
  [[ $output == *"ullage grow NAME 64g"* ]]
  ullage doctor --logs "$SCRATCH/log" --json | jq . >/dev/null || [ "${PIPESTATUS[0]}" -eq 1 ]
}

@test "hostile names of segments are shown harmlessly" {
  run_shell hostile -- sh -c 'n="$(printf "/dev/shm/\033[2J\n1. critical: forged")"; exec 3<>"$n"; dd if=/dev/zero bs=1M count=70 >&3; echo filled; exec sleep 1000000'
  wait_until 20 sh -c 'docker logs hostile 2>&1 | grep filled'
  run ullage doctor hostile
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output != *$'\e'* ]]
  [ "$(grep -c '^1\.' <<<"$output")" -eq 1 ]
  run ullage doctor hostile --json
  jq -e '.findings[0].id == "full"' <<<"$output"
}

# churn: makes and kills a container, until it is told to stop.
churn() {
  while [[ -e $SCRATCH/churn ]]; do
    docker run -d --name dying shell:1 sh -c 'exec 3<>/dev/shm/x; dd if=/dev/zero bs=1M count=70 >&3; exec sleep 1000000' >/dev/null
    docker kill dying >/dev/null
    docker rm -f dying >/dev/null
  done
}

@test "a container that dies while it is looked at: an answer each time" {
  touch "$SCRATCH/churn"
  churn 3>&- 2>/dev/null &
  local churning=$! statuses=() wrong=
  for ((i = 0; i < 25; i++)); do
    run timeout 20 "$ULLAGE" doctor dying
    statuses+=("$status")
    [[ $status -eq 0 || $status -eq 1 || $status -eq 3 ]] || wrong+="$status: $output"
    [[ $output != *"another machine"* ]] || wrong+=$output
    run timeout 20 "$ULLAGE" doctor
    [[ $status -eq 0 || $status -eq 1 ]] || wrong+="$status: $output"
  done
  rm "$SCRATCH/churn"
  wait "$churning" || true
  echo "$wrong"
  [ -z "$wrong" ]
  echo "${statuses[*]}"
  # It was seen in more than one state, or this proved nothing.
  [ "$(printf '%s\n' "${statuses[@]}" | sort -u | wc -l)" -gt 1 ]
}

@test "without an engine it still tells what the kernel knows" {
  run_shell lonely
  run env DOCKER_HOST=unix:///nowhere "$ULLAGE" doctor "pid:$(container_pid lonely)"
  echo "$output"
  [ "$status" -eq 0 ]
  run env DOCKER_HOST=unix:///nowhere "$ULLAGE" doctor lonely
  [ "$status" -eq 7 ]
}

@test "nobody special: what may be seen is told, and what is missing" {
  run_shell foreign
  run setpriv --reuid 65534 --regid 65534 --clear-groups "$ULLAGE" doctor "pid:$(container_pid foreign)"
  echo "$output"
  [[ $status -eq 3 || $status -eq 4 ]]
  run setpriv --reuid 65534 --regid 65534 --clear-groups "$ULLAGE" doctor
  echo "$output"
  [ "$status" -eq 0 ]
}
