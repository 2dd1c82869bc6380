// What a package can do, since it shares its origin with the player and a browser offers nothing against it. The test
// expects these to succeed: they are the limits that docs/decisions/0012 and docs/saving.md write down.

const limit = (name, tries, attempt) => probe("limits", name, tries, attempt);

limit("own token", "read the token of the own session", () => JSON.parse(sessionStorage.getItem("candour:tab")).token);
limit("own result", "write the own attempt without the player", async () => {
  const { token } = JSON.parse(sessionStorage.getItem("candour:tab"));
  const { session, epoch } = hostile.context.own;
  const state = { "cmi.core.lesson_status": "passed", "cmi.core.score.raw": "100" };
  const answer = await tell("/s/commit", { token, session, epoch, seq: 500, state, final: false });
  return answer.body.outcome;
});
limit("the line", "write “Saved” into the player's page", () => {
  parent.document.getElementById("player-line").textContent = "Saved 25:00";
  return parent.document.getElementById("player-line").textContent;
});
limit("a window elsewhere", "open another site, with what it knows in the address", async (name) => {
  const opened = open(mark(name));
  await pause(800);
  opened?.close();
});
limit("telephony", "call another computer by WebRTC", async (name, { udp, relay }) => {
  const iceServers = [
    { urls: `stun:127.0.0.1:${udp}` },
    { urls: `turn:127.0.0.1:${new URL(relay).port}?transport=tcp`, username: "taken", credential: "x" },
  ];
  const peer = new RTCPeerConnection({ iceServers });
  peer.createDataChannel("x");
  await peer.setLocalDescription(await peer.createOffer());
  await pause(2500);
  peer.close();
});
limit("a file", "hand the learner a file made here", () => {
  const href = URL.createObjectURL(new Blob(["x"]));
  add("a", { href, download: "made-here.txt" }).click();
});
limit("away by the player's link", "lead the own tab away by a link in the player's page", (name) => {
  add("a", { href: mark(name) }, parent.document.body).click();
});
limit("away by the player's navigation", "lead the own tab away by the player's own window", (name) => {
  top.navigation.navigate(mark(name));
});
limit("away by the player's open", "lead the own tab away by the player's own function", (name) => {
  parent.open(mark(name), "_self");
});
