# %% [markdown]
# # Convolution by hand
#
# `Conv2D` is the layer that made image recognition work. Here you compute it yourself, with NumPy alone: a small
# kernel is laid on every place of the image, multiplied number by number with what lies below it, and summed.
#
# ## What to write
#
# | function | gives |
# |---|---|
# | `output_size(n, kernel, stride, padding)` | how many places there are along an axis of length n |
# | `conv2d(x, kernel, bias, strides, padding)` | x (n, h, w, c) with kernel (kh, kw, c, filters), plus bias (filters,) |
#
# `strides` is a number or a pair (rows, columns). `padding` is `"valid"` (the kernel stays inside the image) or
# `"same"` (the image is padded with zeros, so that with stride 1 the output is as large as the input), exactly as in
# Keras. As in every deep-learning library the kernel is not flipped.
#
# ## What is graded
#
# <!-- graded -->

# %%
import numpy as np

# %% [markdown]
# ## A worked example
#
# The kernel [[1, 0], [0, 1]] sums the two numbers on the diagonal. On the image
#
# $$\begin{pmatrix}1&2&3\\4&5&6\\7&8&9\end{pmatrix}$$
#
# it gives 1+5 = 6 in the first place, then 2+6 = 8, 4+8 = 12 and 5+9 = 14.
#
# ## How many places?
#
# With `valid` padding a kernel of length k fits into n places n − k + 1 times, and a stride s uses every s-th of
# them. With `same` padding there are ⌈n / s⌉ places; the zeros that are needed go half to each side, and an odd one
# goes to the bottom or right.


# %%
def output_size(n, kernel, stride, padding):
    """Return the length of the output along an axis of length n."""
    ### BEGIN SOLUTION
    if padding == "same":
        return -(-n // stride)
    return (n - kernel) // stride + 1
    ### END SOLUTION


# %% [markdown]
# ## The convolution
#
# Loops over the places are fine; loops over the images of a batch are slow. If you like,
# `np.lib.stride_tricks.sliding_window_view` gives all places at once.


# %%
def conv2d(x, kernel, bias, strides, padding):
    """Convolve x (n, h, w, c) with kernel (kh, kw, c, filters) and add bias (filters,)."""
    ### BEGIN SOLUTION
    rows, columns = (strides, strides) if isinstance(strides, int) else strides
    kh, kw = kernel.shape[:2]
    if padding == "same":
        x = np.pad(x, [(0, 0), _padding(x.shape[1], kh, rows), _padding(x.shape[2], kw, columns), (0, 0)])
    places = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(1, 2))[:, ::rows, ::columns]
    return np.einsum("nhwcij,ijcf->nhwf", places, kernel) + bias
    ### END SOLUTION


### BEGIN SOLUTION NO PROMPT
def _padding(n, kernel, stride):
    """Return the zeros before and after an axis of length n."""
    total = max((output_size(n, kernel, stride, "same") - 1) * stride + kernel - n, 0)
    return total // 2, total - total // 2


### END SOLUTION

# %% tags=["active-ipynb"]
# image = np.arange(1.0, 10.0).reshape(1, 3, 3, 1)
# diagonal = np.array([[1.0, 0.0], [0.0, 1.0]]).reshape(2, 2, 1, 1)
# print(conv2d(image, diagonal, np.zeros(1), 1, "valid")[0, :, :, 0])

# %% [markdown]
# ## What kernels see
#
# One kernel finds vertical edges, another horizontal ones. A network learns such kernels from the data.

# %% tags=["active-ipynb"]
# import matplotlib.pyplot as plt
# from sklearn.datasets import load_digits
#
# digit = load_digits().images[:1, :, :, None]
# edges = np.stack([np.array([[1, 0, -1]] * 3), np.array([[1, 0, -1]] * 3).T], axis=-1)[:, :, None, :].astype(float)
# seen = conv2d(digit, edges, np.zeros(2), 1, "same")
# figure, axes = plt.subplots(1, 3, figsize=(8, 2.6))
# pictures = {"image": digit[0, :, :, 0], "vertical edges": seen[0, :, :, 0], "horizontal edges": seen[0, :, :, 1]}
# for axis, (title, picture) in zip(axes, pictures.items()):
#     axis.imshow(picture, cmap="gray")
#     axis.set_title(title)
#     axis.axis("off")
# plt.show()

# %% tags=["active-ipynb"]
# !autograder check convolution.ipynb
