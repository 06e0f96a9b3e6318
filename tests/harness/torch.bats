# A real DataLoader dies in a container's default shared memory, and lives in 2 GiB.

load ../lib/common
load ../lib/torch

setup_file() {
  scratch_dir
  start_docker
  image_torch
}

teardown_file() {
  stop_docker
  remove_scratch
}

@test "four workers with batches of 48 MiB die of a bus error in 64 MiB" {
  run_loader small -- --batches 12
  [ "$(loader_status small)" -ne 0 ]
  loader_log small
  loader_said small 'Bus error|bus error'
}

@test "the same loader lives in 2 GiB" {
  run_loader large --shm-size 2g -- --batches 12
  [ "$(loader_status large)" -eq 0 ]
  loader_said large '^batch 11$'
}

@test "a loader waits for a file before its large batches" {
  run_loader waits --shm-size 2g -- --batches 4 --wait-after 2 --wait-for /work/go
  wait_until 30 loader_said waits '^waiting$'
  run loader_said waits '^batch 2$'
  [ "$status" -ne 0 ]
  touch "$SCRATCH/torch/go"
  [ "$(loader_status waits)" -eq 0 ]
}
