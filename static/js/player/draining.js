// Before a new session begins, what earlier ones left on this device goes home under their own tokens: after the new
// session has begun it could only be kept, and no longer counted.

import { commitsOf, Journal, leftovers, setAside } from "./journal.js";
import { post } from "./messages.js";

const TRIES = 3;
const PAUSE = 1_200;

/** Sends all leftovers. Returns how many sessions' work arrived (sent), came too late to count (stale), was not taken
 *  (refused), or could not be sent now (waiting). */
export async function drain(storage) {
  const result = { sent: 0, stale: 0, refused: 0, waiting: 0 };
  for (const record of leftovers(storage)) {
    await alone(record.session, async (free) => {
      if (!free) return; // that session's own tab is open, and sends for itself
      const outcome = await sendRecord(record);
      result[outcome] += 1;
      if (outcome === "refused") setAside(storage, record.session);
      else if (outcome !== "waiting") new Journal(storage, record.session).clear();
    });
  }
  return result;
}

/** Runs `work(true)` holding the session's lock, or `work(false)` where another tab of this browser holds it. */
export async function alone(session, work) {
  if (!navigator.locks) return work(true);
  return navigator.locks.request(lockName(session), { ifAvailable: true }, (lock) => work(lock !== null));
}

/** Holds the session's lock for as long as this page lives. */
export function holdLock(session) {
  navigator.locks?.request(lockName(session), () => new Promise(() => {}));
}

function lockName(session) {
  return `candour:run:${session}`;
}

async function sendRecord(record) {
  let stale = false;
  for (const commit of commitsOf(record)) {
    const answer = await patiently(commit);
    const { session, outcome } = answer.body;
    // Too old, or not what the server expects: nothing that sending the same again would change.
    if (answer.kind === "refused" || (answer.ok && outcome === "need_full")) return "refused";
    if (!answer.ok || session !== record.session) return "waiting";
    stale ||= outcome === "stale";
  }
  return stale ? "stale" : "sent";
}

async function patiently(commit) {
  let answer;
  for (let number = 0; number < TRIES; number += 1) {
    if (number) await new Promise((resolve) => setTimeout(resolve, PAUSE * number));
    answer = await post("/s/commit", commit);
    if (answer.ok || answer.kind === "refused") break;
  }
  return answer;
}
