"""Documents to download.

No personal data is allowed in a document of the library; the uploader is recorded by Wagtail.
"""

from wagtail.documents.models import AbstractDocument, Document


class LibraryDocument(AbstractDocument):
    """A file for readers: a template letter, slides, a form. Served through a view that asks the access policy."""

    admin_form_fields = Document.admin_form_fields
