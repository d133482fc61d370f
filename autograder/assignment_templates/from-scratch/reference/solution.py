# %% [markdown]
# # Softmax and its loss by hand
#
# A classifier gives a score for each class. You write what turns scores into probabilities, and what says how wrong
# they are.
#
# | name | gives |
# |---|---|
# | `softmax(scores)` | probabilities (n, classes) of scores (n, classes); each row sums to 1 |
# | `cross_entropy(scores, labels)` | the mean over n of −log of the probability of the right class, a number |
#
# Scores may be as large as 10,000: no result may be `nan` or `inf`.
#
# ## What is graded
#
# <!-- graded -->

# %%
import numpy as np

# %% [markdown]
# ## 1. Softmax


# %%
def softmax(scores):
    """Return the probabilities of scores (n, classes)."""
    ### BEGIN SOLUTION
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% [markdown]
# ## 2. Cross-entropy


# %%
def cross_entropy(scores, labels):
    """Return the mean negative logarithm of the probabilities of the labels (n,)."""
    ### BEGIN SOLUTION
    shifted = scores - scores.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-logarithms[np.arange(len(labels)), labels].mean())
    ### END SOLUTION
