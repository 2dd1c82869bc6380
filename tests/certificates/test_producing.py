"""The file is a true picture of the snapshot: one tagged page, the same bytes each time, stored once."""

import hashlib
from io import BytesIO

import pypdf
import pytest

from certificates.documents import producing
from certificates.documents.checking import demand_true_picture
from certificates.documents.storing import path_of, store
from certificates.errors import SelfCheckFailed
from certificates.models import Artifact, CertificateEvent
from foundation.outbox.api import Duty
from foundation.outbox.api import run as run_outbox
from foundation.typesetting.api import MissingGlyph

from .conftest import OBJECTIVES, give

pytestmark = pytest.mark.django_db

LONG_TITLE = (
    "Before the procedure: consent across two visits, capacity and pressure, and the record that shows what mattered "
    "to the person when harm came"
)
NAMES = {
    "plain": "Dr Asha Venn",
    "Welsh": "Gwenllian Ŵyn ap Ŷnyr",
    "Polish": "Zażółć Gęślą-Jaźń Brzęczyszczykiewicz",
    "Irish and Polish": "Siân Ó Ceallaigh-Łukasiewicz",
    "combining marks": "Ọlá̤yínká Ẹ̀bùn M̀balla",
    "Vietnamese": "Nguyễn Thị Hồng Nhung",
    "sixty characters": "Gwenllian Siân Ŵyn Ó Ceallaigh-Łukasiewicz ap Hywel-Brzęczys",
    "sixty, no break": "W" * 60,
    "Devanagari": "डॉ आशा वेन",
}


def _text(pdf: bytes) -> str:
    return pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text()


def _squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_name_stands_on_one_page_with_the_longest_title(asha, at, name):
    asha.name = name
    certificate = give(asha, at, title=LONG_TITLE, gdc_outcomes=("A", "B", "C", "D"), gmp_domains=(1, 2, 3, 4))
    assert len(LONG_TITLE) == 140
    producing.produce(str(certificate.uuid))
    pdf = path_of(certificate.artifacts.get().storage_key).read_bytes()
    assert len(pdf) < 80 * 1024
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) == 1


def test_every_certified_fact_is_printed(certificate):
    snapshot = certificate.snapshot
    printed = _squeezed(_text(producing.picture(snapshot)))
    words = [value for key, value in snapshot.items() if key.endswith("_in_words") and isinstance(value, str)]
    words += [snapshot[key] for key in ("name", "title", "version", "code", "aims", "assessment", "basis", "statement")]
    words += [*snapshot["objectives"], *snapshot["outcomes_in_words"], *snapshot["domains_in_words"]]
    words += [*snapshot["provider"].values(), snapshot["quality_assurer"], snapshot["verify_address"]]
    assert [word for word in words if _squeezed(word) not in printed] == []


def test_a_reader_meets_the_facts_in_the_order_they_are_told(certificate):
    text = _squeezed(_text(producing.picture(certificate.snapshot)))
    order = ["Certificateofcontinuing", "DrAshaVenn", "Acopyofeverything", "45minutes", "fullandaccurate"]
    places = [text.index(word) for word in [*order, _squeezed(certificate.code)]]
    assert places == sorted(places)


def test_a_certificate_without_aims_outcomes_or_assessment_prints_no_empty_headings(asha, at):
    certificate = give(
        asha, at, aims="", objectives=(), gdc_outcomes=(), gmp_domains=(), assessment="", quality_assurer=""
    )
    text = _text(producing.picture(certificate.snapshot))
    assert "Aims" not in text
    assert "objectives" not in text
    assert "GDC" not in text
    assert "Quality assured by" not in text


def test_the_square_leads_to_the_page_that_proves_it(certificate):
    svg = producing.qr_code(certificate.snapshot["verify_address"])
    assert svg.startswith("<svg")
    assert certificate.snapshot["verify_address"].endswith(f"/verify/{certificate.code}/")
    links = [
        str(annotation.get_object()["/A"]["/URI"])
        for annotation in pypdf.PdfReader(BytesIO(producing.picture(certificate.snapshot))).pages[0]["/Annots"]
    ]
    assert certificate.snapshot["verify_address"] in links


def test_the_same_snapshot_gives_the_same_bytes(certificate):
    assert producing.picture(certificate.snapshot) == producing.picture(dict(reversed(certificate.snapshot.items())))


def test_the_file_is_stored_under_its_hash_and_the_event_names_it(produced):
    artifact = Artifact.objects.get()
    content = path_of(artifact.storage_key).read_bytes()
    assert hashlib.sha256(content).hexdigest() == artifact.sha256
    assert artifact.sha256 in artifact.storage_key
    assert artifact.size == len(content)
    assert CertificateEvent.objects.get(kind="produced").detail == {"kind": "pdf", "sha256": artifact.sha256}


def test_producing_again_does_nothing(produced):
    producing.produce(str(produced.uuid))
    assert (Artifact.objects.count(), CertificateEvent.objects.filter(kind="produced").count()) == (1, 1)


def test_a_worker_killed_between_file_and_row_leaves_one_file(certificate, monkeypatch):
    monkeypatch.setattr(producing, "_note", lambda *args, **named: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        producing.produce(str(certificate.uuid))
    monkeypatch.undo()
    producing.produce(str(certificate.uuid))
    artifact = certificate.artifacts.get()
    folder = path_of(artifact.storage_key).parent
    assert [path.name for path in folder.glob(f"{artifact.sha256}*")] == [f"{artifact.sha256}.pdf"]


def test_a_lost_file_is_made_again_with_the_same_bytes(produced):
    artifact = Artifact.objects.get()
    path_of(artifact.storage_key).unlink()
    producing.produce(str(produced.uuid))
    assert hashlib.sha256(path_of(artifact.storage_key).read_bytes()).hexdigest() == artifact.sha256
    assert Artifact.objects.count() == 1


def test_a_name_no_font_covers_parks_the_file_and_never_the_certificate(asha, at):
    asha.name = "王小明"
    certificate = give(asha, at)
    with pytest.raises(MissingGlyph):
        producing.produce(str(certificate.uuid))
    assert run_outbox(limit=1).failed == 1
    duty = Duty.objects.get(handler="certificates.produce")
    assert "MissingGlyph" in duty.error
    assert "王" not in duty.error
    assert certificate.status == "issued"
    assert Artifact.objects.count() == 0


def test_a_file_that_says_something_else_is_not_stored(certificate, monkeypatch):
    other = certificate.snapshot | {"name": "Somebody Else"}
    wrong = producing.picture(other)
    with pytest.raises(SelfCheckFailed, match="name cannot be read"):
        demand_true_picture(wrong, certificate.snapshot)
    monkeypatch.setattr(producing, "picture", lambda snapshot: wrong)
    with pytest.raises(SelfCheckFailed):
        producing.produce(str(certificate.uuid))
    assert Artifact.objects.count() == 0


def test_two_pages_broken_files_and_untagged_files_fail_the_check(asha, at):
    crowded = give(asha, at, objectives=OBJECTIVES * 12)
    with pytest.raises(SelfCheckFailed, match="one page"):
        demand_true_picture(producing.picture(crowded.snapshot), crowded.snapshot)
    with pytest.raises(SelfCheckFailed, match="read back"):
        demand_true_picture(b"not a PDF", crowded.snapshot)
    blank = pypdf.PdfWriter()
    blank.add_blank_page(100, 100)
    buffer = BytesIO()
    blank.write(buffer)
    with pytest.raises(SelfCheckFailed, match="screen readers"):
        demand_true_picture(buffer.getvalue(), crowded.snapshot)


def test_storing_the_same_bytes_twice_keeps_one_file():
    first = store(b"some bytes", suffix="pdf")
    assert store(b"some bytes", suffix="pdf") == first
    assert [path.name for path in path_of(first[1]).parent.glob(f"{first[0]}*")] == [f"{first[0]}.pdf"]
    assert list(path_of(first[1]).parent.glob("*.part")) == []
