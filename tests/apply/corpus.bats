# What `apply` keeps: every line of the corpus, made for real, made again by `apply`, compared in all but what must change.

load ../lib/common
source "$BATS_TEST_DIRNAME/../corpus/corpus.bash"

setup_file() {
  export BATS_TEST_TIMEOUT=300
  scratch_dir
  start_corpus
}

teardown_file() {
  stop_docker
  remove_scratch
}

# keeps_all TOPIC: shows the lines of this topic that did not come back, with the fields that differ.
keeps_all() {
  local said
  said=$("$CORPUS/all" apply "$1")
  awk '/^[a-z]/ { shown = /^(differs|failed)/ } shown' <<<"$said"
  not grep -q -E '^(differs|failed)' <<<"$said"
}

@test "what runs comes back: command, environment, user, health, image" { keeps_all process; }

@test "networks come back: addresses, aliases, links, ports, names" { keeps_all network; }

@test "mounts and volumes come back, with what is in them" { keeps_all storage; }

@test "limits come back" { keeps_all resources; }

@test "privileges, namespaces, devices and logging come back" { keeps_all security; }

@test "what became of a container since its line is kept too" { keeps_all states; }
