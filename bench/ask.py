"""Asks a URL without a pause until a file appears; prints how many requests there were, failed, and the slowest.

usage: ask.py URL STOP_FILE
"""
import os
import sys
import time
import urllib.request

url, stop = sys.argv[1:]
asked = failed = 0
slowest = 0.0
while not os.path.exists(stop):
    start = time.perf_counter()
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            answer.read()
    except OSError:
        failed += 1
    asked += 1
    slowest = max(slowest, time.perf_counter() - start)
print(f"{asked}, {failed}, {slowest * 1000:.0f} ms")
