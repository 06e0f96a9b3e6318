# clean: what leaked goes, and what anybody has, had a moment ago or may come back for stays.
# shellcheck disable=SC2016,SC2154  # the scripts are expanded by the shell inside, and run sets $stderr

load ../lib/common
load ../lib/own_shm

setup_file() { scratch_dir; }
teardown_file() { remove_scratch; }
setup() { needs_root; }

@test "what leaked is listed with its size and age, and then it is gone" {
  run -0 in_own_shm 'mkdir /dev/shm/sub
    head -c 3M /dev/zero >/dev/shm/sub/frames; echo label >/dev/shm/label
    ullage clean pid:$$ --older-than 0
    find /dev/shm -type f'
  [[ ${lines[0]} =~ ^NAME\ +SIZE\ +ALLOCATED\ +UNTOUCHED\ FOR$ ]]
  [[ ${lines[1]} =~ ^sub/frames\ +3.0\ MiB\ +3.0\ MiB\ +0\ s$ ]]
  [[ ${lines[2]} =~ ^label\ +6\ B\ +4.0\ KiB\ +0\ s$ ]]
  [[ ${lines[3]} =~ ^pid:[0-9]+:\ removed\ 2\ leaked\ segments,\ 3.0\ MiB$ ]]
  [ ${#lines[@]} -eq 4 ]
}

@test "what was touched less than a minute ago stays, unless told otherwise" {
  run -0 in_own_shm 'echo a >/dev/shm/a
    touch -d "1 hour ago" /dev/shm/a
    ullage clean pid:$$; ls /dev/shm
    until ullage clean pid:$$ --older-than 1 2>/dev/null | grep -q "removed 1 leaked segment,"; do :; done
    ls /dev/shm'
  [[ ${lines[0]} == *": nothing to remove" ]]
  [[ ${lines[1]} == "note: 1 file, left alone: leaked, but touched less than 60 s ago; see --older-than" ]]
  [[ ${lines[2]} == a ]]
  [ ${#lines[@]} -eq 3 ]
}

@test "what was only mapped, and so written without a trace, counts as touched then" {
  run -0 in_own_shm 'echo a >/dev/shm/a
    until ullage clean pid:$$ --older-than 2 --dry-run 2>/dev/null | grep -q "would remove"; do :; done
    /usr/bin/python3 -c "
import mmap
with open(\"/dev/shm/a\", \"r+b\") as file:
    mmap.mmap(file.fileno(), 0)[0] = 66"
    ullage clean pid:$$ --older-than 2; cat /dev/shm/a'
  [[ ${lines[0]} == *": nothing to remove" ]]
  [[ ${lines[2]} == B ]]
}

@test "what is open or mapped stays, by whichever process in whatever namespace" {
  run -0 in_own_shm 'echo a >/dev/shm/open; echo b >/dev/shm/mapped; echo c >/dev/shm/elsewhere; echo d >/dev/shm/leaked
    exec 8</dev/shm/open
    mkfifo /dev/shm/ready
    /usr/bin/python3 -c "
import mmap, os, time
with open(\"/dev/shm/mapped\", \"r+b\") as file:
    held = mmap.mmap(file.fileno(), 0)
open(\"/dev/shm/ready\", \"w\").close()
time.sleep(1000)" 8<&- &
    read -r </dev/shm/ready || true
    unshare --mount sh -c "umount -l /dev/shm; echo >&8; exec sleep 1000" 8<>/dev/shm/ready 9</dev/shm/elsewhere &
    read -r </dev/shm/ready
    ullage clean pid:$$ --older-than 0
    ls /dev/shm'
  [[ ${lines[2]} == *": removed 1 leaked segment, 4.0 KiB" ]]
  [[ ${lines[*]:3} == "elsewhere mapped open ready" ]]
}

@test "a dry run lists, and removes nothing" {
  run -0 in_own_shm 'echo a >/dev/shm/a; ullage clean pid:$$ --older-than 0 --dry-run; ls /dev/shm'
  [[ ${lines[1]} =~ ^a\ +2\ B ]]
  [[ ${lines[2]} == *": would remove 1 leaked segment, 4.0 KiB" ]]
  [[ ${lines[3]} == a ]]
}

@test "the JSON has each file and what became of it" {
  run -0 --separate-stderr in_own_shm 'echo a >/dev/shm/a; ullage clean pid:$$ --older-than 0 --json'
  json '.schema == "ullage.clean/1" and .removed == 1 and .freed == 4096 and (.dry_run | not) and .older_than == 0' \
    <<<"$output"
  json '.files == [{name: "a", size: 2, allocated: 4096, untouched: 0, state: "removed", why: ""}]' <<<"$output"
  run -0 --separate-stderr in_own_shm 'echo a >/dev/shm/a; ullage clean pid:$$ --json; ls /dev/shm >&2'
  json '.files == [] and .young == 1 and .mounted == 0 and .unknown == 0 and .older_than == 60' <<<"$output"
  [[ $stderr == a ]]
}

@test "quiet prints what was removed, one a line" {
  run -0 --separate-stderr in_own_shm 'echo a >/dev/shm/a; ullage clean pid:$$ --older-than 0 -q'
  [[ $output == a && -z $stderr ]]
}

@test "links, FIFOs, sockets and folders are no segments" {
  run -0 in_own_shm 'cd /dev/shm; ln -s /etc/passwd link; mkfifo pipe; mkdir folder
    /usr/bin/python3 -c "import socket; socket.socket(socket.AF_UNIX).bind(\"/dev/shm/socket\")"
    ullage clean pid:$$ --older-than 0 -q; ls; test -e /etc/passwd'
  [[ ${lines[*]} == "folder link pipe socket" ]]
}

@test "a file that is mounted on, or mounted elsewhere, stays" {
  mkdir "$SCRATCH/place" && touch "$SCRATCH/place/file"
  export PLACE=$SCRATCH/place/file
  run -0 in_own_shm 'echo under >/dev/shm/under; echo source >/dev/shm/source; echo a >/dev/shm/a
    mkfifo /dev/shm/ready
    unshare --mount sh -c "mount --bind /etc/hostname /dev/shm/under; mount --bind /dev/shm/source $PLACE
      echo >/dev/shm/ready; exec sleep 1000" &
    other=$!
    read -r </dev/shm/ready
    ullage clean pid:$$ --older-than 0 -q; ullage clean pid:$$ --older-than 0
    ls /dev/shm; cat /proc/$other/root$PLACE'
  [[ ${lines[0]} == a ]]
  [[ ${lines[2]} == "note: 2 files, left alone: nobody has it open, but it is mounted somewhere" ]]
  [[ ${lines[*]:3} == "ready source under source" ]]
}

@test "what a program comes back for stays: Podman's locks, and a name with a living process in it" {
  run -0 in_own_shm 'echo a >/dev/shm/libpod_lock; echo a >/dev/shm/torch_$$_1_0; echo a >/dev/shm/torch_4194303_1_0
    ullage clean pid:$$ --older-than 0 -q; ls /dev/shm | wc -l'
  [[ ${lines[0]} == torch_4194303_1_0 && ${lines[1]} -eq 2 ]]
}

@test "without the right to ask who holds a file it stays, and that is said" {
  run -4 in_own_shm 'echo a >/dev/shm/of-root
    setpriv --reuid 65534 --regid 65534 --clear-groups bash -c "\"\$ULLAGE\" clean pid:\$\$ --older-than 0"'
  [[ $output == *"whether anything holds the file of pid:"*" can't be known"*"sudo"* ]]
  run -0 in_own_shm 'echo a >/dev/shm/of-root
    setpriv --reuid 65534 --regid 65534 --clear-groups bash -c \
      "echo b >/dev/shm/own; \"\$ULLAGE\" clean pid:\$\$ --older-than 0"
    ls /dev/shm'
  [[ ${lines[2]} == *": removed 1 leaked segment, 4.0 KiB" ]]
  [[ ${lines[3]} == "note: 1 file, left alone: who holds it can't be known; run it with sudo" ]]
  [[ ${lines[4]} == of-root ]]
}

@test "a file in a folder that may not be written stays, and the exit status says so" {
  run -4 in_own_shm 'mkdir -m 755 /dev/shm/sub; touch /dev/shm/sub/own; chown 65534 /dev/shm/sub/own
    setpriv --reuid 65534 --regid 65534 --clear-groups bash -c "\"\$ULLAGE\" clean pid:\$\$ --older-than 0 || exit"
    ls /dev/shm/sub'
  [[ $output == *"can't remove own"* ]]
}

@test "the host's own is cleaned by the same rules" {
  local mine=ullage-test-${SCRATCH##*.}
  echo a >"/dev/shm/$mine"
  exec 7</dev/shm/"$mine"
  run -0 ullage clean host --older-than 0 --dry-run --quiet
  [[ $output != *"$mine"* ]]
  exec 7<&-
  run -0 ullage clean host --older-than 0 --dry-run --quiet
  rm "/dev/shm/$mine"
  [[ $output == *"$mine"* ]]
}
