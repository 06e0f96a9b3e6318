# apply on Podman, of root and of a user: what is kept, and how it goes back.

load ../lib/common
load ../lib/podman
load ../lib/apply

setup_file() {
  export BATS_TEST_TIMEOUT=300
  scratch_dir
  export_state
  start_podman
  start_rootless_podman
  printf word | rootful_podman secret create word - >/dev/null
  run_podman rootful_podman source -v /shared
}

teardown_file() {
  stop_rootless_podman
  stop_podman
  remove_scratch
}

setup() {
  local id
  for id in $(rootful_podman ps -aq --filter name=web); do rootful_podman rm -f -v -t 0 "$id" >/dev/null; done
}

of_root() { CONTAINER_HOST=unix://$PODMAN_SOCKET ullage apply "$@"; }

of_user() {
  rootless_command
  install -m 755 "$ULLAGE" "$SCRATCH/ullage"
  as_rootless "$SCRATCH/ullage" apply "$@"
}

# What Podman says of a container, without what is each one's own or what is asked to change.
described() {
  rootful_podman inspect "$1" | json --arg name "$1" '.[0] | . as $all |
    def plain: walk(if type == "string" then gsub($all.Id; "ID") | gsub($all.Id[0:12]; "ID") elif . == [] then null else . end);
    del(.Id, .Created, .State, .Name, .ExecIDs, .GraphDriver, .OCIConfigPath, .HostnamePath, .HostsPath, .ResolvConfPath,
      .RestartCount, .NetworkSettings, .Config.CreateCommand, .HostConfig.ShmSize, .HostConfig.Binds,
      .Config.Annotations["io.kubernetes.cri-o.Created"]) |
    .Config.Env |= sort | .Mounts |= sort_by(.Destination) | .Mounts[].Options |= (. // [] | sort) | plain'
}

sh_that_ends=(sh -c 'trap "exit 0" TERM; sleep 1000000 & wait')

size_of() { rootful_podman inspect --format '{{.HostConfig.ShmSize}}' "$1"; }

# went_back ID: that one runs under its name as before, alone, and no journal is left.
went_back() {
  [ "$status" -eq 6 ]
  [[ $output == *"is back as it was"* ]]
  [ "$(rootful_podman inspect --format '{{.Id}} {{.State.Running}}' web)" = "$1 true" ]
  [ "$(rootful_podman ps -a --filter name=web --format '{{.Names}}')" = web ]
  [ -z "$(journals)" ]
}

@test "everything stays of containers that were made with these flags" {
  local line flags before failed=0
  while read -r line; do
    [[ -n $line && $line != '#'* ]] || continue
    eval "flags=($line)"
    [[ $line == *--network* ]] || flags+=(--network none)
    rootful_podman create --name web "${flags[@]}" shell:1 sleep 1000000 >/dev/null
    before=$(described web)
    if ! of_root web --shm-size 128m >"$SCRATCH/out" 2>&1 || [ "$(size_of web)" -ne 134217728 ]; then
      echo "failed: $line" && cat "$SCRATCH/out" && failed=1
    fi
    diff <(echo "$before") <(described web) || { echo "differs: $line" && failed=1; }
    rootful_podman rm -f -v -t 0 web >/dev/null
  done <"$ULLAGE_ROOT/tests/data/podman-lines"
  [ "$failed" -eq 0 ]
}

@test "the size lasts, everything else and what is in volumes stays" {
  run_podman rootful_podman web --init -v /data -v named:/named --restart always -e A=b --umask 0077 \
    --cap-drop ALL --cap-add CHOWN --tmpfs /t:size=1m --annotation x=y -- "${sh_that_ends[@]}"
  rootful_podman exec web sh -c 'echo kept >/data/file; echo named >/named/file'
  before=$(described web)
  volume=$(rootful_podman inspect --format '{{range .Mounts}}{{if eq .Destination "/data"}}{{.Name}}{{end}}{{end}}' web)
  of_root web --shm-size 128m
  [ "$(rootful_podman exec web df -B 1 /dev/shm | awk 'NR == 2 { print $2 }')" -eq 134217728 ]
  diff <(echo "$before") <(described web)
  [ "$(rootful_podman exec web cat /data/file /named/file)" = $'kept\nnamed' ]
  [ "$(rootful_podman ps -a --filter name=web --format '{{.Names}}')" = web ]
  # What makes it again from its own command makes it as large.
  rootful_podman inspect web | json '.[0].Config.CreateCommand | index("--shm-size=128m")'
  # The volume that nobody named is still one that goes with its container.
  rootful_podman volume exists "$volume"
  rootful_podman rm -f -v -t 0 web >/dev/null
  not rootful_podman volume exists "$volume"
}

@test "without root it is the same" {
  rootless_podman run -d --name web --network none -v /data -m 0 --hostname given shell:1 "${sh_that_ends[@]}" >/dev/null
  rootless_podman exec web sh -c 'echo kept >/data/file'
  of_user web --shm-size 128m
  [ "$(rootless_podman exec web df -B 1 /dev/shm | awk 'NR == 2 { print $2 }')" -eq 134217728 ]
  [ "$(rootless_podman exec web cat /data/file)" = kept ]
  [ "$(rootless_podman inspect --format '{{.Config.Hostname}}' web)" = given ]
  rootless_podman rm -f -t 0 web >/dev/null
}

@test "it goes back when the new one ends at once, and tells its last words" {
  run_podman rootful_podman web -- sh -c \
    'df /dev/shm | grep -q " 64000 " || { echo I can not live here; exit 3; }; trap "exit 0" TERM; sleep 1000000 & wait'
  id=$(rootful_podman inspect --format '{{.Id}}' web)
  run of_root web --shm-size 128m
  echo "$output"
  went_back "$id"
  [[ $output == *"exit status 3"* ]]
}

@test "it goes back when the health address does not answer" {
  run_podman rootful_podman web -- "${sh_that_ends[@]}"
  id=$(rootful_podman inspect --format '{{.Id}}' web)
  run of_root web --shm-size 128m --health "http://127.0.0.1:$(free_port)/" --timeout 1
  went_back "$id"
}

@test "killed while it judges: --resume finishes" {
  run_podman rootful_podman web -v /data -- "${sh_that_ends[@]}"
  CONTAINER_HOST=unix://$PODMAN_SOCKET "$ULLAGE" apply web --shm-size 128m >"$SCRATCH/out" 2>&1 3>&- &
  pid=$!
  wait_until 30 has_line "$SCRATCH/out" 'waiting until'
  kill -KILL "$pid"
  wait "$pid" || true
  of_root --resume
  [ "$(rootful_podman ps -a --filter name=web --format '{{.Names}}')" = web ]
  [ "$(size_of web)" -eq 134217728 ]
}

@test "a changed layer is refused, and kept with --keep-layer" {
  run_podman rootful_podman web -- "${sh_that_ends[@]}"
  rootful_podman exec web sh -c 'echo mine >/app/file'
  run of_root web --shm-size 128m
  [ "$status" -eq 5 ]
  [[ $output == */app/file* ]]
  of_root web --shm-size 128m --keep-layer
  [ "$(rootful_podman exec web cat /app/file)" = mine ]
}

@test "what killed Python processes leave is no change" {
  run_podman rootful_podman web -- "${sh_that_ends[@]}"
  left_by_python rootful_podman exec web sh -c
  of_root web --shm-size 128m
}

@test "in a pod it is refused, and the pod's own flag named" {
  rootful_podman pod create --name group --infra=false --share "" >/dev/null
  run_podman rootful_podman web --pod group -- "${sh_that_ends[@]}"
  run of_root web --shm-size 128m
  rootful_podman pod rm -f -t 0 group >/dev/null
  [ "$status" -eq 5 ]
  [[ $output == *"podman pod create --shm-size 128m"* ]]
}

@test "paused stays paused, and what has ended stays so" {
  run_podman rootful_podman web -- "${sh_that_ends[@]}"
  rootful_podman pause web
  of_root web --shm-size 128m
  [ "$(rootful_podman inspect --format '{{.State.Status}}' web)" = paused ]
  rootful_podman unpause web
  rootful_podman stop -t 1 web
  of_root web --shm-size 256m
  [ "$(rootful_podman inspect --format '{{.State.Running}}' web)" = false ]
  [ "$(size_of web)" -eq 268435456 ]
}

@test "what Podman shows nowhere is named before anything is stopped" {
  run_podman rootful_podman web --hostuser root -- "${sh_that_ends[@]}"
  started=$(rootful_podman inspect --format '{{.State.StartedAt}}' web)
  run of_root web --shm-size 128m
  [ "$status" -eq 5 ]
  [[ $output == *--hostuser* ]]
  [ "$(rootful_podman inspect --format '{{.State.StartedAt}}' web)" = "$started" ]
}
