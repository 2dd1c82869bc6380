// What a browser grants to a page: devices, sensors, the clipboard, workers that stay. The test has granted all it can.

const right = (name, attempt, tries = "use a right of the learner's") => probe("rights", name, tries, attempt);

// Where a device, a screen or a person is missing, a browser says so before it looks at the policy; so these ask it.
const asked = ["geolocation", "camera", "microphone", "display-capture", "midi", "idle-detection", "window-management",
  "accelerometer", "gyroscope", "magnetometer", "clipboard-read", "storage-access", "browsing-topics"];
for (const name of asked) {
  right(`policy for ${name}`, () => {
    if (!document.featurePolicy.allowsFeature(name)) throw new Error("not allowed");
    return "may use it";
  });
}

right("clipboard", async () => `read “${await navigator.clipboard.readText()}”`);
right("USB", async () => (await navigator.usb.getDevices()) && "lists devices");
right("serial ports", async () => (await navigator.serial.getPorts()) && "lists ports");
right("HID", async () => (await navigator.hid.getDevices()) && "lists devices");
right("fonts", async () => (await queryLocalFonts()) && "lists fonts");
right("passkey, use", () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 400);
  const publicKey = { challenge: new Uint8Array(16), rpId: location.hostname };
  return navigator.credentials.get({ publicKey, signal: stop.signal }).catch((error) => {
    if (error.name !== "NotAllowedError" || !/feature|policy|polic/i.test(error.message)) return `was asked: ${error.name} ${error.message}`;
  });
});
right("passkey, new", () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 400);
  const publicKey = {
    challenge: new Uint8Array(16), rp: { name: "x" }, user: { id: new Uint8Array(8), name: "x", displayName: "x" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
  };
  return navigator.credentials.create({ publicKey, signal: stop.signal }).catch((error) => {
    if (error.name !== "NotAllowedError" || !/feature|policy|polic/i.test(error.message)) return `was asked: ${error.name} ${error.message}`;
  });
});
right("payment", () => new PaymentRequest([{ supportedMethods: "https://pay.example" }], { total: { label: "x", amount: { currency: "GBP", value: "1" } } }) && "could ask for money");
right("storage of a third party", async () => (await document.requestStorageAccessFor?.(hostile.context.app)) ?? "");

const worker = (name, register) => right(name, register, "install a worker that answers in the server's place");
worker("service worker", async () => (await navigator.serviceWorker.register("sw.js")) && "registered");
worker("service worker for the whole host", async () => (await navigator.serviceWorker.register("sw.js", { scope: "/" })) && "registered");
worker("service worker as a module", async () => (await navigator.serviceWorker.register("sw.js", { type: "module" })) && "registered");
worker("service worker of the player's file", async () => {
  const file = parent.document.querySelector("script[src]").src;
  return (await navigator.serviceWorker.register(file)) && "registered";
});
worker("service worker made here", async () => {
  const made = URL.createObjectURL(new Blob([""], { type: "text/javascript" }));
  return (await navigator.serviceWorker.register(made)) && "registered";
});
worker("service worker by the player's window", async () => {
  const file = new URL("sw.js", location.href).href;
  return (await parent.navigator.serviceWorker.register(file)) && "registered";
});
right("a program as download", async () => (await fetch("tool.exe")).ok && "a program is handed out", "hand out a program");
right("a cross-site download", async (name) => {
  const frame = await framed({ srcdoc: "x" });
  add("a", { href: mark(name), download: "x.exe" }, frame.contentDocument.body).click();
}, "download from another server");
