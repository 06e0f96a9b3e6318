# The layering checker lets the picture through, and names each line that breaks it.

load ../lib/common

setup() {
  tree=$BATS_TEST_TMPDIR
  mkdir -p "$tree/src/"{base,model,policy,kernel,engine,cli}
  cp "$ULLAGE_ROOT/ARCHITECTURE.md" "$tree/"
  printf '#include "base/bytes.h"\n#include <string>\n' >"$tree/src/model/mount.h"
}

check() { run "$ULLAGE_ROOT/script/check-layers" "$tree"; }

refuses() {
  check
  [ "$status" -eq 1 ]
  [[ $output == *"$1"* ]]
}

@test "this repository keeps to the picture" {
  "$ULLAGE_ROOT/script/check-layers"
}

@test "a good tree passes in silence" {
  check
  [ "$status" -eq 0 ]
  [ -z "$output" ]
}

@test "an upward include is named with its line" {
  printf '\n#include "engine/docker.h"\n' >"$tree/src/policy/rules.cpp"
  refuses 'src/policy/rules.cpp:2: #include "engine/docker.h"'
}

@test "the command line may not go around the operations" {
  echo '#include "kernel/tmpfs.h"' >"$tree/src/cli/grow.cpp"
  refuses 'src/cli/grow.cpp:1:'
}

@test "a pure room may not call the system" {
  echo '#include <sys/mount.h>' >"$tree/src/policy/rules.cpp"
  refuses 'src/policy/rules.cpp:1:'
}

@test "a slow library stays in its file" {
  echo '#include <boost/beast/http.hpp>' >"$tree/src/engine/other.cpp"
  refuses 'src/engine/other.cpp:1:'
}

@test "a room that the picture lacks is refused" {
  mkdir "$tree/src/misc"
  echo '#include <string>' >"$tree/src/misc/util.h"
  refuses 'src/misc/util.h:1:'
}

@test "a file of more than 500 lines is refused" {
  seq 501 | sed 's#^#// #' >"$tree/src/model/long.h"
  refuses 'src/model/long.h:501:'
}
