# export --edit on files alone: what is said, what is left alone, and what happens to the file and its folder.

# shellcheck disable=SC2154  # `run --separate-stderr` sets stderr

load ../lib/common

setup() {
  mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
  data=$ULLAGE_ROOT/tests/data/compose
  printf 'services:\n  web:\n    image: x # mine\n    shm_size: 64m\n' >compose.yaml
  cp compose.yaml old.yaml
  mkdir folder
}

edit() { run --separate-stderr ullage export --edit "$@"; }

# unchanged: nothing was written, not even beside it.
unchanged() {
  cmp compose.yaml old.yaml
  [ ! -e compose.yaml.bak ]
}

@test "one line changes, the old file is kept, and the next command is given" {
  edit compose.yaml --service web --shm-size 2g
  [ "$status" -eq 0 ]
  [[ $output == *compose.yaml:4* && $output == *64m*2g* && $output == *"docker compose up -d web"* ]]
  [ "$(diff old.yaml compose.yaml)" = $'4c4\n<     shm_size: 64m\n---\n>     shm_size: 2g' ]
  cmp compose.yaml.bak old.yaml
  [ "$(ls -A)" = $'compose.yaml\ncompose.yaml.bak\nfolder\nold.yaml' ]
}

@test "a file that says so already is left alone" {
  edit compose.yaml --shm-size 64m
  [ "$status" -eq 0 ]
  [[ $output == *already* ]]
  unchanged
}

@test "a dry run tells the line and writes nothing" {
  edit compose.yaml --shm-size 2g --dry-run
  [ "$status" -eq 0 ]
  [[ $output == *compose.yaml:4* ]]
  unchanged
}

@test "--json has the line and the backup" {
  edit compose.yaml --shm-size 2g --json
  json '.line == 4' <<<"$output"
  [[ $output == *compose.yaml.bak* ]]
}

@test "every service of many shapes of file can be edited, or is refused in words" {
  run python3 "$ULLAGE_ROOT/tests/lib/compose_edit.py" "$ULLAGE" folder "$data"/*
  [ "$status" -eq 0 ] || { echo "$output" && return 1; }
  [[ $output == "38 edited, 8 refused" ]]
}

@test "a broken file is refused with the file, the line and the column" {
  printf 'services:\n\tweb: {}\n' >compose.yaml
  cp compose.yaml old.yaml
  edit compose.yaml --shm-size 2g
  [ "$status" -eq 2 ]
  [[ $stderr == *"compose.yaml:2:1: there is a tab where spaces are expected"* ]]
  unchanged
}

@test "a service that is not there is refused with those that are" {
  edit compose.yaml --service wbe --shm-size 2g
  [ "$status" -eq 3 ]
  [[ $stderr == *"no service 'wbe'"*web* ]]
  unchanged
}

@test "where /dev/shm comes from elsewhere, the line that decides is named" {
  edit "$data/elsewhere.yaml" --service ipc-host --shm-size 2g
  [ "$status" -eq 5 ]
  [[ $stderr == *"elsewhere.yaml:4:10: "*"shm_size would do nothing"* ]]
}

@test "a file that is read-only, missing, a folder, a FIFO or huge is refused in one sentence" {
  chmod 444 compose.yaml
  mkfifo fifo
  truncate -s 50M huge
  local file expected
  for expected in 5:compose.yaml 3:missing 5:folder 5:fifo 5:huge; do
    file=${expected#*:}
    edit "$file" --shm-size 2g
    [ "$status" -eq "${expected%%:*}" ] || { echo "$file: $status $stderr" && return 1; }
    [[ $stderr == *"$file"* ]]
    [ "${#stderr_lines[@]}" -le 2 ]
  done
  unchanged
}

@test "a full disk leaves the old file and nothing else" {
  needs_root
  mount -t tmpfs -o size=16k,nr_inodes=16 tmpfs folder
  cp compose.yaml folder/
  not dd if=/dev/zero of=folder/filler bs=4k 2>/dev/null
  edit folder/compose.yaml --shm-size 2g
  cp folder/compose.yaml after.yaml
  ls -A folder >found
  umount folder
  [ "$status" -eq 1 ]
  [[ $stderr == *"No space left"* ]]
  cmp after.yaml old.yaml
  [ "$(cat found)" = $'compose.yaml\nfiller' ]
}

@test "a read-only file system is said to be one" {
  needs_root
  mount -t tmpfs tmpfs folder
  cp compose.yaml folder/
  mount -o remount,ro folder
  edit folder/compose.yaml --shm-size 2g
  umount folder
  [ "$status" -eq 1 ]
  [[ $stderr == *"Read-only file system"* ]]
}

@test "killed at any moment, the file is the old one or the new one" {
  sed 's/64m/2g/' old.yaml >new.yaml
  local i
  for i in {1..60}; do
    cp old.yaml compose.yaml
    timeout -s KILL "0.00$((i % 10))$i" "$ULLAGE" export --edit compose.yaml --shm-size 2g >/dev/null 2>&1 || true
    cmp -s compose.yaml old.yaml || cmp compose.yaml new.yaml
  done
  cp old.yaml compose.yaml
  ullage export --edit compose.yaml --shm-size 2g
  [ -z "$(find . -name '.*.ullage')" ]
}

@test "of many edits at once, each is done whole or says that the file changed" {
  local i pids=() done_count=0
  printf 'services:\n' >compose.yaml
  for i in {1..12}; do printf '  s%s: {image: x}\n' "$i" >>compose.yaml; done
  for i in {1..12}; do
    "$ULLAGE" export --edit compose.yaml --service "s$i" --shm-size 2g >"out.$i" 2>&1 3>&- &
    pids+=($!)
  done
  for i in "${!pids[@]}"; do
    if wait "${pids[i]}"; then ((done_count += 1)); else grep -q "changed by somebody else" "out.$((i + 1))"; fi
  done
  [ "$done_count" -ge 1 ]
  [ "$(grep -c 'shm_size: 2g' compose.yaml)" -eq "$done_count" ]
}
