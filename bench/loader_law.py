"""The grid of real PyTorch DataLoaders that the DataLoader law is held to.

usage: loader_law.py SAMPLER FILE.csv [NAME_PART]

Each configuration runs twice. Each run has a tmpfs of its own at /dev/shm, in a mount namespace of its own, and SAMPLER watches it. The columns say
what the law is told; `variant` is what it is not told, because it must not matter.
"""
import collections
import csv
import ctypes
import os
import signal
import subprocess
import sys
import time

import numpy
import torch
import torch.multiprocessing
from torch.utils.data import DataLoader, Dataset

COLUMNS = ("name workers prefetch batches count strategy held loaders ranks side variant "
           "peak samples rate gap_us torch").split()
MIB = 1 << 20
CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 1 << 18
libc = ctypes.CDLL(None, use_errno=True)


def config(name, workers=2, prefetch=2, batch=(MIB,), count=0, strategy="file_descriptor", held=1, loaders=1, ranks=1,
           side="slow consumer", variant="", samples=4, zipped=True):
    """`batch`: bytes of each tensor of a batch, or a list of such for uneven ones. `samples` make a batch."""
    batches = batch if isinstance(batch, list) else [tuple(batch)]
    return dict(name=name, workers=workers, prefetch=prefetch, batches=batches, count=count, strategy=strategy,
                held=held, loaders=loaders, ranks=ranks, side=side, variant=variant, samples=samples, zipped=zipped)


class Samples(Dataset):
    """Sample i belongs to batch i // samples; without batching (samples 0) a sample is a batch."""

    def __init__(self, cfg, length):
        self.cfg, self.length = cfg, length

    def __len__(self):
        return self.length * max(self.cfg["samples"], 1)

    def __getitem__(self, index):
        parts = max(self.cfg["samples"], 1)
        sizes = self.cfg["batches"][index // parts % len(self.cfg["batches"])]
        if self.cfg["side"] == "slow workers" and index % parts == 0:
            time.sleep(0.06)
        if self.cfg["variant"] == "numpy samples":
            return tuple(numpy.full(size // parts, index % 251, dtype=numpy.uint8) for size in sizes)
        return tuple(torch.full((size // parts,), index % 251, dtype=torch.uint8) for size in sizes)


def stacked(samples):
    """A collate of one's own: the tensors reach shared memory only on their way through the queue."""
    return [torch.stack(parts) for parts in zip(*samples)]


def pin_by_a_stand_in():
    """The thread that pins memory runs only where there is a GPU; here its copies go to ordinary memory."""
    torch.cuda.is_available = lambda: True
    torch.cuda.current_device = lambda: 0
    torch.cuda.set_device = lambda device: None
    torch.Tensor.pin_memory = lambda tensor, device=None: tensor.clone()


def loader_of(cfg, length):
    variant = cfg["variant"]
    return DataLoader(
        Samples(cfg, length),
        batch_size=cfg["samples"] or None,
        num_workers=cfg["workers"],
        prefetch_factor=cfg["prefetch"],
        pin_memory=variant.startswith("pin"),
        persistent_workers=variant == "persistent workers",
        collate_fn=stacked if variant == "custom collate" else None,
        multiprocessing_context="spawn" if variant == "spawned workers" else None)


def used():
    fs = os.statvfs("/dev/shm")
    return fs.f_blocks - fs.f_bfree


def until_quiet(seconds):
    """The consumer that is slower than its workers, however busy the machine: it waits for them to be done."""
    before, since = used(), time.monotonic()
    while time.monotonic() - since < seconds:
        time.sleep(0.01)
        now = used()
        if now != before:
            before, since = now, time.monotonic()


def pause(cfg):
    if cfg["side"] == "slow consumer":
        until_quiet(0.08 if cfg["ranks"] == 1 else 0.4)


def steps(cfg):
    in_flight = cfg["workers"] * cfg["prefetch"] + cfg["held"] + 2
    more = 3 + cfg["held"] + len(cfg["batches"]) if cfg["side"] == "slow consumer" else 30
    return in_flight, more


def consume(batches, cfg, most):
    """Takes at most so many batches, and holds as many as the configuration says while it asks for the next."""
    kept = collections.deque(maxlen=cfg["held"])
    taken = 0
    for batch in batches:
        if cfg["held"] > 1:
            kept.append(batch)
        taken += 1
        if taken == most:
            break
        pause(cfg)
        if cfg["held"] == 0:
            del batch


def load(cfg):
    torch.multiprocessing.set_sharing_strategy(cfg["strategy"])
    if cfg["variant"] == "pin_memory with its thread":
        pin_by_a_stand_in()
    in_flight, more = steps(cfg)
    loaders = [loader_of(cfg, cfg["count"] or in_flight + more) for _ in range(cfg["loaders"])]
    most = cfg["count"] or more
    if len(loaders) > 1 and cfg["zipped"]:
        return consume(zip(*loaders), cfg, most)
    iterators = [iter(loader) for loader in loaders]
    first = [next(iterator) for iterator in iterators[:-1]]
    consume(iterators[-1], cfg, most)
    if cfg["variant"] == "persistent workers":
        consume(iter(loaders[-1]), cfg, most)
    return first


def in_ranks(cfg):
    """Each rank a process, as a launcher would start them; all of them loaded before any takes its second batch."""
    pids = []
    for _ in range(cfg["ranks"]):
        pid = os.fork()
        if pid == 0:
            load(cfg)
            sys.stdout.flush()
            sys.exit(0)
        pids.append(pid)
    return all(os.waitpid(pid, 0)[1] == 0 for pid in pids)


def own_tmpfs():
    if libc.unshare(CLONE_NEWNS) != 0 or libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) != 0:
        raise OSError(ctypes.get_errno(), "a mount namespace of its own")
    if libc.mount(b"tmpfs", b"/dev/shm", b"tmpfs", 0, b"size=8g,mode=1777") != 0:
        raise OSError(ctypes.get_errno(), "mount a tmpfs")


def measure(cfg, sampler):
    """In a child: sees the peak of one run. Answers with what the sampler printed."""
    own_tmpfs()
    with subprocess.Popen([sampler, "/dev/shm"], stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout.readline() == "ready\n"
        signal.alarm(100)
        good = in_ranks(cfg)
        watching.send_signal(signal.SIGTERM)
        return watching.stdout.read().split() if good else None


def in_child(cfg, sampler):
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        result = measure(cfg, sampler)
        os.write(writer, " ".join(result or []).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        result = answer.read().split()
    os.waitpid(pid, 0)
    if len(result) != 4:
        raise RuntimeError(f"{cfg['name']}: the run failed")
    return dict(zip(("peak", "samples", "rate", "gap_us"), map(int, result)))


def grid():
    sides = "slow consumer", "fast consumer", "slow workers"
    for workers in range(1, 9):
        yield config(f"workers-{workers}", workers=workers)
        yield config(f"workers-{workers}-dropped", workers=workers, held=0, batch=(3 * MIB, 800))
    for prefetch in (1, 3, 4, 6, 8):
        yield config(f"prefetch-{prefetch}", prefetch=prefetch)
        yield config(f"prefetch-{prefetch}-dropped", workers=3, prefetch=prefetch, held=0)
    for size in (100, 4096, 4100, 60_000, 300_000, 4 * MIB, 16 * MIB, 48 * MIB):
        yield config(f"bytes-{size}", batch=(size,))
        yield config(f"bytes-{size}-dropped", batch=(size,), held=0)
        yield config(f"bytes-{size}-file_system", batch=(size,), held=0, strategy="file_system")
    for size in (4, 48):
        for side in sides[1:]:
            yield config(f"bytes-{size}m-{side}", batch=(size * MIB,), side=side)
    for tensors in ((MIB, 64), (MIB, 64, 64), (2 * MIB, MIB, 4032, 4096)):
        for strategy in ("file_descriptor", "file_system"):
            yield config(f"tensors-{len(tensors)}-{strategy}", batch=tensors, strategy=strategy, held=0)
            yield config(f"tensors-{len(tensors)}-{strategy}-kept", batch=tensors, strategy=strategy)
    for held in (2, 3, 4):
        for side in sides:
            yield config(f"deque-{held}-{side}", held=held, side=side)
    for side in sides:
        yield config(f"plain-{side}", workers=4, side=side)
        yield config(f"dropped-{side}", workers=4, held=0, side=side)
        yield config(f"file_system-{side}", workers=3, prefetch=3, strategy="file_system", side=side)
    uneven = {
        "alternating": [(MIB,), (6 * MIB,)],
        "one-large": [(MIB,), (MIB,), (MIB,), (16 * MIB,), (MIB,)],
        "rising": [(n * MIB, 8 * n) for n in range(1, 8)],
        "two-large": [(8 * MIB,), (8 * MIB,)] + [(MIB,)] * 9,
    }
    for name, batches in uneven.items():
        yield config(f"uneven-{name}", batch=batches, samples=0)
        yield config(f"uneven-{name}-dropped", batch=batches, samples=0, held=0)
        yield config(f"uneven-{name}-fast", batch=batches, samples=0, side="fast consumer")
    for count in (1, 2, 3, 5):
        yield config(f"few-{count}", workers=4, count=count)
        yield config(f"few-{count}-dropped", workers=2, count=count, held=0)
        yield config(f"few-{count}-deque", workers=1, count=count, held=4)
    for variant in ("pin_memory", "pin_memory with its thread", "persistent workers", "custom collate", "numpy samples",
                    "spawned workers"):
        for side in sides[:2]:
            yield config(f"{variant}-{side}", variant=variant, side=side, batch=(4 * MIB, 32), workers=3)
    yield config("no-batching", samples=0, variant="batch_size=None", batch=(2 * MIB, 40))
    yield config("no-batching-dropped", samples=0, variant="batch_size=None", batch=(2 * MIB, 40), held=0)
    yield config("custom-dropped", variant="custom collate", batch=(4 * MIB, 32), held=0)
    for loaders in (2, 3):
        for side in sides:
            yield config(f"zip-{loaders}-{side}", loaders=loaders, side=side)
        yield config(f"zip-{loaders}-dropped", loaders=loaders, held=0)
        yield config(f"zip-{loaders}-deque", loaders=loaders, held=3)
        yield config(f"zip-{loaders}-shallow", loaders=loaders, workers=1, prefetch=1, batch=(4 * MIB,))
        yield config(f"zip-{loaders}-shallow-fast", loaders=loaders, workers=1, prefetch=1, side="fast consumer")
        yield config(f"zip-{loaders}-few", loaders=loaders, count=3, held=2)
        yield config(f"both-alive-{loaders}", loaders=loaders, zipped=False, variant="one after the other")
    for ranks in (2, 3):
        yield config(f"ranks-{ranks}", ranks=ranks)
        yield config(f"ranks-{ranks}-dropped", ranks=ranks, held=0)
    yield config("ranks-2-zip-2", ranks=2, loaders=2, batch=(MIB, 64))
    yield config("ranks-2-fast", ranks=2, side="fast consumer", batch=(8 * MIB,))
    yield config("wide", workers=8, prefetch=4, batch=(4 * MIB,))
    yield config("deep", workers=2, prefetch=8, batch=(16 * MIB, 256), held=2)
    yield config("wide-fast", workers=8, prefetch=2, batch=(16 * MIB,), side="fast consumer")


def main():
    sampler, path, *part = sys.argv[1:]
    torch.set_num_threads(1)
    with open(path, "w", encoding="ascii", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        file.flush()
        for cfg in [*grid(), *grid()]:
            if part and part[0] not in cfg["name"]:
                continue
            row = {**cfg, **in_child(cfg, sampler), "torch": torch.__version__}
            row["batches"] = "|".join("+".join(map(str, tensors)) for tensors in cfg["batches"])
            table.writerow(row)
            file.flush()
            print(f"{cfg['name']}: {row['peak']} bytes at {row['rate']}/s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
