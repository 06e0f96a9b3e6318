#!/usr/bin/python3 -B
"""Changes each field of an observation in turn; prints those whose loss `compare` does not see.

usage: corpus_fields.py COMPARE OBSERVATION
"""
import copy
import importlib.machinery
import importlib.util
import json
import sys

sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("compare", sys.argv[1])
compare = importlib.util.module_from_spec(importlib.util.spec_from_loader("compare", loader))
loader.exec_module(compare)


def fields(value, path=()):
    """The way to every scalar, empty container and list."""
    if isinstance(value, dict) and value:
        for key in value:
            yield from fields(value[key], (*path, key))
    else:
        yield path


def other(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return value[1:] if value else ["other"]
    return "other" if not isinstance(value, dict) else {"other": "other"}


def changed(observation, path):
    copied = copy.deepcopy(observation)
    at = copied["inspect"]
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = other(at[path[-1]])
    return copied


def notices(before, after):
    try:
        stays = [compare.what_stays(seen) for seen in (before, after)]
        compare.settle(before, after, *stays, None)
    except (KeyError, TypeError):  # another shape than the engine gives: loud enough
        return True
    return any(compare.differences(*stays))


with open(sys.argv[2], encoding="utf-8") as file:
    observed = json.load(file)
for path in fields(observed["inspect"]):
    if not notices(observed, changed(observed, path)):
        print(".".join(path))
