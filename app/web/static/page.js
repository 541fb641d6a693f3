// What every page does when scripts run: the NHS.UK components, and the lock of a page that was left.
import { initAll } from "/static/kit/nhsuk-frontend.min.js";

initAll();

const idle = Number(document.querySelector('meta[name="everyneed-idle"]')?.content ?? 0) * 1_000;
const WARNING = 60_000;
const LOOK_EVERY = 1_000;
const TELL_EVERY = 60_000;
const RETRY = 5_000;
const MOMENT = 250;

if (idle) watch();

function watch() {
  const dialog = document.getElementById("idle");
  const words = document.getElementById("idle-words");
  const channel = new BroadcastChannel("everyneed");
  let last = Date.now();
  let told = Date.now();
  let locked = false;

  // The warning is answered by its button or by a key, and by nothing that could reach through to what lies under it.
  function active(event) {
    if (locked || (dialog.open && event !== "stay")) return;
    last = Date.now();
    channel.postMessage("active");
    if (dialog.open) dialog.close();
    if (last - told > TELL_EVERY || event === "stay") tell();
  }

  // The service counts a session's idle time by requests: somebody who only reads or scrolls is not idle.
  function tell() {
    told = Date.now();
    fetch("/session", { headers: { accept: "application/json" } }).catch(() => {});
  }

  channel.addEventListener("message", (event) => {
    if (event.data === "locked") lock();
    else if (!locked) {
      last = Date.now();
      if (dialog.open) dialog.close();
    }
  });
  function pressed(event) {
    if (!locked && !dialog.open) return active(event);
    event.preventDefault();
    event.stopImmediatePropagation();
    active("stay");
  }

  addEventListener("keydown", pressed, { capture: true });
  for (const type of ["pointerdown", "pointermove", "wheel", "touchstart"]) {
    addEventListener(type, active, { passive: true });
  }
  document.getElementById("idle-stay").addEventListener("click", () => active("stay"));

  setInterval(() => {
    const left = idle - (Date.now() - last);
    if (left <= 0) lock();
    else if (left <= Math.min(WARNING, idle / 2) && !dialog.open && !locked) dialog.showModal();
  }, LOOK_EVERY);

  async function lock() {
    if (locked) return;
    locked = true;
    // The session that is ended is the one this page was given out in, not one begun in another tab since.
    const proof = document.querySelector('input[name="proof"]')?.value ?? "";
    channel.postMessage("locked");
    words.textContent = "Locked. Sign in to go on: what you typed is kept.";
    document.getElementById("idle-stay").hidden = true;
    document.body.classList.add("en-locked");
    if (!dialog.open) dialog.showModal();
    // Every tab keeps what was typed in it before any of them ends the session.
    await together("shared", () => untilDone(keep));
    await pause(MOMENT);
    await together("exclusive", () => untilDone(() => signOut(proof)));
    location.replace(`/sign-in?after=${encodeURIComponent(location.pathname)}`);
  }

  function together(mode, act) {
    return navigator.locks ? navigator.locks.request("everyneed-locking", { mode }, act) : act();
  }

  async function untilDone(act) {
    for (;;) {
      try {
        return await act();
      } catch {
        words.textContent = "Locked, and no connection. What you typed is kept on this page until it is back.";
        await pause(RETRY);
      }
    }
  }

  function keep() {
    const kept = [];
    document.dispatchEvent(new CustomEvent("everyneed:locking", { detail: kept }));
    return Promise.all(kept);
  }

  function signOut(proof) {
    return fetch("/sign-out", {
      method: "POST",
      body: new URLSearchParams({ proof }),
      headers: { accept: "application/json" },
      redirect: "manual",
    });
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
