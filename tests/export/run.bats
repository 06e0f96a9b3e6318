# `export --as run`: containers made for real, written down, removed, and made again by the line alone.

load ../lib/common
load ../lib/docker

# The client that came with the engine comes first: another one says the same things otherwise.
PATH=/usr/bin:$PATH

setup_file() {
  scratch_dir
  start_docker
  image_shell
  DOCKER_BUILDKIT=0 docker build -q -t rich:1 - >/dev/null <<'EOF'
FROM shell:1
ENV FROM_IMAGE=yes OTHER=image
LABEL from=image
USER 1000:1000
WORKDIR /app
VOLUME /data
EXPOSE 80
STOPSIGNAL SIGINT
HEALTHCHECK --interval=30s CMD test -e /tmp
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["sleep 1000000"]
EOF
}

teardown_file() {
  stop_docker
  remove_scratch
}

setup() { cd "$BATS_TEST_TMPDIR" || return; }

teardown() { docker ps -aq | xargs -r docker rm -f -v >/dev/null; }

# configuration NAME: what somebody said, by the engine's own account; names of its own making as "own". Docker's command
# line gives several variables, and several mounts, in any order.
configuration() {
  docker inspect "$1" | jq -S '.[0] | .Id[:12] as $id |
    {Config, HostConfig, Image, Networks: (.NetworkSettings.Networks | map_values({IPAMConfig, Aliases, Links}))} |
    walk(if . == $id then "own" else . end) | .Config.Env |= sort | .HostConfig.Binds |= (. // [] | sort)'
}

# returns NAME: written down, removed, made again by the line, and the same; the line is left in the file `line`.
returns() {
  configuration "$1" >before
  ullage export "$1" >line 2>notes
  docker rm -f "$1" >/dev/null
  bash -eu line >/dev/null
  configuration "$1" >after
  diff before after
}

@test "what the image gives by default is left out" {
  docker run -d --name web -v kept:/data rich:1 >/dev/null
  returns web
  [ "$(cat line)" = "docker run -d --name web -v kept:/data rich:1" ]
}

@test "what was said against the image comes back" {
  docker run -d --name web -v kept:/data -e OTHER=mine -e EMPTY= --label from=user -u 0 -w / --entrypoint sleep \
    --stop-signal SIGTERM --no-healthcheck rich:1 1000000 >/dev/null
  returns web
}

@test "an entrypoint that was taken away stays away" {
  docker run -d --name web -v kept:/data --entrypoint '' rich:1 sleep 1000000 >/dev/null
  returns web
}

@test "a variable that was taken away stays away, whatever the shell has" {
  docker run -d --name web -v kept:/data -e OTHER rich:1 >/dev/null
  export OTHER=shell
  returns web
}

@test "hostile text comes back to the byte, on one line that a terminal can show" {
  docker run -d --name web -e $'A=it\'s $HOME `id` "q" \\ \n two\ttabs \e[31m' -e 'B= # ; & | > < * ? ~ ! {a,b}' \
    --label $'l=\u202egnp.exe' -e $'C=\xff\xfe' shell:1 sleep 1000000 'a b' "'" >/dev/null || true
  returns web
  [ "$(wc -l <line)" -eq 1 ]
  not grep -q -P '[\x00-\x09\x0b-\x1f]|\xe2\x80\xae' line
}

@test "limits, privileges, devices and logging come back" {
  docker create --name web --memory 64m --memory-reservation 32m --cpus 1.5 --cpu-shares 512 --cpuset-cpus 0 \
    --pids-limit 100 --ulimit nofile=10:20 --oom-score-adj 100 --shm-size 128m --cap-add NET_ADMIN --cap-drop ALL \
    --security-opt no-new-privileges --security-opt systempaths=unconfined --read-only --group-add 5 \
    --device /dev/null:/dev/x:r --device-cgroup-rule 'c 1:3 rwm' --log-driver none --sysctl kernel.msgmax=70000 \
    --init --restart on-failure:3 --stop-timeout 7 --cgroupns private --ipc shareable --uts host --pid host \
    --gpus '"device=0,1","capabilities=compute,utility"' shell:1 >/dev/null
  configuration web >before
  ullage export web --pretty >line
  docker rm web >/dev/null
  sed -i 's/^docker run -d/docker create/' line && bash -eu line >/dev/null
  configuration web | diff <(jq '.Config.AttachStdout = true | .Config.AttachStderr = true' before) -
}

@test "a seccomp profile, which the engine keeps as text, comes back" {
  echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[]}' >profile.json
  docker run -d --name web --security-opt seccomp=profile.json shell:1 sleep 1000000 >/dev/null
  returns web
}

@test "mounts with commas, quotes and options come back" {
  mkdir -p 'a,b' 'c"d'
  docker run -d --name web -v "$PWD:/ro:ro" -v named:/named:nocopy --tmpfs /t:size=1m,mode=700 \
    --mount "type=bind,\"src=$PWD/a,b\",dst=/ab,readonly,bind-propagation=rprivate" \
    --mount "type=bind,\"src=$PWD/c\"\"d\",dst=/cd" --mount type=tmpfs,dst=/mt,tmpfs-size=1048576,tmpfs-mode=750 \
    --mount type=volume,src=labelled,dst=/labelled,volume-label=a=b shell:1 sleep 1000000 >/dev/null
  returns web
}

@test "the data of a volume without a name is kept" {
  docker run -d --name web -v /anonymous shell:1 sh -c 'test -e /anonymous/x || echo kept > /anonymous/x; sleep 1000000' >/dev/null
  wait_until 10 docker exec web test -e /anonymous/x
  ullage export web >line 2>notes
  grep -q '^# the volume at /anonymous' line
  grep -q 'the volume at /anonymous' notes
  docker rm -f web >/dev/null
  bash -eu line >/dev/null
  [ "$(docker exec web cat /anonymous/x)" = kept ]
}

@test "--shm-size changes the size, and nothing else" {
  docker run -d --name web --label a=b shell:1 sleep 1000000 >/dev/null
  configuration web >before
  ullage export web --shm-size 2g >line
  grep -q -- ' --shm-size 2g ' line
  docker rm -f web >/dev/null
  bash -eu line >/dev/null
  [ "$(shm_size_inside web)" -eq 2147483648 ]
  diff <(jq '.HostConfig.ShmSize = 2147483648' before) <(configuration web)
}

@test "where a tmpfs lies on /dev/shm, its size is changed" {
  docker run -d --name web --tmpfs /dev/shm:mode=1777,size=32m shell:1 sleep 1000000 >/dev/null
  ullage export web --shm-size 1g >line
  docker rm -f web >/dev/null
  bash -eu line >/dev/null
  [ "$(shm_size_inside web)" -eq 1073741824 ]
}

@test "where --shm-size would do nothing, it is refused, and said whose the mount is" {
  docker run -d --name owner --ipc shareable shell:1 sleep 1000000 >/dev/null
  docker run -d --name guest --ipc container:owner shell:1 sleep 1000000 >/dev/null
  docker run -d --name hosts --ipc host shell:1 sleep 1000000 >/dev/null
  docker run -d --name bound -v "$PWD:/dev/shm" shell:1 sleep 1000000 >/dev/null
  run -5 ullage export guest --shm-size 2g
  [[ $output == *"that of owner"*"ullage export owner --shm-size 2g"* ]]
  run -5 ullage export hosts --shm-size 2g
  [[ $output == *"the host's own"* ]]
  run -5 ullage export bound --shm-size 2g
  [[ $output == *"$PWD"* ]]
  ullage export guest | grep -q -- '--ipc container:owner'
}

@test "a size above the memory limit comes with a warning" {
  docker create --name web --memory 64m shell:1 >/dev/null
  run -0 --separate-stderr ullage export web --shm-size 1g
  [[ ${stderr:?} == *"64.0 MiB"* ]]
}

@test "an image that is gone is said, and all is written down" {
  docker tag rich:1 passing:1
  docker run -d --name web passing:1 >/dev/null
  docker rmi passing:1 >/dev/null
  run -0 --separate-stderr ullage export web
  [[ ${stderr:?} == *"passing:1 is another image by now, or none"* ]]
  [[ $output == *"sha256:"* ]]
}

@test "-o writes a whole file or none, and overwrites only with --force" {
  docker create --name web shell:1 >/dev/null
  echo precious >there && chmod 640 there
  run -5 ullage export web -o there
  [[ $output == *--force* ]]
  [ "$(cat there)" = precious ]
  ullage export web -o there --force
  grep -q '^docker run' there
  [ "$(stat -c %a there)" = 640 ]
  ln -s there link && ullage export web --shm-size 1g -o link --force
  [ -L link ] && grep -q -- '--shm-size 1g' there
  run -2 ullage export web -o no/such/folder/file
  run -2 ullage export web -o .
  [ "$(ls -A)" = $'link\nthere' ]
}

@test "names that are none, engines that are away and two names for one line are one sentence each" {
  docker create --name web shell:1 >/dev/null
  run -3 ullage export nobody
  [[ $output == *"there is no container 'nobody'"* ]]
  run -2 ullage export
  run -2 ullage export web web
  [[ $output == *"--as compose"* ]]
  run -2 ullage export web --shm-size many
  run -2 ullage export web --shm-size 0
  run -2 ullage export web --as yaml
  DOCKER_HOST=unix:///nowhere run -7 ullage export web
  [[ ${#lines[@]} -eq 2 ]]
}

@test "with --json, text and what is unsaid are values" {
  docker create --name web -v /anonymous shell:1 >/dev/null
  run -0 --separate-stderr ullage export web --json
  json '.schema == "ullage.export/1" and .format == "run" and .names == ["web"] and (.unsaid | length) == 1' <<<"$output"
  [ -z "${stderr:-}" ]
}
