"""Packages from a grammar: archives and manifests that are odd together, each ending in a reading or a coded refusal.

The grammar knows the words of both standards and puts them where they belong and where they do not; the archive around
the manifest may lie about it in any field.
"""

from xml.sax.saxutils import escape, quoteattr

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.courses import judging
from tests.courses.made_packages import HEAD_12, HEAD_2004, PAGE, raw_zip

_NAMES = st.sampled_from(["i1", "i2", "i3", "r1", "r2", "o1", "o2", "s1", "s2", "", "i 4", "\u202ei5", "x" * 1001])
_ADDRESSES = st.sampled_from(
    [
        "index.html", "a/b.html", "INDEX.html", "../index.html", "..%2findex.html", "a/../index.html?x=1#y", "//evil",
        "javascript:x", "%00", "a\\b.html", "", "/", "a/", "#", "?", "%", "\u00fcber.html", "a" * 2001, "data:,x",
    ]
)  # fmt: skip
_SCRIPTS = st.sampled_from(["i1", "i1&i2", "~i2", "2*{i1,i2,i3}", "i3=passed", "(((", "ghost", "i1|i1<>f", "|", "o1"])
_VALUES = st.one_of(
    st.sampled_from(
        [
            "true", "false", "1", "0", "-1", "0.5", "NaN", "Infinity", "1e999", "99" * 40, "PT30M", "P", "00:30:00",
            "exit,message", "all", "any", "satisfied", "completed", "skip", "disabled", "retryAll", "once", "not",
            "always", "atLeastPercent", "objectiveMeasureGreaterThan", "\u0660\u0661", "aicc_script", "asset", "P1Y",
        ]
    ),
    _NAMES,
    st.text(max_size=6),
)  # fmt: skip
_WORDS = st.sampled_from(
    [
        "imsss:sequencing", "imsss:controlMode", "imsss:sequencingRules", "imsss:preConditionRule", "imsss:rollupRules",
        "imsss:exitConditionRule", "imsss:postConditionRule", "imsss:ruleConditions", "imsss:ruleCondition",
        "imsss:ruleAction", "imsss:rollupRule", "imsss:rollupConditions", "imsss:rollupCondition", "imsss:rollupAction",
        "imsss:limitConditions", "imsss:objectives", "imsss:primaryObjective", "imsss:objective", "imsss:mapInfo",
        "imsss:minNormalizedMeasure", "imsss:randomizationControls", "imsss:deliveryControls", "adlseq:objectives",
        "adlseq:objective", "adlseq:mapInfo", "imsss:constrainedChoiceConsiderations", "imsss:rollupConsiderations",
        "adlcp:completionThreshold", "adlcp:timeLimitAction", "adlcp:dataFromLMS", "adlcp:data", "adlcp:map",
        "adlnav:presentation", "adlnav:navigationInterface", "adlnav:hideLMSUI", "adlcp:prerequisites", "title",
        "adlcp:masteryscore", "adlcp:maxtimeallowed", "adlcp:timelimitaction", "adlcp:datafromlms", "item", "metadata",
        "typicalLearningTime", "duration", "sequencingCollection", "manifest",
    ]
)  # fmt: skip
_ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        [
            "ID", "IDRef", "objectiveID", "targetObjectiveID", "satisfiedByMeasure", "writeSatisfiedStatus", "flow",
            "choice", "condition", "operator", "referencedObjective", "measureThreshold", "action", "childActivitySet",
            "conditionCombination", "minimumCount", "minimumPercent", "attemptLimit", "attemptAbsoluteDurationLimit",
            "selectCount", "selectionTiming", "reorderChildren", "tracked", "completedByMeasure", "minProgressMeasure",
            "progressWeight", "objectiveMeasureWeight", "targetID", "requiredForCompleted", "identifier", "xml:base",
        ]
    ),
    _VALUES,
    max_size=4,
)  # fmt: skip


def _element(name: str, attributes: dict[str, str], inside: str) -> str:
    told = "".join(f" {key}={quoteattr(_printable(value))}" for key, value in attributes.items())
    return f"<{name}{told}>{inside}</{name}>\n"


def _printable(text: str) -> str:
    """What XML cannot hold at all is for other tests."""
    return "".join(c for c in text if c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff")


def _text(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return strategy.map(lambda said: escape(_printable(said)))


_EXTRAS = st.recursive(
    st.builds(_element, _WORDS, _ATTRIBUTES, _text(_VALUES)),
    lambda inner: st.builds(_element, _WORDS, _ATTRIBUTES, st.lists(inner, max_size=3).map("".join)),
    max_leaves=8,
)
_SEQUENCING = st.builds(_element, st.just("imsss:sequencing"), _ATTRIBUTES, st.lists(_EXTRAS, max_size=3).map("".join))
_PREREQUISITES = st.builds(_element, st.just("adlcp:prerequisites"), st.just({"type": "aicc_script"}), _text(_SCRIPTS))


def _item(attributes: dict[str, str], title: str, inside: list[str]) -> str:
    return _element("item", attributes, f"<title>{title}</title>" + "".join(inside))


_ITEM_ATTRIBUTES = st.fixed_dictionaries(
    {"identifier": _NAMES},
    optional={
        "identifierref": st.sampled_from(["r1", "r1", "r1", "r2", "nope", ""]),
        "parameters": st.sampled_from(["?a=1", "#x", "&&", "x" * 2001]),
        "isvisible": _VALUES,
    },
)
_FIELDS = st.builds(
    _element,
    st.sampled_from(
        [
            "adlcp:masteryscore", "adlcp:maxtimeallowed", "adlcp:timelimitaction", "adlcp:datafromlms",
            "adlcp:completionThreshold", "adlcp:timeLimitAction", "adlcp:dataFromLMS",
        ]
    ),
    _ATTRIBUTES,
    _text(_VALUES),
)  # fmt: skip
_BESIDE = _FIELDS | _EXTRAS | _SEQUENCING | _PREREQUISITES
_ITEMS = st.recursive(
    st.builds(_item, _ITEM_ATTRIBUTES, _text(_VALUES), st.lists(_BESIDE, max_size=2)),
    lambda inner: st.builds(_item, _ITEM_ATTRIBUTES, _text(_VALUES), st.lists(inner | _BESIDE, max_size=3)),
    max_leaves=5,
)
_OUTLINE = st.builds(
    lambda name, items: _element("organization", {"identifier": name}, "<title>Outline</title>" + "".join(items)),
    _NAMES,
    st.lists(_ITEMS | _SEQUENCING, min_size=1, max_size=4),
)
_RESOURCE = st.builds(
    lambda attributes, files: _element("resource", attributes, "".join(files)),
    st.fixed_dictionaries(
        {"identifier": st.sampled_from(["r1", "r1", "r2"]), "href": st.just("index.html") | _ADDRESSES},
        optional={
            "adlcp:scormtype": st.sampled_from(["sco", "asset", "SCO", ""]),
            "adlcp:scormType": st.sampled_from(["sco", "asset"]),
            "xml:base": _ADDRESSES,
        },
    ),
    st.lists(_ADDRESSES.map(lambda href: _element("file", {"href": href}, "")), max_size=2),
)
_FIRST_RESOURCE = '<resource identifier="r1" type="webcontent" href="index.html"/>'


@st.composite
def _manifests(draw: st.DrawFn) -> bytes:
    head, version = draw(st.sampled_from([(HEAD_12, "1.2"), (HEAD_2004, "2004 4th Edition"), (HEAD_2004, "odd")]))
    base = draw(st.just("") | _ADDRESSES.map(lambda href: f" xml:base={quoteattr(href)}"))
    outlines = "".join(draw(st.lists(_OUTLINE, max_size=3)))
    resources = draw(st.just(_FIRST_RESOURCE) | st.just("")) + "".join(draw(st.lists(_RESOURCE, max_size=3)))
    shared = "".join(draw(st.lists(_SEQUENCING, max_size=2)))
    text = (
        f"<manifest {head}{base}><metadata><schemaversion>{version}</schemaversion></metadata>\n"
        f"<organizations default={quoteattr(draw(st.sampled_from(['o1', 'o2', ''])))}>{outlines}</organizations>\n"
        f"<resources>{resources}</resources>\n"
        f"<imsss:sequencingCollection xmlns:imsss='http://www.imsglobal.org/xsd/imsss'>{shared}"
        "</imsss:sequencingCollection></manifest>"
    )
    for prefix in ("imsss", "adlseq", "adlnav"):
        if f"xmlns:{prefix}" not in head:
            text = text.replace("<manifest ", f'<manifest xmlns:{prefix}="http://example.invalid/{prefix}" ', 1)
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16"])))


_LIES = st.one_of(
    st.just({}),
    st.just({}),
    st.fixed_dictionaries(
        {},
        optional={
            "method": st.sampled_from([0, 8, 12]),
            "size": st.integers(0, 3000),
            "crc": st.integers(0, 2**32 - 1),
            "flags": st.sampled_from([0, 1, 8, 1 << 6, 1 << 11]),
            "mode": st.sampled_from([0o100644, 0o120777, 0o040755]),
            "local_name": st.sampled_from([b"imsmanifest.xml", b"index.html", b"x"]),
            "offset": st.integers(0, 3000),
            "extra": st.binary(max_size=12),
            "tail": st.binary(max_size=3),
        },
    ),
)
_MORE_FILES = st.dictionaries(
    st.sampled_from([b"a/b.html", b"INDEX.html", b"../x", b"a", b"a/", b"\xc3\xbcber.html", b"top/imsmanifest.xml"]),
    st.sampled_from([PAGE, b"", b"<script src='//h.invalid/x'>"]),
    max_size=3,
)


@st.composite
def _packages(draw: st.DrawFn) -> bytes:
    folder = draw(st.sampled_from([b"", b"", b"", b"Course/"]))
    files = {b"imsmanifest.xml": draw(_manifests()), b"index.html": PAGE} | draw(_MORE_FILES)
    method = draw(st.sampled_from([0, 8]))
    return raw_zip(
        [{"name": folder + name, "data": data, "method": method, **draw(_LIES)} for name, data in files.items()]
    )


_WHOLE = _manifests().map(
    lambda text: raw_zip([{"name": b"imsmanifest.xml", "data": text}, {"name": b"index.html", "data": PAGE}])
)


def roam(examples: int) -> set[str]:
    """Judge so many packages of the grammar; returns what came of them."""
    came: set[str] = set()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(_packages() | _WHOLE)
    def judged(data: bytes) -> None:
        came.add(judging.judge(data))

    judged()
    return came


def test_any_package_of_the_grammar_ends_accepted_or_refused_with_a_code():
    came = roam(150)
    # A grammar whose every word were refused at the door would prove nothing.
    assert judging.ACCEPTED in came
    assert len(came) > 5
