# The case that the project was started for, row by row, as a user would go through it.

load ../lib/common
load ../lib/docker
load ../lib/apply

NAME=starpainting-digital-human-service-1

setup_file() {
  scratch_dir
  export_state
  knowing_gpus start_docker --bridge
  image_service
  mkdir -p "$SCRATCH/app" "$SCRATCH/data"
  printf 'exec digital-human-service\n' >"$SCRATCH/app/start.sh"
  PORT=$(free_port)
  export PORT
  docker run -d --stop-timeout 1 --name "$NAME" --restart unless-stopped -p "$PORT:8308" --gpus all \
    -v "$SCRATCH/app:/app" -v "$SCRATCH/data:$SCRATCH/data" -e PYTHONUNBUFFERED=1 heygem:v2.2 bash start.sh >/dev/null
  wait_until 30 unwell
  docker inspect "$NAME" >"$SCRATCH/before"
}

teardown_file() {
  stop_docker
  remove_scratch
}

health_url() { echo "http://localhost:$PORT/health"; }
unwell() { curl -s "$(health_url)" | grep -q '"reason":"worker'; }
well() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$(health_url)")" = 200 ]; }

# All that was said when it was made, but for the size.
said() {
  jq -S '.[0] | {Name, RestartPolicy: .HostConfig.RestartPolicy, Ports: .HostConfig.PortBindings, Cmd: .Config.Cmd,
    Gpus: [.HostConfig.DeviceRequests[] | {Count, Capabilities}], Image: .Config.Image,
    Env: .Config.Env | sort, WorkingDir: .Config.WorkingDir, Entrypoint: .Config.Entrypoint,
    Mounts: [.Mounts[] | {Type, Source, Destination, RW}] | sort_by(.Destination)}'
}

# has_two_gigabytes: what the last rows of the table ask for, and everything else as it was.
has_two_gigabytes() {
  wait_until 20 well
  run ullage verify "$NAME" --expect 2g --health "$(health_url)"
  echo "$output"
  [ "$status" -eq 0 ]
  docker exec "$NAME" df -h /dev/shm | grep -E ' 2\.0G '
  [ "$(field "$NAME" .HostConfig.ShmSize)" -eq 2147483648 ]
  [ "$(curl -s "$(health_url)")" = '{"status":"ok","service":"digital-human-service"}' ]
  diff <(said <"$SCRATCH/before") <(docker inspect "$NAME" | said)
}

# back_to_the_start: as it was before anybody cared.
back_to_the_start() {
  docker rm -f "$(docker ps -aq)" >/dev/null
  docker run -d --stop-timeout 1 --name "$NAME" --restart unless-stopped -p "$PORT:8308" --gpus all \
    -v "$SCRATCH/app:/app" -v "$SCRATCH/data:$SCRATCH/data" -e PYTHONUNBUFFERED=1 heygem:v2.2 bash start.sh >/dev/null
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
