"""Pictures: a reader gets sizes, nobody gets an original by its address."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

import pytest
from PIL import Image

from editing.models import LibraryImage

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a new size to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture
def image():
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawn, "PNG")
    file = SimpleUploadedFile("moor.png", drawn.getvalue(), "image/png")
    return LibraryImage.objects.create(title="A moor", file=file)


def test_a_size_of_a_picture_is_served(client, image):
    rendition = image.get_rendition("width-20")
    answer = client.get(rendition.url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert Image.open(BytesIO(b"".join(answer.streaming_content))).size == (20, 15)


def test_the_original_has_no_address(client, image):
    assert image.file.name.startswith("original_images/")
    for address in (image.file.url, f"/media/images/../{image.file.name}", f"/media/images/{image.filename}"):
        assert client.get(address).status_code == 404


def test_a_file_that_is_gone_is_not_an_error(client, image):
    rendition = image.get_rendition("width-20")
    address = rendition.url
    rendition.file.storage.delete(rendition.file.name)
    assert client.get(address).status_code == 404
