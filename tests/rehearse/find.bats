# The smallest size that rehearse finds, and the smallest that a real PyTorch lives in.

load ../lib/common

setup_file() { needs_root; }

# smallest OPTION…: what --find says, in bytes.
smallest() { ullage rehearse "$@" --find --quiet; }

# torch_lives SIZE ARGUMENT…: a real DataLoader, in a mount of that size.
torch_lives() {
  local size=$1
  shift
  ullage run --shm-size "$size" -- env OMP_NUM_THREADS=1 timeout 100 /usr/bin/python3 -W ignore \
    "$ULLAGE_ROOT/tests/lib/torch_workload.py" "$@" >/dev/null 2>&1
}

torch_lives_three_times() { torch_lives "$@" && torch_lives "$@" && torch_lives "$@"; }

@test "the law's hard bound is found with four runs where the consumer drops first" {
  ullage rehearse --workers 2 --batch-bytes 3m --drop-before-next --find --json |
    json '.found.smallest == .law.hard_bytes and .found.runs == 4 and .size == .found.smallest'
}

@test "and where it keeps its batch, keeps several, or has uneven ones" {
  for options in "" "--hold 4" "--batch-bytes 1m,64k,3m --strategy file_system --tensors 2"; do
    # shellcheck disable=SC2086
    ullage rehearse --workers 2 --batch-bytes 1m $options --find --json 2>/dev/null |
      json '.found.smallest == .law.hard_bytes'
  done
}

@test "progress goes to standard error, one line for each size" {
  run --separate-stderr ullage rehearse --workers 1 --batch-bytes 1m --find
  [ "$status" -eq 0 ]
  # shellcheck disable=SC2154
  [ "$(grep -c bytes <<<"$stderr")" -eq 2 ]
  [[ $output == *'exactly the law'* ]]
}

@test "loaders in step are found to need no more than the law says" {
  ullage rehearse --workers 1 --batch-bytes 1m --loaders 2 --find --json |
    json '.found.smallest <= .law.hard_bytes and .found.smallest >= .law.usual_bytes'
}

# agree_to_the_page OPTION…: PyTorch lives three times at the smallest size found, and dies at a page less.
agree_to_the_page() {
  local size
  size=$(smallest "$@" 2>/dev/null)
  torch_lives_three_times "$size" "${@/--drop-before-next/--drop}"
  run ! torch_lives $((size - 4096)) "${@/--drop-before-next/--drop}"
}

# agree_within BYTES OPTION…: where chance decides how soon a batch is let go.
agree_within() {
  local size within=$1
  shift
  size=$(smallest "$@" 2>/dev/null)
  torch_lives_three_times "$size" "$@"
  run ! torch_lives $((size - within - 4096)) "$@"
}

@test "PyTorch agrees to the page: two workers, dropped first" {
  agree_to_the_page --workers 2 --batch-bytes 4194304 --drop-before-next
}

@test "PyTorch agrees to the page: file_system, three tensors, dropped first" {
  agree_to_the_page --workers 2 --batch-bytes 3145728 --tensors 3 --strategy file_system --drop-before-next
}

@test "PyTorch agrees to the page: uneven batches, dropped first" {
  agree_to_the_page --workers 1 --prefetch 3 --batch-bytes 1048576,5242880,2097152 --drop-before-next
}

@test "PyTorch agrees to the page: a consumer that keeps three" {
  agree_to_the_page --workers 2 --prefetch 1 --batch-bytes 4194304 --hold 3
}

@test "PyTorch agrees within a batch: a plain loop" {
  agree_within 4194304 --workers 2 --batch-bytes 4194304
}

@test "PyTorch agrees within a batch each: two loaders in step" {
  agree_within $((2 * 4194304)) --workers 1 --batch-bytes 4194304 --loaders 2
}
