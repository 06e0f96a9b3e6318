"""The scenario's service with a real PyTorch DataLoader as its load: answers /health on port 8308.

It is well when a whole run through its data has passed, and says why not when a worker died. 4 workers, 16 MiB batches:
by the DataLoader law they need 160 MiB of shared memory.
"""
import http.server
import json
import os
import signal
import threading
import time

import torch
from torch.utils.data import DataLoader, Dataset

BATCH = 16 << 20
health = {"status": "starting", "service": "digital-human-service"}


class Frames(Dataset):
    def __len__(self):
        return 40

    def __getitem__(self, index):
        return torch.full((BATCH // 4,), index, dtype=torch.uint8)


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(health, separators=(",", ":")).encode()
        self.send_response(404 if self.path != "/health" else 200 if health["status"] == "ok" else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def load_for_ever():
    global health
    while True:
        try:
            for batch in DataLoader(Frames(), batch_size=4, num_workers=4):
                assert batch.numel() == BATCH
                time.sleep(0.02)
            health = {"status": "ok", "service": "digital-human-service"}
        except Exception as error:  # RuntimeError of a dead worker; OSError where not even a semaphore fits; EOFError
            print(error, flush=True)
            health = {"status": "failing", "service": "digital-human-service", "reason": "worker: " + str(error)[:80]}


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
server = http.server.ThreadingHTTPServer(("", 8308), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
load_for_ever()
