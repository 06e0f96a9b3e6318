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
}

@test "trouble: the host's own /dev/shm is grown by its name" {
  run -0 ullage grow --host 1t --over-ceiling --dry-run
  [[ $output == *"would go"*"1.0 TiB"* ]]
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

@test "way 1: made again with --shm-size, and everything else as it was" {
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
