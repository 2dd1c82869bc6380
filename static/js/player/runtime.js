// The SCORM run-time: scorm-again, unmodified, with a service of ours in place of its own network. Its own would count
// a sign-in page with status 200 as saved, and its offline queue would post one learner's data to another's attempt.

import { flatten } from "./delta.js";
import { JUDGED, Sequencer } from "./sequencer.js";

const KINDS = {
  "scorm-1.2": { file: "scorm12.min.js", name: "Scorm12API", at: "API", set: "LMSSetValue", finish: "LMSFinish", failure: 101 },
  "scorm-2004": { file: "scorm2004.min.js", name: "Scorm2004API", at: "API_1484_11", set: "SetValue", finish: "Terminate", failure: 391 },
};
const SILENT = { processHttpRequest: () => ({ result: "true", errorCode: 0 }), updateSettings() {} };
const SECONDS_TO_COMMIT = 2; // after the first change; the closing message is small when the bulk has gone before

/** The library for a standard, loaded: what `makeRuntime` and `makeSequencer` build with. */
export async function loadStandard(standard) {
  const kind = KINDS[standard];
  const module = await import(`../../vendor/scorm-again/esm/${kind.file}`);
  return { ...kind, Api: module[kind.name] };
}

/** A sequencer over `tree` with the attempt's shared elements, without content: it finds out what is to be played. */
export function makeSequencer(kind, tree, state) {
  const { sequencer } = sequenced(kind, tree);
  sequencer.restore(state);
  return sequencer;
}

/**
 * Makes the run-time object and loads the state; the caller puts it where content looks for it, before content loads.
 *
 * `commit(snapshot, {final})` is called at every commit and says whether the values are safe; `changed(late, judged)` at
 * every value that content sets: `late` when that is after it has finished and the run-time would send it no more, `judged`
 * when rules may depend on it.
 * `finished(asked)` is called when the content has finished and, where there is a `tree`, the sequencer has carried out
 * the navigation request `asked`; it says whether the last values are safe.
 */
export function makeRuntime(kind, state, { tree, commit, changed, finished }) {
  const service = {
    processHttpRequest(_address, params, _immediate, _log, _listeners, meta) {
      const final = Boolean(meta?.isTerminateCommit);
      if (final) sequencer?.touch();
      const safe = commit(values(params), { final });
      return safe ? { result: "true", errorCode: 0 } : { result: "false", errorCode: kind.failure };
    },
    updateSettings() {},
  };
  const { api, sequencer = null } = tree ? sequenced(kind, tree, service) : { api: newApi(kind, service) };
  sequencer?.restore(state);
  const refused = load(api, state);
  api.on(kind.set, (element) => changed(api.isTerminated(), JUDGED.test(element)));
  const terminate = api[kind.finish];
  api[kind.finish] = (argument) => {
    if (api.isTerminated() || api.isNotInitialized()) return terminate.call(api, argument);
    const asked = api.adl?.nav?.request ?? "_none_";
    if (sequencer?.refuses(asked)) api.adl.nav.request = "_none_";
    sequencer?.told();
    const answer = terminate.call(api, argument);
    sequencer?.touch();
    return api.isTerminated() && !finished(asked) ? "false" : answer;
  };

  if (api.GetValue) clearStaleError(api);

  /** The elements as they are sent: the content's, and those that all parts share. */
  function values(rendered) {
    const own = Object.fromEntries(Object.entries(flatten(rendered)).filter(([name]) => name.startsWith("cmi.")));
    // Content that is left in order to come back is suspended, whatever it says (RTE 4th Edition 4.2.8, SN 4.4.1).
    if (sequencer?.suspended || api.adl?.nav?.request === "suspendAll") own["cmi.exit"] = "suspend";
    return sequencer ? { ...own, ...sequencer.elements(own) } : own;
  }

  return {
    api,
    sequencer,
    name: kind.at,
    refused,
    /** All values as they are now, committed or not. */
    snapshot: () => values(api.renderCMIToJSONObject()),
    get finished() {
      return api.isTerminated();
    },
    get begun() {
      return !api.isNotInitialized();
    },
    /** How the content says that it ends, so far. */
    get exit() {
      return api.cmi.getExitValueInternal?.() ?? "";
    },
  };
}

// The library answers these two without looking at the last error, which content would then take for this call's.
function clearStaleError(api) {
  const get = api.GetValue;
  api.GetValue = (element) => {
    const plain = element === "cmi.completion_status" || element === "cmi.success_status";
    if (plain && api.isInitialized()) api.lastErrorCode = "0";
    return get.call(api, element);
  };
}

function sequenced(kind, tree, service = SILENT) {
  const api = newApi(kind, service, { activityTree: structuredClone(tree) });
  return { api, sequencer: new Sequencer(api, () => sequenced(kind, tree)) };
}

function newApi(kind, service, sequencing) {
  return new kind.Api(
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
      ...(sequencing && { sequencing: { ...sequencing, logLevel: "error" } }),
    },
    service,
  );
}

// One by one, so that a value which the run-time refuses costs no other. Numbered things need their id first.
function load(api, state) {
  const refused = [];
  for (const name of Object.keys(state).filter((element) => element.startsWith("cmi.")).sort(byNeed)) {
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
