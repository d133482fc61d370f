"""
attacks = "Patch builtins: comparisons, lengths, types, the printing of results."
promise = "grade"
observed = "no more"
control = "naive"
naive = "all([False]) and isinstance(1, str)"
"""
import builtins

builtins.all = builtins.any = lambda *a: True
builtins.isinstance = lambda *a: True
builtins.round = builtins.abs = lambda *a: 0
