"""Asks a URL every 2 ms; prints the longest time without an answer, in milliseconds.

usage: gap.py URL FILE     makes the file at the first answer, ends at the first one after it was taken away
"""
import os
import sys
import time
import urllib.request

url, file = sys.argv[1:]
last = None
longest = 0.0
while True:
    running = last is None or os.path.exists(file)
    try:
        with urllib.request.urlopen(url, timeout=0.25) as answer:
            answer.read()
    except OSError:
        time.sleep(0.002)
        continue
    now = time.perf_counter()
    if last is None:
        open(file, "w", encoding="utf-8").close()
    else:
        longest = max(longest, now - last)
    last = now
    if not running:
        break
    time.sleep(0.002)
print(f"{longest * 1000:.0f}")
