# The case that the project was started for, row by row, as far as the verbs go.

load ../lib/common
load ../lib/docker

NAME=starpainting-digital-human-service-1

setup_file() {
  scratch_dir
  start_docker --bridge
  image_service
  mkdir -p "$SCRATCH/app" "$SCRATCH/data"
  printf 'exec digital-human-service\n' >"$SCRATCH/app/start.sh"
  PORT=$(free_port)
  export PORT
  docker run -d --stop-timeout 1 --name "$NAME" --restart unless-stopped -p "$PORT:8308" -v "$SCRATCH/app:/app" \
    -v "$SCRATCH/data:$SCRATCH/data" -e PYTHONUNBUFFERED=1 heygem:v2.2 bash start.sh >/dev/null
  wait_until 30 unwell
}

teardown_file() {
  stop_docker
  remove_scratch
}

status_of_health() { curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/health"; }
unwell() { curl -s "http://127.0.0.1:$PORT/health" | grep -q '"reason":"worker'; }
well() { [ "$(status_of_health)" = 200 ]; }

@test "1: the present state: 64 MiB, which container, which image" {
  ullage ls | grep -E "^$NAME +docker +heygem:v2.2 +64.0 MiB"
  ullage inspect "$NAME" | grep -F heygem:v2.2
}

@test "2: it is grown while it runs, and the same process is well again" {
  pid=$(container_pid "$NAME")
  ullage grow "$NAME" 2g
  wait_until 20 well
  [ "$(container_pid "$NAME")" -eq "$pid" ]
  [ "$(docker inspect -f '{{.RestartCount}}' "$NAME")" -eq 0 ]
}

@test "3: verify sees the size inside and the answer of /health" {
  run ullage verify "$NAME" --expect 2g --live --health "http://localhost:$PORT/health"
  echo "$output"
  [ "$status" -eq 0 ]
  [ "$(shm_size_inside "$NAME")" -eq 2147483648 ]
  [ "$(curl -s "http://localhost:$PORT/health")" = '{"status":"ok","service":"digital-human-service"}' ]
}
