// A lesson or a quiz that answers in place. Without this file every form still works as a form.
// Each form carries the page's session and the number of its next commit; "Saved" is said of what the server has
// acknowledged, and of nothing else.
const save = document.querySelector("[data-save]");
let next = 1;

for (const form of document.querySelectorAll("form[data-inplace]")) keep(form);
for (const form of document.querySelectorAll("form.lesson-done")) {
  form.addEventListener("submit", () => { form.elements.seq.value = next; });
}
if (document.querySelector("[data-lesson]")) rememberPlace();

function keep(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, event.submitter);
  });
}

async function send(form, submitter) {
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  form.elements.seq.value = next;
  const body = new FormData(form, submitter);
  say("saving", "Saving");
  refuse(form, "");
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const answer = await read(response);
    if (!response.ok) {
      refuse(form, answer.sentence || "That could not be saved. Nothing is lost here: try once more.");
      say(null);
      return;
    }
    // Somebody else's page, such as a sign-in after the session ran out, is no acknowledgement.
    if (!Number.isInteger(answer.ack)) throw new TypeError("no acknowledgement");
    next = answer.ack + 1;
    replace(form, answer);
    say("saved", `Saved ${answer.saved_at}`);
  } catch {
    refuse(form, "Not saved: no answer came. What you entered is still here; try again when you are connected.");
    say("unsaved", "Not saved");
  } finally {
    delete form.dataset.sending;
  }
}

async function read(response) {
  if (!(response.headers.get("Content-Type") || "").startsWith("application/json")) {
    throw new TypeError("not an answer of ours");
  }
  return response.json();
}

function replace(form, answer) {
  const missing = document.querySelector("[data-missing]");
  if (missing && typeof answer.missing === "string") missing.textContent = answer.missing;
  if (!answer.html) return;
  const region = form.closest("[data-region]");
  const made = document.createElement("template");
  made.innerHTML = answer.html;
  const fresh = made.content.querySelector("[data-region]");
  fresh.append(savedLine(answer.saved_at));
  region.replaceWith(fresh);
  for (const other of fresh.querySelectorAll("form[data-inplace]")) keep(other);
  const focus = fresh.querySelector("[data-focus]");
  if (focus) focus.focus({ preventScroll: fresh.getBoundingClientRect().top >= 0 });
}

// Where the eye is; the line at the foot of the page tells a screen reader.
function savedLine(at) {
  const line = document.createElement("p");
  line.className = "save-line";
  line.dataset.state = "saved";
  line.textContent = `Saved ${at}`;
  line.setAttribute("aria-hidden", "true");
  return line;
}

function refuse(form, sentence) {
  const place = form.querySelector("[data-error]");
  if (!place) return;
  place.textContent = sentence;
  place.hidden = !sentence;
}

function say(state, words) {
  if (!save) return;
  save.hidden = !state;
  if (!state) return;
  save.dataset.state = state;
  save.textContent = words;
}

// Where on the page the learner is, told once when they leave: the next device opens there.
function rememberPlace() {
  const places = [...document.querySelectorAll("[data-block]")];
  const form = document.querySelector("form.lesson-done");
  if (!form || places.length < 2) return;
  let told = "";
  addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    const here = places.findLast((place) => place.getBoundingClientRect().top < innerHeight / 3);
    if (!here || here === places[0] || here.dataset.block === told) return;
    told = here.dataset.block;
    const body = new FormData(form);
    body.set("act", "place");
    body.set("block", told);
    body.set("seq", next);
    next += 1;
    fetch(form.action, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } }).catch(() => {});
  });
}
