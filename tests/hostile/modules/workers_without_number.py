"""
attacks = "Start processes without number to load data."
promise = "limits"
observed = "no more"
control = "naive"
naive = "len(multiprocessing.active_children()) > 90"
"""
import torch
from torch.utils.data import DataLoader

kept = [iter(DataLoader(torch.zeros(200, 1), num_workers=20, persistent_workers=True)) for _ in range(5)]
