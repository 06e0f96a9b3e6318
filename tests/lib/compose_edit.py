"""Edits every service of the compose files given, each on a copy, and holds the result to PyYAML's reading of both.
usage: compose_edit.py ULLAGE FOLDER FILE…   Prints what is wrong, then how many were edited and refused."""

import difflib
import os
import shutil
import subprocess
import sys

import yaml

SIZE, SAID = 3 << 30, "3g"


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return yaml.safe_load(file.read())


def raw(path):
    with open(path, "rb") as file:
        return file.read()


def lines_changed(before, after):
    """(removed, added) lines."""
    diff = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return sum(line.startswith("- ") for line in diff), sum(line.startswith("+ ") for line in diff)


def differences(path, copy, service):
    """What is wrong with `copy`, an edit of `path`."""
    before, after = read(path), read(copy)
    followers = {
        name for name, keys in before["services"].items()
        if isinstance(keys, dict) and keys is not before["services"][service]
        and after["services"][name].get("shm_size") != keys.get("shm_size")
    }
    if after["services"][service].get("shm_size") != SAID:
        yield f"shm_size is {after['services'][service].get('shm_size')}"
    for name in {service} | followers:
        before["services"][name].pop("shm_size", None)
        after["services"][name].pop("shm_size", None)
    if before != after:
        yield "something else changed"
    removed, added = lines_changed(raw(path).decode(), raw(copy).decode())
    if removed > 1 or added > 1 + (removed == 1 and not raw(path).endswith(b"\n")):
        yield f"{removed} lines removed, {added} added"
    if raw(copy + ".bak") != raw(path):
        yield "the backup is not the old file"
    for name in followers:
        yield ("follows", name)


def main(ullage, folder, *files):
    edited = refused = wrong = 0
    for path in files:
        for service in read(path)["services"]:
            copy = os.path.join(folder, os.path.basename(path))
            shutil.copy(path, copy)
            run = subprocess.run([ullage, "export", "--edit", copy, "--service", str(service), "--shm-size", SAID],
                                 capture_output=True, text=True)
            complaints = []
            if run.returncode == 0:
                edited += 1
                for found in differences(path, copy, service):
                    if found[0] != "follows":
                        complaints.append(found)
                    elif found[1] not in run.stderr:
                        complaints.append(f"{found[1]} follows, and nothing was said")
            else:
                refused += 1
                if run.returncode not in (2, 5) or run.stderr.count("\n") > 2:
                    complaints.append(f"exit {run.returncode}: {run.stderr}")
                if raw(copy) != raw(path) or os.path.exists(copy + ".bak"):
                    complaints.append("refused, and yet something was written")
            for complaint in complaints:
                print(f"{path}: {service}: {complaint}")
            wrong += len(complaints)
            for name in os.listdir(folder):
                os.unlink(os.path.join(folder, name))
    print(f"{edited} edited, {refused} refused")
    return wrong > 0


sys.exit(main(*sys.argv[1:]))
