"""Asks a URL every 2 ms until a file appears; prints the longest time without an answer, in milliseconds.

usage: gap.py URL STOP_FILE
"""
import os
import sys
import time
import urllib.request

url, stop = sys.argv[1:]
last = time.perf_counter()
longest = 0.0
while not os.path.exists(stop):
    try:
        with urllib.request.urlopen(url, timeout=0.1) as answer:
            answer.read()
        now = time.perf_counter()
        longest = max(longest, now - last)
        last = now
    except OSError:
        pass
    time.sleep(0.002)
print(f"{longest * 1000:.0f}")
