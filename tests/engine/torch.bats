# A real PyTorch DataLoader in a container: dies at 64 MiB, lives at 2 GiB, lives when grown before the shortage.

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

@test "a DataLoader that is grown during its run lives through what would have killed it" {
  run_loader grown -- --batches 12 --wait-after 2 --wait-for /work/go
  wait_until 60 loader_said grown '^waiting$'
  ullage grow grown 2g
  touch "$SCRATCH/torch/go"
  [ "$(loader_status grown)" -eq 0 ]
  loader_said grown '^done$'
}
