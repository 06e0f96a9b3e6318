# What doctor says of a real PyTorch DataLoader: one that died, one that hangs, one that is well, and a look-alike.

load ../lib/common
load ../lib/torch
load ../lib/doctor

setup_file() {
  scratch_dir
  start_docker
  image_torch
}

teardown_file() {
  stop_docker
  remove_scratch
}

@test "a PyTorch loader that died: what its log says, and the remedy for a stopped container" {
  run_loader died -- --batches 12
  [ "$(loader_status died)" -ne 0 ]
  examine died
  found_as log-too-small critical true
  finding log-too-small '.evidence | any(contains("PyTorch"))'
  [ "$(commands_of log-too-small)" = "ullage apply died --shm-size 2g" ]
}

@test "a PyTorch loader that found no room and hangs: said, with what wakes it" {
  # One batch and the semaphores fill it to the page: the worker's second batch can't be sent, and nobody says so.
  run_loader hangs --shm-size $((8388608 + 11 * 4096)) -- --workers 1 --batch-mib 8 --batches 40
  wait_until 60 loader_said hangs 'unable to write to file'
  examine hangs
  found_as hang critical true
  finding hang '.what | contains("will not go on by itself")'
  [ "$(commands_of hang)" = $'ullage grow hangs 2g\nullage apply hangs --shm-size 2g' ]
}

@test "a PyTorch loader that hangs is known by standing still, too" {
  run_loader still --shm-size $((8388608 + 11 * 4096)) --log-driver none -- --workers 1 --batch-mib 8 --batches 40
  wait_until 60 is_full_of_torch still
  wait_until 60 hangs still
}

is_full_of_torch() { ullage inspect "$1" --json | json '.mount.free == 0 and (.segments | any(.name | startswith("torch_")))'; }
hangs() { examine "$1" && finding hang .severity; }

@test "a PyTorch loader that goes on, its files unlinked and held, is healthy" {
  run_loader goes --shm-size 2g -- --batches 12 --wait-after 2 --wait-for /work/never
  wait_until 60 loader_said goes '^waiting$'
  examine goes
  is_healthy
}

@test "a look-alike: a loader that ran out of descriptors is not told to grow" {
  run_loader few --shm-size 2g --ulimit nofile=26:26 -- --batches 40 --batch-mib 1
  [ "$(loader_status few)" -ne 0 ]
  examine few
  found_as log-descriptors critical false
  [[ $(bad_ids) != *too-small* && $(bad_ids) != *bus-error* && $(bad_ids) != *full* ]]
}
