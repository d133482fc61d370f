"""
attacks = "Repaint the grader's terminal, rename its window, turn text around."
promise = "pages"
layers = []
observed = "ok: a\\ufffdb"
control = "bare"
"""
import sys

sys.stdout.buffer.write(b"\x1b[2J\x1b]0;\nGOT a title\x07a\x00b\xe2\x80\xae\n")
