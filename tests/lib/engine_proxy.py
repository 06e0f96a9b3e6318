"""Stands between a client and an engine's socket, and lets one thing go wrong at the N-th request that changes something.

usage: engine_proxy.py LISTEN ENGINE N WHAT
WHAT: kill-before   the client is killed before the engine sees the request
      kill-after    the client is killed once the engine has done it, before it hears of that
      gone-before   the engine is gone from then on: connections are closed
      gone-after    the same, once it has done this last thing
      none          nothing; only counts
When it is ended it has written how many such requests there were to LISTEN.count.
"""

import os
import signal
import socket
import struct
import sys
import threading

listen_path, engine_path, when, what = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
lock = threading.Lock()
seen = 0
gone = False


def kill(client):
    credentials = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    os.kill(struct.unpack("3i", credentials)[0], signal.SIGKILL)


def read_head(peer):
    data = b""
    while b"\r\n\r\n" not in data:
        more = peer.recv(65536)
        if not more:
            return data
        data += more
    return data


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def count(head):
    global seen
    if head.startswith(b"GET "):
        return 0
    with lock:
        seen += 1
        with open(listen_path + ".count", "w") as file:
            file.write(str(seen))
        return seen


def serve(client):
    global gone
    with client, socket.socket(socket.AF_UNIX) as engine:
        head = read_head(client)
        if gone or not head:
            return
        number = count(head)
        if number == when and what == "kill-before":
            return kill(client)
        if number == when and what == "gone-before":
            gone = True
            return
        engine.connect(engine_path)
        engine.sendall(head)
        if number == when and what in ("kill-after", "gone-after"):
            length = next((line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), b":0")
            missing = int(length.split(b":")[1]) - len(head.split(b"\r\n\r\n", 1)[1])
            while missing > 0:
                data = client.recv(65536)
                missing -= len(data)
                engine.sendall(data)
            read_head(engine)
            gone = what == "gone-after"
            return kill(client) if what == "kill-after" else None
        sender = threading.Thread(target=pump, args=(client, engine), daemon=True)
        sender.start()
        pump(engine, client)


listener = socket.socket(socket.AF_UNIX)
listener.bind(listen_path)
listener.listen(64)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
