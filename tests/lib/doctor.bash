# For tests of doctor: one examination, looked at from several sides.
# shellcheck disable=SC2154

# examine ARG…: doctor's report, kept for what follows; its exit status must be what the report says.
examine() {
  local status=0 expected=1
  ullage doctor "$@" --json >"$BATS_TEST_TMPDIR/report" || status=$?
  cat "$BATS_TEST_TMPDIR/report"
  ! jq -e .healthy "$BATS_TEST_TMPDIR/report" >/dev/null || expected=0
  [ "$status" -eq "$expected" ]
}

# finding ID FILTER: of the examination before; fails where there is none, and where the filter says false or null.
finding() { jq -e -r ".findings[] | select(.id == \"$1\") | $2" "$BATS_TEST_TMPDIR/report"; }

is_healthy() { jq -e .healthy "$BATS_TEST_TMPDIR/report" >/dev/null; }

# found_as ID critical|warning|info true|false: its weight, and whether a larger /dev/shm would help.
found_as() {
  [ "$(finding "$1" .severity)" = "$2" ]
  [ "$(finding "$1" '.shared_memory | tostring')" = "$3" ]
}

# bad_ids: the words of all that is worse than a remark, in their order.
bad_ids() { jq -r '[.findings[] | select(.severity != "info").id] | join(" ")' "$BATS_TEST_TMPDIR/report"; }

commands_of() { finding "$1" '.commands | join("\n")'; }

# paste ID: does what the finding says to type, as a shell would.
paste() {
  local command
  while IFS= read -r command; do
    echo "+ $command"
    PATH=$(dirname "$ULLAGE"):$PATH bash -ec "$command" </dev/null
  done < <(commands_of "$1")
}
