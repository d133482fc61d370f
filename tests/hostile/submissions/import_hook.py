"""
attacks = "Hook the import system, so that every later module is the student's."
promise = "grade"
observed = "no more"
control = "naive"
naive = "__import__('later_module').GRADE == 100"
"""
import importlib.abc
import importlib.machinery
import sys


class Hook(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.startswith(("tensorflow", "keras", "numpy")):
            return None
        return importlib.machinery.ModuleSpec(name, self)

    def exec_module(self, module):
        module.GRADE = 100


sys.meta_path.insert(0, Hook())
