"""The kinds of failures that a run can end with; `autograder.kinds` has the title and the sentence of each.

Why a hand-in cannot be read is none of them: see `errors.SubmissionError`, whose message is the sentence.
"""

from __future__ import annotations

from enum import StrEnum

from autograder.records.box import Outcome


class FailureKind(StrEnum):
    """What went wrong in a run."""

    EXCEPTION = "exception"
    SYNTAX = "syntax"
    CONFLICT = "conflict"
    USAGE = "usage"
    SYSTEM_EXIT = "system_exit"
    ENDED_WITHIN = "ended_within"
    ARGUMENTS = "arguments"
    MISSING_PACKAGE = "missing_package"
    MADE_LATER = "made_later"
    WINDOWS_ONLY = "windows_only"
    INPUT = "input"
    NOT_IMPLEMENTED = "not_implemented"
    KERAS2 = "keras2"
    KERAS2_GONE = "keras2_gone"
    MISSING_FILE = "missing_file"
    MISSING_THERE = "missing_there"
    MISSING_FOLDER = "missing_folder"
    NO_FOLDER = "no_folder"
    NO_PLACE = "no_place"
    MISSING_ELSEWHERE = "missing_elsewhere"
    MISSING_IN_DRIVE = "missing_in_drive"
    MISSING_DOWNLOAD = "missing_download"
    READ_ONLY = "read_only"
    NO_NETWORK = "no_network"
    NOT_PROVIDED = "not_provided"
    NO_WEIGHTS = "no_weights"
    NO_MODEL = "no_model"
    NO_NAMED_MODEL = "no_named_model"
    NOT_NAMED_MODEL = "not_named_model"
    NAMED_ARGUMENTS = "named_arguments"
    TWO_MODELS = "two_models"
    NOT_A_MODEL = "not_a_model"
    NO_MODULE = "no_module"
    NOT_A_MODULE = "not_a_module"
    MODULE_INPUT = "module_input"
    UNFOLLOWED = "unfollowed"
    BUILD_ARGUMENTS = "build_arguments"
    UNBUILT = "unbuilt"
    NO_LAYERS = "no_layers"
    MODEL_TOO_LARGE = "model_too_large"
    UNDESCRIBED = "undescribed"
    UNKNOWN_SETTING = "unknown_setting"
    MISSPELT_SETTING = "misspelt_setting"
    SETTINGS = "settings"
    WRONG_INPUT_SHAPE = "wrong_input_shape"
    TAKES_NO_TEXTS = "takes_no_texts"
    KNOWS_NO_WORDS = "knows_no_words"
    SEES_AHEAD = "sees_ahead"
    UNCOMPILED = "uncompiled"
    PREPROCESS = "preprocess"
    WIDE_OUTPUT = "wide_output"
    PREDICT = "predict"
    TARGETS = "targets"
    NUMBERS = "numbers"
    LOSS_OF_CLASSES = "loss_of_classes"
    LOSS_OF_ROWS = "loss_of_rows"
    LOSS_OF_ONE_CLASS = "loss_of_one_class"
    TRAINING = "training"
    TRAINING_TIMED_OUT = "training_timed_out"
    TRAINING_OUT_OF_MEMORY = "training_out_of_memory"
    UNSAVED = "unsaved"
    TIMED_OUT = "timed_out"
    PROCESSOR_TIME = "processor_time"
    OUT_OF_MEMORY = "out_of_memory"
    DISK_FULL = "disk_full"
    GPU_OUT_OF_MEMORY = "gpu_out_of_memory"
    CRASHED = "crashed"
    KERNEL_DIED = "kernel_died"
    DIED_IN_USE = "died_in_use"
    KILLED = "killed"
    OUTPUT_FLOOD = "output_flood"
    PROCESS_FLOOD = "process_flood"
    SANDBOX_FAULT = "sandbox_fault"


OF_OUTCOMES = {
    Outcome.CRASHED: FailureKind.CRASHED,
    Outcome.TIMED_OUT: FailureKind.TIMED_OUT,
    Outcome.OUT_OF_MEMORY: FailureKind.OUT_OF_MEMORY,
    Outcome.KILLED: FailureKind.KILLED,
    Outcome.SANDBOX_FAULT: FailureKind.SANDBOX_FAULT,
}
"""The kind of the failure of which nothing is known but how its box ended."""
