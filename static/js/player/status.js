// The one line that says where the learner's work is. It is never ahead of the server, and never colour alone.

import { serverNow } from "./messages.js";

const GRACE = 4_000; // how long something may be under way before we say where it is meanwhile

// Who looks again, or tries a package out, changes nothing.
const NOT_KEPT = { review: "Review: nothing you do here changes your result", browse: "Preview: nothing is kept" };

/** What the line says: {state, words}. `dirty`: the content has set values that no commit holds yet; `now` by the
 *  clock that only goes forward, since the one on the wall may be set while the page is open. */
export function standing(sender, { dirty = false, now = performance.now(), mode = "normal" } = {}) {
  if (sender.over?.kind === "stale") return { state: "local", words: "Continued elsewhere" };
  const waiting = dirty || !sender.idle;
  if (sender.over?.kind === "refused" && waiting) return { state: "unsaved", words: "Not saved" };
  if (mode in NOT_KEPT) return { state: "idle", words: NOT_KEPT[mode] };
  if (!waiting) {
    if (sender.partly) return { state: "local", words: "Not all saved" };
    if (sender.savedAt === null) return { state: "idle", words: "Nothing new to save" };
    return { state: "saved", words: `Saved ${clock(sender.savedAt)}` };
  }
  if (!sender.keptOnDevice && !sender.idle) return { state: "unsaved", words: "Not saved" };
  if (dirty) return { state: "saving", words: "Saving" }; // for the two seconds until it is written, it is nowhere yet
  const late = sender.failing || now - (sender.waitingSince ?? now) > GRACE;
  return late ? { state: "local", words: "Saved on this device only" } : { state: "saving", words: "Saving" };
}

/** A moment as the clock on this device shows it. */
export function clock(moment) {
  return new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** “today at 14:02” or “3 November at 14:02”. The server's clock says what today is; this device's may be wrong. */
export function when(iso) {
  const moment = new Date(iso);
  const today = moment.toDateString() === new Date(serverNow()).toDateString();
  const day = today ? "today" : moment.toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  return `${day} at ${clock(moment)}`;
}

/** Says aloud what a person who does not see the line must know: trouble, and its end. */
export class Announcer {
  #element;
  #last = "";
  #words = "";

  constructor(element) {
    this.#element = element;
  }

  hear({ state, words }) {
    const trouble = state === "unsaved" || state === "local";
    const relieved = state === "saved" && (this.#last === "unsaved" || this.#last === "local" || this.#last === "");
    if ((trouble && words !== this.#words) || relieved) this.#element.textContent = words;
    if (state !== "saving" && state !== "idle") [this.#last, this.#words] = [state, words];
  }
}
