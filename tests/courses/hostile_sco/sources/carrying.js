// Carrying away what the package knows: every way in which a page can make a browser ask another server for something.

const out = (name, attempt, tries = "ask another server for something") => probe("carrying", name, tries, attempt);

out("fetch", (name) => fetch(mark(name)));
out("fetch blindly", (name) => fetch(mark(name), { method: "POST", mode: "no-cors", body: "x" }).then(() => ""));
out("fetch later", (name) => void (window.fetchLater && fetchLater(mark(name), { activateAfter: 0 })));
out("XHR", (name) => {
  const request = new XMLHttpRequest();
  request.open("GET", mark(name), false);
  request.send();
});
out("beacon", (name) => void navigator.sendBeacon(mark(name), "x"));
out("WebSocket", (name) => void new WebSocket(mark(name).replace("http", "ws")));
out("EventSource", (name) => void new EventSource(mark(name)));
out("image", (name) => void (new Image().src = mark(name)));
out("picture of an input", (name) => void add("input", { type: "image", src: mark(name) }));
out("video", (name) => void add("video", { src: mark(name), preload: "auto" }));
out("poster", (name) => void add("video", { poster: mark(name) }));
out("audio", (name) => void new Audio(mark(name)).load());
out("subtitles", (name) => {
  const video = add("video", { src: "notes.txt" });
  add("track", { src: mark(name), default: "" }, video).track.mode = "showing";
});
out("script", (name) => void add("script", { src: mark(name) }));
out("module", (name) => import(mark(name)));
out("worker", (name) => void new Worker(mark(name)));
out("worker made here", (name) => {
  const source = `fetch(${JSON.stringify(mark(name))}, {mode: "no-cors"})`;
  new Worker(URL.createObjectURL(new Blob([source])));
});
out("script of a worker", (name) => {
  const source = `importScripts(${JSON.stringify(mark(name))})`;
  new Worker(URL.createObjectURL(new Blob([source])));
});
out("style sheet", (name) => void add("link", { rel: "stylesheet", href: mark(name) }));
out("style import", (name) => void (add("style").textContent = `@import url("${mark(name)}");`));
out("background", (name) => void add("p", { style: `background: url("${mark(name)}")` }).append("x"));
out("cursor", (name) => void add("p", { style: `list-style: url("${mark(name)}"); display: list-item` }).append("x"));
out("font", (name) => {
  add("style").textContent = `@font-face { font-family: taken; src: url("${mark(name)}"); }`;
  add("p", { style: "font-family: taken" }).append("x");
});
out("font by script", (name) => new FontFace("taken2", `url("${mark(name)}")`).load().then(() => ""));
for (const rel of ["preload", "prefetch", "modulepreload", "prerender", "icon", "manifest", "dns-prefetch preconnect"]) {
  out(`link ${rel}`, (name) => void add("link", { rel, href: mark(name), as: "image" }, document.head));
}
for (const kind of ["prefetch", "prerender"]) {
  out(`speculation ${kind}`, (name) => {
    const rules = { [kind]: [{ source: "list", urls: [mark(name)], eagerness: "immediate" }] };
    add("script", { type: "speculationrules" }).textContent = JSON.stringify(rules);
  });
}
out("ping", (name) => add("a", { href: "#x", ping: mark(name) }).click());
out("object", (name) => void add("object", { data: mark(name) }));
out("embed", (name) => void add("embed", { src: mark(name) }));
out("frame", (name) => void add("iframe", { src: mark(name) }));
out("form", (name) => {
  add("iframe", { name: "away" });
  const form = add("form", { target: "away", action: mark(name) });
  add("input", { name: "probe", value: name }, form);
  form.submit();
});
out("svg image", (name) => {
  const svg = `<svg><image href="${mark(name)}"/><use href="${mark(name)}#x"/><filter><feImage href="${mark(name)}"/></filter></svg>`;
  add("div").innerHTML = svg;
});
out("refresh of a frame", (name) => framed({ srcdoc: `<meta http-equiv="refresh" content="0;url=${mark(name)}">` }).then(() => ""));
out("navigation of a frame", async (name) => {
  const frame = await framed({ srcdoc: "x" });
  frame.contentWindow.location = mark(name);
});
out("WebTransport", (name) => new WebTransport(mark(name).replace("http:", "https:")).ready);
