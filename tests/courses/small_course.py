"""A SCORM 1.2 package for the browser: a page that does what a test tells it to, and unloads as packages do."""

from pathlib import Path

from courses.packages.importing import import_package

from .learning import AT
from .made_packages import manifest_12, package

# The page offers its run-time to the test as window.sco; on unload it commits and, if told so, finishes.
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Records requests</title><script src="sco.js"></script></head>
<body><h1>Records requests</h1>
<p>You are on page <output id="place">-</output>, and started as <output id="entry">-</output>.</p>
<button id="next">Next page</button></body></html>
"""
SCRIPT = """
let api = null;
for (let w = window, n = 0; !api && n < 10; w = w.parent, n += 1) api = w.API ?? null;
window.sco = {
  api, finishAtUnload: false, exit: "suspend", setAtUnload: null,
  get: (name) => api.LMSGetValue(name),
  set: (name, value) => api.LMSSetValue(name, value),
  commit: () => api.LMSCommit(""),
  finish: () => api.LMSFinish(""),
  error: () => api.LMSGetLastError(),
};
window.addEventListener("load", () => {
  sco.initialized = api.LMSInitialize("");
  document.getElementById("place").textContent = sco.get("cmi.core.lesson_location") || "1";
  document.getElementById("entry").textContent = sco.get("cmi.core.entry") || "blank";
  document.getElementById("next").addEventListener("click", () => {
    const place = String(Number(document.getElementById("place").textContent) + 1);
    document.getElementById("place").textContent = place;
    sco.set("cmi.core.lesson_location", place);
    sco.commit();
  });
});
window.addEventListener("unload", () => {
  if (sco.setAtUnload) for (const [name, value] of Object.entries(sco.setAtUnload)) sco.set(name, value);
  if (sco.finishAtUnload) { sco.set("cmi.core.exit", sco.exit); sco.finish(); }
});
"""


def import_small_course(folder: Path, *, title: str = "A copy of everything", **manifest):
    """Import the package and publish it as a course of its own."""
    path = folder / "small.zip"
    files = {"index.html": PAGE, "sco.js": SCRIPT}
    path.write_bytes(package(manifest_12(**manifest), files))
    report = import_package(path, at=AT, publish_title=title)
    assert report.accepted, report.sentence
    return report
