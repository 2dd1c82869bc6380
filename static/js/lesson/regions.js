// The blocks of the page that answer in place: an acknowledgement brings the block as it looks now.

import { keeper } from "./keeper.js";

const UNMARKED = "Kept on this device. It is marked when you are connected.";
const UNSENT = "Kept on this device. It is sent when you are connected.";

/** Puts the answered block in the place of the one that was asked. */
export function replace(region, answer, wire) {
  const made = document.createElement("template");
  made.innerHTML = answer.html; // our own server's, from the same template as the page
  const fresh = made.content.querySelector("[data-region]");
  if (!fresh) return;
  fresh.append(line("saved", `Saved ${answer.saved_at}`));
  const focused = region.contains(document.activeElement) || document.activeElement === document.body;
  region.replaceWith(fresh);
  wire(fresh);
  const focus = fresh.querySelector("[data-focus]");
  if (focus && focused) focus.focus({ preventScroll: fresh.getBoundingClientRect().top >= 0 });
}

/** Says on the block itself that what was done lies on this device, and waits. */
export function wait(form) {
  const region = form.closest("[data-region]") ?? form;
  if (region.querySelector(":scope > .waiting")) return;
  const marked = form.elements.act?.value === "check" || form.elements.act?.value === "answer";
  const said = line("local", keeper.kept ? (marked ? UNMARKED : UNSENT) : "Not saved yet. Leave this page open.");
  said.classList.add("waiting");
  region.append(said);
  if (!form.querySelector("textarea")) form.inert = true; // one answer, once; a text may be written on
}

export function stopWaiting(form) {
  const region = form.closest("[data-region]") ?? form;
  region.querySelector(":scope > .waiting")?.remove();
  form.inert = false;
}

/** Says why what was sent is not taken. */
export function refuse(form, sentence) {
  const place = form.querySelector("[data-error]");
  if (!place) return;
  place.textContent = sentence;
  place.hidden = !sentence;
}

// Where the eye is; the line at the foot of the page tells a screen reader.
function line(state, words) {
  const made = document.createElement("p");
  made.className = "save-line";
  made.dataset.state = state;
  made.textContent = words;
  made.setAttribute("aria-hidden", "true");
  return made;
}
