"""The readers of packages under a coverage-guided fuzzer: about a minute, or an hour with PROVE=long.

A find is written down beside the corpus and its bytes are in the failure's message; make a test of it.
"""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.courses.judging import ACCEPTED
from tests.courses.made_packages import manifest_12, manifest_2004, package, raw_zip
from tests.courses.test_manifest import ITEM_2004, NESTED, SHARED, TWO_RESOURCES
from tests.courses.test_outlines import requiring
from tests.courses.test_package_grammar import roam

pytestmark = pytest.mark.prove

LONG = os.environ.get("PROVE") == "long"
SECONDS = 1_800 if LONG else 25
_WORDS = [
    "<item", "</item>", "identifier=", "identifierref=", "<organization", "default=", "xml:base=", "href=", "<title>",
    "parameters=", "adlcp:scormtype=", "adlcp:prerequisites", "aicc_script", "adlcp:masteryscore", "<imsss:sequencing",
    "IDRef=", "imsss:objectives", "adlseq:objectives", "satisfiedByMeasure=", "completionThreshold", "isvisible=",
    "imsss:rollupRules", "typicalLearningTime", "schemaversion", "encoding=", "utf-16", "<!DOCTYPE", "..%2f",
    "&amp;", "&#9;", "2*{", "not attempted", "<>", "PK\\x03\\x04", "PK\\x01\\x02", "PK\\x05\\x06", "PK\\x06\\x06",
]  # fmt: skip
_SEEDS = {
    "manifest": [
        manifest_12().encode(),
        manifest_12(NESTED, TWO_RESOURCES, attributes='xml:base="./"').encode(),
        manifest_2004(ITEM_2004, after=SHARED).encode(),
        requiring("", "a", "1*{a,b}", "c=passed").encode(),
        manifest_12().encode("utf-16"),
    ],
    "archive": [
        package(),
        package(compression=zipfile.ZIP_STORED),
        raw_zip([{"name": b"imsmanifest.xml", "data": manifest_12().encode(), "method": 8}, {"name": b"x/"}]),
    ],
}


def _fuzz(target: str, folder: Path, *, seconds: int) -> subprocess.CompletedProcess[str]:
    pytest.importorskip("atheris", reason="the fuzzer has no wheel for this platform")
    seeds, corpus = folder / "seeds", folder / "corpus"
    seeds.mkdir()
    corpus.mkdir()
    for number, seed in enumerate(_SEEDS.get(target, _SEEDS["manifest"])):
        (seeds / str(number)).write_bytes(seed)
    (folder / "words").write_text("".join(f'"{word.replace(chr(34), "")}"\n' for word in _WORDS))
    command = [sys.executable, "-m", "tests.prove.fuzzing", target, str(corpus), str(seeds)]
    limits = [f"-max_total_time={seconds}", "-max_len=20000", "-timeout=20", "-rss_limit_mb=1024"]
    return subprocess.run(
        [*command, *limits, f"-dict={folder / 'words'}", f"-artifact_prefix={folder}/", "-print_final_stats=1"],
        capture_output=True,
        text=True,
        timeout=seconds + 120,
        check=False,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.parametrize("target", ["manifest", "archive"])
def test_whatever_the_fuzzer_finds_ends_in_a_reading_or_a_coded_refusal(target, tmp_path, record_property):
    done = _fuzz(target, tmp_path, seconds=SECONDS)
    found = {path.name: path.read_bytes()[:2000] for path in tmp_path.glob("*-*") if path.is_file()}
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-3000:]}\n{found}"
    runs = int(done.stderr.partition("stat::number_of_executed_units:")[2].split()[0])
    record_property("runs", runs)
    assert runs > 0


def test_many_packages_of_the_grammar_end_in_a_reading_or_a_coded_refusal():
    assert ACCEPTED in roam(20_000 if LONG else 400)


def test_a_fault_would_be_reported(tmp_path):
    done = _fuzz("control", tmp_path, seconds=SECONDS)
    assert done.returncode != 0
    assert "a fault that is none" in done.stdout + done.stderr
