# Plays lines of the corpus (lines/*.txt, see README.md) against a private dockerd in a network of its own.

CORPUS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$CORPUS/../lib/common.bash"
source "$CORPUS/../lib/docker.bash"

# The client that came with the engine: a newer one beside it refuses some lines that the engine takes.
PATH=/usr/bin:$PATH

# A stand-in for NVIDIA's hook makes the engine know GPUs; a second runtime, `other`, is runc again.
start_corpus() {
  knowing_gpus start_docker --own-network --add-runtime "other=$(command -v runc)" && corpus_images
}

# `serve` is a pid 1 that ends when asked, so that nothing waits for a stop's time-out.
corpus_images() {
  local serve=$SCRATCH/serve
  printf '#!/bin/sh\ntrap "exit 0" TERM INT\nwhile :; do sleep 1000 & wait $!; done\n' >"$serve"
  local plain=(--change 'ENV PATH=/bin' --change 'CMD ["serve"]')
  import_image plain:1 "${plain[@]}" -- "$serve"
  import_image wordy:1 "${plain[@]}" --change 'ENTRYPOINT ["serve", "--fixed", "two words"]' -- "$serve"
  import_image shellform:1 "${plain[@]}" --change 'ENTRYPOINT exec serve' -- "$serve"
  import_image healthy:1 "${plain[@]}" --change 'HEALTHCHECK --interval=1s CMD ["test", "-e", "/bin/serve"]' -- "$serve"
  DOCKER_BUILDKIT=0 docker build -q -t full:1 - >/dev/null <<'EOF'
FROM plain:1
ENV FROM_IMAGE=yes
ENTRYPOINT ["serve"]
CMD ["--from", "image"]
HEALTHCHECK --interval=1s --retries=5 CMD test -e /bin/serve
VOLUME ["/data", "/cache"]
LABEL from.image=yes
USER 1000:1000
WORKDIR /app
STOPSIGNAL SIGINT
EXPOSE 80 53/udp
ONBUILD RUN true
EOF
}

corpus_names() { sed -n -E 's/^([a-z0-9-]+): .*/\1/p' "$@"; }

# shellcheck disable=SC2034  # the lines use them
# entry_load NAME: sets `verb`, `line` and what stands below it, and all that the line may use.
entry_load() {
  local text found=no
  declare -gA said=()
  number=0
  while IFS= read -r text; do
    case $text in
      '' | '#'*) ;;
      '  '*) [[ $found == no ]] || { text=${text#  } && said[${text%%: *}]=${text#*: }; } ;;
      *)
        [[ $found == no ]] || break
        ((++number))
        [[ $text != "$1: "* ]] || { found=yes && text=${text#*: } && verb=${text%% *} line=${text#* }; }
        ;;
    esac
  done < <(cat "$CORPUS"/lines/*.txt)
  [[ $found == yes ]] || { echo "no line $1 in the corpus" >&2; return 1; }
  name=e$number-$1 other=e$number-$1-other
  net=e$number-net net2=e$number-net2 vol=e$number-vol
  dir=$SCRATCH/e/$1 subnet=10.$((number % 250 + 1)) port=$((10000 + 20 * number))
  disk=/dev/$(find /sys/block -mindepth 1 ! -name 'zram*' -printf '%f\n' | sort | tail -n 1)
}

# entry_make: the container as its line says. The engine's words are in $dir.log; fails where it refuses the line.
entry_make() {
  local detached=()
  [[ $verb == create ]] || detached=(-d)
  rm -rf "$dir" && mkdir -p "$dir"
  eval "${said[before]:-:}" >"$dir.log" 2>&1 &&
    eval "docker $verb ${detached[*]} --name $name $line" >"$dir.log" 2>&1 &&
    eval "${said[after]:-:}" >"$dir.log" 2>&1
}

# entry_clean: only what the line can have made is asked for: a call of docker is dear, there are many.
entry_clean() {
  local found asked="${said[before]:-} $line"
  found=$(docker ps -aq --filter "name=^/e$number-")
  # shellcheck disable=SC2086
  [[ -z $found ]] || docker rm -f -v $found >/dev/null 2>&1
  # A volume without a name is known from what was observed.
  jq -r '.volumes[]?.Name' "$dir.before" 2>/dev/null | sort -u | xargs -r docker volume rm >/dev/null 2>&1
  # shellcheck disable=SC2016
  [[ $asked != *'$vol'* ]] || docker volume rm "$vol" >/dev/null 2>&1
  [[ $asked != *'network create'* ]] || docker network rm "$net" "$net2" >/dev/null 2>&1
}

# restarted NAME: a condition for wait_until.
restarted() { [[ $(docker inspect -f '{{.RestartCount}}' "$1") -gt 0 ]]; }
