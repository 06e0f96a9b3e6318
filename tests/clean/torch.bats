# What a PyTorch that was killed left behind is removed, and what another one still uses stays.

load ../lib/common
load ../lib/torch

setup_file() {
  scratch_dir
  start_docker
  image_torch
  cat >"$SCRATCH/torch/leak.py" <<'END'
import time, torch
from torch.utils.data import DataLoader, Dataset

class Frames(Dataset):
    def __len__(self):
        return 12

    def __getitem__(self, index):
        return torch.full((1 << 20,), index, dtype=torch.uint8)

torch.multiprocessing.set_sharing_strategy("file_system")
batches = iter(DataLoader(Frames(), batch_size=None, num_workers=2))
first = next(batches)
print("loaded", flush=True)
time.sleep(1000)
END
}

teardown_file() {
  stop_docker
  remove_scratch
}

# run_torch NAME [DOCKER_FLAG…]: a container whose first process outlives its loaders, and reaps them.
run_torch() {
  local name=$1 flags=() folder
  shift
  for folder in /usr /lib /lib64 /bin /etc/alternatives /etc/ld.so.cache; do flags+=(-v "$folder:$folder:ro"); done
  docker run -d --network none --name "$name" "${flags[@]}" "$@" -v "$SCRATCH/torch:/work" -e OMP_NUM_THREADS=1 \
    torch:1 /bin/bash -c 'while true; do /usr/bin/sleep 1000; done' >/dev/null
}

load_in() { docker exec -d "$1" /bin/sh -c "/usr/bin/python3 -W ignore /work/leak.py >/work/$1.said 2>&1"; }

files_of() { ullage inspect "$1" --json | jq '.mount.files'; }
leaked_in() { ullage inspect "$1" --json | jq '.mount.leaked'; }
all_leaked() { ullage inspect "$1" --json | json '.mount | .leaked == .files'; }
has_files() { [ "$(files_of "$1")" -ge "$2" ]; }

@test "the segments of a killed DataLoader are removed" {
  run_torch one --ipc shareable
  load_in one
  wait_until 60 has_line "$SCRATCH/torch/one.said" '^loaded$'
  wait_until 30 has_files one 4
  run -0 ullage clean one --older-than 0 --quiet
  [[ -z $output ]]

  # All at once, its manager too, which would otherwise clean up.
  docker exec one /bin/bash -c 'kill -KILL -1' || true
  wait_until 20 all_leaked one
  local before
  before=$(leaked_in one)
  [ "$before" -ge 4 ]
  run -0 ullage clean one
  [[ $output == *"one: nothing to remove"*"touched less than 60 s ago"* ]]
  run -0 ullage clean one --older-than 0
  [[ $output == *"torch_"*"one: removed $before leaked segments, "*" MiB"* ]]
  [ "$(leaked_in one)" -eq 0 ]
  [ "$(ullage inspect one --json | jq .mount.used)" -eq 0 ]
}

@test "a loader in another container of the same mount keeps what it has" {
  run_torch owner --ipc shareable
  run_torch guest --ipc container:owner
  load_in guest
  wait_until 60 has_line "$SCRATCH/torch/guest.said" '^loaded$'
  wait_until 30 has_files owner 4
  local before
  before=$(files_of owner)
  docker exec owner /bin/sh -c 'echo left >/dev/shm/left'
  run -0 ullage clean owner --older-than 0 --quiet
  [[ $output == left ]]
  [ "$(files_of guest)" -eq "$before" ]
}
