"""
attacks = "Leave processes behind that load data."
promise = "survival"
observed = "same"
control = "naive"
naive = "all(each.is_alive() for each in multiprocessing.active_children()) and multiprocessing.active_children()"
"""
import torch
from torch.utils.data import DataLoader


class Slow(torch.utils.data.Dataset):
    def __len__(self):
        return 99

    def __getitem__(self, place):
        import time

        time.sleep(600 if place > 2 else 0)
        return place


kept = iter(DataLoader(Slow(), num_workers=1, persistent_workers=True))
print(next(kept))
