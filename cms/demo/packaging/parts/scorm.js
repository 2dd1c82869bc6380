/* The run-time of SCORM 1.2, as this course needs it: find it, begin, read, write, save, end.
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
        if (frame.API) return frame.API;
        if (frame.parent === frame) return null;
        frame = frame.parent;
      } catch {
        return null; // another site's window: nothing of ours lies beyond it
      }
    }
    return null;
  }

  function find() {
    return search(window) || (window.opener ? search(window.opener) : null);
  }

  /* HHHH:MM:SS.SS, as cmi.core.session_time is written. */
  function elapsed() {
    const hundredths = Math.max(0, Math.floor((Date.now() - started) / 10));
    const two = (number) => String(number).padStart(2, "0");
    const seconds = Math.floor(hundredths / 100);
    const hours = String(Math.min(9999, Math.floor(seconds / 3600))).padStart(4, "0");
    return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`;
  }

  const said = (answer) => String(answer) === "true";

  return {
    standard: "1.2",
    connected: false,

    begin() {
      api = find();
      this.connected = Boolean(api) && said(api.LMSInitialize(""));
      return this.connected;
    },

    get(element) {
      return this.connected && !ended ? String(api.LMSGetValue(element)) : "";
    },

    set(element, value) {
      return !this.connected || ended || said(api.LMSSetValue(element, String(value)));
    },

    /* True when the learning system has taken it. */
    save() {
      if (!this.connected || ended) return true;
      this.set("cmi.core.session_time", elapsed());
      return said(api.LMSCommit(""));
    },

    end(exit) {
      if (!this.connected || ended) return;
      this.set("cmi.core.exit", exit);
      this.set("cmi.core.session_time", elapsed());
      api.LMSFinish("");
      ended = true;
    },
  };
})();
