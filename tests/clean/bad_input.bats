# clean: words that are off, names that are hostile, mounts that can't be changed.
# shellcheck disable=SC2016,SC2154  # the scripts are expanded by the shell inside, and run sets $stderr

load ../lib/common
load ../lib/own_shm

setup() { needs_root; }

@test "a NAME is needed, and one that exists" {
  run -2 ullage clean
  run -2 ullage clean one two
  run -3 ullage clean pid:4194304
  run -3 ullage clean no-such-container-here
  [[ ${#lines[@]} -le 2 ]]
}

@test "an age is a whole number of seconds" {
  local age
  for age in -1 1.5 1m '' ' 1' 0x10 99999999999999999999 18446744073709551616 nan; do
    run -2 ullage clean host --older-than "$age"
    [[ $output == *"--older-than"* ]]
  done
  run -2 ullage clean host --older-than
}

@test "the largest age takes nothing, and does not overflow" {
  run -0 in_own_shm 'touch /dev/shm/a; ullage clean pid:$$ --older-than 4294967296 -q; ls /dev/shm'
  [[ $output == *a ]]
}

@test "an error in JSON is one line on standard error, and nothing else" {
  run -3 --separate-stderr ullage clean pid:4194304 --json
  [[ -z $output ]]
  json '.error.kind == "not_found" and .error.exit_code == 3' <<<"$stderr"
}

@test "names that would move the cursor or forge a line are shown harmlessly, and go" {
  run -0 in_own_shm 'cd /dev/shm; touch -- $'"'"'a\n\e[2Jb'"'"' -rf "$(printf "%0255d" 1)" $'"'"'\xff'"'"' "a b;c" " "
    ullage clean pid:$$ --older-than 0; ls -A | wc -l'
  [[ $output != *$'\e'* ]]
  [[ $output == *'a\n\x1b[2Jb'* ]]
  [[ $output == *"removed 6 leaked segments"* ]]
  [[ ${lines[-1]} -eq 0 ]]
}

@test "hostile names leave the JSON valid" {
  run -0 in_own_shm 'cd /dev/shm; touch $'"'"'\xff\e"\\'"'"'; ullage clean pid:$$ --older-than 0 --json'
  json '.removed == 1' <<<"$output"
}

@test "folders as deep as paths can be are walked, and their files go" {
  run -0 in_own_shm 'cd /dev/shm; for i in $(seq 300); do mkdir folder; cd folder; done; touch deep; cd /
    ullage clean pid:$$ --older-than 0 -q'
  [[ $output == *folder/deep ]]
}

@test "a link in place of a folder leads nowhere" {
  run -0 in_own_shm 'mkdir /tmp/ullage-outside-$$; touch /tmp/ullage-outside-$$/file
    ln -s /tmp/ullage-outside-$$ /dev/shm/folder
    ullage clean pid:$$ --older-than 0; ls /tmp/ullage-outside-$$; rm -r /tmp/ullage-outside-$$'
  [[ ${lines[0]} == *"nothing to remove" && ${lines[1]} == file ]]
}

@test "a mount below the mount is another's business" {
  run -0 in_own_shm 'mkdir /dev/shm/other; mount -t tmpfs tmpfs /dev/shm/other; touch /dev/shm/other/file
    ullage clean pid:$$ --older-than 0; ls /dev/shm/other'
  [[ ${lines[0]} == *"nothing to remove" && ${lines[1]} == file ]]
}

@test "a mount that is read-only keeps its files, and that is said" {
  run -1 in_own_shm 'touch /dev/shm/a; mount -o remount,ro /dev/shm
    status=0; ullage clean pid:$$ --older-than 0 || status=$?; ls /dev/shm; exit $status'
  [[ $output == *"can't remove a"* && ${lines[-1]} == a ]]
}

@test "a mount without an inode left, and full, can be cleaned" {
  run -0 in_own_shm 'mount -o remount,nr_inodes=3,size=4k /dev/shm; echo a >/dev/shm/a; : >/dev/shm/b
    ! (: >/dev/shm/c) 2>/dev/null
    ullage clean pid:$$ --older-than 0 -q; : >/dev/shm/c'
  [[ $output == *a*b* ]]
}

@test "a reader that goes away before the list is shown keeps the files" {
  run -0 in_own_shm 'touch /dev/shm/a; (trap "" PIPE; ullage clean pid:$$ --older-than 0 2>/dev/null || true) >/dev/full
    ls /dev/shm'
  [[ $output == a ]]
}

@test "Ctrl-C leaves no file under a name of ours" {
  run -0 --separate-stderr in_own_shm 'for i in $(seq 400); do : >/dev/shm/$i; done
    for i in 1 2 3 4 5 6; do
      "$ULLAGE" clean pid:$$ --older-than 0 >/dev/null 2>&1 & cleaner=$!
      until [ ! -d /proc/$cleaner ] || [ "$(ls /dev/shm | wc -l)" -lt 400 ] || ls -A /dev/shm | grep -q ullage; do :; done
      kill -TERM $cleaner 2>/dev/null || true; wait $cleaner || true
      for j in $(seq 400); do : >>/dev/shm/$j; done
    done
    ls -A /dev/shm | grep -c ullage || true'
  [[ $output == 0 ]]
}
