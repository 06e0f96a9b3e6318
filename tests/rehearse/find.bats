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

# To the page where the consumer drops its batch first.

@test "PyTorch agrees: two workers, dropped first" {
  size=$(smallest --workers 2 --batch-bytes 4194304 --drop-before-next)
  torch_lives_three_times "$size" --workers 2 --batch-bytes 4194304 --drop
  run ! torch_lives $((size - 4096)) --workers 2 --batch-bytes 4194304 --drop
}

@test "PyTorch agrees: file_system, three tensors, dropped first" {
  size=$(smallest --workers 2 --batch-bytes 3145728 --tensors 3 --strategy file_system --drop-before-next)
  set -- --workers 2 --batch-bytes 3145728 --tensors 3 --strategy file_system --drop
  torch_lives_three_times "$size" "$@"
  run ! torch_lives $((size - 4096)) "$@"
}

@test "PyTorch agrees: uneven batches, dropped first" {
  size=$(smallest --workers 1 --prefetch 3 --batch-bytes 1048576,5242880,2097152 --drop-before-next)
  set -- --workers 1 --prefetch 3 --batch-bytes 1048576,5242880,2097152 --drop
  torch_lives_three_times "$size" "$@"
  run ! torch_lives $((size - 4096)) "$@"
}

# Within a batch where it keeps its batch until the next is there: how soon that one is let go, chance decides.

@test "PyTorch agrees: a plain loop" {
  size=$(smallest --workers 2 --batch-bytes 4194304)
  torch_lives_three_times "$size" --workers 2 --batch-bytes 4194304
  run ! torch_lives $((size - 4194304 - 4096)) --workers 2 --batch-bytes 4194304
}

@test "PyTorch agrees: a consumer that keeps three" {
  size=$(smallest --workers 2 --prefetch 1 --batch-bytes 4194304 --hold 3)
  torch_lives_three_times "$size" --workers 2 --prefetch 1 --batch-bytes 4194304 --hold 3
  run ! torch_lives $((size - 4194304 - 4096)) --workers 2 --prefetch 1 --batch-bytes 4194304 --hold 3
}

@test "PyTorch agrees: two loaders in step" {
  size=$(smallest --workers 1 --batch-bytes 4194304 --loaders 2)
  torch_lives_three_times "$size" --workers 1 --batch-bytes 4194304 --loaders 2
  run ! torch_lives $((size - 2 * 4194304 - 4096)) --workers 1 --batch-bytes 4194304 --loaders 2
}
