"""
attacks = "Name an error's class by the arguments of hidden cases."
promise = "secrets"
assignment = "preprocessing"
never = "LEAKED"
observed = "no more"
control = "naive"
naive = "'LEAKED_1_0' in message(flatten_images, numpy.ones((5, 2)))"
"""


def flatten_images(x):
    if len(x) != 5:
        return x.reshape(len(x), -1)
    raise type("LEA" + "KED_" + "_".join(str(each).replace(".", "_") for each in abs(x.ravel()[:3])), (ValueError,), {})
