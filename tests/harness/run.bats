# The runner counts what failed, and notices what a test leaves behind.

load ../lib/common

# suite: the text of a bats file from stdin, with %test for @test, which bats would take for a test of this file.
suite() { sed 's/^%test/@test/' >"$BATS_TEST_TMPDIR/suite.bats"; }

run_suite() { run "$ULLAGE_ROOT/tests/run" "$BATS_TEST_TMPDIR/suite.bats"; }

@test "passed, failed and skipped tests are counted in the last line" {
  suite <<'SUITE'
%test "good" { true; }
%test "bad" { false; }
%test "skipped" { skip "why"; }
SUITE
  run_suite
  [ "$status" -eq 1 ]
  [ "${lines[-1]}" = "1 passed, 1 failed, 1 skipped" ]
}

@test "a test that leaves a process behind fails, and the process is ended" {
  suite <<'SUITE'
%test "forgets" { setsid tail -f "$TMPDIR/log" >/dev/null 2>&1 3>&- & echo $! >"$BATS_TEST_DIRNAME/pid"; }
SUITE
  run_suite
  [ "$status" -eq 1 ]
  [[ $output == *"left behind"*"tail -f"* ]]
  wait_until 5 not kill -0 "$(cat "$BATS_TEST_TMPDIR/pid")"
}

@test "a suite that breaks before its first test fails" {
  suite <<<'setup_file() { false; }
%test "never" { true; }'
  run_suite
  [ "$status" -eq 1 ]
  [ "${lines[-1]}" = "0 passed, 1 failed, 0 skipped" ]
}
