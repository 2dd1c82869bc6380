// The sequencer's own state as one short text, and back: what differs from a freshly built tree, without titles, limits
// and times, so that it changes when the tree does and at no other moment. Field names are two letters long: a message
// holds 256 KB, and a large package has hundreds of activities.

const VERSION = 1;
const FIELDS = {
  isActive: "ac",
  isSuspended: "su",
  isCompleted: "co",
  completionStatus: "cs",
  successStatus: "ss",
  attemptCount: "an",
  attemptProgressStatus: "ap",
  attemptCompletionAmount: "aa",
  attemptCompletionAmountStatus: "as",
  objectiveInfoAvailableInCurrentParentAttempt: "oi",
  progressInfoAvailableInCurrentParentAttempt: "pi",
  objectiveSatisfiedStatus: "os",
  objectiveSatisfiedStatusKnown: "ok",
  objectiveMeasureStatus: "om",
  objectiveNormalizedMeasure: "on",
  progressMeasure: "pm",
  progressMeasureStatus: "ps",
  activityAttemptActive: "aq",
  isHiddenFromChoice: "hc",
  isAvailable: "av",
  wasSkipped: "ws",
  wasAutoCompleted: "wc",
  wasAutoSatisfied: "wa",
  processedChildren: "pc",
  isNewAttempt: "na",
  selectionCountStatus: "sc",
  reorderChildren: "rc",
};
const OBJECTIVE_FIELDS = {
  satisfiedStatus: "s",
  satisfiedStatusKnown: "k",
  measureStatus: "m",
  normalizedMeasure: "n",
  rawScore: "r",
  rawScoreKnown: "rk",
  minScore: "l",
  minScoreKnown: "lk",
  maxScore: "h",
  maxScoreKnown: "hk",
  progressMeasure: "p",
  progressMeasureStatus: "ps",
  completionStatus: "c",
  progressStatus: "g",
};
const PRIMARY = "P";
const OTHERS = "O";
const ORDER = "ch";
// A shared objective's values, each with the flag that says whether it is known.
const SHARED = ["satisfiedStatus", "normalizedMeasure", "rawScore", "minScore", "maxScore", "progressMeasure", "completionStatus"];

/** The activities' states of a tree that nobody has touched, to compare with. `root` is scorm-again's root activity. */
export function blankStates(root) {
  return byId(root.getSuspensionState());
}

/** The text of the tree's state. `more`: what the sequencer wants to remember beside it. */
export function pack(tree, blank, more = {}) {
  const nodes = {};
  for (const [id, state] of byId(tree.root.getSuspensionState())) {
    const changed = changes(state, blank.get(id));
    if (Object.keys(changed).length) nodes[id] = changed;
  }
  return JSON.stringify({
    v: VERSION,
    at: tree.currentActivity?.id ?? null,
    suspended: tree.suspendedActivity?.id ?? null,
    more,
    nodes,
  });
}

/** Gives a freshly built tree the state of a text. Returns what `pack` was given beside it; null where the text is not ours. */
export function unpack(tree, text) {
  const kept = parsed(text);
  if (kept?.v !== VERSION || !kept.nodes || typeof kept.nodes !== "object") return null;
  const whole = tree.root.getSuspensionState();
  apply(whole, kept.nodes);
  tree.root.restoreSuspensionState(whole);
  tree.suspendedActivity = tree.getActivity(kept.suspended ?? "");
  tree.setCurrentActivityWithoutActivation(tree.getActivity(kept.at ?? ""));
  return kept.more ?? {};
}

/** The text of the shared objectives of which anything is known; blank where there are none. */
export function packObjectives(snapshot) {
  const known = {};
  for (const [id, entry] of Object.entries(snapshot)) {
    const values = SHARED.filter((name) => entry[`${name}Known`]).map((name) => [name, entry[name]]);
    if (values.length) known[id] = Object.fromEntries(values);
  }
  return Object.keys(known).length ? JSON.stringify(known) : "";
}

/** The shared objectives of a text, in the run-time's words. */
export function unpackObjectives(text) {
  const entries = Object.entries(parsed(text) ?? {}).map(([id, values]) => {
    const known = SHARED.filter((name) => name in values);
    return [id, { id, ...Object.fromEntries(known.flatMap((name) => [[name, values[name]], [`${name}Known`, true]])) }];
  });
  return Object.fromEntries(entries);
}

function byId(state, into = new Map()) {
  into.set(state.id, state);
  for (const child of state.children) byId(child, into);
  return into;
}

function changes(state, blank) {
  const found = differing(state, blank, FIELDS);
  const order = state.children.map((child) => child.id);
  if (differ(order, blank.children.map((child) => child.id))) found[ORDER] = order;
  if (state.primaryObjective) {
    const own = differing(state.primaryObjective, blank.primaryObjective, OBJECTIVE_FIELDS);
    if (Object.keys(own).length) found[PRIMARY] = own;
  }
  const others = {};
  for (const [number, objective] of state.objectives.entries()) {
    const own = differing(objective, blank.objectives[number], OBJECTIVE_FIELDS);
    if (Object.keys(own).length) others[objective.id] = own;
  }
  if (Object.keys(others).length) found[OTHERS] = others;
  return found;
}

function differing(state, blank, fields) {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => differ(state[name], blank[name]))
      .map(([name, short]) => [short, state[name]]),
  );
}

function differ(one, other) {
  return JSON.stringify(one) !== JSON.stringify(other);
}

function apply(state, nodes) {
  const kept = nodes[state.id];
  if (kept) {
    fill(state, kept, FIELDS);
    if (state.primaryObjective && kept[PRIMARY]) fill(state.primaryObjective, kept[PRIMARY], OBJECTIVE_FIELDS);
    for (const objective of state.objectives) {
      const own = kept[OTHERS]?.[objective.id];
      if (own) fill(objective, own, OBJECTIVE_FIELDS);
    }
    if (kept[ORDER]) {
      const place = new Map(kept[ORDER].map((id, number) => [id, number]));
      state.children.sort((a, b) => (place.get(a.id) ?? place.size) - (place.get(b.id) ?? place.size));
    }
  }
  for (const child of state.children) apply(child, nodes);
}

function fill(state, kept, fields) {
  for (const [name, short] of Object.entries(fields)) if (short in kept) state[name] = kept[short];
}

function parsed(text) {
  try {
    const found = JSON.parse(text);
    return found !== null && typeof found === "object" ? found : null;
  } catch {
    return null;
  }
}
