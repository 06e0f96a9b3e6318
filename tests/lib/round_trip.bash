# A container exported, removed, and made again by another tool from what was written.

# The client that came with the engine: a newer one beside it refuses some lines that the engine takes.
[[ ! -x /usr/bin/docker ]] || docker() { /usr/bin/docker "$@"; }

# exported NAME… -- FORMAT [OPTION…]: writes $SCRATCH/NAME.FORMAT of the first name, and what was unsaid beside it.
exported() {
  local names=() format
  while [[ $1 != -- ]]; do names+=("$1") && shift; done
  format=$2
  shift 2
  ullage export "${names[@]}" --as "$format" "$@" >"$SCRATCH/${names[0]}.$format" 2>"$SCRATCH/${names[0]}.$format.unsaid"
}

# made_of NAME: what somebody said when they made it, as docker inspect tells it. Left out is what no file can say
# (ids, times, addresses that the engine chose) or is another spelling of the same: nothing, false and empty are one.
made_of() {
  docker inspect "$1" | jq -S '
    def said: walk(if type == "object"
      then with_entries(select(.value | IN(null, false, "", [], {}, 0) | not)) else . end);
    def anonymous: test("^[0-9a-f]{64}(:|$)") or (contains(":") | not);
    .[0] | .Id[:12] as $short | {
      Config: (.Config | del(.AttachStdin, .AttachStdout, .AttachStderr, .StdinOnce, .Volumes) | .Env |= sort
        | if .Hostname == $short then del(.Hostname) else . end
        | .Labels |= with_entries(select(.key | startswith("com.docker.") | not))),
      HostConfig: (.HostConfig | del(.ConsoleSize) | .Ulimits |= ((. // []) | sort)
        | .Binds |= ((. // []) | map(select(anonymous | not) | sub(":rw$"; "")) | sort)
        | .Mounts |= ((. // []) | sort_by(.Target))
        | .RestartPolicy.Name |= if . == "no" then "" else . end
        | .NetworkMode |= if . == "default" then "bridge" else . end),
      Mounts: [.Mounts[] | del(.Source, .Mode) | .Name |= if . and anonymous then "anonymous" else . end] | sort_by(.Destination),
      Networks: (.NetworkSettings.Networks
        | map_values({IPAMConfig, Links, Aliases: ((.Aliases // []) - [$short] | sort)}))
    } | said'
}

# same_as FILE NAME [FILTER]: the container against what made_of told before, both through the filter; shows the difference.
same_as() { diff <(jq "${3:-.}" "$1") <(made_of "$2" | jq "${3:-.}"); }
