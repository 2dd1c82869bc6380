"""What an author does about each remark of the import. Pure; the remarks themselves come from courses.packages."""

from typing import Any

_AUTHORING = "Mend it in the authoring tool and export the package again; the new file becomes the next version."
_NOTHING = "Nothing to do here. Other systems may refuse the package as it is."
_REMEDIES = {
    "wrapping-folder": _NOTHING,
    "manifest-name": _NOTHING,
    "case-slip": _NOTHING,
    "backslash-address": _NOTHING,
    "standard-odd": _NOTHING,
    "standard-assumed": "Play it as a learner to see that it reports. If not, export it with its version stated.",
    "no-organisation": "Look whether the outline above is what learners should see; if not, export it with an outline.",
    "default-organisation-missing": _NOTHING,
    "organisations-several": "Choose the outline on the course page where it is not the first.",
    "organisation-empty": "That outline is left out. If learners should have it, mend it where it was made.",
    "organisation-unread": "That outline is left out. If learners should have it, mend it where it was made.",
    "package-title-missing": "Give the package a title where it was made.",
    "prerequisites-unsound": "The part is open from the start. If it should wait for others, mend the rule.",
    "resource-twice": "Nothing to do, unless a page other than the one you expect opens.",
    "scorm-type-missing": "Play it as a learner to see that the part reports.",
    "sequencing-missing": "Play it as a learner: the order of the parts may differ from what was meant.",
    "listed-file-missing": "Play it as a learner and look for gaps. If something is missing, export it again.",
    "remote-content": "Put the file into the package. If it is a font or statistics, the course will do without it.",
    "service-worker": "Nothing to do, unless the course is meant to work offline.",
    "top-navigation": "Look for its “exit” button: learners leave by “Save and leave” at the top instead.",
    "flash": "Replace the Flash parts; learners will see gaps.",
    "unserved-files": "Nothing to do, unless the course needs one of them.",
    "no-api": "If learners' progress should count, export it as SCORM, not as a web page.",
    "no-status": "Play it to its end as a learner. If it never reports a status, a reviewer can switch off “opening "
    "completes it”.",
    "no-resume": "Switch on bookmarking where it was made, or tell learners to finish in one go.",
    "more-notices": "Mend those listed first, and import again.",
}


def with_remedy(notice: dict[str, Any]) -> dict[str, Any]:
    """A remark of the import with what to do about it."""
    return notice | {"remedy": notice.get("remedy") or _REMEDIES.get(notice.get("code", ""), _AUTHORING)}
