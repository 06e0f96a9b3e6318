# What `export --as run` keeps: lines of the corpus, made for real, printed, removed, and made again by what was printed.
# What a command line has no words for is said in the corpus, and must be said by the output. Each third line here, to
# spare time; `tests/corpus/all export` plays them all.

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

# says_all TOPIC: shows the lines of this topic that did not come back, with the fields that differ.
says_all() {
  local said
  said=$(EVERY=3 "$CORPUS/all" export "$1")
  grep -q '^equal' <<<"$said"
  awk '/^[a-z]/ { shown = /^(differs|failed)/ } shown' <<<"$said"
  not grep -q -E '^(differs|failed)' <<<"$said"
}

@test "a line says what runs: command, environment, user, health, image" { says_all process; }

@test "a line says networks: addresses, aliases, links, ports, names" { says_all network; }

@test "a line says mounts and volumes" { says_all storage; }

@test "a line says limits" { says_all resources; }

@test "a line says privileges, namespaces, devices and logging" { says_all security; }

@test "a line says what became of a container since its own" { says_all states; }
