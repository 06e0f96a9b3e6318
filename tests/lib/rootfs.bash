# Root file systems for containers, made of static binaries of this machine: no registry, no network.
# shellcheck disable=SC2034  # the arrays are used by the files that source this one

# The applets that tests call inside of a container.
SHELL_APPLETS=(sh ash cat chmod cp dd df du echo env false head httpd id kill ln ls mkdir mount mv nc ps rm rmdir sleep
  stat sync test touch true umount wc wget yes truncate fallocate)

# make_rootfs FOLDER BINARY…: a root with the standard folders and these programs in /bin.
make_rootfs() {
  local root=$1
  shift
  mkdir -p "$root"/{app,bin,dev,etc,lib,lib64,proc,root,run,sys,tmp,usr,var/tmp}
  chmod 1777 "$root/tmp" "$root/var/tmp"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  echo 'root:x:0:' >"$root/etc/group"
  [[ $# -eq 0 ]] || install -m 755 "$@" "$root/bin/"
}

# add_shell FOLDER: busybox with the applets, and a `bash` for start scripts that ask for it.
add_shell() {
  local applet
  install -m 755 "$(static_busybox)" "$1/bin/busybox"
  for applet in "${SHELL_APPLETS[@]}"; do ln -sf busybox "$1/bin/$applet"; done
  printf '#!/bin/sh\nexec /bin/sh "$@"\n' >"$1/bin/bash"
  chmod 755 "$1/bin/bash"
}

static_busybox() {
  local busybox
  busybox=$(command -v busybox) || { echo "no busybox: install busybox-static" >&2; return 1; }
  ! ldd "$busybox" >/dev/null 2>&1 || { echo "$busybox is not static: install busybox-static" >&2; return 1; }
  echo "$busybox"
}

# rootfs_tar NAME BINARY…: prints the path of a tar with a shell and these programs, made once in SCRATCH.
rootfs_tar() {
  local name=$1
  shift
  if [[ ! -e $SCRATCH/$name.tar ]]; then
    make_rootfs "$SCRATCH/$name.root" "$@" && add_shell "$SCRATCH/$name.root" || return 1
    tar -C "$SCRATCH/$name.root" --owner=0 --group=0 -cf "$SCRATCH/$name.tar" . || return 1
    rm -rf "$SCRATCH/$name.root"
  fi
  echo "$SCRATCH/$name.tar"
}

# The example service as the scenario's image has it; SERVICE names the binary.
SERVICE=${SERVICE:-$ULLAGE_ROOT/build/release/digital-human-service}
SERVICE_CHANGES=(--change 'WORKDIR /app' --change 'EXPOSE 8308' --change 'CMD ["digital-human-service"]'
  --change 'ENV PATH=/bin')
SHELL_CHANGES=(--change 'ENV PATH=/bin' --change 'CMD ["sh"]')
