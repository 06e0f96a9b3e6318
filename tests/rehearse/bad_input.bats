# Parameters that make no sense, contradict each other, or ask for more than any machine has.

load ../lib/common

wrong() {
  run -2 ullage rehearse "$@"
  [ "${#lines[@]}" -le 3 ]
}

@test "a batch must have a size" {
  wrong --workers 4
  wrong --workers 4 --batch-bytes 0
  wrong --workers 4 --batch-bytes lots
  wrong --workers 4 --batch 3 --sample 3x0:float32
}

@test "numbers must be numbers, and within reason" {
  wrong --workers -1 --batch-bytes 1m
  wrong --workers 4.5 --batch-bytes 1m
  wrong --workers 99999999999999999999 --batch-bytes 1m
  wrong --workers 4000 --batch-bytes 1m
  wrong --workers 4 --prefetch 100000 --batch-bytes 1m
  wrong --workers 4 --tensors 1000 --batch-bytes 1m
  wrong --workers 4 --batch-bytes 1m --seconds 0
  wrong --workers 4 --batch-bytes 1m --patience soon
}

@test "so many processes are not started" {
  wrong --workers 200 --ranks 4096 --batch-bytes 4k
  [[ $output == *processes* ]]
}

@test "what contradicts itself is refused" {
  wrong --workers 2 --batch-bytes 1m --find --shm-size 1g
  wrong --workers 2 --batch-bytes 1m --find --seconds 3
  wrong --workers 2 --batch-bytes 1m --shm-size 0
}

@test "without workers there is nothing to rehearse" {
  wrong --workers 0 --batch-bytes 100g
  [[ $output == *'nothing is shared'* ]]
}

@test "more than memory can back is refused, and the flag is named" {
  run -5 ullage rehearse --workers 8 --batch-bytes 100g
  [[ $output == *--over-ceiling* ]]
}

@test "a huge size that the workload does not use is no danger" {
  ullage rehearse --workers 1 --batch-bytes 1m --shm-size 900g --json | json '.outcome == "completed" and .peak < 5000000'
}

@test "batches larger than any machine overflow nothing" {
  run ullage rehearse --workers 200 --prefetch 64 --batch-bytes 1000000g
  [[ $status -eq 2 || $status -eq 5 ]]
}

@test "a container that is not there is not found" {
  run -3 ullage rehearse --workers 1 --batch-bytes 1m --in nobody-of-this-name
  run -3 ullage rehearse --workers 1 --batch-bytes 1m --in pid:4194304
}

@test "an error in JSON is JSON" {
  run -2 ullage rehearse --workers 4 --json
  json '.error.kind == "usage"' <<<"$output"
}

@test "the host's own mount is not filled without a word" {
  run -5 ullage rehearse --workers 1 --batch-bytes 1m --in host
  [[ $output == *--beside-service* ]]
}
