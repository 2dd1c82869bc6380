"""imsmanifest.xml: what is understood, what is repaired with a notice, and what is refused with a line."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.packages.addresses import Files, Place, resolve
from courses.packages.manifest import Manifest, read_manifest
from courses.packages.refusals import PackageRefused
from courses.packages.sequencing import activity_tree
from tests.courses.made_packages import HEAD_12, assert_speaks, manifest_12, manifest_2004

PATHS = ["imsmanifest.xml", "index.html", "a/b.html", "a/c/d.html", "With Space.html", "über.html", "100%.html"]


def read(text: str | bytes, paths=PATHS) -> Manifest:
    return read_manifest(text.encode() if isinstance(text, str) else text, paths)


def tree_of(manifest: Manifest) -> dict:
    """The activity tree of the default outline."""
    return activity_tree(manifest.standard, manifest.organisations[0])


def codes(manifest: Manifest) -> list[str]:
    return [notice.code for notice in manifest.notices]


def refusal(text: str | bytes) -> PackageRefused:
    with pytest.raises(PackageRefused) as caught:
        read(text)
    assert caught.value.sentence
    assert caught.value.remedy
    assert caught.value.file == "imsmanifest.xml"
    return caught.value


def resource(href: str, attributes: str = "", identifier: str = "r1") -> str:
    return f'<resource identifier="{identifier}" type="webcontent" adlcp:scormtype="sco" href="{href}" {attributes}/>'


def line_of(identifier: str, reference: str = "r1", inside: str = "") -> str:
    return f'<item identifier="{identifier}" identifierref="{reference}"><title>{identifier}</title>{inside}</item>'


# --- The standard -----------------------------------------------------------------------------------------------------


def test_a_plain_scorm_12_package_is_read_without_any_notice():
    found = read(manifest_12())
    assert (found.standard, found.edition, found.title) == ("scorm-1.2", "1.2", "A small course")
    assert [(item.identifier, item.title, item.url, item.scorm_type) for item in found.items] == [
        ("i1", "Only page", "index.html", "sco")
    ]
    assert codes(found) == []


@pytest.mark.parametrize("edition", ["CAM 1.3", "2004 2nd Edition", "2004 3rd Edition", "2004 4th Edition", "1.3"])
def test_every_edition_of_2004_is_known(edition):
    found = read(manifest_2004(edition=edition))
    assert (found.standard, found.edition) == ("scorm-2004", edition)
    assert codes(found) == []


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_version_11_is_played_as_12(version):
    assert (
        read(manifest_12(version=f"<metadata><schemaversion>{version}</schemaversion></metadata>")).standard
        == "scorm-1.2"
    )


def test_without_a_version_the_namespaces_decide():
    assert read(manifest_12(version="")).standard == "scorm-1.2"
    text = manifest_2004().replace("<schemaversion>2004 4th Edition</schemaversion>", "")
    assert read(text).standard == "scorm-2004"


def test_an_unknown_version_is_said_and_the_namespaces_decide():
    found = read(manifest_12(version="<metadata><schemaversion>9.9</schemaversion></metadata>"))
    assert found.standard == "scorm-1.2"
    assert codes(found) == ["standard-odd"]


def test_without_version_and_namespaces_it_is_taken_for_12_and_said():
    text = manifest_12(head="", version="").replace("adlcp:scormtype", "scormtype").replace(' scormtype="sco"', "")
    assert codes(read(text)) == ["standard-assumed", "scorm-type-missing"]


def test_namespaces_may_be_missing_or_have_odd_prefixes():
    plain = manifest_12(head="").replace("adlcp:scormtype", "scormtype")
    odd = manifest_12().replace("adlcp:", "zz:").replace("xmlns:adlcp", "xmlns:zz")
    assert read(plain).items == read(plain).items
    assert read(odd).items[0].scorm_type == "sco"


# --- Bytes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_what_a_tool_may_write_is_decoded(encoding):
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = manifest_12(before=f'<?xml version="1.0" encoding="{declared}"?>\n', title="Größe")
    assert read(text.encode(encoding)).title == "Größe"


BAD_BYTES = {
    "nothing": (b"", "manifest-not-xml"),
    "not xml": (b"hello", "manifest-not-xml"),
    "cut": (manifest_12().encode()[:-20], "manifest-not-xml"),
    "wrong alphabet": (
        manifest_12(title="x").replace("x</title>", "\xff</title>").encode("latin-1"),
        "manifest-encoding",
    ),
    "unknown alphabet": (b'<?xml version="1.0" encoding="ebcdic-cp-be"?><manifest/>', "manifest-encoding"),
    "utf-7": (b'<?xml version="1.0" encoding="utf-7"?><manifest/>', "manifest-encoding"),
    "utf-32": ("\ufeff<manifest/>".encode("utf-32-le"), "manifest-encoding"),
    "utf-16 without a mark": ("<manifest/>".encode("utf-16-le"), "manifest-encoding"),
    "external entity": (
        b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest>&x;</manifest>',
        "manifest-doctype",
    ),
    "external document type": (b'<!DOCTYPE m SYSTEM "http://evil.invalid/x.dtd"><manifest/>', "manifest-doctype"),
    "billion laughs": (
        b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><manifest>&b;</manifest>',
        "manifest-doctype",
    ),
    "document type in utf-16": ("\ufeff<!DOCTYPE m []><manifest/>".encode("utf-16-le"), "manifest-doctype"),
    "unknown entity": (b"<manifest>&nbsp;</manifest>", "manifest-not-xml"),
    "six megabytes": (b"<manifest>" + b" " * (6 << 20) + b"</manifest>", "manifest-too-big"),
    "too many elements": (b"<manifest>" + b"<a/>" * 300_000 + b"</manifest>", "manifest-too-complex"),
    "too deep": (b"<manifest>" + b"<a>" * 100 + b"</a>" * 100 + b"</manifest>", "manifest-too-complex"),
    "three hundred thousand deep": (b"<a>" * 300_000, "manifest-too-complex"),
    "a web page": (b"<html><body/></html>", "not-a-manifest"),
}


@pytest.mark.parametrize(("data", "code"), BAD_BYTES.values(), ids=BAD_BYTES)
def test_bytes_that_are_no_manifest_are_refused(data, code):
    assert refusal(data).code == code


def test_the_line_of_an_xml_error_is_told():
    assert refusal("<manifest>\n<metadata>\n</manifest>").line == 3
    assert refusal(manifest_12(title="&undefined;")).line == 5


# --- The outline ------------------------------------------------------------------------------------------------------

NESTED = """<item identifier="m1"><title>Module 1</title>
<item identifier="m1a" identifierref="r1"><title>Page A</title></item>
<item identifier="m1b" identifierref="r2" isvisible="false"><title>Page B</title></item></item>
<item identifier="m2" identifierref="r1"><title>Again, and a parent</title>
<item identifier="m2a" identifierref="r2"><title>Below it</title></item></item>"""


TWO_RESOURCES = resource("index.html") + resource("a/b.html", identifier="r2")


def test_items_are_nested_hidden_shared_and_may_be_parents_that_open_a_page():
    found = read(manifest_12(NESTED, TWO_RESOURCES))
    told = [(item.identifier, item.url, item.visible, len(item.children)) for item in found.every_item()]
    assert told == [
        ("m1", "", True, 2),
        ("m1a", "index.html", True, 0),
        ("m1b", "a/b.html", False, 0),
        ("m2", "index.html", True, 1),
        ("m2a", "a/b.html", True, 0),
    ]


def test_a_default_organisation_that_points_nowhere_is_said_and_the_first_is_used():
    found = read(manifest_12(default="missing"))
    assert codes(found) == ["default-organisation-missing"]
    assert found.title == "A small course"


@pytest.mark.parametrize(
    "outline", ["<organizations/>", "", '<organizations><organization identifier="o"/></organizations>']
)
def test_without_an_organisation_every_sco_becomes_an_item(outline):
    text = (
        f'<manifest identifier="Kurs" {HEAD_12}>{outline}<resources>'
        + resource("index.html")
        + resource("a/b.html", identifier="r2")
        + '<resource identifier="r3" type="webcontent" adlcp:scormtype="asset" href="a/c/d.html"/>'
        + "</resources></manifest>"
    )
    found = read(text)
    assert [item.url for item in found.items] == ["index.html", "a/b.html"]
    assert "no-organisation" in codes(found)


REFUSED_OUTLINES = {
    "nothing to open": (manifest_12('<item identifier="i"><title>x</title></item>'), "nothing-to-launch"),
    "no items and no resources": (manifest_12("", ""), "nothing-to-launch"),
    "resource that is not there": (
        manifest_12('<item identifier="i" identifierref="nope"><title>x</title></item>'),
        "resource-missing",
    ),
    "identifier twice": (
        manifest_12(NESTED.replace("m2a", "m1a"), TWO_RESOURCES),
        "identifier-twice",
    ),
    "manifest in a manifest": (manifest_12().replace("</resources>", "</resources><manifest/>"), "sub-manifest"),
    "title of two thousand letters": (manifest_12(title="x" * 2000), "title-too-long"),
    "forty deep": (
        manifest_12("".join(f'<item identifier="i{n}">' for n in range(40)) + "</item>" * 40),
        "items-too-deep",
    ),
    "six thousand items": (
        manifest_12("".join(f'<item identifier="i{n}" identifierref="r1"/>' for n in range(6000))),
        "items-too-many",
    ),
    "sixty outlines": (
        manifest_12().replace("</organizations>", "<organization/>" * 60 + "</organizations>"),
        "organisations-too-many",
    ),
    "common cartridge": (
        manifest_12(version="<metadata><schema>IMS Common Cartridge</schema></metadata>"),
        "not-scorm",
    ),
    "three thousand rules": (manifest_2004(sequencing="<imsss:rollupRule/>" * 3000), "rules-too-many"),
}


@pytest.mark.parametrize(("text", "code"), REFUSED_OUTLINES.values(), ids=REFUSED_OUTLINES)
def test_an_outline_that_cannot_be_played_is_refused(text, code):
    found = refusal(text)
    assert found.code == code
    assert found.line


def test_missing_identifiers_and_titles_are_repaired_and_said():
    found = read(manifest_12('<item identifierref="r1"/>'))
    assert (found.items[0].identifier, found.items[0].title) == ("item-1", "item-1")
    assert codes(found) == ["identifier-missing", "title-missing"]


def test_an_identifier_that_is_made_up_is_none_that_another_item_has():
    found = read(manifest_12('<item identifierref="r1"><title>x</title></item>' + line_of("item-1")))
    assert [item.identifier for item in found.items] == ["item-1-made-up", "item-1"]


def test_an_item_whose_resource_names_no_page_is_said_to_open_nothing():
    empty = '<resource identifier="r2" type="webcontent" adlcp:scormtype="sco"/>'
    found = read(manifest_12(line_of("a") + line_of("b", "r2"), resource("index.html") + empty))
    assert [item.url for item in found.items] == ["index.html", ""]
    assert codes(found) == ["resource-without-page"]


def test_a_heading_with_a_page_of_its_own_is_said_in_2004_and_usual_in_12():
    items = line_of("a", inside=line_of("b"))
    assert codes(read(manifest_12(items))) == []
    found = read(manifest_2004(items))
    assert [(notice.code, notice.line) for notice in found.notices] == [("page-on-heading", 6)]


def test_a_package_without_a_title_takes_that_of_its_only_item():
    found = read(manifest_12(title=""))
    assert (found.title, codes(found)) == ("Only page", ["package-title-missing"])


def test_files_that_are_listed_and_missing_are_one_notice():
    listed = '<resource identifier="r1" adlcp:scormtype="sco" href="index.html">{}</resource>'
    files = "".join(f'<file href="{name}"/>' for name in ("index.html", "gone.js", "a/c/../b.html", "gone.css"))
    found = read(manifest_12(resources=listed.format(files)))
    assert [(notice.code, notice.sentence[:1]) for notice in found.notices] == [("listed-file-missing", "2")]


# --- Addresses --------------------------------------------------------------------------------------------------------

GOOD_ADDRESSES = {
    "plain": ("index.html", "", "", "index.html"),
    "dot": ("./index.html", "", "", "index.html"),
    "back inside": ("a/../index.html", "", "", "index.html"),
    "space": ("With%20Space.html", "", "", "With%20Space.html"),
    "bare space": ("With Space.html", "", "", "With%20Space.html"),
    "letters": ("%C3%BCber.html", "", "", "%C3%BCber.html"),
    "decomposed letters": ("u\u0308ber.html", "", "", "%C3%BCber.html"),
    "a real per cent sign": ("100%25.html", "", "", "100%25.html"),
    "query": ("index.html?a=1", "", "", "index.html?a=1"),
    "fragment": ("index.html#top", "", "", "index.html#top"),
    "parameters": ("index.html", "", "?a=1", "index.html?a=1"),
    "parameters with marks": ("index.html", "", "?&a=1", "index.html?a=1"),
    "parameters to a query": ("index.html?a=1", "", "?b=2", "index.html?a=1&b=2"),
    "parameters before a fragment": ("index.html#top", "", "b=2", "index.html?b=2#top"),
    "parameters that are a fragment": ("index.html", "", "#end", "index.html#end"),
    "a fragment that is there wins": ("index.html#top", "", "#end", "index.html#top"),
    "odd letters in parameters": ("index.html", "", "?a=\"<b>'", "index.html?a=%22%3Cb%3E'"),
    "base": ("b.html", "a/", "", "a/b.html"),
    "base without its slash": ("b.html", "a", "", "a/b.html"),
    "base by the letter": ("b.html", "a/x", "", "a/b.html"),
}


@pytest.mark.parametrize(("href", "base", "parameters", "url"), GOOD_ADDRESSES.values(), ids=GOOD_ADDRESSES)
def test_an_address_is_resolved_to_a_file_of_the_package(href, base, parameters, url):
    place = Place("It", "imsmanifest.xml", 1)
    found = resolve(
        href, bases=[base] if base else [], parameters=parameters, files=Files(PATHS), place=place, notice=print
    )
    assert found.url == url
    assert found.path in PATHS


def test_three_bases_are_joined_in_order():
    text = manifest_12(
        resources=resource("d.html", 'xml:base="c/"'), attributes='xml:base="./"', resources_attributes='xml:base="a/"'
    )
    assert read(text).items[0].url == "a/c/d.html"


def test_a_slip_in_capitals_is_repaired_and_said_with_its_line():
    found = read(manifest_12(resources=resource("INDEX.html")))
    assert found.items[0].url == "index.html"
    assert [(notice.code, notice.line) for notice in found.notices] == [("case-slip", 10)]


def test_backslashes_in_an_address_are_read_as_slashes_and_said():
    found = read(manifest_12(resources=resource("a\\b.html")))
    assert (found.items[0].url, codes(found)) == ("a/b.html", ["backslash-address"])


BAD_ADDRESSES = {
    "javascript": ("javascript:alert(1)", "address-elsewhere"),
    "javascript in disguise": ("java\tscript:alert(1)", "address-elsewhere"),
    "leading control": ("&#9;javascript:alert(1)", "address-elsewhere"),
    "data": ("data:text/html,x", "address-elsewhere"),
    "web": ("https://evil.invalid/x.html", "address-elsewhere"),
    "any host": ("//evil.invalid/x.html", "address-elsewhere"),
    "backslash host": ("\\\\evil\\x.html", "address-elsewhere"),
    "file": ("file:///etc/passwd", "address-elsewhere"),
    "absolute": ("/index.html", "address-escapes"),
    "traversal": ("../index.html", "address-escapes"),
    "encoded slash": ("..%2findex.html", "address-escapes"),
    "encoded dots": ("%2e%2e/index.html", "address-escapes"),
    "twice encoded dots": ("%252e%252e/index.html", "launch-file-missing"),
    "encoded backslash": ("..%5cindex.html", "address-unreadable"),
    "nul": ("index.html%00.png", "address-unreadable"),
    "broken letters": ("%ff%fe.html", "address-unreadable"),
    "missing": ("indx.html", "launch-file-missing"),
    "only a query": ("?a=1", "launch-file-missing"),
    "folder": ("a/", "launch-file-missing"),
}


@pytest.mark.parametrize(("href", "code"), BAD_ADDRESSES.values(), ids=BAD_ADDRESSES)
def test_an_address_that_is_not_in_the_package_is_refused_with_its_line(href, code):
    found = refusal(manifest_12(resources=resource(href)))
    assert (found.code, found.line) == (code, 10)


def test_a_base_may_not_lead_elsewhere():
    assert (
        refusal(manifest_12(resources=resource("x.html", 'xml:base="https://evil.invalid/"'))).code
        == "address-elsewhere"
    )
    assert refusal(manifest_12(resources=resource("x.html", 'xml:base="a/../../"'))).code == "address-escapes"


def test_a_missing_file_is_told_with_the_one_that_was_meant():
    assert "Did it mean a/b.html?" in refusal(manifest_12(resources=resource("wrong/b.html"))).sentence


def test_parameters_over_the_limit_are_refused():
    item = f'<item identifier="i" identifierref="r1" parameters="?{"x" * 3000}"><title>x</title></item>'
    assert refusal(manifest_12(item)).code == "address-too-long"


# --- What the run-time needs ------------------------------------------------------------------------------------------


def item_12(inside: str):
    return read(manifest_12(f'<item identifier="i" identifierref="r1"><title>x</title>\n{inside}</item>'))


def test_the_fields_of_scorm_12_are_read():
    (item,) = item_12(
        '<adlcp:prerequisites type="aicc_script">~i&amp;i&lt;&gt;p</adlcp:prerequisites>'
        "<adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed>"
        "<adlcp:timelimitaction>exit,no message</adlcp:timelimitaction>"
        "<adlcp:datafromlms>lang=en</adlcp:datafromlms><adlcp:masteryscore>80</adlcp:masteryscore>"
    ).items
    assert item.prerequisites == "~i&i<>p"
    assert (item.max_time_allowed, item.time_limit_action) == ("00:30:00", "exit,no message")
    assert (item.launch_data, item.mastery_score) == ("lang=en", Decimal(80))


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<adlcp:masteryscore>high</adlcp:masteryscore>", "number-unread"),
        ("<adlcp:masteryscore>101</adlcp:masteryscore>", "number-unread"),
        ("<adlcp:masteryscore>NaN</adlcp:masteryscore>", "number-unread"),
        ("<adlcp:masteryscore>1e999</adlcp:masteryscore>", "number-unread"),
        ("<adlcp:maxtimeallowed>half an hour</adlcp:maxtimeallowed>", "time-unread"),
        ("<adlcp:maxtimeallowed>\N{ARABIC-INDIC DIGIT ZERO}0:30:00</adlcp:maxtimeallowed>", "time-unread"),
        ("<adlcp:timelimitaction>explode</adlcp:timelimitaction>", "time-unread"),
        ('<adlcp:prerequisites type="javascript">alert(1)</adlcp:prerequisites>', "prerequisites-unread"),
    ],
)
def test_a_field_that_cannot_be_read_is_left_out_and_said(inside, code):
    found = item_12(inside)
    assert codes(found) == [code]
    assert found.notices[0].line == 7
    item = found.items[0]
    assert item.mastery_score is None
    assert item.max_time_allowed == item.time_limit_action == item.prerequisites == ""


def test_the_learning_time_of_the_metadata_is_read():
    for told, minutes in (("PT1H30M", 90), ("00:45:00", 45), ("P1D", 1440), ("soon", None), ("P9999999D", 6000)):
        lom = f"<typicalLearningTime><duration>{told}</duration></typicalLearningTime>"
        text = manifest_12(
            version=f"<metadata><schemaversion>1.2</schemaversion><lom><educational>{lom}</educational></lom></metadata>"
        )
        assert read(text).minutes == minutes


ITEM_2004 = """<item identifier="i1" identifierref="r1"><title>Test</title>
<adlcp:timeLimitAction>continue,message</adlcp:timeLimitAction><adlcp:dataFromLMS>x=1</adlcp:dataFromLMS>
<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.75" progressWeight="0.5"/>
<adlcp:data><adlcp:map targetID="bucket" writeSharedData="false"/></adlcp:data>
<adlnav:presentation><adlnav:navigationInterface><adlnav:hideLMSUI>continue</adlnav:hideLMSUI>
<adlnav:hideLMSUI>nonsense</adlnav:hideLMSUI></adlnav:navigationInterface></adlnav:presentation>
<imsss:sequencing IDRef="shared">
<imsss:limitConditions attemptLimit="2" attemptAbsoluteDurationLimit="PT30M"/>
<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions conditionCombination="any">
<imsss:ruleCondition referencedObjective="pre" operator="not" measureThreshold="0.6"
 condition="objectiveMeasureGreaterThan"/>
</imsss:ruleConditions><imsss:ruleAction action="skip"/></imsss:preConditionRule>
<imsss:postConditionRule><imsss:ruleAction action="explode"/></imsss:postConditionRule></imsss:sequencingRules>
<imsss:objectives><imsss:primaryObjective objectiveID="p" satisfiedByMeasure="true">
<imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>
<imsss:mapInfo targetObjectiveID="g1" writeSatisfiedStatus="true"/></imsss:primaryObjective>
<imsss:objective objectiveID="o2"/></imsss:objectives>
<adlseq:objectives><adlseq:objective objectiveID="p"><adlseq:mapInfo targetObjectiveID="g1" writeRawScore="true"/>
</adlseq:objective></adlseq:objectives>
</imsss:sequencing></item>"""
SHARED = """<imsss:sequencingCollection><imsss:sequencing ID="shared">
<imsss:controlMode flow="true" choice="false"/><imsss:limitConditions attemptLimit="9"/>
<imsss:rollupRules rollupObjectiveSatisfied="false" objectiveMeasureWeight="0.5">
<imsss:rollupRule childActivitySet="atLeastPercent" minimumPercent="0.5"><imsss:rollupConditions>
<imsss:rollupCondition condition="completed"/></imsss:rollupConditions><imsss:rollupAction action="completed"/>
</imsss:rollupRule></imsss:rollupRules>
<imsss:randomizationControls selectCount="3" selectionTiming="once" reorderChildren="true"/>
<imsss:deliveryControls tracked="false"/></imsss:sequencing></imsss:sequencingCollection>"""


def test_the_fields_of_scorm_2004_are_read():
    (item,) = read(manifest_2004(ITEM_2004, after=SHARED)).items
    assert (item.launch_data, item.time_limit_action, item.max_time_allowed) == ("x=1", "continue,message", "PT30M")
    assert (item.scaled_passing_score, item.completion_threshold) == (Decimal("0.8"), Decimal("0.75"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("<adlcp:completionThreshold>0.6</adlcp:completionThreshold>", Decimal("0.6")),  # 2nd and 3rd edition
        ('<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.4"/>', Decimal("0.4")),
        ('<adlcp:completionThreshold completedByMeasure="true"/>', Decimal(1)),
        ('<adlcp:completionThreshold completedByMeasure="false" minProgressMeasure="0.4"/>', None),
        ('<adlcp:completionThreshold minProgressMeasure="0.4"/>', None),
        ("<adlcp:completionThreshold>much</adlcp:completionThreshold>", None),
        ("<adlcp:completionThreshold/>", None),
    ],
)
def test_the_completion_threshold_of_every_edition_is_read(said, expected):
    (item,) = read(manifest_2004(line_of("a", inside=said))).items
    assert item.completion_threshold == expected


def test_launch_data_under_the_name_of_the_other_standard_is_read():
    other = "<adlcp:datafromlms>x=1</adlcp:datafromlms>"
    assert read(manifest_2004(line_of("a", inside=other))).items[0].launch_data == "x=1"


def test_what_an_item_states_stands_before_what_it_refers_to_element_by_element():
    shared = """<imsss:sequencingCollection><imsss:sequencing ID="s"><imsss:controlMode flow="true" choice="false"/>
    <imsss:objectives><imsss:primaryObjective objectiveID="shared"/></imsss:objectives>
    <adlseq:objectives><adlseq:objective objectiveID="own"><adlseq:mapInfo targetObjectiveID="g" writeMaxScore="true"/>
    </adlseq:objective></adlseq:objectives></imsss:sequencing></imsss:sequencingCollection>"""
    own = """<imsss:sequencing IDRef="s"><imsss:controlMode choiceExit="false"/>
    <imsss:objectives><imsss:primaryObjective objectiveID="own"/></imsss:objectives></imsss:sequencing>"""
    (child,) = tree_of(read(manifest_2004(line_of("a", inside=own), after=shared)))["children"]
    controls = child["sequencingControls"]
    assert (controls["flow"], controls["choice"], controls["choiceExit"]) == (False, True, False)
    assert child["primaryObjective"]["objectiveID"] == "own"
    # ADL's objectives are another element, which the item does not state itself.
    assert child["primaryObjective"]["mapInfo"][0]["writeMaxScore"] is True


def test_sequencing_of_odd_prefixes_is_understood():
    text = manifest_2004(ITEM_2004, after=SHARED)
    odd = text
    for prefix in ("imsss", "adlseq", "adlnav", "adlcp"):
        odd = odd.replace(f"{prefix}:", f"x{prefix}:").replace(f"xmlns:{prefix}", f"xmlns:x{prefix}")
    assert tree_of(read(odd)) == tree_of(read(text))


def test_the_activity_tree_speaks_the_words_of_the_run_time():
    tree = tree_of(read(manifest_2004(ITEM_2004, after=SHARED)))
    assert (tree["id"], tree["title"], tree["objectivesGlobalToSystem"]) == ("o1", "A sequenced course", False)
    (child,) = tree["children"]
    assert child["id"] == "i1"
    assert (child["sequencingControls"]["flow"], child["sequencingControls"]["choice"]) == (True, False)
    # The item's own limit stands before the shared one; the duration limit is for the content only.
    assert child["attemptLimit"] == 2
    assert "attemptAbsoluteDurationLimit" not in child
    rules = child["sequencingRules"]
    assert rules["preConditionRules"] == [
        {
            "action": "skip",
            "conditionCombination": "any",
            "conditions": [
                {
                    "condition": "objectiveMeasureGreaterThan",
                    "operator": "not",
                    "referencedObjective": "pre",
                    "parameters": {"threshold": 0.6},
                }
            ],
        }
    ]
    assert rules["postConditionRules"] == []
    (rollup,) = child["rollupRules"]["rules"]
    assert (rollup["consideration"], rollup["minimumPercent"]) == ("atLeastPercent", 50.0)
    assert child["sequencingControls"]["objectiveMeasureWeight"] == 0.5
    assert child["sequencingControls"]["selectCount"] == 3
    assert child["deliveryControls"]["tracked"] is False
    (mapping,) = child["primaryObjective"]["mapInfo"]
    assert (mapping["targetObjectiveID"], mapping["writeSatisfiedStatus"], mapping["writeRawScore"]) == (
        "g1",
        True,
        True,
    )
    assert child["hideLmsUi"] == ["continue"]
    assert child["sharedDataMaps"] == [{"targetID": "bucket", "readSharedData": True, "writeSharedData": False}]


def test_scorm_12_has_no_activity_tree():
    assert tree_of(read(manifest_12())) == {}


def sequencing_items(count: int) -> str:
    return "".join(
        f'<item identifier="i{n}" identifierref="r1"><title>x</title><imsss:sequencing IDRef="a"/></item>'
        for n in range(count)
    )


def test_sequencing_that_refers_to_itself_is_refused():
    ring = (
        '<imsss:sequencingCollection><imsss:sequencing ID="a" IDRef="b"/><imsss:sequencing ID="b" IDRef="a"/>'
        "</imsss:sequencingCollection>"
    )
    assert refusal(manifest_2004(sequencing_items(1), after=ring)).code == "reference-cycle"


def test_sequencing_that_is_not_there_is_said():
    assert codes(read(manifest_2004(sequencing_items(1)))) == ["sequencing-missing"]


def test_shared_sequencing_may_not_blow_up_the_outline():
    large = "<imsss:objectives>" + "<imsss:objective/>" * 5000 + "</imsss:objectives>"
    shared = (
        f'<imsss:sequencingCollection><imsss:sequencing ID="a">{large}</imsss:sequencing></imsss:sequencingCollection>'
    )
    assert refusal(manifest_2004(sequencing_items(100), after=shared)).code == "manifest-too-complex"


# --- Whatever comes in ------------------------------------------------------------------------------------------------

_PIECES = [
    "<item ", "</item>", 'identifier="i1"', "identifierref='r1'", ">", "<title>", "&#0;", "&amp;", "]]>", "<![CDATA[",
    "<!--", "-->", "<?x?>", 'xml:base="../"', "href='%2e%2e/'", "xmlns=''", "<manifest>", "<organization>", "\x00",
    "<!DOCTYPE", "masteryscore", "\u202e", 'parameters="?#"', "<resource identifier='r1' href='javascript:x'/>",
]  # fmt: skip
_BASES = [
    manifest_12(NESTED, TWO_RESOURCES),
    manifest_2004(ITEM_2004, after=SHARED),
]


def _ends_in_a_tree_or_a_coded_refusal(data: bytes) -> None:
    try:
        manifest = read(data)
    except PackageRefused as refused:
        assert_speaks(refused)
        return
    tree_of(manifest)
    for item in manifest.every_item():
        assert not item.url or item.path in PATHS


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(_BASES),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(_PIECES) | st.text(max_size=8)), max_size=6
    ),
)
def test_any_change_to_a_manifest_ends_in_a_tree_or_a_coded_refusal(text, changes):
    for share, cut, piece in changes:
        at = int(share * len(text))
        text = text[:at] + piece + text[at + cut :]
    _ends_in_a_tree_or_a_coded_refusal(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_address_ends_in_a_file_or_a_coded_refusal(href):
    place = Place("It", "imsmanifest.xml", 1)
    try:
        found = resolve(href, bases=[], parameters=href, files=Files(PATHS), place=place, notice=lambda _: None)
    except PackageRefused as refused:
        assert_speaks(refused)
        return
    assert found.path in PATHS
    assert found.url.isascii()
