// What every probe stands on. A probe succeeds when it returns a sentence that says what it got, or when the test's own
// servers were reached under the probe's name; it fails when it returns nothing or throws.

window.hostile = { probes: [], api: null };
for (let w = window, n = 0; n < 5; w = w.parent, n += 1) {
  try {
    hostile.api ??= w.API ?? null;
  } catch {
    break;
  }
}
hostile.api?.LMSInitialize("");

/** Registers a probe: its group, its name, what it tries in words, and the attempt itself. */
function probe(group, name, tries, attempt) {
  hostile.probes.push({ group, name, tries, attempt });
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const within = (promise, ms) => Promise.race([promise, pause(ms).then(() => Promise.reject(new Error("no answer")))]);

/** An address of the collecting server, or of another one, that names the probe. */
function mark(name, base = hostile.context.collector, path = "/hit") {
  return `${base}${path}?probe=${encodeURIComponent(name)}`;
}

/** Adds an element to the page. */
function add(tag, attributes = {}, parent = document.body) {
  const element = parent.ownerDocument.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

/** A frame that has loaded, or has failed to within two seconds. */
async function framed(attributes, parent = document.body) {
  const frame = parent.ownerDocument.createElement("iframe");
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
  parent.append(frame);
  await Promise.race([loaded, pause(2000)]);
  return frame;
}

/** Posts a message of the player's own kind and returns what came back. */
async function tell(address, message, more = {}) {
  const headers = { "content-type": more.mode === "no-cors" ? "text/plain" : "application/json" };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(message), ...more });
  return { status: answer.status, body: await answer.json().catch(() => ({})) };
}

/** Runs the probes of a group together, or one of them, and reports each. */
hostile.run = async (group, context, only = null) => {
  hostile.context = context;
  const chosen = hostile.probes.filter((each) => each.group === group && (only === null || each.name === only));
  return Promise.all(
    chosen.map(async ({ name, tries, attempt }) => {
      try {
        const got = await within(Promise.resolve(attempt(name, context)), 6000);
        return { name, tries, got: got ? String(got).slice(0, 200) : "", happened: got ? String(got).slice(0, 200) : "nothing" };
      } catch (error) {
        return { name, tries, got: "", happened: `${error.name}: ${error.message}`.slice(0, 200) };
      }
    }),
  );
};
