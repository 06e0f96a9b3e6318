# The case that the project was started for, row by row, as a user would go through it.

load ../lib/common
load ../lib/scenario
load ../lib/apply

setup_file() {
  scratch_dir
  export_state
  knowing_gpus start_docker --bridge
  image_service
  mkdir -p "$SCRATCH/app" "$SCRATCH/data"
  printf 'exec digital-human-service\n' >"$SCRATCH/app/start.sh"
  PORT=$(free_port)
  export PORT
  run_scenario
  wait_until 30 unwell
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
