// The trial's shell: the run-time as learners get it, with every call noted. It opens the package, waits, presses what
// looks like "next", closes it as a learner would, and leaves its notes in `window.trial`.

const METHODS = {
  "scorm-1.2": {
    at: "API", api: "Scorm12API",
    init: "LMSInitialize", finish: "LMSFinish", get: "LMSGetValue", set: "LMSSetValue", commit: "LMSCommit",
    others: ["LMSGetLastError", "LMSGetErrorString", "LMSGetDiagnostic"], error: "LMSGetLastError",
  },
  "scorm-2004": {
    at: "API_1484_11", api: "Scorm2004API",
    init: "Initialize", finish: "Terminate", get: "GetValue", set: "SetValue", commit: "Commit",
    others: ["GetLastError", "GetErrorString", "GetDiagnostic"], error: "GetLastError",
  },
};
const STATUS = /^cmi\.(core\.lesson_status|completion_status|success_status)$/;
const SCORE = /^cmi\.(core\.)?score\.(raw|scaled)$/;
const ONWARD = /^(next|continue|start|begin|go on|go to|open|submit|check|answer|finish|done|ok|yes|resume|enter|›|»|>|→)/i;
const PRESSABLE = "button, [role=button], input[type=button], input[type=submit], a[href]";
const LISTED = 60; // elements of each kind that are noted by name

const started = performance.now();
const since = () => Math.round(performance.now() - started);
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const frame = document.getElementById("content");
const notes = {
  opened: null, initialised: null, finished: null, pressed: 0, firstPress: null, exit: "", commits: 0, late: 0,
  reads: {}, writes: {}, refused: {}, statuses: [], scores: [], suspend: 0, location: 0, values: {},
};
window.trial = { done: false, notes };

const job = await (await fetch("/job.json")).json();
const kind = METHODS[job.standard];
const module = await import(`/runtime.js`);
const api = makeApi();
window[kind.at] = recorded(api);
frame.addEventListener("load", () => (notes.opened ??= frame.contentWindow?.location.href === "about:blank" ? null : since()));
frame.src = job.address;

await until(() => notes.opened !== null && notes.initialised !== null, job.patience);
await pause(job.settle);
if (job.explore) await explore(since() + job.explore);
// As our own player does it: the content goes first, and its own last words are heard.
frame.src = "about:blank";
await pause(job.farewell);
notes.values = flatten(api.renderCMIToJSONObject());
window.trial.done = true;

function makeApi() {
  const service = {
    processHttpRequest() {
      notes.commits += 1;
      return { result: "true", errorCode: 0 };
    },
    updateSettings() {},
  };
  const made = new module[kind.api](
    {
      lmsCommitUrl: "trial", autocommit: true, autocommitSeconds: 2, sendFullCommit: false, dataCommitFormat: "json",
      renderCommonCommitFields: false, selfReportSessionTime: false, mastery_override: false,
      autoCompleteLessonStatus: false, enableOfflineSupport: false, logLevel: "ERROR", onLogMessage() {},
    },
    service,
  );
  for (const name of Object.keys(job.state).sort(byNeed)) {
    try {
      made.loadFromFlattenedJSON({ [name]: job.state[name] }, "");
    } catch {
      // A value that the run-time does not take back costs no other.
    }
  }
  return made;
}

function byNeed(one, other) {
  const rank = (name) => (/\.id$/.test(name) ? 0 : /\.type$/.test(name) ? 1 : 2);
  const place = (name) => Number(/\.(\d+)\./.exec(name)?.[1] ?? -1);
  return place(one) - place(other) || rank(one) - rank(other) || (one < other ? -1 : 1);
}

function recorded(real) {
  const shown = {};
  for (const name of kind.others) shown[name] = (...words) => real[name](...words);
  shown[kind.init] = (word) => {
    const answer = real[kind.init](word);
    if (answer === "true") notes.initialised ??= since();
    return answer;
  };
  shown[kind.finish] = (word) => {
    const answer = real[kind.finish](word);
    if (answer === "true") notes.finished ??= since();
    return answer;
  };
  shown[kind.commit] = (word) => real[kind.commit](word);
  shown[kind.get] = (element) => {
    const answer = real[kind.get](element);
    count(notes.reads, element);
    note(element);
    return answer;
  };
  shown[kind.set] = (element, value) => {
    const late = real.isTerminated();
    const answer = real[kind.set](element, value);
    const text = String(value);
    count(notes.writes, element);
    if (late) notes.late += 1;
    if (answer !== "true") note(element);
    else if (STATUS.test(element) && notes.statuses.length < LISTED) notes.statuses.push([since(), element, text.slice(0, 40)]);
    else if (SCORE.test(element) && notes.scores.length < LISTED) notes.scores.push([since(), element, text.slice(0, 40)]);
    else if (element === "cmi.suspend_data") notes.suspend = Math.max(notes.suspend, text.length);
    else if (/^cmi\.(core\.lesson_)?location$/.test(element)) notes.location = Math.max(notes.location, text.length);
    else if (/^cmi\.(core\.)?exit$/.test(element)) notes.exit = text.slice(0, 20);
    return answer;
  };
  return shown;

  function note(element) {
    const code = Number(real[kind.error]());
    const name = String(element).slice(0, 120);
    // 301 and 403: asked for what is not there yet, which is how courses find out.
    if (code && ![301, 403].includes(code) && Object.keys(notes.refused).length < LISTED) notes.refused[name] ??= code;
  }
}

function count(table, element) {
  const name = String(element).slice(0, 120);
  if (name in table || Object.keys(table).length < LISTED) table[name] = (table[name] ?? 0) + 1;
}

async function until(ready, patience) {
  const end = since() + patience;
  while (!ready() && since() < end) await pause(50);
}

async function explore(end) {
  const tired = new Map();
  while (since() < end) {
    const documents = everyDocument(frame.contentWindow);
    for (const page of documents) answer(page);
    const all = documents.flatMap((page) => [...page.querySelectorAll(PRESSABLE)]);
    // What leads on, as long as it does; then every other button once.
    const button = all.find((one) => inviting(one, tired)) ?? all.find((one) => !tired.has(one) && one.localName !== "a" && usable(one));
    if (!button) return;
    tired.set(button, (tired.get(button) ?? 0) + 1);
    notes.firstPress ??= since();
    notes.pressed += 1;
    try {
      button.click();
    } catch {
      // A page may go while it is pressed.
    }
    await pause(350);
  }
}

function inviting(one, tired) {
  const words = (one.getAttribute("aria-label") ?? one.value ?? "") || one.textContent || one.title;
  return (tired.get(one) ?? 0) <= 8 && usable(one) && ONWARD.test(String(words).trim());
}

function usable(one) {
  const box = one.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && !one.disabled && one.getAttribute("aria-disabled") !== "true";
}

/** Chooses the first choice of every question that has none chosen. */
function answer(page) {
  const groups = new Set();
  for (const choice of page.querySelectorAll("input[type=radio]")) {
    const group = choice.name || choice;
    if (groups.has(group) || choice.disabled || choice.getBoundingClientRect().width < 1) continue;
    groups.add(group);
    if (choice.name && [...page.getElementsByName(choice.name)].some((one) => one.checked)) continue;
    choice.click();
  }
}

function everyDocument(view, found = []) {
  try {
    found.push(view.document);
    for (let index = 0; index < Math.min(view.frames.length, 10); index += 1) everyDocument(view.frames[index], found);
  } catch {
    // A frame of another origin shows nothing.
  }
  return found;
}

function flatten(value, name = "", flat = {}) {
  if (value !== null && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) flatten(inner, name ? `${name}.${key}` : key, flat);
  } else if (value !== undefined && value !== null && value !== "") flat[name] = String(value);
  return flat;
}
