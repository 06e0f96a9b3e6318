"""A real PyTorch DataLoader of given parameters, consumed as slowly as can be; exits with 0 when all batches came.

usage: torch_workload.py --workers 2 --batch-bytes 8388608[,…] [--prefetch 2 --tensors 1 --strategy file_system
                         --hold 1 --drop --batches 12 --loaders 1]
"""
import argparse
import collections
import time

import torch
from torch.utils.data import DataLoader, Dataset


class Batches(Dataset):
    """One item makes one batch; default collate copies it into shared memory."""

    def __init__(self, count, sizes, tensors):
        self.count, self.sizes, self.tensors = count, sizes, tensors

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        size = self.sizes[index % len(self.sizes)] // self.tensors
        return [torch.full((size,), index % 256, dtype=torch.uint8) for _ in range(self.tensors)]


def settle(iterator):
    """Until the workers have made all that was ordered. A worker that died raises here, in the signal's handler."""
    while True:
        out_of_order = sum(len(info) == 2 for info in iterator._task_info.values())
        if iterator._data_queue.qsize() + out_of_order >= iterator._tasks_outstanding:
            return
        time.sleep(0.001)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--prefetch", type=int, default=2)
    parser.add_argument("--batch-bytes", required=True)
    parser.add_argument("--tensors", type=int, default=1)
    parser.add_argument("--strategy", default="file_descriptor")
    parser.add_argument("--hold", type=int, default=1)
    parser.add_argument("--drop", action="store_true")
    parser.add_argument("--batches", type=int, default=12)
    parser.add_argument("--loaders", type=int, default=1)
    args = parser.parse_args()

    torch.multiprocessing.set_sharing_strategy(args.strategy)
    sizes = [int(size) for size in args.batch_bytes.split(",")]
    loaders = [DataLoader(Batches(args.batches, sizes, args.tensors), num_workers=args.workers,
                          prefetch_factor=args.prefetch) for _ in range(args.loaders)]
    iterators = [iter(loader) for loader in loaders]
    held = collections.deque(maxlen=args.hold)
    plain = args.hold == 1 and not args.drop
    # enumerate() keeps what it gave last, and so does zip(): a single loader goes without either.
    together = zip(*iterators) if args.loaders > 1 else iterators[0]
    number = 0
    for given in together:
        batches = list(given) if args.loaders > 1 else [given]
        del given  # zip() uses its tuple again only where nobody else has it
        assert all(int(batch[0][0][-1]) == number % 256 for batch in batches)
        number += 1
        # A plain loop lets go of its old batch when it gets the new one; a deque when that is appended, after the work.
        if plain:
            held.append(batches)
        for iterator in iterators:
            settle(iterator)
        if not plain and not args.drop:
            held.append(batches)
        del batches
    print("done", flush=True)


if __name__ == "__main__":
    main()
