# export --as compose, read by Debian's docker-compose: the container that comes out is the one that went in.

load ../lib/common
load ../lib/docker
load ../lib/round_trip

setup_file() {
  scratch_dir
  # A stand-in for NVIDIA's hook makes the engine know GPUs.
  mkdir -p "$SCRATCH/hooks" "$SCRATCH/app" "$SCRATCH/data"
  printf '#!/bin/sh\nexit 0\n' >"$SCRATCH/hooks/nvidia-container-runtime-hook"
  chmod 755 "$SCRATCH/hooks/nvidia-container-runtime-hook"
  PATH=$SCRATCH/hooks:$PATH start_docker --bridge
  image_shell
  docker network create --subnet 10.231.77.0/24 front >/dev/null
  docker network create back >/dev/null
}

teardown_file() {
  docker network rm front back >/dev/null 2>&1 || true
  stop_docker
  remove_scratch
}

teardown() {
  local all
  all=$(docker ps -aq)
  # shellcheck disable=SC2086
  [[ -z $all ]] || docker rm -f -v $all >/dev/null
}

compose() { docker-compose --project-name again --file "$SCRATCH/$1.compose" "${@:2}"; }

# round_trip NAME [OPTION…]: the engine's answer before, export, remove, docker-compose up.
round_trip() {
  made_of "$1" >"$SCRATCH/$1.before"
  exported "$1" -- compose "${@:2}"
  docker rm -f "$1" >/dev/null
  compose "$1" up -d
}

unsaid() { cat "$SCRATCH/$1.compose.unsaid"; }

@test "the scenario's container comes out as asked for, with a larger /dev/shm" {
  cat >"$SCRATCH/app/start.sh" <<<'exec sleep 1000000'
  port=$(free_port)
  local name=starpainting-digital-human-service-1
  docker tag shell:1 heygem:v2.2
  docker run -d --name $name --restart unless-stopped -p "$port:8308" --gpus all -v "$SCRATCH/app:/app" \
    -v "$SCRATCH/data:$SCRATCH/data" -e PYTHONUNBUFFERED=1 -w /app heygem:v2.2 bash start.sh
  round_trip $name --shm-size 2g
  [ -z "$(unsaid $name)" ]
  grep -qx '    shm_size: 2g' "$SCRATCH/$name.compose"
  [ "$(docker inspect -f '{{.HostConfig.ShmSize}}' $name)" = 2147483648 ]
  [ "$(shm_size_inside $name)" -eq 2147483648 ]
  docker inspect $name | json '.[0].HostConfig.DeviceRequests[0] | .Count == -1 and .Capabilities == [["gpu"]]'
  same_as "$SCRATCH/$name.before" $name 'del(.HostConfig.ShmSize)'
}

@test "what a process is started with comes back, also what compose would put variables in for" {
  docker run -d --name web -w /tmp --user 0:0 --init -i -t --stop-signal SIGINT --stop-timeout 3 --entrypoint /bin/sh \
    -e 'HOME_IS=$HOME ${HOME} $$' -e 'YES=yes' -e 'TIME=12:30:45' -e 'EMPTY=' -e $'LINES=one\ntwo\t"three" \\' \
    -e 'HASH= a: b #c ' -e 'LETTERS=数字人 😀' -e $'ODD=\x01\x7f\u202e\u2028' -e 'NULL=null' -e 'OCTAL=010' \
    --label 'rule=Host(`${X}`)' --label 'a.b/c=' --label 'n=~' --label '-odd:key=x' \
    shell:1 -c 'echo "$HOME $$"; exec sleep 1000000'
  round_trip web
  [ -z "$(unsaid web)" ]
  same_as "$SCRATCH/web.before" web
  # And as Python reads it, whose YAML is of version 1.1.
  /usr/bin/python3 -B - "$SCRATCH/web.compose" >"$SCRATCH/environment" <<'EOF'
import json, sys, yaml
service = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))["services"]["web"]
assert all(isinstance(value, str) for value in service["environment"].values())
print(json.dumps(sorted(f"{key}={value}".replace("$$", "$") for key, value in service["environment"].items())))
EOF
  diff <(jq '.Config.Env - ["PATH=/bin"]' "$SCRATCH/web.before") <(jq . "$SCRATCH/environment")
}

@test "no entrypoint, an empty stop time and no health check come back" {
  import_image healthy:1 --change 'ENV PATH=/bin' --change 'ENTRYPOINT ["false"]' --change 'HEALTHCHECK CMD false'
  docker run -d --name web --entrypoint '' --stop-timeout 0 --no-healthcheck healthy:1 sleep 1000000
  round_trip web
  same_as "$SCRATCH/web.before" web
}

@test "a health check comes back with its times" {
  docker run -d --name web --health-cmd 'test -e /tmp/$X || exit 1' --health-interval 90s --health-timeout 1500ms \
    --health-start-period 1h --health-retries 4 shell:1 sleep 1000000
  round_trip web
  same_as "$SCRATCH/web.before" web
}

@test "mounts of all sorts come back, with the data of their volumes" {
  docker volume create named >/dev/null
  mkdir -p "$SCRATCH/with:colon"
  docker run -d --name web -v named:/named -v /anonymous -v "$SCRATCH/app:/ro:ro" --tmpfs /run:size=4m,mode=700 \
    --mount "type=bind,src=$SCRATCH/with:colon,dst=/colon,readonly" --mount type=tmpfs,dst=/cache,tmpfs-size=8388608 \
    --mount type=volume,src=named,dst=/again,volume-nocopy shell:1 sleep 1000000
  docker exec web sh -c 'echo kept >/named/file; echo kept >/anonymous/file'
  round_trip web
  same_as "$SCRATCH/web.before" web
  [ "$(docker exec web cat /named/file)" = kept ]
  [ "$(docker exec web cat /anonymous/file)" = kept ]
  docker rm -f web >/dev/null
  docker volume rm named >/dev/null
}

@test "limits and rights come back" {
  docker run -d --name web --memory 512m --memory-reservation 256m --memory-swap -1 --memory-swappiness 10 --cpus 0.57 \
    --cpu-shares 512 --cpuset-cpus 0 --pids-limit 100 --oom-score-adj 100 --ulimit nofile=1024:2048 --ulimit core=0 \
    --read-only --cap-add SYS_PTRACE --cap-drop MKNOD --security-opt no-new-privileges --security-opt seccomp=unconfined \
    --group-add 1000 --device /dev/null:/dev/other:rw --device-cgroup-rule 'c 1:3 mr' --shm-size 67108865 \
    --sysctl net.ipv4.ip_unprivileged_port_start=0 --restart on-failure:3 --log-opt max-size=10m --log-driver json-file \
    --ipc shareable --pid host shell:1 sleep 1000000
  round_trip web
  [ -z "$(unsaid web)" ]
  same_as "$SCRATCH/web.before" web
}

@test "ports in all their forms, names and name servers come back" {
  docker run -d --name web -p "127.0.0.1:$(free_port):80" -p 53/udp -p 127.0.0.1::81 -p 42000-42009:82 --expose 99 \
    --hostname host --domainname example.org --mac-address 02:42:ac:11:00:99 --dns 1.1.1.1 --dns-search example.org \
    --dns-option ndots:2 --add-host db:10.0.0.1 --add-host v6:::1 shell:1 sleep 1000000
  round_trip web
  [ -z "$(unsaid web)" ]
  same_as "$SCRATCH/web.before" web
}

@test "networks come back with the addresses and aliases that were asked for" {
  docker run -d --name web --network front --ip 10.231.77.9 --network-alias www shell:1 sleep 1000000
  docker network connect --alias behind back web
  round_trip web
  docker inspect web | json '.[0] | .HostConfig.NetworkMode == "front" and (.NetworkSettings.Networks | keys) == ["back", "front"]'
  # Each service has its own name as an alias too.
  same_as "$SCRATCH/web.before" web '.Networks | map_values(.Aliases |= . - ["web"])'
  same_as "$SCRATCH/web.before" web 'del(.Networks)'
}

@test "containers that join each other come back from one file" {
  docker run -d --name front --ipc shareable --network front shell:1 sleep 1000000
  docker run -d --name side --network container:front --ipc container:front --volumes-from front:ro shell:1 sleep 1000000
  exported side front -- compose
  docker rm -f side front >/dev/null
  compose side up -d
  front=$(docker inspect -f '{{.Id}}' front)
  docker inspect side | json ".[0].HostConfig | .NetworkMode == \"container:$front\" and .IpcMode == \"container:$front\""
  docker inspect side | json ".[0].HostConfig.VolumesFrom == [\"$front:ro\"]"
}

@test "legacy links come back" {
  docker run -d --name db shell:1 sleep 1000000
  docker run -d --name web --link db:database shell:1 sleep 1000000
  round_trip web
  same_as "$SCRATCH/web.before" web .HostConfig.Links
}

@test "what compose has no words for stands on top of the file and on stderr" {
  docker run -d --name web --uts host --rm shell:1 sleep 1000000
  exported web -- compose
  grep -F 'compose has no words for --uts host' "$SCRATCH/web.compose.unsaid"
  grep -E '^# compose has no words for --rm' "$SCRATCH/web.compose"
  compose web config --quiet
}
