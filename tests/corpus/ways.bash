# The ways to make a container of the corpus again, with 128 MiB of shared memory.
# shellcheck disable=SC2154  # entry_load and `one` set them

again_by_apply() {
  # shellcheck disable=SC2086
  XDG_STATE_HOME=$dir.state ullage apply "$name" --shm-size 128m ${said[apply-flags]:-}
}

again_by_repost() { "$CORPUS/repost" "$name" 134217728; }

# The old one is gone when the printed line is run, as it stands, in a shell of its own. A line always starts its
# container, and maybe attaches to it; one that did not run is only created here. Further networks stand in the comments,
# as commands.
again_by_export() {
  local start='' connect='s/^# .*: (docker network connect .*)/\1/p' size=(--shm-size 128m)
  [[ $identity == *,true,* ]] || start='s/^docker run (-d )?/docker create /'
  [[ -z ${said[apply-refuses]:-} ]] || size=()
  ullage export "$name" --as run "${size[@]}" >"$dir.line" && docker rm -f "$name" || return
  { sed -E "$start" "$dir.line" && sed -n -E "$connect" "$dir.line"; } >"$dir.sh"
  bash -e "$dir.sh"
}
