from dataclasses import replace

from autograder.contracts import Mount
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.interpreter import Interpreter
from tests.sandbox.conftest import opened

SCRIPT = """
import sys
for path in sys.argv[1:]:
    print(open(path).read())
"""


def test_a_file_of_the_environment_is_covered_behind_a_link(box_of, tmp_path):
    packages, linked, cover = tmp_path / "packages", tmp_path / "environment" / "packages", tmp_path / "cover"
    packages.mkdir()
    linked.parent.mkdir()
    linked.symlink_to(packages)
    (packages / "labels").write_text("labels")
    cover.write_text("nothing")
    interpreter = Interpreter.current()
    folders = (*interpreter.folders, packages, linked.parent)
    for backend in opened(Bubblewrap(interpreter=replace(interpreter, folders=folders))):
        paths = [str(folder / "labels") for folder in (packages, linked)]
        with backend.run(box_of(SCRIPT, mounts=[Mount(cover, paths[1])], arguments=paths)) as result:
            assert result.stdout == "nothing\nnothing\n", result.reason + result.stderr
