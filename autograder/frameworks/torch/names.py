"""The operations of ATen that an exported module may call: each computes with tensors, and with nothing else."""

from __future__ import annotations

from typing import Final

_DEFAULT: Final = """
    abs acos adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d
    adaptive_max_pool2d adaptive_max_pool3d addmm alias alpha_dropout amax amin arange argmax argmin asin atan
    avg_pool1d avg_pool2d avg_pool3d baddbmm batch_norm bmm broadcast_tensors cat ceil celu channel_shuffle
    chunk clamp clamp_max clamp_min clone constant_pad_nd contiguous conv1d conv2d conv3d cos cosh cumsum
    detach dot dropout einsum elu embedding erf exp expand expand_as expm1 eye feature_alpha_dropout
    feature_dropout flip floor frac full full_like gelu glu group_norm hstack hardshrink hardsigmoid hardswish
    hardtanh im2col instance_norm layer_norm leaky_relu lift_fresh_copy linear log log10 log1p log2
    log_sigmoid logical_and logical_not logical_or matmul max max_pool1d max_pool2d max_pool3d maximum mean
    median min minimum mish mm mul mv nan_to_num native_dropout neg new_zeros numpy_T one_hot ones ones_like outer pad
    permute pixel_shuffle pixel_unshuffle prelu rand rand_like randn randn_like reciprocal relu relu6 repeat
    reshape reshape_as rms_norm roll round rrelu rsqrt scaled_dot_product_attention selu sigmoid sign silu sin
    sinh softplus softshrink sqrt square squeeze stack sum t tan tanh threshold tril triu unsqueeze
    upsample_bicubic2d upsample_bilinear2d upsample_nearest1d upsample_nearest2d upsample_nearest3d var view
    view_as where zeros zeros_like
"""
"""Operations by their first form, "default"."""

_OTHERS: Final = """
    _to_copy.default bitwise_and.Tensor bitwise_not.default bitwise_or.Tensor
    add.Scalar add.Tensor arange.start arange.start_step clamp.Tensor conv1d.padding
    conv2d.padding conv3d.padding conv_transpose1d.default conv_transpose2d.input conv_transpose3d.input
    cumsum.default div.Scalar div.Tensor div.Tensor_mode eq.Scalar eq.Tensor expand.default flatten.using_ints
    floor_divide.default gather.default ge.Scalar ge.Tensor gelu.default gru.input gt.Scalar gt.Tensor
    index.Tensor index_select.default le.Scalar le.Tensor linalg_vector_norm.default log_softmax.int
    logsumexp.default lstm.input lt.Scalar lt.Tensor masked_fill.Scalar max.dim max.other mean.dim min.dim
    min.other movedim.int movedim.intlist mul.Scalar mul.Tensor ne.Scalar ne.Tensor norm.ScalarOpt_dim
    pow.Scalar pow.Tensor_Scalar pow.Tensor_Tensor prod.default prod.dim_int remainder.Scalar
    repeat_interleave.self_int rnn_relu.input rnn_tanh.input rsub.Scalar rsub.Tensor select.int slice.Tensor
    softmax.int split.Tensor split_with_sizes.default squeeze.dim squeeze.dims std.correction std.default
    std.dim sub.Scalar sub.Tensor sum.dim_IntList swapaxes.default tensor_split.sections to.device to.dtype
    to.dtype_layout transpose.int type_as.default unbind.int unflatten.int unfold.default
    upsample_bicubic2d.vec upsample_bilinear2d.vec upsample_nearest1d.vec upsample_nearest2d.vec
    upsample_nearest3d.vec var.correction var.dim where.Scalar where.ScalarOther where.ScalarSelf where.self
"""

SIZES: Final = frozenset({"sym_size.int", "sym.add", "sym.sub", "sym.mul", "sym.floordiv"})
"""Sizes of tensors, and arithmetic with them."""
ITEM: Final = "getitem"
"""One of several results of a call."""

OPERATIONS: Final = frozenset({*(f"{name}.default" for name in _DEFAULT.split()), *_OTHERS.split(), *SIZES, ITEM})
