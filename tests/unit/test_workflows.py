"""The workflows of .github: they can be read, name what is there, and take no action that can change under them."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(path):
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def test_there_is_one_for_releases():
    assert "release.yml" in [path.name for path in WORKFLOWS]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_job_has_a_machine_and_steps_that_do_something(path):
    for job in read(path)["jobs"].values():
        assert job["runs-on"]
        assert all(("run" in step) != ("uses" in step) for step in job["steps"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_githubs_own_and_pinned_to_a_commit(path):
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_job_may_more_than_it_says(path):
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert [name for name, job in workflow["jobs"].items() if "write" in str(job.get("permissions"))] == ["publish"]


def test_the_release_is_made_by_commands_of_the_course_that_exist():
    text = "\n".join(step.get("run", "") for step in steps(ROOT / ".github/workflows/release.yml"))
    named = set(re.findall(r"-m helpers (\w+)", text))
    assert named == {"kernel", "prebuilt"}
    assert all((ROOT / "helpers/cli" / f"{name}.py").is_file() for name in named)
    assert "SHA256SUMS" in text and "apt-get source" in text


def test_a_release_is_made_on_a_tag_only():
    assert read(ROOT / ".github/workflows/release.yml")[True] == {"push": {"tags": ["v*"]}}  # YAML 1.1: "on" is true
