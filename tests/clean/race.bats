# Processes of a container open, map and let go of files in a tight loop while clean runs again and again: whoever has
# one must find it at its name.

load ../lib/common
load ../lib/docker

OPENERS=$ULLAGE_ROOT/build/release/shm_openers

setup_file() {
  scratch_dir
  start_docker
  import_image openers:1 "${SHELL_CHANGES[@]}" -- "$OPENERS"
}

teardown_file() {
  stop_docker
  remove_scratch
}

# start_openers NAME PROCESSES FILES
start_openers() { docker run -d --network none --name "$1" openers:1 /bin/shm_openers /dev/shm "$2" "$3" >/dev/null; }

# count NAME WORD: the last number that it printed after the word.
count() { docker logs --tail 1 "$1" 2>&1 | sed -n "s/.*\<$2 \([0-9]*\).*/\1/p"; }
has_opened() { [ "$(count "$1" opened)" -ge "$2" ]; }
files_in() { docker exec "$1" ls -A /dev/shm; }

# clean_until NAME REMOVED OPENED: says how many were removed, in use, and odd: neither of both.
clean_until() {
  local report
  removed=0 in_use=0 odd=0
  while ((removed < $2 || $(count "$1" opened) < $3)); do
    report=$(ullage clean "$1" --older-than 0 --json)
    removed=$((removed + $(jq .removed <<<"$report")))
    in_use=$((in_use + $(jq '[.files[] | select(.state == "in_use")] | length' <<<"$report")))
    odd=$((odd + $(jq '[.files[] | select(.state | IN("removed", "in_use") | not)] | length' <<<"$report")))
  done
  echo "# $(docker logs --tail 1 "$1"), removed $removed, in use $in_use, odd $odd" >&3
}

@test "nobody loses a file that is opened all the time" {
  start_openers busy 4 12
  wait_until 20 has_opened busy 1000
  clean_until busy 20 30000
  docker stop busy >/dev/null
  [ "$(count busy lost)" -eq 0 ]
}

@test "nobody loses a file that is opened now and then, and what nobody has is removed" {
  start_openers calm 3 600
  wait_until 20 has_opened calm 1000
  clean_until calm 1500 30000
  docker stop calm >/dev/null
  [ "$(count calm lost)" -eq 0 ]
  [ "$odd" -eq 0 ]
}

@test "what was set aside does not stay under its other name" {
  start_openers tidy 3 100
  wait_until 20 has_opened tidy 1000
  clean_until tidy 200 1000
  run -0 files_in tidy
  [[ $output == *race-* && $output != *ullage* ]]
}

@test "two that clean at once lose nothing either" {
  start_openers both 2 200
  wait_until 20 has_opened both 1000
  until [[ -e $SCRATCH/enough ]]; do ullage clean both --older-than 0 --quiet; done >/dev/null 3>&- &
  local other=$!
  clean_until both 50 20000
  touch "$SCRATCH/enough"
  wait "$other"
  docker stop both >/dev/null
  [ "$(count both lost)" -eq 0 ]
}

@test "an rm of the same files is noticed: the test can fail" {
  start_openers caught 3 600
  wait_until 20 has_opened caught 1000
  for _ in $(seq 20); do docker exec caught sh -c 'rm -f /dev/shm/race-*'; done
  docker stop caught >/dev/null
  [ "$(count caught lost)" -gt 0 ]
}
