"""/practice/<organisation>/training/print/: the whole matrix on paper, everybody that the filters find.

Paper is narrow: the requirements come in bands of ten, each band with everybody. The answer streams, so that a practice
of 2,000 takes no more memory than one of 20; everything is read before the first line goes out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import get_template
from django.utils import timezone
from django.views.decorators.http import require_safe

from .doors import looked_at
from .matrix import Count, Row, counts_of, matrix_of
from .matrix_pages import Filters, ShownRow, found_in, in_state, legend, shown_row
from .matrix_views import private

BAND = 10  # requirements side by side on A4 across, at a size that can be read
PIECE = 100  # people rendered at a time


@dataclass(frozen=True)
class _Line:
    """A person with the squares of one band."""

    row: ShownRow
    squares: Sequence[Any]


@login_required
@require_safe
@private
def matrix_print(request: HttpRequest, organisation: UUID) -> StreamingHttpResponse:
    """Everybody at once, for paper. Twelve statements at most."""
    own, _ = looked_at(request, organisation)
    at = timezone.now()
    filters = Filters.read(request.GET)
    found = found_in(matrix_of(own, at=at, left=filters.left), filters)
    rows = in_state(found.rows, filters)
    context = {
        "organisation": own,
        "filters": filters,
        "today": timezone.localdate(at),
        "total": len(rows),
        "legend": legend(),
        "query": request.GET.urlencode(),
    }
    head, _, foot = (
        get_template("courses/practice/matrix_print.html").render(context, request).partition("<!--bands-->")
    )
    bands = _bands(rows, counts_of(found.columns, found.rows), context)
    return StreamingHttpResponse(_around(head, bands, foot))


def _around(head: str, bands: Iterator[str], foot: str) -> Iterator[str]:
    yield head
    yield from bands
    yield foot


def _bands(rows: Sequence[Row], counts: Sequence[Count], context: dict[str, Any]) -> Iterator[str]:
    band, lines = (get_template(f"courses/practice/matrix_print_{name}.html") for name in ("band", "lines"))
    people = [shown_row(row) for row in rows]
    for first in range(0, len(counts), BAND):
        some = counts[first : first + BAND]
        number = {"number": first // BAND + 1, "of": -(-len(counts) // BAND)}
        start, _, end = band.render(context | {"counts": some, "band": number}).partition("<!--people-->")
        yield start
        for place in range(0, len(people), PIECE):
            piece = [_Line(one, one.squares[first : first + BAND]) for one in people[place : place + PIECE]]
            yield lines.render({"lines": piece, "filters": context["filters"]})
        yield end
