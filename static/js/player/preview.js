// An author's “play as learner”: nothing is sent and nothing is kept, except in this tab, so that the author can try what a
// reload and a resume do.

import { forget, recall, remember } from "./tab.js";

const KEPT = "candour:preview";

/** Stands where the sender of a session stands, and sends nothing. */
export class PreviewSender {
  #ledger;
  #part;

  next = 1;
  idle = true;
  keptOnDevice = true;
  failing = false;
  savedAt = null;
  waitingSince = null;
  over = null;
  standing = null;

  constructor({ part, ledger }) {
    this.#part = part;
    this.#ledger = ledger;
  }

  offer() {
    keep(this.#part, this.#ledger.whole());
    return true;
  }

  close() {
    keep(this.#part, this.#ledger.whole());
  }

  async beat() {}

  retry() {}

  stop() {}
}

/** The state that a part begins with: what this tab keeps of it over what the server said. */
export function previewState(part, state) {
  if (kept().shared?.["adl.ended"] === "true") forgetPreview();
  const { parts = {}, shared = {} } = kept();
  const own = parts[part];
  if (!own) return { ...state, ...shared };
  const exit = own["cmi.core.exit"] ?? own["cmi.exit"] ?? "";
  const entry = exit === "" || exit === "suspend" ? "resume" : "";
  const name = "cmi.mode" in state ? "cmi.entry" : "cmi.core.entry";
  const { "cmi.core.exit": _, "cmi.exit": __, "cmi.core.session_time": ___, "cmi.session_time": ____, ...values } = own;
  return { ...state, ...values, ...shared, [name]: entry };
}

/** Forgets what this tab keeps: another preview begins. */
export function forgetPreview() {
  forget(KEPT);
}

function keep(part, values) {
  const { parts = {}, shared = {} } = kept();
  const own = {};
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith("adl.")) shared[name] = value;
    else if (value !== null) own[name] = value;
  }
  remember(KEPT, { parts: { ...parts, [part]: own }, shared });
}

function kept() {
  return recall(KEPT) ?? {};
}
