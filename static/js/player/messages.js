// Sending a message and judging the answer. Only our server's JSON counts as an answer: a sign-in page of a café's
// network, or any other HTML with status 200, is a failure like no answer at all.

/** How long an answer may take, in ms. A slow line needs more at the next try: see Sender. */
export const PATIENCE = 20_000;

const NO_ANSWER = { ok: false, kind: "network", status: 0, body: {}, retryAfter: 0, late: false };

/** POSTs a message. Returns {ok, body} or {ok: false, kind: "network" | "server" | "refused", status, body}, with
 *  `retryAfter`: how many ms the server asks us to wait, mostly 0; and `late`: no answer came within `patience` ms. */
export async function post(path, message, { keepalive = false, patience = PATIENCE } = {}) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
      keepalive,
      signal: giveUp.signal,
    });
    return judge(response.status, (name) => response.headers.get(name), await response.text());
  } catch {
    return { ...NO_ANSWER, late: giveUp.signal.aborted };
  } finally {
    clearTimeout(timer);
  }
}

/** The same while the page waits: for browsers that refuse storage, where nothing else could make a promise true. */
export function postAndWait(path, message) {
  const request = new XMLHttpRequest();
  try {
    request.open("POST", path, false);
    request.setRequestHeader("Content-Type", "application/json");
    request.send(JSON.stringify(message));
  } catch {
    return NO_ANSWER;
  }
  return judge(request.status, (name) => request.getResponseHeader(name), request.responseText);
}

// "kept" is the answer while somebody only reviews what they have finished: the server has it, and it changes nothing.
const SAVED = new Set(["applied", "repeat", "kept"]);

/** Whether the answer acknowledges commit `seq` of `session`. */
export function acknowledges(answer, session, seq) {
  return names(answer, session, seq) && SAVED.has(answer.body.outcome);
}

/** Whether the answer says that commit `seq` of `session` is kept, and that a newer session counts instead. */
export function tooLate(answer, session, seq) {
  return names(answer, session, seq) && answer.body.outcome === "stale";
}

function names({ ok, body }, session, seq) {
  return ok && body.session === session && body.ack === seq;
}

/** Now, in ms since 1970, as the server's last answer told it; this device's clock may be wrong by days. */
export function serverNow() {
  return serverClock ? serverClock.at + (performance.now() - serverClock.heard) : Date.now();
}

let serverClock = null;

function judge(status, header, text) {
  const body = header("Content-Type")?.startsWith("application/json") ? parsed(text) : null;
  const retryAfter = pauseAsked(header("Retry-After"), header("Date"));
  if (!body) return { ok: false, kind: "server", status, body: {}, retryAfter };
  const ok = status >= 200 && status < 300;
  // Other machines on the way refuse in JSON too, but not in our two words.
  const ours = typeof body.code === "string" && typeof body.sentence === "string";
  const at = ok || ours ? Date.parse(header("Date")) : NaN;
  if (at) serverClock = { at, heard: performance.now() };
  if (ok) return { ok, status, body, retryAfter };
  const refused = ours && status >= 400 && status < 500 && status !== 429;
  return { ok: false, kind: refused ? "refused" : "server", status, body, retryAfter };
}

/** Retry-After, in ms: seconds, or a moment by the clock of whoever answered. */
function pauseAsked(value, now) {
  if (/^\d{1,9}$/.test(value ?? "")) return Number(value) * 1_000;
  const pause = Date.parse(value) - Date.parse(now);
  return pause > 0 ? pause : 0;
}

function parsed(text) {
  try {
    const found = JSON.parse(text);
    return found !== null && typeof found === "object" && !Array.isArray(found) ? found : null;
  } catch {
    return null;
  }
}
