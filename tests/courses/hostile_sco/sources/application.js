// The application: its pages, cookies, storage and forms, with the learner signed in there in the same browser.

const there = (name, path = "/livez") => mark(name, hostile.context.app, path);

probe("application", "fetch with cookies", "read the learner's own pages", async (name) => {
  const answer = await fetch(there(name, "/learn/"), { credentials: "include" });
  return /Sign out|My learning/.test(await answer.text()) && "read the page of a signed-in person";
});
probe("application", "XHR with cookies", "read the learner's pages the old way", async (name) => {
  const request = new XMLHttpRequest();
  request.open("GET", there(name, "/learn/"), false);
  request.withCredentials = true;
  request.send();
  return request.responseText && "read a page";
});
probe("application", "blind POST by fetch", "post without reading the answer", async (name) => {
  await fetch(there(name, "/accounts/logout/"), { method: "POST", mode: "no-cors", credentials: "include" });
});
probe("application", "blind POST by beacon", "post as a closing page does", (name) => {
  navigator.sendBeacon(there(name, "/accounts/logout/"), "x=1");
});
probe("application", "form POST", "send a form into a frame", (name) => {
  add("iframe", { name: "sink" });
  const form = add("form", { method: "post", target: "sink", action: there(name, "/accounts/logout/") });
  add("input", { name: "csrfmiddlewaretoken", value: "x" }, form);
  form.submit();
});
probe("application", "form POST as text", "send a form whose body looks like JSON", (name) => {
  add("iframe", { name: "sink2" });
  const action = there(name, "/accounts/logout/");
  const form = add("form", { method: "post", target: "sink2", enctype: "text/plain", action });
  add("input", { name: '{"a":"', value: '"}' }, form);
  form.submit();
});
probe("application", "own token for its forms", "fetch a form, take its CSRF token, post it", async (name) => {
  const text = await (await fetch(there(name, "/accounts/logout/"), { credentials: "include" })).text();
  const token = new DOMParser().parseFromString(text, "text/html").querySelector("[name=csrfmiddlewaretoken]")?.value;
  return token && "has a token for the application's forms";
});
probe("application", "frame and read", "frame a page and read it", async (name) => {
  const frame = await framed({ src: there(name, "/learn/") });
  return frame.contentDocument.body.innerText.trim() && "read the framed page";
});
probe("application", "its storage", "reach localStorage through a frame", async (name) => {
  const frame = await framed({ src: there(name) });
  frame.contentWindow.localStorage.setItem("planted", "1");
  return "wrote into its localStorage";
});
probe("application", "window and read", "open a page and read it", async (name) => {
  const opened = open(`${hostile.context.app}/learn/`, "reading");
  try {
    for (let n = 0; n < 10; n += 1) {
      await pause(100);
      if (opened.location.href !== "about:blank" && opened.document.body?.innerText.trim()) return "read the window";
    }
  } finally {
    opened?.close();
  }
});
probe("application", "a handle on its window", "keep the window and watch or steer it", async (name) => {
  const opened = open(`${hostile.context.app}/learn/`, "steering");
  await pause(1500);
  const mine = opened && !opened.closed;
  opened?.close();
  return mine && "still holds the application's window";
});
probe("application", "message to its window", "be answered by a page of it", async (name) => {
  const opened = open(`${hostile.context.app}/learn/`, "talking");
  const answered = new Promise((done) => addEventListener("message", (event) => done(event.origin), { once: true }));
  await pause(800);
  opened?.postMessage({ method: "GetValue" }, "*");
  const origin = await Promise.race([answered, pause(400)]);
  opened?.close();
  return origin && `answered by ${origin}`;
});
probe("application", "its cookies", "read cookies of the application", () => {
  const found = document.cookie.split("; ").find((each) => /^(sessionid|csrftoken)=(?!evil)/.test(each));
  return found && "read a cookie of the application";
});
probe("application", "cookies for it", "plant cookies that it would accept", async () => {
  const host = new URL(hostile.context.app).hostname;
  for (const name of ["sessionid", "csrftoken", "messages"]) {
    document.cookie = `${name}=evil; domain=${host}; path=/`;
    document.cookie = `${name}=evil; domain=.${host}; path=/learn`;
    await window.cookieStore?.set({ name, value: "evil", domain: host, path: "/" }).catch(() => {});
  }
});
probe("application", "an image of a private page", "load what only a signed-in person may", (name) => {
  add("img", { src: there(name, "/documents/1/secret.pdf") });
});
probe("application", "a script of it", "run its files for what they tell", (name) => {
  add("script", { src: there(name, "/admin/jsi18n/") });
});
probe("application", "its opener", "go back through the window that opened this one", () => {
  const opener = top.opener ?? parent.opener ?? window.opener;
  return opener && `has an opener at ${opener.location.href}`;
});
