# apply is killed at every change that it asks the engine for, before and after the engine has done it; and the engine
# goes away at each. Whatever is left, --resume and the next apply bring back one whole container.

load ../lib/common
load ../lib/docker
load ../lib/apply

setup_file() {
  scratch_dir
  export_state
  start_docker
  image_shell
}

teardown_file() {
  stop_docker
  remove_scratch
}

fresh() {
  docker ps -aq | xargs -r docker rm -f -v >/dev/null
  run_stoppable web --restart unless-stopped -v /data
  docker exec web sh -c 'echo kept >/data/file'
  OLD=$(field web .Id)
}

# At no time do two run, nor is the old one gone before the new one is well.
never_two_never_none() {
  local running
  running=$(docker ps -q | wc -l)
  [ "$running" -le 1 ] || { docker ps -a; return 1; }
  [ -n "$(docker ps -aq)" ]
}

count_changes() {
  fresh
  through_proxy 0 none ullage apply web --shm-size 128m
  is_whole web
}

# at_every_change WHAT THEN…: THEN is what a user does next.
at_every_change() {
  local what=$1 changes number
  shift
  count_changes
  changes=$PROXY_COUNT
  [ "$changes" -ge 6 ]
  for ((number = 1; number <= changes; number++)); do
    echo "$what at change $number of $changes"
    fresh
    if through_proxy "$number" "$what" ullage apply web --shm-size 128m; then return 1; fi
    never_two_never_none
    "$@"
    is_whole web
  done
}

resumes() { ullage apply --resume; }

applies_again() {
  ullage apply web --shm-size 128m
  [ "$(field web .HostConfig.ShmSize)" -eq 134217728 ]
}

@test "killed before a change is made: --resume finishes or goes back" { at_every_change kill-before resumes; }

@test "killed after a change was made: --resume finishes or goes back" { at_every_change kill-after resumes; }

@test "killed after a change was made: the next apply clears up, and applies" { at_every_change kill-after applies_again; }

@test "the engine goes away before a change: exit 7 or 1, and --resume clears up" { at_every_change gone-before resumes; }

@test "a journal that nobody can read is named, and nothing is touched" {
  fresh
  mkdir -p "$XDG_STATE_HOME/ullage/apply"
  echo broken >"$XDG_STATE_HOME/ullage/apply/$OLD.json"
  run ullage apply web --shm-size 128m
  rm "$XDG_STATE_HOME/ullage/apply/$OLD.json"
  [ "$status" -eq 1 ]
  [[ $output == *journal* ]]
  [ "$(field web .Id)" = "$OLD" ]
}

@test "two applies of one container do not meet" {
  fresh
  docker kill -s STOP web  # so that stopping takes the whole grace
  ullage apply web --shm-size 128m 2>"$SCRATCH/first" &
  first=$!
  wait_until 10 has_line "$SCRATCH/first" stopping
  run ullage apply web --shm-size 256m
  [ "$status" -eq 5 ]
  [[ $output == *"another apply"* ]]
  wait "$first"
  [ "$(field web .HostConfig.ShmSize)" -eq 134217728 ]
}

@test "--resume with nothing to do says so" {
  run ullage apply --resume
  [ "$status" -eq 0 ]
  [[ $output == *"no apply was cut off"* ]]
}
