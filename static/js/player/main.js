// The player page: drain what earlier sessions left, begin, run the content, save, leave.

import { Ledger } from "./delta.js";
import { drain, holdLock } from "./draining.js";
import { browserStorage, Journal } from "./journal.js";
import { post } from "./messages.js";
import { makeRuntime } from "./runtime.js";
import { Sender } from "./sender.js";
import { Screen } from "./screen.js";

const TAB = "candour:tab"; // this tab's session, so that a reload can go on with it
const HEARTBEAT = 45_000;
const PATIENCE_AT_LEAVING = 8_000;
const PAUSE_FOR_UNLOAD = 1_500;
const LATE_WRITE = 400;

const screen = new Screen(document);
const storage = browserStorage();

await start();

async function start() {
  const code = takeCode();
  const before = code ? null : rememberedTab();
  if (!code && !before) return screen.fail("Open the course from its page: this address alone does not say which one.");
  screen.say("Looking for work that this device still keeps…");
  if (!(await bringHome())) return;
  screen.say("Opening…");
  const begun = await begin(code ? { code } : before);
  if (begun) await run(begun);
}

/** The one-time code of the address; it leaves the address bar at once. */
function takeCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code) history.replaceState(null, "", location.pathname);
  return code;
}

/** Sends leftovers; where they cannot be sent, the learner decides. False if they chose to go back. */
async function bringHome() {
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

async function begin(first) {
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

async function run(begun) {
  const ledger = new Ledger();
  const journal = new Journal(storage, begun.session);
  const sender = new Sender({ ...begun, journal, ledger, onChange: refresh });
  let dirty = false;
  let leaving = false;
  let closing = false;
  rememberTab(begun);
  holdLock(begun.session);
  screen.describe(begun);

  const runtime = await makeRuntime(begun.standard, begun.state, {
    commit(snapshot, { final }) {
      const differs = ledger.take(snapshot, sender.next);
      dirty = false;
      if (closing) {
        sender.close({ final });
        return sender.keptOnDevice;
      }
      const nothingToDo = !differs && !final && (sender.idle || sender.keptOnDevice);
      const safe = nothingToDo || sender.offer({ final, urgent: document.visibilityState === "hidden" });
      refresh();
      return safe;
    },
    changed(late) {
      dirty = true;
      // The run-time sends nothing more, once it has finished or the page goes; so we do.
      if (closing) queueMicrotask(closeAgain);
      else if (late) setTimeout(keep, LATE_WRITE);
      refresh();
    },
  });
  ledger.take(runtime.snapshot(), 0);
  window[runtime.name] = runtime.api;
  screen.open(begun.launch);

  /** Offers what the content has set, committed or not. */
  function keep(options = {}) {
    const differs = ledger.take(runtime.snapshot(), sender.next);
    dirty = false;
    if (differs || options.leaving) sender.offer(options);
    refresh();
  }

  function refresh() {
    screen.show(sender, { dirty, finished: runtime?.finished && sender.idle && Boolean(sender.standing) });
  }

  /** The page goes: everything by the way that outlives it, and the session ends unless the content has ended it. */
  function close() {
    closing = true;
    if (leaving && sender.idle) return;
    ledger.take(runtime.snapshot(), sender.next);
    dirty = false;
    sender.close({ leaving: !runtime.finished });
  }

  /** The content spoke after that: its own page is told of the end after ours. */
  function closeAgain() {
    if (ledger.take(runtime.snapshot(), sender.next)) sender.close({ leaving: !runtime.finished });
  }

  async function leave(to) {
    screen.say("Saving before you leave…");
    await screen.unloadContent(PAUSE_FOR_UNLOAD); // the content's own last words
    keep({ leaving: !runtime.finished });
    const until = Date.now() + PATIENCE_AT_LEAVING;
    while (!sender.idle && !sender.over && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    if (!sender.idle && !sender.over && (await screen.ask(sender.keptOnDevice ? "unsent" : "unsaved")) !== "leave") {
      return leave(to);
    }
    leaving = true;
    to();
  }

  /** Another part of the package: a fresh page, since a run-time lives for one part only. */
  function goTo(part) {
    rememberTab({ ...begun, part });
    location.reload();
  }

  async function beat() {
    if (document.visibilityState !== "visible" || sender.over) return;
    const { token, session, epoch } = begun;
    const answer = await post("/s/alive", { token, session, epoch });
    if (answer.ok && answer.body.live === false) sender.stop({ kind: "stale", continued: answer.body.continued });
    else if (answer.ok && !sender.idle) sender.retry();
  }

  screen.onLeave(() => leave(() => screen.leave()));
  screen.onPart((part) => leave(() => goTo(part)));
  setInterval(beat, HEARTBEAT);
  setInterval(refresh, 1_000);
  addEventListener("online", () => sender.retry());
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    closing = false;
    sender.retry();
    beat();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep({ urgent: true });
    else sender.retry();
  });
  addEventListener("pagehide", close);
  addEventListener("beforeunload", (event) => {
    if (!leaving && screen.state === "unsaved") event.preventDefault();
  });
  refresh();
}

function rememberTab({ token, part }) {
  try {
    sessionStorage.setItem(TAB, JSON.stringify({ token, part }));
  } catch {
    // Without storage a reload cannot go on by itself; the course page can.
  }
}

function rememberedTab() {
  try {
    const { token, part } = JSON.parse(sessionStorage.getItem(TAB)) ?? {};
    return token ? { token, part } : null;
  } catch {
    return null;
  }
}
