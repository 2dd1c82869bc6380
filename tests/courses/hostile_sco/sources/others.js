// Another learner on the same desk PC, another package, another version, another session. The test hands over addresses
// and tokens that no package could know; they must be worthless here.

const state = { "cmi.core.lesson_status": "passed", "cmi.core.score.raw": "100" };
const commit = (who, more = {}) => ({
  token: who.token, session: who.session, epoch: who.epoch, seq: 1, state, final: false, ...more,
});
const taken = (answer) => answer.body.outcome === "applied" && `the server said “${answer.body.outcome}”`;

probe("others", "another's token here", "commit with another learner's token on this host", async (name, { victim }) =>
  taken(await tell("/s/commit", commit(victim))));
probe("others", "another's token there", "commit on the other learner's host", async (name, { victim }) =>
  taken(await tell(`${victim.origin}/s/commit`, commit(victim))));
probe("others", "blind commit there", "commit there without reading the answer", async (name, { victim }) => {
  await tell(`${victim.origin}/s/commit?probe=${name}`, commit(victim, { seq: 2 }), { mode: "no-cors" });
  return "sent";
});
probe("others", "form to the other host", "commit there by a form whose body is JSON", async (name, { victim }) => {
  await framed({ name: "there" });
  const action = `${victim.origin}/s/commit?probe=${encodeURIComponent(name)}`;
  const form = add("form", { method: "post", enctype: "text/plain", target: "there", action });
  add("input", { name: JSON.stringify(commit(victim, { seq: 3 })).slice(0, -1) + ',"x":"', value: '"}' }, form);
  form.submit();
});
probe("others", "forged token", "commit with tokens that nobody was given", async (name, { victim }) => {
  for (const token of ["A".repeat(43), victim.session, "null", "' OR 1=1 --", "\u0000", victim.token.slice(0, -1)]) {
    if (taken(await tell("/s/commit", commit({ ...victim, token })))) return "a forged token was taken";
  }
});
probe("others", "own token, another session", "name another learner's session with the own token", async (name, context) => {
  const own = JSON.parse(sessionStorage.getItem("candour:tab"));
  return taken(await tell("/s/commit", commit({ ...context.victim, token: own.token })));
});
probe("others", "another's launch code", "begin with another learner's code", async (name, { victim }) => {
  const answer = await tell("/s/begin", { code: victim.code, take_over: true });
  return answer.body.token && "got a token";
});
probe("others", "a launch code again", "replay the code of this very page", async () => {
  const found = [parent.location.href, ...parent.performance.getEntriesByType("navigation").map((each) => each.name)];
  const code = found.map((each) => /code=([\w-]+)/.exec(each)?.[1]).find(Boolean) ?? hostile.context.own.code;
  const answer = await tell("/s/begin", { code, take_over: true });
  return answer.body.token && "a used code gave a token";
});
probe("others", "another part's uuid", "go on with a part of another package", async (name, { victim }) => {
  const own = JSON.parse(sessionStorage.getItem("candour:tab"));
  const answer = await tell("/s/begin", { token: own.token, part: victim.part });
  return answer.body.token && "opened it";
});
probe("others", "its storage here", "find another's journal in the own storage", () => {
  const found = Object.keys(localStorage).filter((key) => localStorage.getItem(key).includes(hostile.context.victim.token));
  return found.length && `found ${found}`;
});
probe("others", "its storage there", "frame the other host and read its storage", async (name, { victim }) => {
  const frame = await framed({ src: `${victim.origin}${victim.base}index.html` });
  return Object.keys(frame.contentWindow.localStorage).join();
});
probe("others", "its page by window", "open the other host and read its storage", async (name, { victim }) => {
  const opened = open(`${victim.origin}${victim.base}index.html`, "other");
  await pause(800);
  try {
    return Object.keys(opened.localStorage).join();
  } finally {
    opened?.close();
  }
});
probe("others", "document.domain", "make both hosts one", async (name, { victim }) => {
  document.domain = new URL(victim.origin).hostname.split(".").slice(1).join(".");
  return document.domain !== location.hostname && `is ${document.domain} now`;
});
probe("others", "shared worker there", "run a worker of the other host", (name, { victim }) => {
  const worker = new SharedWorker(`${victim.origin}${victim.base}sco.js`);
  return new Promise((done, fail) => {
    worker.onerror = () => fail(new Error("refused"));
    setTimeout(() => done(""), 500);
  });
});
probe("others", "its files with its key", "fetch another version's files on this host", async (name, { victim }) => {
  const answer = await fetch(`${victim.base}index.html`);
  return answer.ok && "read another version's page";
});
probe("others", "its files by a made-up key", "name another version in the own key", async (name, { victim }) => {
  const [, own] = /\/v\/[0-9a-f]{32}-([a-z0-9]+)\//.exec(location.pathname);
  const answer = await fetch(`/v/${victim.version}-${own}/index.html`);
  return answer.ok && "read another version's page";
});
probe("others", "its files there", "read another host's files", async (name, { victim }) => {
  const answer = await fetch(`${victim.origin}${victim.base}index.html`);
  return answer.ok && "read a page of the other host";
});
probe("others", "its files as script and image", "embed another host's files", (name, { victim }) =>
  new Promise((done, fail) => {
    const script = add("script", { src: `${victim.origin}${victim.base}sco.js` });
    script.onload = () => done("ran the other's script");
    script.onerror = () => fail(new Error("refused"));
  }));
probe("others", "paths out of the version", "climb out of the own files", async () => {
  const paths = ["..%2f..%2fetc/passwd", "%2e%2e/%2e%2e/settings.py", "..%5c..%5cx", "%00", "imsmanifest.xml%00.html"];
  for (const path of paths) {
    const answer = await fetch(`${location.pathname.replace(/[^/]*$/, "")}${path}`);
    if (answer.ok) return `read ${path}`;
  }
});
probe("others", "the application's addresses here", "find the application on this host", async () => {
  const paths = ["/", "/admin/", "/learn/", "/accounts/login/", "/documents/1/x.pdf", "/media/x.jpg", "/livez", "/demo/mail/"];
  for (const path of paths) {
    const answer = await fetch(path);
    if (answer.ok) return `${path} is here`;
  }
});

// Run once by a first learner and then by a second one, in the same browser.
hostile.plant = async (secret) => {
  localStorage.setItem("planted", secret);
  sessionStorage.setItem("planted", secret);
  window.name = secret;
  const parents = location.hostname.split(".").map((_, n, all) => all.slice(n).join("."));
  for (const domain of parents) document.cookie = `planted=${secret}; domain=${domain}; path=/; max-age=9999999`;
  document.cookie = `planted=${secret}; path=/v/; max-age=9999999`;
  await (await caches.open("planted")).put("/planted", new Response(secret));
  const directory = await navigator.storage.getDirectory();
  const stream = await (await directory.getFileHandle("planted", { create: true })).createWritable();
  await stream.write(secret);
  await stream.close();
  await new Promise((done) => {
    const asked = indexedDB.open("planted");
    asked.onupgradeneeded = () => asked.result.createObjectStore("planted").put(secret, 1);
    asked.onsuccess = done;
  });
  window.channel = new BroadcastChannel("planted");
  channel.onmessage = () => channel.postMessage(secret);
  window.shared = new SharedWorker("shared.js");
  shared.port.postMessage({ keep: secret });
};
hostile.look = async () => {
  const found = {};
  found.localStorage = localStorage.getItem("planted");
  found.sessionStorage = sessionStorage.getItem("planted");
  found.name = window.name === "" ? null : window.name;
  found.cookie = /planted=/.test(document.cookie) ? document.cookie : null;
  found.caches = (await caches.match("/planted")) ? "there" : null;
  const directory = await navigator.storage.getDirectory();
  found.files = await directory.getFileHandle("planted").then(() => "there", () => null);
  // The player that plays this package has made a journal of its own here by now; any other database is somebody else's.
  const databases = (await indexedDB.databases()).map((each) => each.name).filter((name) => name !== "candour:journal");
  found.indexedDB = databases.join() || null;
  const channel = new BroadcastChannel("planted");
  const heard = new Promise((done) => (channel.onmessage = (event) => done(event.data)));
  channel.postMessage("anybody?");
  found.broadcast = (await Promise.race([heard, pause(400)])) ?? null;
  const shared = new SharedWorker("shared.js");
  const told = new Promise((done) => (shared.port.onmessage = (event) => done(event.data)));
  shared.port.start();
  shared.port.postMessage({ ask: true });
  found.sharedWorker = (await Promise.race([told, pause(400)])) ?? null;
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value));
};
