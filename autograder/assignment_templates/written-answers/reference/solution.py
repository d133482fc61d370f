# %% [markdown]
# # A stable softmax, and why
#
# You write a function, and say in your own words why it is written so.
#
# ## What is graded
#
# <!-- graded -->

# %%
import numpy as np

# %% [markdown]
# ## 1. Softmax
#
# Scores may be as large as 10,000: no result may be `nan` or `inf`.


# %%
def softmax(scores):
    """Return the probabilities of scores (n, classes)."""
    ### BEGIN SOLUTION
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% [markdown]
# ## 2. Why the maximum is subtracted
#
# Say in two or three sentences what goes wrong without it, and why the probabilities stay the same.

# %% [markdown] tags=["answer", "stable"]
# In float64 `exp` of more than 709 is `inf`, and `inf / inf` is `nan`. Subtracting the maximum multiplies every `exp`
# by the same factor exp(-max), above and below the line, so that it cancels; the largest `exp` is then 1.
