# apply on real containers: what is kept, and how it goes back.

load ../lib/common
load ../lib/docker
load ../lib/apply

setup_file() {
  scratch_dir
  export_state
  start_docker --bridge
  image_shell
}

setup() { docker ps -aq | xargs -r docker rm -f -v >/dev/null; }

teardown_file() {
  stop_docker
  remove_scratch
}

apply() { run ullage apply "$@"; echo "$output"; }

# went_back NAME ID: the old one runs under its name as before, alone, and no journal is left.
went_back() {
  [ "$status" -eq 6 ]
  [[ $output == *"is back as it was"* ]]
  [ "$(docker ps -a --format '{{.Names}}')" = "$1" ]
  [ "$(field "$1" .Id)" = "$2" ]
  [ "$(field "$1" .State.Running)" = true ]
  [ "$(field "$1" .HostConfig.ShmSize)" -eq 67108864 ]
  [ -z "$(journals)" ]
}

untouched() {
  [ "$(docker ps -a --format '{{.Names}}' | wc -l)" -eq 1 ]
  [ "$(field "$1" .Id)" = "$2" ]
  [ "$(field "$1" .State.StartedAt)" = "$3" ]
}

@test "the size lasts, everything else stays, and what it prints says so" {
  run_stoppable web --restart unless-stopped -e A=b -v /data -v named:/named -m 512m
  docker exec web sh -c 'echo kept >/data/file; echo named >/named/file'
  apply web --shm-size 128m
  [ "$status" -eq 0 ]
  [[ $output == *"64.0 MiB → 128.0 MiB, to last; down for"* ]]
  [[ $output == *"ullage verify web --expect 128m"* ]]
  [ "$(field web .HostConfig.ShmSize)" -eq 134217728 ]
  [ "$(shm_size_inside web)" -eq 134217728 ]
  is_whole web
  [ "$(docker exec web cat /named/file)" = named ]
  docker restart web
  [ "$(shm_size_inside web)" -eq 134217728 ]
  ullage verify web --expect 128m
}

@test "--json tells it to programs, and nothing else is printed" {
  run_stoppable web
  run --separate-stderr ullage apply web --shm-size 128m --json
  [ -z "$stderr" ]
  json '.schema == "ullage.apply/1" and .before == 67108864 and .after == 134217728 and .down_milliseconds > 0' <<<"$output"
}

@test "--dry-run prints the steps and what would differ, and changes nothing" {
  run_stoppable web -v /data
  id=$(field web .Id) started=$(field web .State.StartedAt)
  apply web --shm-size 2g --dry-run
  [ "$status" -eq 0 ]
  [[ $output == *"would go 64.0 MiB → 2.0 GiB"* && $output == *"67108864 → 2147483648"* && $output == *":/data"* ]]
  untouched web "$id" "$started"
}

@test "what has the size already is left alone" {
  run_stoppable web --shm-size 128m
  id=$(field web .Id) started=$(field web .State.StartedAt)
  apply web --shm-size 128m
  [ "$status" -eq 0 ]
  [[ $output == *"already"* ]]
  untouched web "$id" "$started"
}

@test "a service that dies of too little comes to life" {
  docker run -d --name web --restart always shell:1 sh -c \
    'trap "exit 0" TERM; fallocate -l 100m /dev/shm/x || exit 1; sleep 1000000 & wait' >/dev/null
  wait_until 20 test "$(field web .RestartCount)" -gt 0 || wait_until 20 restarted web
  apply web --shm-size 256m
  [ "$status" -eq 0 ]
  [ "$(field web .State.Running)" = true ]
  [ "$(field web .RestartCount)" -eq 0 ]
}

restarted() { [ "$(field "$1" .RestartCount)" -gt 0 ]; }

@test "it goes back when the health address does not answer" {
  run_stoppable web
  id=$(field web .Id)
  apply web --shm-size 128m --health "http://127.0.0.1:$(free_port)/" --timeout 1
  went_back web "$id"
}

@test "it goes back when the container's own health check fails" {
  run_stoppable web --health-cmd 'test ! -e /dev/shm/../shm/x && [ "$(df -m /dev/shm | tail -n 1 | awk "{print \$2}")" = 64 ]' \
    --health-interval 200ms --health-retries 1
  id=$(field web .Id)
  apply web --shm-size 128m
  went_back web "$id"
  [[ $output == *unhealthy* ]]
}

@test "it waits for the container's own health check" {
  run_stoppable web --health-cmd 'test -e /tmp/well || { touch /tmp/well; false; }' --health-interval 300ms --health-retries 9
  apply web --shm-size 128m --discard-layer
  [ "$status" -eq 0 ]
  [ "$(field web .State.Health.Status)" = healthy ]
}

@test "it goes back when the new one ends at once, and tells its last words" {
  docker run -d --name web --stop-timeout 1 shell:1 sh -c \
    'df -m /dev/shm | grep -q " 64 " || { echo I can not live here; exit 3; }; trap "exit 0" TERM; sleep 1000000 & wait' >/dev/null
  id=$(field web .Id)
  apply web --shm-size 128m
  went_back web "$id"
  [[ $output == *"exit status 3"* && $output == *"I can not live here"* ]]
}

@test "Ctrl-C while it waits goes back" {
  run_stoppable web --restart always
  id=$(field web .Id)
  "$ULLAGE" apply web --shm-size 128m --health "http://127.0.0.1:$(free_port)/" >"$SCRATCH/out" 2>&1 &
  pid=$!
  wait_until 20 has_line "$SCRATCH/out" 'waiting until'
  kill -INT "$pid"
  status=0
  wait "$pid" || status=$?
  output=$(cat "$SCRATCH/out")
  echo "$output"
  [[ $output == *interrupted* ]]
  went_back web "$id"
  [ "$(field web .HostConfig.RestartPolicy.Name)" = always ]
}

@test "paused stays paused, stopped stays stopped, never started stays so" {
  run_stoppable still
  docker pause still
  docker run --name ended shell:1 true
  docker create --name new shell:1 sleep 5
  for name in still ended new; do ullage apply "$name" --shm-size 128m; done
  [ "$(field still .State.Status)" = paused ]
  [ "$(field ended .State.Running)" = false ]
  [ "$(field new .State.Status)" = created ]
  for name in still ended new; do [ "$(field "$name" .HostConfig.ShmSize)" -eq 134217728 ]; done
  docker unpause still
}

@test "--grow-now gives room before it is replaced" {
  run_stoppable web
  run ullage apply web --shm-size 128m --grow-now --json
  json '.steps[0] | test("grow the running container")' <<<"$output"
}

@test "--keep-old keeps the old one, stopped, under another name" {
  run_stoppable web --restart always
  id=$(field web .Id)
  ullage apply web --shm-size 128m --keep-old
  old=$(docker ps -a --filter "id=$id" --format '{{.Names}}')
  [ "$old" = "web-ullage-old-${id:0:12}" ]
  [ "$(field "$old" .State.Running)" = false ]
  [ "$(field "$old" .HostConfig.RestartPolicy.Name)" = no ]
  [ "$(field web .HostConfig.RestartPolicy.Name)" = always ]
}

@test "an image's name that means another image by now: the old image is used, and that is said" {
  docker tag shell:1 moved:1
  docker run -d --name web --stop-timeout 1 moved:1 "${STOPPABLE[@]}"
  image=$(field web .Image)
  import_image moved:1 "${SHELL_CHANGES[@]}" --change 'LABEL other=1'
  apply web --shm-size 128m
  [ "$status" -eq 0 ]
  [ "$(field web .Image)" = "$image" ]
  [[ $output == *"Config.Image: moved:1 → sha256:"* ]]
  docker rm -f web && docker rmi moved:1
}

@test "unknown names, sizes that can't be read, and missing ones: one sentence each" {
  apply nobody --shm-size 1g
  [ "$status" -eq 3 ]
  run_stoppable web
  apply web --shm-size 2x
  [ "$status" -eq 2 ]
  [[ $output == *512MiB* ]]
  apply web
  [ "$status" -eq 2 ]
  apply web --shm-size 2
  [ "$status" -eq 2 ]
  [[ $output == *2g* ]]
  apply web --shm-size 1g --keep-layer --discard-layer
  [ "$status" -eq 2 ]
  run env DOCKER_HOST=unix:///nowhere/sock "$ULLAGE" apply web --shm-size 1g
  [ "$status" -eq 7 ]
  [ "${#lines[@]}" -le 2 ]
}

@test "one that dies again and again for another reason is made again all the same, and that is said" {
  docker run -d --name web --restart always shell:1 sh -c 'echo no such model; exit 7' >/dev/null
  wait_until 20 restarted web
  apply web --shm-size 128m
  [ "$status" -eq 0 ]
  [[ $output == *"was not well before, and is not now"*"ended at once"*"no such model"* ]]
  [ "$(field web .HostConfig.ShmSize)" -eq 134217728 ]
}

@test "applies of different containers do not hinder each other" {
  run_stoppable one
  run_stoppable two
  ullage apply one --shm-size 128m &
  first=$!
  ullage apply two --shm-size 128m
  wait "$first"
  [ "$(field one .HostConfig.ShmSize) $(field two .HostConfig.ShmSize)" = "134217728 134217728" ]
}
