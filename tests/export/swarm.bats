# export --as swarm, deployed on a swarm of one node: what the service's container has is what the container had.

load ../lib/common
load ../lib/docker
load ../lib/round_trip

setup_file() {
  scratch_dir
  start_docker --bridge
  image_shell
  docker swarm init --advertise-addr 127.0.0.1 --listen-addr "127.0.0.1:$(free_port)" \
    --data-path-port "$(shuf -i 20000-29999 -n 1)" >/dev/null
}

teardown_file() {
  docker swarm leave --force >/dev/null
  stop_docker
  remove_scratch
}

teardown() {
  local all
  docker stack rm again >/dev/null 2>&1 || true
  wait_until 30 no_tasks
  all=$(docker ps -aq)
  # shellcheck disable=SC2086
  [[ -z $all ]] || docker rm -f -v $all >/dev/null
}

no_tasks() { [[ -z $(docker ps -aq --filter label=com.docker.stack.namespace=again) ]]; }

task_of() { docker ps -q --filter "label=com.docker.swarm.service.name=again_$1"; }
runs() { [[ -n $(task_of "$1") ]]; }

# deployed NAME [OPTION…]: exports, removes, deploys; sets TASK, the container of its task.
deployed() {
  made_of "$1" >"$SCRATCH/$1.before"
  exported "$1" -- swarm "${@:2}"
  docker rm -f "$1" >/dev/null
  docker stack deploy --resolve-image never --compose-file "$SCRATCH/$1.swarm" again
  wait_until 30 runs "$1" || { docker stack ps --no-trunc again >&2; return 1; }
  TASK=$(task_of "$1")
}

unsaid() { cat "$SCRATCH/$1.swarm.unsaid"; }

@test "the size of /dev/shm comes as a tmpfs, for swarm knows no shm_size" {
  docker run -d --name web --stop-timeout 1 shell:1 sleep 1000000
  deployed web --shm-size 2g
  [ "$(shm_size_inside "$TASK")" -eq 2147483648 ]
  docker exec "$TASK" sh -c 'echo x >/dev/shm/file'
  docker inspect "$TASK" | json '.[0].HostConfig.Mounts | any(.Target == "/dev/shm" and .Type == "tmpfs")'
}

@test "what a process is started with comes back, also what would be taken for variables" {
  docker run -d --name web -w /tmp --user 0:0 --init -i -t --stop-signal SIGINT --stop-timeout 1 --entrypoint /bin/sh \
    -e 'HOME_IS=$HOME ${HOME} $$' -e 'YES=yes' -e 'TIME=12:30:45' -e 'EMPTY=' -e $'LINES=one\ntwo\t"three" \\' \
    -e 'LETTERS=数字人 😀' -e $'ODD=\x01\x7f\u202e\u2028' --label 'rule=Host(`${X}`)' --hostname host \
    --health-cmd 'test -e /tmp/$X || exit 1' --health-interval 90s --health-retries 4 \
    shell:1 -c 'echo "$HOME $$"; exec sleep 1000000'
  deployed web
  same_as "$SCRATCH/web.before" "$TASK" '.Config | del(.Image, .StopTimeout)'
  docker service inspect again_web | json '.[0].Spec.TaskTemplate.ContainerSpec.StopGracePeriod == 1000000000'
}

@test "mounts, limits, rights and restarts that swarm knows come back" {
  docker volume create named >/dev/null
  mkdir -p "$SCRATCH/app"
  docker run -d --name web --stop-timeout 1 -v named:/named -v "$SCRATCH/app:/ro:ro" --tmpfs /run:size=4m --memory 512m --cpus 0.5 \
    --pids-limit 100 --ulimit nofile=1024:2048 --read-only --cap-add SYS_PTRACE --cap-drop MKNOD --dns 1.1.1.1 \
    --dns-search example.org --add-host db:10.0.0.1 --sysctl net.ipv4.ip_unprivileged_port_start=0 \
    --log-driver json-file --log-opt max-size=10m --restart on-failure:3 shell:1 sleep 1000000
  docker exec web sh -c 'echo kept >/named/file'
  deployed web
  for field in Memory NanoCpus PidsLimit Ulimits ReadonlyRootfs Dns DnsSearch ExtraHosts Sysctls LogConfig; do
    same_as "$SCRATCH/web.before" "$TASK" ".HostConfig.$field"
  done
  docker inspect "$TASK" | json '.[0].HostConfig | .CapAdd == ["CAP_SYS_PTRACE"] and .CapDrop == ["CAP_MKNOD"]'
  docker service inspect again_web |
    json '.[0].Spec.TaskTemplate.RestartPolicy | .Condition == "on-failure" and .MaxAttempts == 3'
  same_as "$SCRATCH/web.before" "$TASK" '.Mounts | map(select(.Type != "tmpfs") | {Destination, Type, RW, Name})'
  [ "$(docker exec "$TASK" cat /named/file)" = kept ]
  [ "$(docker exec "$TASK" df -B 1 /run | awk 'NR == 2 { print $2 }')" -eq 4194304 ]
  docker stack rm again
  wait_until 30 no_tasks
  docker volume rm named >/dev/null
}

@test "a published port is the node's, and answers" {
  port=$(free_port)
  docker run -d --name web --stop-timeout 1 -p "$port:80" --restart unless-stopped shell:1 \
    sh -c 'echo hello >/tmp/index.html; exec httpd -f -p 80 -h /tmp'
  deployed web
  wait_until 20 curl -fsS "http://127.0.0.1:$port/index.html"
  docker service inspect again_web | json '.[0].Spec.TaskTemplate.RestartPolicy.Condition == "any"'
}

@test "the host's network comes back" {
  docker run -d --name web --stop-timeout 1 --network host shell:1 sleep 1000000
  deployed web
  docker inspect "$TASK" | json '.[0].NetworkSettings.Networks | keys == ["host"]'
}

@test "a network of the container's becomes one of the stack's, with its aliases" {
  docker network create front >/dev/null
  docker run -d --name web --stop-timeout 1 --network front --network-alias www shell:1 sleep 1000000
  deployed web
  docker inspect "$TASK" | json '.[0].NetworkSettings.Networks | has("again_front")'
  docker service inspect again_web | json '.[0].Spec.TaskTemplate.Networks[0].Aliases | index("www") != null'
  grep -F 'network front' <(unsaid web)
  docker stack rm again
  wait_until 30 no_tasks
  docker network rm front >/dev/null
}

@test "what swarm has no words for stands on top of the file and on stderr, and a port of loopback is not shown to all" {
  docker run -d --name web --stop-timeout 1 --uts host --security-opt no-new-privileges -p "127.0.0.1:$(free_port):80" \
    shell:1 sleep 1000000
  deployed web
  for text in '--name web' '--uts host' '--security-opt no-new-privileges' '--publish 127.0.0.1'; do
    grep -F -- "swarm has no words for $text" <(unsaid web)
    grep -F -- "# swarm has no words for $text" "$SCRATCH/web.swarm"
  done
  docker inspect "$TASK" | json '.[0].HostConfig.PortBindings // {} == {}'
}
