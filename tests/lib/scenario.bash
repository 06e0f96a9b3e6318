# The scenario's container, and what must hold of it in the end, whatever its image does.

# shellcheck source=tests/lib/docker.bash
source "$(dirname "${BASH_SOURCE[0]}")/docker.bash"

NAME=starpainting-digital-human-service-1
SCENARIO_FLAGS=()  # beyond the scenario's own

# run_scenario: as it was before anybody cared.
run_scenario() {
  docker run -d --stop-timeout 1 --name "$NAME" --restart unless-stopped -p "$PORT:8308" --gpus all \
    -v "$SCRATCH/app:/app" -v "$SCRATCH/data:$SCRATCH/data" -e PYTHONUNBUFFERED=1 "${SCENARIO_FLAGS[@]}" \
    heygem:v2.2 bash start.sh >/dev/null
}

back_to_the_start() {
  docker rm -f "$(docker ps -aq)" >/dev/null
  run_scenario
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
  wait_until 60 well
  ullage verify "$NAME" --expect 2g --health "$(health_url)"
  docker exec "$NAME" df -h /dev/shm | grep -E ' 2\.0G '
  [ "$(field "$NAME" .HostConfig.ShmSize)" -eq 2147483648 ]
  [ "$(curl -s "$(health_url)")" = '{"status":"ok","service":"digital-human-service"}' ]
  diff <(said <"$SCRATCH/before") <(docker inspect "$NAME" | said)
}
