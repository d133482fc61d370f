"""The slowest go first."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.run.batch import slowest_first
from autograder.run.job import GradingJob
from autograder.run_folder import RunFolder
from autograder.submissions.hand_in import HandIn


def test_what_took_longest_last_time_goes_first_and_strangers_keep_their_order(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    for slug, seconds in (("anna", 3.5), ("boris", 61.0)):
        folder.student(slug).mkdir(parents=True)
        (folder.student(slug) / "result.json").write_text(json.dumps({"usage": {"wall_s": seconds}}))
    folder.student("damaged").mkdir(parents=True)
    (folder.student("damaged") / "result.json").write_text('{"usage": null}')
    jobs = [GradingJob(slug, HandIn(slug, tmp_path / slug)) for slug in ("zoe", "anna", "damaged", "boris", "carla")]
    assert [job.name for job in slowest_first(jobs, folder)] == ["boris", "anna", "zoe", "damaged", "carla"]
