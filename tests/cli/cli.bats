#!/usr/bin/env bats
# The program's face: wrong usage, help, and what is made from the table of commands. Nothing here needs a container.

bats_require_minimum_version 1.5.0

setup() {
  ullage=${ULLAGE:-$BATS_TEST_DIRNAME/../../build/release/ullage}
  mkdir "$BATS_TEST_TMPDIR/bin"
  ln -s "$(realpath "$ullage")" "$BATS_TEST_TMPDIR/bin/ullage"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

@test "alone, it says what to type when /dev/shm is full" {
  run -0 ullage
  [[ ${lines[0]} == *"/dev/shm full?"* ]]
  [[ ${lines[1]} == *"ullage ls"* ]]
  [[ ${lines[2]} == *"ullage doctor NAME"* ]]
  [[ ${lines[3]} == *"ullage grow NAME 2g"* ]]
}

@test "a mistyped command exits 2 and names the nearest" {
  run -2 ullage grwo web 2g
  [[ $output == *"there is no command 'grwo'"*"did you mean grow?"* ]]
}

@test "a mistyped option exits 2 and names the nearest" {
  run -2 ullage verify web --expct 2g
  [[ $output == *"did you mean --expect?"* ]]
}

@test "missing, extra and empty arguments exit 2" {
  run -2 ullage grow web
  run -2 ullage grow web 2g more
  run -2 ullage grow "" 2g
  run -2 ullage verify web --expect
  run -2 ullage verify web --expect=
  run -2 ullage run
}

@test "a negative size is a size that can't be, not an option" {
  run -2 ullage grow web -1g
  [[ $output == *"'-1g' is not a size"* ]]
}

@test "with --json, an error is JSON on standard error" {
  run -2 --separate-stderr ullage grow web --json
  [ -z "$output" ]
  # shellcheck disable=SC2154  # `run --separate-stderr` sets it
  [[ $(jq -r '.schema, .error.kind, .error.exit_code' <<<"$stderr" | xargs) == "ullage.error/1 usage 2" ]]
}

@test "hostile words are shown harmlessly" {
  run -2 ullage $'\e[2J\n'
  [[ $output == *"'\\x1b[2J\\n'"* ]]
}

@test "every command explains itself, by help and by --help" {
  while read -r command; do
    run -0 ullage help "$command"
    [[ $output == *"usage: ullage $command"* ]]
    by_help=$output
    run -0 ullage "$command" --help
    [ "$output" = "$by_help" ]
  done < <(ullage help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
}

@test "a full disk is told, and exits 1" {
  run -1 bash -c 'ullage help > /dev/full'
  [[ $output == *"can't write to standard output"* ]]
}

@test "a closed standard output is told, and exits 1" {
  run -1 bash -c 'ullage help >&-'
  [[ $output == *"can't write to standard output"* ]]
}

@test "a reader that goes away is no error to tell of" {
  run -0 bash -c 'ullage man | head -1'
  [ "${#lines[@]}" -eq 1 ]
}

@test "a command that is not there exits 127" {
  run -127 ullage run /no/such/command
}

@test "the manual page has no roff warnings" {
  ullage man > "$BATS_TEST_TMPDIR/ullage.1"
  run -0 groff -ww -man -Tutf8 "$BATS_TEST_TMPDIR/ullage.1"
  [ -z "$(groff -ww -man -Tutf8 "$BATS_TEST_TMPDIR/ullage.1" 2>&1 >/dev/null)" ]
  [[ $(sed 's,\\-,-,g' "$BATS_TEST_TMPDIR/ullage.1") == *--over-ceiling* ]]
}

@test "colour on a terminal only, and not with NO_COLOR" {
  export TERM=xterm
  error="ullage nonsense"
  [[ $(script -qec "$error" /dev/null || true) == *$'\e['* ]]
  [[ $(NO_COLOR=1 script -qec "$error" /dev/null || true) != *$'\e['* ]]
  [[ $($error 2>&1 || true) != *$'\e['* ]]
}

@test "bash completes commands, options and values" {
  ullage completion bash > "$BATS_TEST_TMPDIR/completion"
  complete_in_bash() {
    bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ullage; printf "%s\n" "${COMPREPLY[@]}"' \
      bash "$BATS_TEST_TMPDIR/completion" "$@"
  }
  [ "$(complete_in_bash ullage gr)" = grow ]
  [ "$(complete_in_bash ullage grow web 2g --ov)" = --over-ceiling ]
  [ "$(complete_in_bash ullage demo --engine d)" = docker ]
}

@test "bash never expands a container's name" {
  ullage completion bash > "$BATS_TEST_TMPDIR/completion"
  run -0 bash -c '
    . "$1"
    ullage() { echo "\$(touch $BATS_TEST_TMPDIR/expanded)"; }
    COMP_WORDS=(ullage inspect ""); COMP_CWORD=2; _ullage; echo "${COMPREPLY[@]}"' bash "$BATS_TEST_TMPDIR/completion"
  [[ $output == *touch* ]]
  [ ! -e "$BATS_TEST_TMPDIR/expanded" ]
}

@test "fish completes commands, options and values" {
  ullage completion fish > "$BATS_TEST_TMPDIR/ullage.fish"
  in_fish() { fish -c "source $BATS_TEST_TMPDIR/ullage.fish; complete -C '$1'" | cut -f1 | xargs; }
  [ "$(in_fish 'ullage gr')" = grow ]
  [[ $(in_fish 'ullage grow web 2g --ov') == --over-ceiling ]]
  [[ $(in_fish 'ullage demo --engine ') == "docker podman ullage" ]]
}

@test "zsh completes commands and options" {
  mkdir "$BATS_TEST_TMPDIR/functions"
  ullage completion zsh > "$BATS_TEST_TMPDIR/functions/_ullage"
  in_zsh() {
    zsh -f -c 'compadd() { while [[ $1 == -* && $1 != -- ]]; do shift; done; print -l -- "${@[2,-1]}"; }
      words=("${@[2,-1]}"); CURRENT=${#words}; fpath=($1 $fpath); autoload -U _ullage; compdef() { :; }
      _ullage; _ullage' zsh "$BATS_TEST_TMPDIR/functions" "$@"
  }
  [[ $(in_zsh ullage gr) == *grow*inspect* || $(in_zsh ullage gr) == *inspect*grow* ]]
  [[ $(in_zsh ullage grow web 2g --ov) == *--over-ceiling* ]]
}

@test "docker finds the plug-in and passes its words on" {
  command -v docker
  mkdir -p "$BATS_TEST_TMPDIR/docker/cli-plugins"
  ln -s "$(realpath "$ullage")" "$BATS_TEST_TMPDIR/docker/cli-plugins/docker-shm"
  export DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker
  run -0 docker shm help grow
  [[ $output == *"usage: docker shm grow"* ]]
  run -0 docker -H unix:///nowhere shm version --quiet
  [ "$output" = "$(ullage version --quiet)" ]
  run -0 docker help shm
  [[ $output == *"docker shm ls"* ]]
}
