# The corpus's own tools: that the comparison sees every loss, and forgives only what it says it does.

load ../lib/common

setup() {
  corpus=$BATS_TEST_DIRNAME/../corpus
  before=$BATS_TEST_DIRNAME/../data/corpus/before.json
  after=$BATS_TEST_DIRNAME/../data/corpus/after.json
  cd "$BATS_TEST_TMPDIR" || return
}

# after_that FILTER…: compares, with the second observation changed like this.
after_that() {
  jq "$1" "$after" >changed.json
  run "$corpus/compare" "${2:-$before}" changed.json --shm-size 134217728
}

before_that() { jq "$1" "$before" >before.json; }

# sees FIELD FILTER
sees() {
  after_that "$2"
  [[ $status -eq 1 && $output == *"$1: "* ]] || { echo "not seen: $2: $output"; return 1; }
}

forgives() {
  after_that "$1" "${2:-}"
  [[ $status -eq 0 ]] || { echo "$1: $output"; return 1; }
}

@test "a container and itself made again are equal" { forgives .; }

@test "no field of inspect is left out but for these" {
  run -0 "$BATS_TEST_DIRNAME/corpus_fields.py" "$corpus/compare" "$before"
  diff - <(printf '%s\n' "${lines[@]}") <<'END'
Created
State.Paused
State.Restarting
State.OOMKilled
State.Dead
State.Pid
State.ExitCode
State.Error
State.StartedAt
State.FinishedAt
State.Health.Status
State.Health.FailingStreak
State.Health.Log
ResolvConfPath
HostnamePath
HostsPath
LogPath
RestartCount
ExecIDs
GraphDriver.Data.LowerDir
GraphDriver.Data.MergedDir
GraphDriver.Data.UpperDir
GraphDriver.Data.WorkDir
NetworkSettings.SandboxID
NetworkSettings.SandboxKey
NetworkSettings.Networks.e278-net.EndpointID
NetworkSettings.Networks.e278-net2.EndpointID
NetworkSettings.Networks.e278-net2.IPAddress
NetworkSettings.Networks.e278-net2.MacAddress
END
}

@test "losses of each kind are seen" {
  sees Config.Env '.inspect.Config.Env |= .[1:]'
  sees Config.Env '.inspect.Config.Env |= reverse'
  sees Config.Entrypoint '.inspect.Config.Entrypoint = null'
  sees Config.Healthcheck '.inspect.Config.Healthcheck = null'
  sees HostConfig.DeviceRequests '.inspect.HostConfig.DeviceRequests = null'
  sees HostConfig.RestartPolicy.Name '.inspect.HostConfig.RestartPolicy.Name = "no"'
  sees HostConfig.NewField '.inspect.HostConfig.NewField = "set"'
  sees NetworkSettings.Networks.e278-net2 'del(.inspect.NetworkSettings.Networks["e278-net2"])'
  sees NetworkSettings.Networks.e278-net.Aliases '.inspect.NetworkSettings.Networks["e278-net"].Aliases -= ["n1"]'
  sees NetworkViews.e278-net '.network_views["e278-net"] = null'
  sees Image '.inspect.Image = "sha256:else"'
}

@test "a value that was given stays, one that the engine chose is chosen anew" {
  local old_id
  old_id=$(jq -r '.inspect.Id[:12]' "$before")
  sees Config.Hostname ".inspect.Config.Hostname = .inspect.Id[:12]"
  sees NetworkSettings.Networks.e278-net.Aliases ".inspect.NetworkSettings.Networks[\"e278-net\"].Aliases += [\"$old_id\"]"
  sees NetworkSettings.Networks.e278-net.IPAddress '.inspect.NetworkSettings.Networks["e278-net"].IPAddress = "10.29.0.10"'
  forgives '.inspect.NetworkSettings.Networks["e278-net2"].IPAddress = "172.31.0.77"'
  sees NetworkSettings.Networks.e278-net2.IPAddress '.inspect.NetworkSettings.Networks["e278-net2"].IPAddress = ""'
  sees NetworkSettings.Ports.80/tcp '.inspect.NetworkSettings.Ports["80/tcp"][0].HostPort = "1"'
  forgives '.inspect.NetworkSettings.Ports["81/udp"][0].HostPort = "1"'
  sees NetworkSettings.Ports.81/udp '.inspect.NetworkSettings.Ports["81/udp"][0].HostIp = "0.0.0.0"'
}

@test "a hostname pinned to the old short id is a loss" {
  before_that '.inspect.Config.Hostname = .inspect.Id[:12]'
  after_that ".inspect.Config.Hostname = \"$(jq -r '.inspect.Id[:12]' "$before")\"" before.json
  [[ $output == 'Config.Hostname: "(generated)" became '* ]]
  forgives '.inspect.Config.Hostname = .inspect.Id[:12]' before.json
}

@test "an anonymous volume may be bound by its name, and must be the same, with its content" {
  local name
  name=$(jq -r '.volumes["/anonymous"].Name' "$before")
  forgives ".inspect.HostConfig.Binds += [\"$name:/anonymous\"]"
  forgives ".inspect.HostConfig.Mounts += [{Type: \"volume\", Source: \"$name\", Target: \"/anonymous\"}]"
  sees Mounts./anonymous.Name '(.inspect.Mounts[] | select(.Destination == "/anonymous")).Name = "0" * 64'
  sees Volumes./anonymous.content '.volumes["/anonymous"].content = "No such file or directory"'
  sees HostConfig.Binds '.inspect.HostConfig.Binds += ["named:/anonymous"]'
}

@test "the image's name may only become its id where it means another image by now" {
  sees Config.Image '.inspect.Config.Image = .inspect.Image'
  before_that '.image_reference_means = "sha256:else"'
  forgives '.inspect.Config.Image = .inspect.Image' before.json
}

@test "the size must be what was asked for, inside too" {
  sees HostConfig.ShmSize '.inspect.HostConfig.ShmSize = 67108864'
  sees SharedMemoryInside '.shared_memory = 67108864'
}

@test "what runs runs, what is paused is paused, what is down stays down" {
  sees State.Status '.inspect.State.Status = "paused"'
  sees State.Status '.inspect.State |= (.Status = "created" | .Running = false)'
  sees State.Status '.inspect.State.Status = "restarting"'
  before_that '.inspect.State |= (.Status = "exited" | .Running = false)'
  forgives '.inspect.State |= (.Status = "created" | .Running = false)' before.json
  before_that '.inspect.State |= (.Status = "created" | .Running = false)'
  after_that '.inspect.State |= (.Status = "exited" | .Running = false)' before.json
  [[ $output == 'State.Status: "created" became "exited"' ]]
}

@test "a container left beside is seen" { sees Beside '.beside += ["e278-everything-old"]'; }

@test "each line has a name of its own, and below it only what the corpus knows" {
  cd "$corpus/lines" || return
  [ -z "$(sed -n -E 's/^([a-z0-9-]+): (run|create) .*/\1/p' ./*.txt | sort | uniq -d)" ]
  [ -z "$(grep -v -h -E '^$|^#|^[a-z0-9-]+: (run|create) |^  (before|after|refused|starts-not|apply-flags|apply-refuses|changes|export-says|export-changes): ' ./*.txt)" ]
}
