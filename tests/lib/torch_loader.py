"""A real PyTorch DataLoader whose batches have a given size; prints `batch N` for each one.

usage: torch_loader.py --workers 4 --batch-mib 48 --batches 40 [--wait-for FILE --wait-after N]
"""
import argparse
import os
import time

import torch
from torch.utils.data import DataLoader, Dataset


class Frames(Dataset):
    """One item is one batch, already as large as asked."""

    def __init__(self, batches, mib):
        self.batches, self.mib = batches, mib

    def __len__(self):
        return self.batches

    def __getitem__(self, index):
        return torch.full((self.mib << 20,), index % 256, dtype=torch.uint8)


def wait_for(path):
    while not os.path.exists(path):
        time.sleep(0.01)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--batch-mib", type=int, default=48)
    parser.add_argument("--batches", type=int, default=12)
    parser.add_argument("--wait-for", help="go on after --wait-after batches only when this file exists")
    parser.add_argument("--wait-after", type=int, default=0)
    parser.add_argument("--small-mib", type=int, default=1, help="size of the batches before the wait")
    args = parser.parse_args()

    if args.wait_for:
        run(args, args.wait_after, args.small_mib, 0)
        print("waiting", flush=True)
        wait_for(args.wait_for)
    run(args, args.batches, args.batch_mib, args.wait_after)
    print("done", flush=True)


def run(args, batches, mib, first):
    loader = DataLoader(Frames(batches, mib), batch_size=None, num_workers=args.workers)
    for number, batch in enumerate(loader, first):
        assert batch.shape[0] == mib << 20 and int(batch[-1]) == (number - first) % 256
        print("batch", number, flush=True)


if __name__ == "__main__":
    main()
