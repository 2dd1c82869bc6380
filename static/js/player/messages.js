// Sending a message and judging the answer. Only our server's JSON counts as an answer: a sign-in page of a café's
// network, or any other HTML with status 200, is a failure like no answer at all.

const PATIENCE = 20_000;

/** POSTs a message. Returns {ok, body} or {ok: false, kind: "network" | "server" | "refused", status, body}. */
export async function post(path, message, { keepalive = false } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
      keepalive,
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    return judge(response.status, response.headers.get("Content-Type"), await response.text());
  } catch {
    return { ok: false, kind: "network", status: 0, body: {} };
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
    return { ok: false, kind: "network", status: 0, body: {} };
  }
  return judge(request.status, request.getResponseHeader("Content-Type"), request.responseText);
}

/** Whether the answer acknowledges commit `seq` of `session`. */
export function acknowledges(answer, session, seq) {
  const { ack, session: named, outcome } = answer.body;
  return answer.ok && named === session && ack === seq && (outcome === "applied" || outcome === "repeat");
}

function judge(status, type, text) {
  const body = type?.startsWith("application/json") ? parsed(text) : null;
  if (!body) return { ok: false, kind: "server", status, body: {} };
  if (status >= 200 && status < 300) return { ok: true, status, body };
  const ours = typeof body.code === "string" && status >= 400 && status < 500 && status !== 429;
  return { ok: false, kind: ours ? "refused" : "server", status, body };
}

function parsed(text) {
  try {
    const found = JSON.parse(text);
    return found !== null && typeof found === "object" && !Array.isArray(found) ? found : null;
  } catch {
    return null;
  }
}
