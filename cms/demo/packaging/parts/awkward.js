/* What careless packages do, on purpose: no status ever, strange times, too much state, two ends, words after the end. */
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const LARGE = 60_000;
  const FRAMES_AT_MOST = 10;
  let api = null;
  let ended = 0;

  for (let frame = window, depth = 0; !api && depth < FRAMES_AT_MOST; frame = frame.parent, depth += 1) {
    try {
      api = frame.API ?? null;
      if (frame.parent === frame) break;
    } catch {
      break; // another site's window
    }
  }

  /* One call, with its answer written into the table. */
  function call(name, ...words) {
    if (!api) return "";
    const answer = String(api[name](...words));
    const code = String(api.LMSGetLastError());
    const row = document.createElement("tr");
    const shown = words.map((word) => (word.length > 40 ? `${word.slice(0, 24)}… (${word.length} characters)` : word)).join(", ");
    for (const text of [`${name}(${shown})`, answer.length > 40 ? `${answer.slice(0, 24)}…` : answer, code === "0" ? "none" : `${code}: ${api.LMSGetErrorString(code)}`]) {
      const cell = document.createElement("td");
      cell.textContent = text;
      row.append(cell);
    }
    byId("log").append(row);
    return answer;
  }

  function stateOf(length) {
    let text = "";
    for (let line = 1; text.length < length; line += 1) text += `line ${line} of what nobody will ever read again; `;
    return text.slice(0, length);
  }

  const acts = {
    large() {
      call("LMSSetValue", "cmi.suspend_data", stateOf(LARGE));
      call("LMSCommit", "");
    },
    time() {
      call("LMSSetValue", "cmi.core.session_time", "1:2:3");
      call("LMSSetValue", "cmi.core.session_time", "9999:59:59.99");
      call("LMSCommit", "");
    },
    score() {
      call("LMSSetValue", "cmi.core.score.raw", "142");
    },
    end() {
      call("LMSFinish", "");
      call("LMSFinish", "");
      ended = 2;
      call("LMSSetValue", "cmi.core.lesson_location", "written after the end");
      call("LMSCommit", "");
    },
    all() {
      for (const act of ["large", "time", "score", "end"]) acts[act]();
    },
  };

  for (const button of document.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => acts[button.dataset.act]());
  }
  // A page that goes reports a strange time once more, and ends twice if nobody has ended it.
  window.addEventListener("pagehide", () => {
    if (!api || ended) return;
    call("LMSSetValue", "cmi.core.session_time", "9999:59:59.99");
    call("LMSFinish", "");
    call("LMSFinish", "");
  });

  if (api) {
    document.documentElement.classList.add("js", "hosted");
    call("LMSInitialize", "");
    call("LMSSetValue", "cmi.core.lesson_location", "opened");
    const kept = api.LMSGetValue("cmi.suspend_data");
    byId("large-kept").textContent = kept
      ? `${kept.length.toLocaleString("en-GB")} characters came back from an earlier visit${kept === stateOf(kept.length) ? ", whole" : ", changed on the way"}.`
      : "Nothing has come back from an earlier visit.";
  } else {
    byId("trouble").textContent = "This page was opened outside a learning system, so there is nobody to annoy.";
    byId("trouble").hidden = false;
  }
})();
