// SCORM 2004 sequencing (SN 4th Edition), done by scorm-again's sequencer. A page plays one activity with one run-time
// object; the tree's state goes from page to page as text, through the server. This module is the only one that knows
// how the library wants to be asked.

import { blankStates, pack, packObjectives, unpack, unpackObjectives } from "./tree.js";

const TREE = "adl.tree";
const OBJECTIVES = "adl.objectives";
const STORE = "adl.store.";
const ENDED = "adl.ended";
/** The elements that rules and rollup depend on. */
export const JUDGED = /^cmi\.(completion_status|success_status|progress_measure|score\.|objectives\.)/;

export class Sequencer {
  #api;
  #make;
  #blank;
  #outcome = null;
  #ended = false;
  #fresh = false;
  #untold = new Set();
  #rolled = null;
  #written = null;

  /** `api` is a run-time built with a tree; `make()` makes another like it, to look ahead with. */
  constructor(api, make) {
    this.#api = api;
    this.#make = make;
    this.#blank = blankStates(this.#tree.root);
    api.setSequencingEventListeners({
      onActivityDelivery: (activity) => {
        this.#outcome = { kind: "deliver", id: activity.id };
        // A further attempt begins with nothing in it, unless the content never got to say how the last one ended.
        this.#fresh = activity.attemptCount > 1 && !activity.deliveryWasResumed && !this.#untold.has(activity.id);
      },
      onSequencingSessionEnd: ({ reason }) => {
        this.#outcome = { kind: "end", reason };
        this.#ended = reason !== "suspend_all";
      },
    });
  }

  /** Takes the attempt's shared elements. */
  restore(state) {
    for (const [id, entry] of Object.entries(unpackObjectives(state[OBJECTIVES] ?? ""))) {
      this.#overall.updateGlobalObjective(id, entry);
    }
    const stores = Object.entries(state).filter(([name]) => name.startsWith(STORE));
    this.#api.restoreSharedDataSnapshot(Object.fromEntries(stores.map(([name, text]) => [name.slice(STORE.length), text])));
    const more = state[TREE] && state[ENDED] !== "true" ? unpack(this.#tree, state[TREE]) : null;
    if (more) {
      this.#overall.setContentDelivered(Boolean(more.delivered));
      this.#fresh = Boolean(more.fresh);
      this.#untold = new Set(more.untold);
    } else this.#overall.synchronizeGlobalObjectives();
    this.#api.adl.configureSharedDataMaps(this.current?.sharedDataMaps ?? []);
    this.#overall.updateNavigationValidity();
  }

  /** The activity that the tree stands at; null before the first and after the end. */
  get current() {
    return this.#tree.currentActivity;
  }

  /** Whether the current activity is being played, or waits to be. */
  get active() {
    return Boolean(this.current?.isActive) && this.current.children.length === 0;
  }

  /** Whether the current activity has been left in order to come back. */
  get suspended() {
    return Boolean(this.#tree.suspendedActivity ?? this.current?.isSuspended);
  }

  /** Whether the tree has one activity only: then there is nowhere to go when it ends. */
  get lone() {
    return leaves(this.#tree.root).length === 1;
  }

  /** Whether the sequencing session is over: the next launch is a new attempt. */
  get ended() {
    return this.#ended;
  }

  /** Whether the current activity begins a further attempt, whose values are blank (RTE 4th Edition 2.1.1). */
  get fresh() {
    return this.#fresh;
  }

  /** The blank values are on their way. */
  begun() {
    this.#fresh = false;
    this.touch();
  }

  /** The run-time may have moved the tree: its text is written anew when it is next asked for. */
  touch() {
    this.#written = null;
  }

  /** Finds what is to be played at a launch: goes on, resumes, or starts. Answers like `request`. */
  open() {
    if (this.active) return { kind: "deliver", id: this.current.id };
    if (this.#tree.suspendedActivity) return this.request("resumeAll");
    if (this.current) return this.current.parent?.sequencingControls.flow ? this.request("continue") : nothing();
    const started = this.request("start");
    return started.kind === "nothing" ? this.#choose() : started;
  }

  // Without flow nothing starts by itself: the first activity that may be chosen is opened.
  #choose() {
    for (const activity of leaves(this.#tree.root)) {
      if (!activity.isVisible) continue;
      const chosen = this.request("choice", activity.id);
      if (chosen.kind !== "nothing") return chosen;
    }
    return nothing();
  }

  /** Carries a navigation request out. Answers {kind: "deliver", id}, {kind: "end", reason} or {kind: "nothing"}. */
  request(name, target = "", exit = "") {
    this.#outcome = null;
    this.touch();
    this.#api.getSequencingService().processNavigationRequest(name, target, exit);
    return this.take() ?? nothing();
  }

  /** What came of the content's own Terminate, once; null if nothing did. */
  take() {
    const found = this.#outcome;
    this.#outcome = null;
    return found;
  }

  /** Notes that the content was taken away before it said how its attempt ended: its values stay. */
  keep() {
    if (this.current) this.#untold.add(this.current.id);
    this.touch();
  }

  /** Notes that the content has said how its attempt ends. */
  told() {
    if (this.current) this.#untold.delete(this.current.id);
    this.touch();
  }

  /** Makes `name` the request that Terminate will carry out, whatever the content asks for from now on. */
  pin(name, target = "") {
    const words = target ? `{target=${target}}${name}` : name;
    const put = () => {
      this.#api.adl.nav.request = words;
    };
    put();
    this.#api.on("SetValue.adl.nav.request", put);
    return () => {
      this.#api.off("SetValue.adl.nav.request", put);
      this.#api.adl.nav.request = "_none_";
    };
  }

  /** What our own controls may offer now. A large tree takes a tenth of a second: ask when something was judged. */
  validity() {
    const hidden = new Set(this.#overall.getEffectiveHideLmsUi(this.current));
    const onward = this.#preview("continue");
    return {
      onward: !hidden.has("continue") && onward.allowed,
      last: onward.ends,
      back: !hidden.has("previous") && this.#preview("previous").allowed,
      finish: !hidden.has("exitAll"),
      leave: !hidden.has("suspendAll"),
      choices: new Set(leaves(this.#tree.root).filter(({ id }) => this.#mayChoose(id)).map(({ id }) => id)),
    };
  }

  #preview(request) {
    const seen = this.#api.previewNavigationRequest(request);
    if (seen.outcome !== "unknown") return { allowed: seen.outcome === "allowed", ends: seen.endSequencingSession };
    const { continueEnabled, previousEnabled } = this.#overall.getNavigationLookAhead();
    return { allowed: request === "continue" ? continueEnabled : previousEnabled, ends: false };
  }

  #mayChoose(id) {
    return this.current !== null && this.#overall.predictChoiceEnabled(id) && !this.#stopped(id);
  }

  // SB.2.4: a choice that lies ahead is reached past its earlier siblings, and one of them may stop it. The library asks that
  // of none of them.
  #stopped(id) {
    const wanted = pathTo(this.#tree.getActivity(id));
    const here = pathTo(this.current);
    const apart = wanted.findIndex((activity, level) => activity !== here[level]);
    if (apart < 1 || !here[apart]) return false;
    const siblings = wanted[apart - 1].getAvailableChildren();
    const between = siblings.slice(siblings.indexOf(here[apart]), siblings.indexOf(wanted[apart]));
    return between.some((activity) => actionOf(activity) === "stopForwardTraversal");
  }

  /** Whether content asks for a choice that the rules do not allow and the library would carry out. */
  refuses(asked) {
    const [, target] = /^\{target=(.+)\}choice$/.exec(asked) ?? [];
    return Boolean(target && this.current && this.#tree.getActivity(target) && this.#stopped(target));
  }

  /** How each activity stands: identifier → {completion, success, begun, hidden}. */
  standing() {
    const every = this.#tree.getAllActivities();
    return new Map(
      every.map((activity) => [
        activity.id,
        {
          completion: activity.completionStatus,
          success: activity.objectiveSatisfiedStatusKnown ? activity.successStatus : "unknown",
          begun: activity.attemptCount > 0,
          hidden: !activity.isAvailable || activity.isHiddenFromChoice || hides(activity),
        },
      ]),
    );
  }

  /** The elements that all parts of the attempt share. `values`: what the content has set, flat. */
  elements(values) {
    this.#written ??= {
      [TREE]: this.#text({ fresh: this.#fresh, untold: [...this.#untold] }),
      [OBJECTIVES]: packObjectives(this.#overall.getGlobalObjectiveMapSnapshot()),
      [ENDED]: this.#ended ? "true" : "",
    };
    const stores = Object.entries(this.#api.captureSharedDataSnapshot());
    return {
      ...this.#written,
      ...Object.fromEntries(stores.map(([id, text]) => [STORE + id, text])),
      ...this.#root(values),
    };
  }

  #text(more) {
    return pack(this.#tree, this.#blank, { ...more, delivered: this.#overall.hasContentBeenDelivered() });
  }

  // The root rolls up when an activity ends. While one is open, the look ahead says what its values would come to, so that
  // a page that is closed, and never opened again, has told what was reached.
  #root(values) {
    if (!this.active) return rootOf(this.#tree.root);
    const judged = JSON.stringify(Object.entries(values).filter(([name]) => JUDGED.test(name)));
    if (this.#rolled?.judged !== judged) this.#rolled = { judged, root: this.#ahead(values) };
    return this.#rolled.root;
  }

  #ahead(values) {
    const { api, sequencer } = this.#make();
    const state = {
      [TREE]: this.#text({}),
      [OBJECTIVES]: packObjectives(this.#overall.getGlobalObjectiveMapSnapshot()),
    };
    sequencer.restore(state);
    const names = Object.keys(values).filter((name) => JUDGED.test(name));
    for (const name of names.sort((a, b) => a.endsWith(".id") ? -1 : b.endsWith(".id") ? 1 : 0)) {
      try {
        api.loadFromFlattenedJSON({ [name]: values[name] }, "");
      } catch {
        // What one value comes to is unknown; the others count.
      }
    }
    api.Initialize("");
    sequencer.request("suspendAll");
    return rootOf(sequencer.root);
  }

  get root() {
    return this.#tree.root;
  }

  get #tree() {
    return this.#api.adl.sequencing.activityTree;
  }

  get #overall() {
    return this.#api.getSequencingService().getOverallSequencingProcess();
  }
}

function rootOf(root) {
  const completion = ["completed", "incomplete"].includes(root.completionStatus) ? root.completionStatus : "unknown";
  return {
    "adl.root.completion_status": completion,
    "adl.root.success_status": root.objectiveSatisfiedStatusKnown ? root.successStatus : "unknown",
    "adl.root.score_scaled": root.objectiveMeasureStatus ? String(round(root.objectiveNormalizedMeasure)) : "",
    "adl.root.progress_measure": root.attemptCompletionAmountStatus ? String(round(root.attemptCompletionAmount)) : "",
  };
}

function round(measure) {
  return Math.round(measure * 1e7) / 1e7;
}

// SN 4.2.3: what a rule hides from choice is not shown as a choice; what flow brings up is shown while it is played.
function hides(activity) {
  return !activity.isActive && actionOf(activity) === "hiddenFromChoice";
}

function actionOf(activity) {
  return activity.sequencingRules.evaluatePreConditionRules(activity);
}

function pathTo(activity) {
  return activity ? [...pathTo(activity.parent), activity] : [];
}

function leaves(activity) {
  return activity.children.length ? activity.children.flatMap(leaves) : [activity];
}

function nothing() {
  return { kind: "nothing" };
}
