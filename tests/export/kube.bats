# export --as kube, played by podman: the pod's container has what the container had. Podman 4.3 makes a volume on disk
# of the memory on /dev/shm, so that one is read in the file.

load ../lib/common
load ../lib/podman
load ../lib/round_trip

setup_file() {
  scratch_dir
  start_podman
  export DOCKER_HOST=unix://$PODMAN_SOCKET
}

teardown_file() {
  rootful_podman pod rm -f -a -t 0 >/dev/null 2>&1 || true
  stop_podman
  remove_scratch
}

teardown() {
  rootful_podman pod rm -f -a -t 0 >/dev/null
  rootful_podman rm -f -a -t 0 >/dev/null
  rootful_podman volume rm -f -a >/dev/null
}

# run_web [FLAG…] [-- COMMAND…]
run_web() { run_podman rootful_podman web "$@"; }

# played NAME [OPTION…]: exports, removes, plays. The container is called NAME-pod-0-NAME then.
played() {
  rootful_podman inspect "$1" >"$SCRATCH/$1.before"
  exported "$1" -- kube "${@:2}"
  rootful_podman rm -f -t 0 "$1" >/dev/null
  rootful_podman kube play "$SCRATCH/$1.kube"
}

after() { rootful_podman inspect "$1-pod-0-$1"; }

# same NAME FILTER: of the container before and after.
same() { diff <(jq -S ".[0] | $2" "$SCRATCH/$1.before") <(after "$1" | jq -S ".[0] | $2"); }

# object NAME KIND FILTER: of the file, as Python reads it.
object() {
  /usr/bin/python3 -B -c 'import json, sys, yaml
for one in yaml.safe_load_all(open(sys.argv[1], encoding="utf-8")):
    if one["kind"] == sys.argv[2]: print(json.dumps(one))' "$SCRATCH/$1.kube" "$2" | json "$3"
}

@test "/dev/shm is a volume in memory with the size as its limit" {
  run_web --memory 256m
  played web --shm-size 2g
  object web Deployment '.spec.template.spec.volumes[0].emptyDir == {"medium": "Memory", "sizeLimit": "2Gi"}'
  object web Deployment '.spec.template.spec.containers[0] | .volumeMounts[0].mountPath == "/dev/shm"
    and .resources.limits.memory == "2304Mi"'
  after web | json '.[0] | .HostConfig.Memory == 2415919104 and any(.Mounts[]; .Destination == "/dev/shm")'
  grep -F 'raised from 256Mi to 2304Mi' "$SCRATCH/web.kube.unsaid"
  run grep -F 'is killed before it is full' "$SCRATCH/web.kube.unsaid"
  [[ $status -eq 1 ]]
}

@test "without a memory limit it warns that /dev/shm counts as the pod's" {
  run_web
  exported web -- kube --shm-size 2g
  grep -F 'has no limit' "$SCRATCH/web.kube.unsaid"
}

@test "what a process is started with comes back" {
  run_web -w /tmp --user 0:0 -t --entrypoint /bin/sh -e 'HOME_IS=$HOME ${HOME}' -e 'YES=yes' -e 'TIME=12:30:45' \
    -e 'EMPTY=' -e $'LINES=one\ntwo\t"three" \\' -e 'LETTERS=数字人 😀' -e $'ODD=\x01\x7f\u202e' --hostname host \
    --label a.b/c=d --label 'rule=Host(`x`)' -- -c 'echo "$HOME $(id)"; exec sleep 1000000'
  played web
  same web '.Config | {Cmd, Entrypoint, WorkingDir, User, Tty, Hostname}'
  same web '.Config.Env - ["container=podman", "TERM=xterm"] | map(select(startswith("HOSTNAME=") or startswith("HOME=") | not)) | sort'
  after web | json '.[0].Config.Labels["a.b/c"] == "d"'
  object web Deployment '.spec.template.metadata.annotations.rule == "Host(`x`)"'
}

@test "volumes keep their data, and bind mounts come back" {
  mkdir -p "$SCRATCH/app"
  rootful_podman volume create named >/dev/null
  run_web -v named:/named -v "$SCRATCH/app:/ro:ro"
  rootful_podman exec web sh -c 'echo kept >/named/file'
  played web
  same web '.Mounts | map({Destination, Type, RW, Name} | del(.. | nulls)) | sort_by(.Destination)'
  [ "$(rootful_podman exec web-pod-0-web cat /named/file)" = kept ]
}

@test "limits and rights come back" {
  run_web --memory 256m --memory-reservation 128m --cpus 0.5 --read-only --cap-add SYS_PTRACE --cap-drop MKNOD \
    --security-opt no-new-privileges --group-add 1000
  played web
  same web '.HostConfig | {Memory, MemoryReservation, NanoCpus, ReadonlyRootfs, CapAdd, CapDrop, GroupAdd}'
  after web | json '.[0].HostConfig.SecurityOpt | index("no-new-privileges") != null'
}

@test "a published port is the node's and a Service's" {
  port=$(free_port)
  rootful_podman create --name web -p "127.0.0.1:$port:80" localhost/shell:1 \
    sh -c 'echo hello >/tmp/index.html; exec httpd -f -p 80 -h /tmp'
  played web
  wait_until 20 curl -fsS "http://127.0.0.1:$port/index.html"
  object web Service ".spec == {selector: {app: \"web\"}, ports: [{port: $port, targetPort: 80}]}"
}

@test "a health check is a probe for life and one for readiness" {
  run_web --health-cmd true --health-interval 90s --health-timeout 2s --health-start-period 5s \
    --health-retries 4
  played web
  object web Deployment '.spec.template.spec.containers[0] | .readinessProbe.exec.command == ["/bin/sh", "-c", "true"]
    and (.livenessProbe | [.initialDelaySeconds, .periodSeconds, .timeoutSeconds, .failureThreshold] == [5, 90, 2, 4])'
  after web | json '.[0].Config.Healthcheck | .Interval == 90000000000 and .Timeout == 2000000000 and .Retries == 4'
}

@test "names that Kubernetes does not take become ones that it takes" {
  rootful_podman create --name Web_1.x localhost/shell:1 sleep 1000000
  exported Web_1.x -- kube
  rootful_podman rm Web_1.x
  object Web_1.x Deployment '.metadata.name == "web-1-x"'
  grep -F 'it is web-1-x here' "$SCRATCH/Web_1.x.kube.unsaid"
  rootful_podman kube play "$SCRATCH/Web_1.x.kube"
}

@test "what Kubernetes has no words for stands on top of the file and on stderr" {
  run_web --pids-limit 100 --oom-score-adj 100
  exported web -- kube
  for text in '--pids-limit 100' '--oom-score-adj 100' '--restart no'; do
    grep -F -- "Kubernetes has no words for $text" "$SCRATCH/web.kube.unsaid"
    grep -F -- "# Kubernetes has no words for $text" "$SCRATCH/web.kube"
  done
}
