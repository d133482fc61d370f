"""
attacks = "Leave folders in folders, deeper than a stack and than a path may be, for the grader to remove."
promise = "survival"
observed = "same"
control = "naive"
naive = "not removed('.')"
"""
import os

place = os.open(".", os.O_RDONLY)
for _ in range(3_000):
    os.mkdir("d", dir_fd=place)
    below = os.open("d", os.O_RDONLY, dir_fd=place)
    os.close(place)
    place = below
os.close(os.open("file", os.O_WRONLY | os.O_CREAT, dir_fd=place))
os.close(place)
