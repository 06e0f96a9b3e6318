# plan: the law, the starting table, profiles, and what is seen of a real DataLoader in a real container.

load ../lib/common
load ../lib/torch

setup_file() {
  scratch_dir
  start_docker
  image_torch
  image_shell
  mkdir -p "$SCRATCH/config/ullage/profiles"
}

teardown_file() {
  stop_docker
  remove_scratch
}

plan_json() { ullage plan "$@" --json | json .; }

@test "a loader's parameters give the law's numbers, and each line of the arithmetic" {
  plan_json --workers 4 --prefetch 2 --batch-bytes 48m >"$SCRATCH/plan"
  [ "$(json .hard_bytes <"$SCRATCH/plan")" -eq $((10 * 48 * 1048576 + 20 * 4096)) ]
  [ "$(json .usual_bytes <"$SCRATCH/plan")" -eq $((9 * 48 * 1048576 + 20 * 4096)) ]
  [ "$(json .recommended_bytes <"$SCRATCH/plan")" -ge "$(json .hard_bytes <"$SCRATCH/plan")" ]
  [ "$(json .basis <"$SCRATCH/plan")" = parameters ]
  json '.lines | map(test("10 batches in flight")) | any' <"$SCRATCH/plan"
}

@test "a sample's shape is another way to say it" {
  [ "$(plan_json --workers 2 --batch 16 --sample 3x512x512:float32 | json .hard_bytes)" -eq \
    "$(plan_json --workers 2 --batch-bytes 48m | json .hard_bytes)" ]
}

@test "strategy, tensors, what is kept, loaders and ranks count" {
  hard() { plan_json --workers 2 --batch-bytes 1m "$@" | json .hard_bytes; }
  [ "$(hard --strategy file_system)" -eq $((6 * 1052672 + 14 * 4096)) ]
  [ "$(hard --tensors 3)" -eq $((6 * 3 * 352256 + 14 * 4096)) ]
  [ "$(hard --drop-before-next)" -eq $((5 * 1048576 + 14 * 4096)) ]
  [ "$(hard --hold 4)" -eq $((9 * 1048576 + 14 * 4096)) ]
  [ "$(hard --batches 3)" -eq $((3 * 1048576 + 14 * 4096)) ]
  [ "$(hard --ranks 3)" -eq $((3 * (6 * 1048576 + 14 * 4096))) ]
  [ "$(hard --loaders 2)" -ge $((2 * (6 * 1048576 + 14 * 4096))) ]
  [ "$(hard --pin-memory)" -eq $((6 * 1048576 + 14 * 4096)) ]
}

@test "where only the kind of use is known, the starting table answers, and is named" {
  for row in '--workers 0|64m' '--workers 4|2g' '--workers 4 --large-model|4g' '--workers 4 --gpus 2|8g'; do
    # shellcheck disable=SC2086
    [ "$(ullage plan -q ${row%|*})" = "${row#*|}" ]
    # shellcheck disable=SC2086
    ullage plan ${row%|*} | grep -q 'starting table'
  done
}

@test "with nothing known it shows the table and asks for more" {
  run -0 ullage plan
  [[ $output == *"no workers: 64.0 MiB to 512.0 MiB"*"4 workers: 2.0 GiB to 4.0 GiB"*"8.0 GiB and more"* ]]
  [ "$(plan_json | json '.recommended_bytes == null')" = true ]
}

@test "it says what a custom collate does" {
  ullage plan --workers 4 --batch-bytes 1m 2>&1 | grep -q 'custom collate_fn does not die but hangs'
}

@test "a running DataLoader is understood without being asked for anything" {
  run_loader busy --shm-size 1g -- --workers 3 --batch-mib 8 --batches 100000
  wait_until 60 loader_said busy '^batch 20$'
  plan_json busy >"$SCRATCH/plan"
  [ "$(json .basis <"$SCRATCH/plan")" = observed ]
  json '.lines | map(test("^3 worker processes below pid")) | any' <"$SCRATCH/plan"
  json '.lines | map(test("17 semaphores: as many as 1 loader with 3 workers")) | any' <"$SCRATCH/plan"
  [ "$(json .hard_bytes <"$SCRATCH/plan")" -eq $((8 * 8 * 1048576 + 17 * 4096)) ]
  [[ $(json .sure <"$SCRATCH/plan") == sure:* ]]
  ullage plan busy --prefetch 4 --json | json ".hard_bytes == $((14 * 8 * 1048576 + 17 * 4096))"
  docker kill busy
}

@test "a container's size, memory limit and what to type are part of the answer" {
  run_shell small --memory 128m
  run -0 ullage plan small --workers 4 --batch-bytes 48m
  [[ $output == *"size now"*"64.0 MiB"*"too small"* ]]
  [[ $output == *"memory limit"*"128.0 MiB"*"too small"* ]]
  [[ $output == *"OOM kill"* ]]
  [[ $output == *"next: ullage grow small 576m"*"next: ullage apply small --shm-size 576m"* ]]
}

@test "a full mount is told apart from a peak" {
  run_shell full
  docker exec full sh -c 'dd if=/dev/zero of=/dev/shm/x bs=1M count=100' || true
  run -0 ullage plan full --watch 0
  [[ $output == *"use 2g"*"may need more"* ]]
}

@test "profiles come with the program, from the user's folder, and from a file" {
  export XDG_CONFIG_HOME=$SCRATCH/config
  [ "$(ullage plan -q --profile frigate --set cameras=2)" = 128m ]
  cat >"$XDG_CONFIG_HOME/ullage/profiles/mine.yaml" <<'EOF'
profile: mine
about: a service of ours
parameters: {slots: 2}
needs:
  - {what: a slot, bytes: 512m, times: [slots], source: measured}
EOF
  ullage plan --profiles | grep -q '^mine .*a service of ours'
  [ "$(ullage plan -q --profile mine)" = 1536m ]
  [ "$(ullage plan -q --profile "$XDG_CONFIG_HOME/ullage/profiles/mine.yaml" --set slots=4)" = 2560m ]
  ullage plan --profile mine | grep -q 'a slot: 512.0 MiB x 2 slots (measured)'
}

@test "a profile that is off is shown with its place" {
  export XDG_CONFIG_HOME=$SCRATCH/config
  printf 'profile: bad\nneeds:\n  - {what: a, bytes: 5}\n' >"$XDG_CONFIG_HOME/ullage/profiles/bad.yaml"
  run -2 ullage plan --profile bad
  [[ $output == *"bad.yaml:3:5: each need has"* ]]
  run -0 ullage plan --profiles
  [[ $output == *"bad.yaml:3:5"* ]]
  rm "$XDG_CONFIG_HOME/ullage/profiles/bad.yaml"
}

@test "nonsense is refused in one sentence" {
  for words in '--workers -1' '--workers many' '--workers 99999999999999999999' '--prefetch 0 --batch-bytes 1m' \
    '--batch 4' '--sample 3x512 --batch 2' '--sample 0x4:float32' '--sample 3x4:float31' '--sample :uint8' \
    '--batch-bytes 0' '--batch-bytes 8m --sample 3:uint8' '--batch-bytes 8m,' '--strategy other' \
    '--workers 4000 --prefetch 100000 --batch-bytes 1000000g' '--sample 99999999999x99999999999:float32' \
    '--workers 0 --prefetch 2' '--workers 0 --slow-workers' '--set a=1' '--watch 3' '--profile nope' \
    '--profile ../etc/passwd' '--profile frigate --set cameras=x' '--profile frigate --set lenses=2' '--tensors 0'; do
    # shellcheck disable=SC2086
    run -2 --separate-stderr ullage plan $words
    [ -z "$output" ]
    # shellcheck disable=SC2154
    [[ $stderr == "ullage: "* ]]
  done
  run -3 ullage plan nobody
}
