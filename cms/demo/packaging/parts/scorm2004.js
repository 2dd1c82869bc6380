/* The run-time of SCORM 2004, as these pages need it: find it, begin, read, write, save, end.
   Where there is none, everything answers as if there were, and `connected` says that there is not. */
"use strict";

const Run = (() => {
  const FRAMES_AT_MOST = 10;
  const started = Date.now();
  let api = null;
  let ended = false;

  function search(frame) {
    for (let depth = 0; frame && depth < FRAMES_AT_MOST; depth += 1) {
      try {
        if (frame.API_1484_11) return frame.API_1484_11;
        if (frame.parent === frame) return null;
        frame = frame.parent;
      } catch {
        return null; // another site's window: nothing of ours lies beyond it
      }
    }
    return null;
  }

  /* PT1H2M3.45S, as cmi.session_time is written. */
  function elapsed() {
    const hundredths = Math.max(0, Math.floor((Date.now() - started) / 10));
    const seconds = Math.floor(hundredths / 100);
    const rest = String(hundredths % 100).padStart(2, "0");
    return `PT${Math.floor(seconds / 3600)}H${Math.floor(seconds / 60) % 60}M${seconds % 60}.${rest}S`;
  }

  const said = (answer) => String(answer) === "true";

  return {
    standard: "2004",
    connected: false,

    begin() {
      api = search(window) || (window.opener ? search(window.opener) : null);
      this.connected = Boolean(api) && said(api.Initialize(""));
      return this.connected;
    },

    get(element) {
      return this.connected && !ended ? String(api.GetValue(element)) : "";
    },

    set(element, value) {
      return !this.connected || ended || said(api.SetValue(element, String(value)));
    },

    /* True when the learning system has taken it. */
    save() {
      if (!this.connected || ended) return true;
      this.set("cmi.session_time", elapsed());
      return said(api.Commit(""));
    },

    /* `request` is where to go from here, in the words of adl.nav.request. */
    end(exit, request = "") {
      if (!this.connected || ended) return;
      if (request) this.set("adl.nav.request", request);
      this.set("cmi.exit", exit);
      this.set("cmi.session_time", elapsed());
      api.Terminate("");
      ended = true;
    },
  };
})();
