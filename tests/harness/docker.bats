# The private dockerd that other tests stand on.

load ../lib/common
load ../lib/docker

setup_file() {
  scratch_dir
  start_docker --bridge
  image_shell
}

teardown_file() {
  stop_docker
  remove_scratch
}

@test "a container has 64 MiB of shared memory by default" {
  run_shell plain
  [ "$(shm_size_inside plain)" -eq 67108864 ]
}

@test "--shm-size is what the container sees" {
  run_shell big --shm-size 2g
  [ "$(shm_size_inside big)" -eq 2147483648 ]
}

@test "a published port answers on loopback" {
  local port
  port=$(free_port)
  run_shell web -p "$port:8308" -- httpd -f -p 8308 -h /etc
  wait_until 10 curl -fsS "http://127.0.0.1:$port/passwd"
}
