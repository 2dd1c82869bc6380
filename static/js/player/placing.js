// Which part a page plays, and with which values it begins. Where a package is sequenced only the sequencer knows; the
// server has guessed.

import { isOurs } from "./delta.js";
import { makeSequencer } from "./runtime.js";

/**
 * Asks the sequencer what is to be played, and the server for that part where it guessed another.
 *
 * Returns {begun, outcome}: `begun` with the attempt's shared elements as they are now; `outcome` as the sequencer's `open`
 * answers. `ask(message)` sends `begin`. Undefined where the learner went back.
 */
export async function place(begun, kind, ask) {
  const sequencer = makeSequencer(kind, begun.tree, begun.state);
  const outcome = sequencer.open();
  const shared = sequencer.elements({});
  let answer = begun;
  const part = begun.parts.find(({ identifier }) => identifier === outcome.id);
  if (part && !part.current) {
    answer = await ask({ token: begun.token, part: part.part, unopened: true });
    if (!answer) return undefined;
  }
  return { begun: { ...answer, before: answer.state, state: { ...answer.state, ...shared } }, outcome };
}

/** A state for a further attempt at the same part: what the server and the person said, and nothing that content stored. */
export function blanked(state) {
  const kept = Object.entries(state).filter(([name]) => !isStored(name));
  return { ...Object.fromEntries(kept), "cmi.entry": "ab-initio", "cmi.total_time": "PT0H0M0S" };
}

/** The elements that content stored, each as null: a null takes an element away from the server's state. */
export function removals(state) {
  return Object.fromEntries(Object.keys(state).filter(isStored).map((name) => [name, null]));
}

function isStored(name) {
  return name.startsWith("cmi.") && !isOurs(name) && !name.startsWith("cmi.learner_preference.");
}
