// Before a new session begins, what earlier ones left on this device goes home under their own tokens: after the new
// session has begun it could only be kept, and no longer counted.

import { commitsOf, copied, Journal, leftovers, restore, setAside } from "./journal.js";
import { acknowledges, post, tooLate } from "./messages.js";

const TRIES = 3;
const PAUSE = 1_200;
const TRIES_FOR_LOCK = 10;
const PAUSE_FOR_LOCK = 100;
const LONGEST_PAUSE_ASKED = 10_000; // somebody waits for the course to open

/** Sends all leftovers. Returns how many sessions' work arrived (sent), had been there all along (known: the closing
 *  message arrived, and nobody was left to hear of it), came too late to count (stale), was not taken (refused), or
 *  could not be sent now (waiting). */
export async function drain(storage) {
  const result = { sent: 0, known: 0, stale: 0, refused: 0, waiting: 0 };
  if (storage) {
    for (const session of await copied()) await alone(session, (free) => free && restore(storage, session));
  }
  for (const record of leftovers(storage)) {
    await alone(record.session, async (free) => {
      if (!free) return; // that session's own tab is open, and sends for itself
      const outcome = await sendRecord(record);
      result[outcome === "differs" ? "known" : outcome] += 1;
      if (outcome === "refused" || outcome === "differs") setAside(storage, record.session);
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
  // A browser that refuses storage refuses locks too; then no other tab of it can find this session's work.
  navigator.locks?.request(lockName(session), () => new Promise(() => {})).catch(() => {});
}

/** Whether another tab of this browser has the session open, so that this one is a copy of that tab and no reload. */
export async function isOpenInAnotherTab(session) {
  for (let number = 0; number < TRIES_FOR_LOCK; number += 1) {
    if (number) await new Promise((resolve) => setTimeout(resolve, PAUSE_FOR_LOCK));
    // A page that is being reloaded may hold it for a moment longer.
    // A browser that refuses locks cannot say; the copy then goes on, and the page it was copied from is told so.
    if (await alone(session, (free) => free).catch(() => true)) return false;
  }
  return true;
}

function lockName(session) {
  return `candour:run:${session}`;
}

async function sendRecord(record) {
  let commits;
  try {
    commits = commitsOf(record);
  } catch {
    return "refused"; // no record of ours, or one that was tampered with: content shares this storage
  }
  const outcomes = await sendAll(commits, record.session);
  const worst = ["refused", "waiting", "stale", "sent", "differs"].find((outcome) => outcomes.has(outcome)) ?? "known";
  if (worst === "sent" || worst === "known") await tellEnd(commits.at(-1));
  return worst;
}

/** Nobody had its lock: the tab is gone, without a word. Else the learner were asked about their own crashed tab. */
async function tellEnd({ seq, final, leaving, state: _, ...commit }) {
  if (final || leaving || !navigator.locks) return;
  await post("/s/commit", { ...commit, seq: seq + 1, base: seq, delta: {}, final: false, leaving: true });
}

async function sendAll(commits, session) {
  const outcomes = new Set();
  for (const commit of commits) {
    const outcome = outcomeOf(await patiently(commit), session, commit.seq);
    outcomes.add(outcome);
    if (outcome === "refused" || outcome === "waiting") break;
  }
  return outcomes;
}

function outcomeOf(answer, session, seq) {
  if (tooLate(answer, session, seq)) return "stale";
  if (acknowledges(answer, session, seq)) return answer.body.outcome === "repeat" ? "known" : "sent";
  // What is journalled is older than what was sent under its number: storage that a crash of the browser set back.
  if (answer.body.code === "different-repeat") return "differs";
  // Too old, or not what the server expects: nothing that sending the same again would change.
  const whole = answer.ok && answer.body.session === session && answer.body.outcome === "need_full";
  return answer.kind === "refused" || whole ? "refused" : "waiting";
}

async function patiently(commit) {
  let answer;
  for (let number = 0; number < TRIES; number += 1) {
    if (number) await new Promise((resolve) => setTimeout(resolve, pauseBefore(number, answer)));
    answer = await post("/s/commit", commit);
    if (answer.ok || answer.kind === "refused") break;
  }
  return answer;
}

function pauseBefore(number, answer) {
  return Math.max(PAUSE * number, Math.min(answer.retryAfter, LONGEST_PAUSE_ASKED));
}
