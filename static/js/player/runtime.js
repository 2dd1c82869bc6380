// The SCORM run-time: scorm-again, unmodified, with a service of ours in place of its own network. Its own would count
// a sign-in page with status 200 as saved, and its offline queue would post one learner's data to another's attempt.

import { flatten } from "./delta.js";

const KINDS = {
  "scorm-1.2": { file: "scorm12.min.js", name: "Scorm12API", at: "API", set: "LMSSetValue", finish: "LMSFinish", failure: 101 },
  "scorm-2004": { file: "scorm2004.min.js", name: "Scorm2004API", at: "API_1484_11", set: "SetValue", finish: "Terminate", failure: 391 },
};
const SECONDS_TO_COMMIT = 2; // after the first change; the closing message is small when the bulk has gone before

/**
 * Makes the run-time object and loads the state; the caller puts it where content looks for it, before content loads.
 *
 * `commit(snapshot, {final})` is called at every commit and says whether the values are safe; `changed(late)` at every
 * value that content sets, `late` when that is after it has finished and the run-time would send it no more.
 */
export async function makeRuntime(standard, state, { commit, changed }) {
  const kind = KINDS[standard];
  const module = await import(`../../vendor/scorm-again/esm/${kind.file}`);
  const service = {
    processHttpRequest(_address, params, _immediate, _log, _listeners, meta) {
      const safe = commit(flatten(withoutSequence(params)), { final: Boolean(meta?.isTerminateCommit) });
      return safe ? { result: "true", errorCode: 0 } : { result: "false", errorCode: kind.failure };
    },
    updateSettings() {},
  };
  const api = new module[kind.name](
    {
      lmsCommitUrl: "journal", // any text: without one the run-time would not call the service
      autocommit: true,
      autocommitSeconds: SECONDS_TO_COMMIT,
      sendFullCommit: false,
      dataCommitFormat: "json",
      renderCommonCommitFields: false,
      selfReportSessionTime: false,
      // The server decides by the mastery score; here it would overwrite what the content itself said.
      mastery_override: false,
      autoCompleteLessonStatus: false,
      enableOfflineSupport: false,
      logLevel: "ERROR",
      onLogMessage() {},
    },
    service,
  );
  const refused = load(api, state);
  api.on(kind.set, () => changed(api.isTerminated()));
  return {
    api,
    name: kind.at,
    refused,
    /** All values as they are now, committed or not. */
    snapshot: () => flatten(api.renderCMIToJSONObject()),
    get finished() {
      return api.isTerminated();
    },
    get begun() {
      return !api.isNotInitialized();
    },
  };
}

function withoutSequence({ commitSequence: _, ...params }) {
  return params;
}

// One by one, so that a value which the run-time refuses costs no other. Numbered things need their id first.
function load(api, state) {
  const refused = [];
  for (const name of Object.keys(state).sort(byNeed)) {
    try {
      api.loadFromFlattenedJSON({ [name]: state[name] }, "");
    } catch {
      refused.push(name);
    }
  }
  return refused;
}

function byNeed(one, other) {
  const key = (name) => {
    const [, kind = "", number = "0", rest = ""] = /^cmi\.(\w+)\.(\d+)\.(.*)$/.exec(name) ?? [];
    return [kind, Number(number), rest === "id" ? 0 : rest === "type" ? 1 : 2, rest];
  };
  const [a, b] = [key(one), key(other)];
  for (let place = 0; place < a.length; place += 1) if (a[place] !== b[place]) return a[place] < b[place] ? -1 : 1;
  return 0;
}
