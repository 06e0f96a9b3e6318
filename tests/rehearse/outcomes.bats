# What rehearse tells of sizes that are enough and of those that are not: each outcome made for real.

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

# One worker: 11 semaphores, and batches that come one after the other.
one_worker() { ullage rehearse --workers 1 --batch-bytes 1m "$@"; }
semaphores=$((11 * 4096)) batch=1048576

rehearsing() { pgrep -f -- "$1" >/dev/null; }

@test "what the law says is enough completes, and its peak is that to the page" {
  hard=$((semaphores + 4 * batch))
  one_worker --json | json ".outcome == \"completed\" and .size == $hard and .peak == $hard and .before == 0"
}

@test "a mount that fills in the middle of a batch ends in a bus error" {
  run -1 one_worker --shm-size $((semaphores + 2 * batch + 8192)) --json
  json '.outcome == "bus_error" and .peak == .size' <<<"$output"
}

@test "a mount that is full just where a batch begins ends in no space" {
  run -1 one_worker --shm-size $((semaphores + 2 * batch)) --json
  json '.outcome == "no_space" and .peak == .size' <<<"$output"
}

@test "what was not enough comes with what would be" {
  run -1 one_worker --shm-size 2m
  [[ $output == *'it needs 4.0 MiB: --shm-size 4140k'* ]]
}

@test "a mount too small for the semaphores ends in no space" {
  run -1 one_worker --shm-size 16k --quiet
  [ "$output" = "no space" ]
}

@test "a custom collate hides the lack of space, and the consumer waits for ever" {
  run -1 one_worker --shm-size $((semaphores + 2 * batch)) --custom-collate --patience 1 --json
  json '.outcome == "stalled"' <<<"$output"
}

@test "the answer comes with the outcome, the peak, the law and a picture" {
  run -0 env LC_ALL=C.UTF-8 "$ULLAGE" rehearse --workers 1 --batch-bytes 1m
  [[ $output == *completed* && $output == *'hard bound 4.0 MiB (4239360 bytes)'* && $output == *█* ]]
  run -1 env LC_ALL=C "$ULLAGE" rehearse --workers 1 --batch-bytes 1m --shm-size 2m
  [[ $output == *'Bus error'* && $output == *'#'* && $output != *█* ]]
}

@test "throughput and use over time are in the JSON" {
  one_worker --json | json '.batches_per_second > 0 and .bytes_per_second > 0 and (.timeline.used | max) == .peak'
}

@test "it goes on for as long as it is told to" {
  one_worker --seconds 1 --json | json '.outcome == "completed" and .seconds >= 1 and .batches > 20'
}

@test "slow workers need less than they have prefetched" {
  ullage rehearse --workers 2 --prefetch 8 --batch-bytes 1m --slow-workers --json |
    json '.outcome == "completed" and .peak < .law.hard_bytes'
}

@test "a dry run starts nothing and says what it would do" {
  run -0 one_worker --shm-size 1m --dry-run
  [[ $output == *'would rehearse in 1.0 MiB'* ]]
  one_worker --shm-size 1m --dry-run --json | json '.dry_run and .outcome == null and .size == 1048576'
}

@test "a user without privileges rehearses the same" {
  hard=$((semaphores + 4 * batch))
  as_rootless "$SCRATCH/ullage" rehearse --workers 1 --batch-bytes 1m --json |
    json ".outcome == \"completed\" and .peak == $hard"
  run -1 as_rootless "$SCRATCH/ullage" rehearse --workers 1 --batch-bytes 1m --shm-size $((hard - 4096)) --quiet
  [ "$output" = "bus error" ]
}

@test "a user without privileges rehearses in the own command's mount" {
  as_rootless "$SCRATCH/ullage" run --shm-size 8m --name mine -- sleep 1000000 3>&- &
  job=$!
  wait_until 10 as_rootless "$SCRATCH/ullage" inspect mine
  as_rootless "$SCRATCH/ullage" rehearse --workers 1 --batch-bytes 1m --in mine --json |
    json '.outcome == "completed" and .size == 8388608'
  ullage inspect mine --json | json '.mount.used == 0'
  pkill -u "$ROOTLESS_USER" -f 'sleep 1000000'
  wait "$job" || true
}

@test "nothing of it is left when it is killed in the middle" {
  cp "$ULLAGE" "$SCRATCH/killed"
  for signal in KILL INT TERM; do
    env --default-signal=INT "$SCRATCH/killed" rehearse --workers 3 --batch-bytes 1m --seconds 1000 3>&- &
    pid=$!
    wait_until 20 eval "[ \$(pgrep -c -f $SCRATCH/killed) -ge 6 ]"
    kill -"$signal" "$pid"
    wait "$pid" || true
    wait_until 20 not rehearsing "$SCRATCH/killed"
  done
}

@test "nothing of it is left when its stage is killed, and that is told" {
  cp "$ULLAGE" "$SCRATCH/staged"
  "$SCRATCH/staged" rehearse --workers 3 --batch-bytes 1m --seconds 1000 2>"$SCRATCH/staged.err" 3>&- &
  pid=$!
  wait_until 20 eval "[ \$(pgrep -c -f $SCRATCH/staged) -ge 6 ]"
  kill -KILL "$(pgrep -P "$pid")"
  status=0
  wait "$pid" || status=$?
  [ "$status" -eq 1 ]
  grep -q 'ended' "$SCRATCH/staged.err"
  wait_until 20 not rehearsing "$SCRATCH/staged"
}

@test "the host's own /dev/shm is not touched" {
  before=$(find /dev/shm | wc -l)
  one_worker --quiet
  [ "$(find /dev/shm | wc -l)" -eq "$before" ]
}
