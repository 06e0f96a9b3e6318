# A /dev/shm of a test's own, without any engine.

# in_own_shm SCRIPT: runs it in bash, in a mount namespace with an empty 16 MiB at /dev/shm; pid:$$ is that shell. What it
# starts in the background ends with it.
in_own_shm() {
  unshare --mount bash -euc 'trap "jobs -p | xargs -r kill" EXIT
    mount -t tmpfs -o size=16m,mode=1777 tmpfs /dev/shm
    ullage() { "$ULLAGE" "$@"; }
    '"$1"
}
