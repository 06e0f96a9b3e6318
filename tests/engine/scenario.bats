# The case that the project was started for, row by row, with a real PyTorch DataLoader as the load: its workers die of a
# bus error at 64 MiB and live at 2 GiB.

load ../lib/common
load ../lib/scenario
load ../lib/torch
load ../lib/apply

for folder in /usr /lib /lib64 /bin /etc/alternatives /etc/ld.so.cache; do SCENARIO_FLAGS+=(-v "$folder:$folder:ro"); done
SCENARIO_FLAGS+=(-e OMP_NUM_THREADS=1)

setup_file() {
  scratch_dir
  export_state
  knowing_gpus start_docker --bridge
  image_torch
  tar -C "$SCRATCH/torch.root" --owner=0 --group=0 -c . |
    docker import --change 'WORKDIR /app' --change 'EXPOSE 8308' - heygem:v2.2 >/dev/null
  mkdir -p "$SCRATCH/app" "$SCRATCH/data"
  cp "$ULLAGE_ROOT/tests/lib/torch_service.py" "$SCRATCH/app"
  printf 'exec /usr/bin/python3 -W ignore torch_service.py\n' >"$SCRATCH/app/start.sh"
  PORT=$(free_port)
  export PORT
  run_scenario
  wait_until 90 unwell
  docker inspect "$NAME" >"$SCRATCH/before"
}

teardown_file() {
  stop_docker
  remove_scratch
}

@test "the present state: 64 MiB, which container, which image" {
  ullage ls | grep -E "^$NAME +docker +heygem:v2.2 +64.0 MiB"
  ullage inspect "$NAME" | grep -F heygem:v2.2
}

@test "at 64 MiB the workers die of a bus error, and the service says so" {
  docker logs "$NAME" 2>&1 | grep -E 'DataLoader worker .* (killed by signal: Bus error|exited unexpectedly)'
  curl -s "$(health_url)" | json '.status == "failing" and (.reason | startswith("worker"))'
}

@test "why it fails: shared memory, and the two commands that cure it" {
  run -1 --separate-stderr ullage doctor "$NAME" --json
  echo "$output"
  json '.findings[0] | .severity == "critical" and .shared_memory' <<<"$output"
  [ "$(json -c '.findings[0].commands' <<<"$output")" = "[\"ullage grow $NAME 2g\",\"ullage apply $NAME --shm-size 2g\"]" ]
  run -1 ullage doctor "$NAME"
  [[ $output == *"ullage grow $NAME 2g"*"ullage apply $NAME --shm-size 2g"* ]]
}

@test "how much: the starting table, until more is known" {
  [ "$(ullage plan -q --workers 0)" = 64m ]
  [ "$(ullage plan -q --workers 4)" = 2g ]
  [ "$(ullage plan -q --workers 4 --large-model)" = 4g ]
  [ "$(ullage plan -q --gpus 2)" = 8g ]
}

@test "how much: the law, proved by a rehearsal" {
  local loader=(--workers 4 --batch-bytes 16m)
  ullage plan "${loader[@]}" --json | json ".hard_bytes == $((10 * 16777216 + 20 * 4096))"
  run -0 ullage rehearse "${loader[@]}" --shm-size "$(ullage plan -q "${loader[@]}")"
  run -1 ullage rehearse "${loader[@]}" --shm-size 64m
  [[ $output == *"bus error"* || $output == *"no space"* ]]
}

@test "what is to be minded is said before anything is done" {
  run -0 ullage apply "$NAME" --shm-size 2g --dry-run
  [[ $output == *"/dev/shm"* ]]
  unwell
  run -0 --separate-stderr ullage apply "$NAME" --shm-size 2g --dry-run --json
  json '.dry_run and (.lost | any(contains("/dev/shm")))' <<<"$output"
}

@test "trouble: a size that is none is refused with the forms that are" {
  for size in 2x 2gib2 -2g 2,5g two; do
    run -2 ullage apply "$NAME" --shm-size "$size"
    [[ $output == *64m*2g* ]]
  done
  run docker run --shm-size=2x shell:1 true
  run -1 ullage doctor --logs - <<<"$output"
  [[ $output == *"not a shortage"*"--shm-size=2g"* ]]
}

@test "trouble: still too small is told from the log alone" {
  docker logs "$NAME" >"$SCRATCH/log" 2>&1
  run -1 ullage doctor --logs "$SCRATCH/log"
  [[ $output == *"ullage grow NAME 2g"* ]]
}

@test "trouble: the host's own /dev/shm is grown by its name" {
  run -0 ullage grow --host 1t --over-ceiling --dry-run
  [[ $output == *"would go"*"1.0 TiB"* ]]
  ullage plan --profile oracle --set memory-target=1t | grep -q "System V (ipcs -lm)"
}

@test "grown while it runs, the same process is well again" {
  pid=$(container_pid "$NAME")
  run ullage grow "$NAME" 2g
  [[ $output == *"ullage apply $NAME --shm-size 2g"* ]]
  wait_until 20 well
  [ "$(container_pid "$NAME")" -eq "$pid" ]
  [ "$(field "$NAME" .RestartCount)" -eq 0 ]
  ullage verify "$NAME" --expect 2g --live --health "$(health_url)"
}

@test "how much: what the running service does, seen from outside" {
  ullage plan "$NAME" --json >"$SCRATCH/plan"
  jq . "$SCRATCH/plan"
  json '.basis == "observed" and (.sure | startswith("sure"))' <"$SCRATCH/plan"
  json ".hard_bytes == $((10 * 16777216 + 20 * 4096))" <"$SCRATCH/plan"
  json '.checks | any(.name == "size now" and .good)' <"$SCRATCH/plan"
  json '.notes | any(contains("lost on restart"))' <"$SCRATCH/plan"
}

@test "way 1: made again with --shm-size, and everything else as it was" {
  # What a worker leaves that is ended in its first moments, as some are when another dies.
  run docker exec "$NAME" /usr/bin/python3 -c 'import os, tempfile; os.unlink = lambda _: os._exit(9); tempfile.gettempdir()'
  docker diff "$NAME" | grep -E '^A /tmp/[a-z0-9_]{8}$'
  run ullage apply "$NAME" --shm-size 2g --health "$(health_url)"
  echo "$output"
  [ "$status" -eq 0 ]
  has_two_gigabytes
  docker restart "$NAME"
  has_two_gigabytes
}

@test "way 2: a start script removes the old one, runs the new one, waits, and shows it" {
  back_to_the_start
  old=$(field "$NAME" .Id)
  ullage export "$NAME" --as script --shm-size 2g -o "$SCRATCH/start-service"
  shellcheck "$SCRATCH/start-service"
  run "$SCRATCH/start-service"
  echo "$output"
  [ "$status" -eq 0 ]
  [[ $output == *"$NAME"*Up* || $output == *Up*"$NAME"* ]]
  [[ $output == *2.0G*/dev/shm* ]]
  [ "$(field "$NAME" .Id)" != "$old" ]
  has_two_gigabytes
  run "$SCRATCH/start-service"
  [ "$status" -eq 0 ]
  [ "$(docker ps -aq | wc -l)" -eq 1 ]
}

@test "way 3: a compose file with shm_size, GPUs, ports, volumes, environment and restart" {
  back_to_the_start
  mkdir -p "$SCRATCH/project"
  ullage export "$NAME" --as compose --shm-size 2g -o "$SCRATCH/project/compose.yaml"
  cat "$SCRATCH/project/compose.yaml"
  for line in 'shm_size: 2g' 'image: heygem:v2.2' 'restart: unless-stopped' "$PORT:8308" 'capabilities:' PYTHONUNBUFFERED; do
    grep -qF -- "$line" "$SCRATCH/project/compose.yaml"
  done
  docker rm -f "$NAME"
  cd "$SCRATCH/project"
  docker-compose up -d
  has_two_gigabytes
}

@test "a compose file that is there is changed in place, and compose does the rest" {
  cd "$SCRATCH/project"
  sed -i 's/shm_size: 2g/shm_size: 64m  # as it was/' compose.yaml
  cp compose.yaml "$SCRATCH/as-it-was"
  docker-compose up -d
  run ullage apply "$NAME" --shm-size 2g
  [ "$status" -eq 5 ]
  [[ $output == *"ullage export --edit"*"compose.yaml"*"--shm-size 2g"* ]]
  run ullage export "$NAME" --edit compose.yaml --shm-size 2g
  echo "$output"
  [ "$status" -eq 0 ]
  [ "$(diff compose.yaml compose.yaml.bak | grep -c '^[<>]')" -eq 2 ]
  cmp compose.yaml.bak "$SCRATCH/as-it-was"
  grep -q 'shm_size: 2g  # as it was' compose.yaml
  docker-compose up -d
  has_two_gigabytes
}
