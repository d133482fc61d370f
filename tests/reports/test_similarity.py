from __future__ import annotations

from autograder.reports.similarity import alike, fingerprints, tokens
from tests.reports.examples import SOURCE

OWN = """
def load(path):
    rows = [line.split(",") for line in open(path)]
    values = {int(row[0]): [float(cell) for cell in row[1:]] for row in rows if row}
    while len(values) % 7:
        values.popitem()
    return sorted(values.items(), key=lambda pair: -sum(pair[1]))

class Schedule:
    def __init__(self, start, factor=0.5, every=3):
        self.start, self.factor, self.every = start, factor, every
    def __call__(self, epoch):
        if epoch < self.every:
            return self.start
        return self.start * self.factor ** (epoch // self.every)
    def table(self, epochs):
        return [(epoch, round(self(epoch), 6)) for epoch in range(1, epochs + 1) if epoch % 2 == 0]
"""

RENAMED = (
    OWN.replace("rows", "lines")
    .replace("values", "d")
    .replace("factor", "gamma")
    .replace("load", "read_it")
    .replace("class Schedule", "# mine\nclass Decay")
    .replace('","', "';'")
)


def test_renaming_comments_and_strings_change_no_token():
    assert tokens("x = load('a')  # one\n") == tokens('y = fetch("b")\n\n')


def test_other_numbers_and_other_methods_do():
    assert tokens("f(3)") != tokens("f(4)")
    assert tokens("a.fit()") != tokens("a.predict()")


def test_magics_of_notebooks_are_left_out():
    assert tokens("%matplotlib inline\n!ls\nx = 1") == tokens("x = 1")


def test_a_renamed_copy_is_found():
    (group,) = alike({"ada": OWN, "bob": RENAMED, "eve": SOURCE}).groups
    assert group.students == ("ada", "bob")
    assert group.likeness > 0.9


def test_different_programs_are_not_alike():
    assert alike({"ada": OWN, "eve": SOURCE}).groups == ()


def test_what_the_handout_gave_does_not_count():
    assert alike({"ada": OWN, "bob": RENAMED}, handout=OWN).groups == ()


def test_what_much_of_the_class_shares_does_not_count():
    assert alike({f"student {number}": OWN for number in range(20)}).groups == ()


def test_three_copies_form_one_group():
    others = {f"student {n}": f"value = {n}\n" + "\n".join(f"step_{n}({k}, {n})" for k in range(30)) for n in range(12)}
    groups = alike({"ada": OWN, "bob": RENAMED, "cleo": OWN, **others}).groups
    assert [group.students for group in groups] == [("ada", "bob", "cleo")]


def test_short_code_is_not_judged():
    assert alike({"ada": "x = 1", "bob": "x = 1"}).groups == ()
    assert fingerprints("") == frozenset()


def test_code_that_is_made_to_be_slow_is_read_in_time():
    import time

    start = time.process_time()
    for text in ("'" * 200_000, '"""' * 60_000, "x" * 200_000, "\\" * 200_000, "r'" * 100_000, "%" * 200_000):
        fingerprints(text)
    assert time.process_time() - start < 10
