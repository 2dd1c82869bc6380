// From the address to a session: whose work is it, what must go home first, and what does the server answer.

import { drain, isOpenInAnotherTab } from "./draining.js";
import { post } from "./messages.js";
import { recall, remember } from "./tab.js";

const TAB = "candour:tab"; // this tab's session, so that a reload can go on with it

/** The one-time code of the address; it leaves the address bar at once. */
export function takeCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code) history.replaceState(null, "", location.pathname);
  return code;
}

/** Remembers the session, and the part to open at the next load of this tab. */
export function rememberTab({ token, session, part }) {
  remember(TAB, { token, session, part });
}

/** What `rememberTab` noted; null where there is nothing, or where this tab is a copy of one that is still open. */
export async function rememberedTab() {
  const kept = recall(TAB);
  if (!kept?.token || (kept.session && (await isOpenInAnotherTab(kept.session)))) return null;
  return { token: kept.token, part: kept.part };
}

/** Sends leftovers; where they cannot be sent, the learner decides. False if they chose to go back. */
export async function bringHome(screen, storage) {
  for (;;) {
    const { waiting, stale, refused, sent } = await drain(storage);
    if (sent) screen.note("Work from your last visit was still on this device. It has been saved now.");
    if (stale) screen.note("Work from an earlier visit reached us too late to count. It is kept, and support can see it.");
    if (refused) screen.note("Work of an earlier visit that never left this device is too old to be added. It stays on this device.");
    if (!waiting) return true;
    const choice = await screen.ask("leftovers");
    if (choice === "back") return screen.leave();
    if (choice === "go-on") return true;
  }
}

/** Asks for a session until there is one or the learner goes back. Returns the server's answer, or undefined. */
export async function begin(screen, first) {
  let message = first;
  for (;;) {
    const answer = await post("/s/begin", message);
    if (answer.ok && answer.body.token) return answer.body;
    if (answer.body.code === "live-elsewhere" && first.code) {
      if ((await screen.askTakeover(answer.body.live_session)) !== "take-over") return void screen.leave();
      message = { ...first, take_over: true };
    } else if (answer.kind === "refused") return void screen.fail(answer.body.sentence);
    else if ((await screen.ask("offline")) !== "again") return void screen.leave();
  }
}
