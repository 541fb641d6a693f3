// What keeps a form from being lost: its draft on the server, sending that outlasts a lost connection, and how long it
// took. Nothing of it is kept in the browser.

const form = document.getElementById("booking-out");
// `form.action` would be the buttons of that name.
const ADDRESS = form.getAttribute("action");
const line = document.getElementById("draft");
const AFTER_CHANGE = 400;
const SOONEST_RETRY = 1_000;
const LATEST_RETRY = 15_000;
const SIGN_IN = `/sign-in?after=${encodeURIComponent(location.pathname)}`;

let timer = 0;
let wait = SOONEST_RETRY;
let saving = null;
let dirty = false;
let sending = false;

function say(words, fault = false) {
  if (line.textContent !== words) line.textContent = words;
  line.classList.toggle("en-draft--fault", fault);
}

function fields(submitter) {
  const data = new URLSearchParams(new FormData(form));
  if (submitter?.name) data.append(submitter.name, submitter.value);
  return data;
}

// How long it took, and by which hand

const opened = performance.now();
const used = new Set();

function hand(event) {
  if (event.type === "keydown") return "keyboard";
  return event.pointerType === "touch" || event.pointerType === "pen" ? "touch" : "pointer";
}

for (const type of ["keydown", "pointerdown"]) {
  form.addEventListener(
    type,
    (event) => {
      used.add(hand(event));
      form.elements.mode.value = used.size === 1 ? [...used][0] : "mixed";
      if (form.elements.first_input.value === "") form.elements.first_input.value = String(Math.round(performance.now() - opened));
    },
    { capture: true },
  );
}

// A page that outlived its session goes on once the same person has signed in again, in another tab

const SIGNED_OUT = "You have been signed out. Sign in in another tab and save again: what you typed is still here.";

async function renewed() {
  const answer = await fetch("/session", { headers: { accept: "application/json" } });
  if (!answer.ok) return false;
  const session = await answer.json();
  if (session.account !== form.dataset.account) {
    say("Somebody else is signed in here. Sign in as yourself in another tab: what you typed is still here.", true);
    return false;
  }
  for (const input of document.querySelectorAll('input[name="proof"]')) input.value = session.proof;
  return true;
}

// The draft

async function keep() {
  clearTimeout(timer);
  if (saving || sending) return saving;
  dirty = false;
  const body = fields();
  body.append("place", location.pathname);
  saving = fetch(`${form.dataset.drafts}${form.elements.form_token.value}`, {
    method: "PUT",
    body,
    headers: { accept: "application/json" },
  })
    .then(async (answer) => {
      if (answer.status === 401 || answer.status === 403) {
        dirty = true;
        say(SIGNED_OUT, true);
        await renewed();
        timer = setTimeout(keep, LATEST_RETRY);
        return;
      }
      if (!answer.ok) throw new Error("not kept");
      wait = SOONEST_RETRY;
      say(`Draft saved ${(await answer.json()).savedAt}`);
    })
    .catch(() => {
      dirty = true;
      say("Not saved: no connection. What you typed is kept on this page; trying again.", true);
      timer = setTimeout(keep, wait);
      wait = Math.min(wait * 2, LATEST_RETRY);
    })
    .finally(() => {
      saving = null;
      if (dirty && !sending && wait === SOONEST_RETRY) timer = setTimeout(keep, AFTER_CHANGE);
    });
  return saving;
}

function later() {
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(keep, AFTER_CHANGE);
}

form.addEventListener("input", (event) => {
  if (event.target.id !== "add") later();
});
form.addEventListener("change", later);
window.addEventListener("online", () => dirty && keep());

// Sending: once for one press, again until the service answers, and never twice recorded, by the form's token

function settled() {
  sending = false;
  delete form.dataset.sending;
}

function asTheBrowserWould(submitter) {
  const action = document.createElement("input");
  action.type = "hidden";
  action.name = "action";
  action.value = submitter?.value ?? "save";
  form.append(action);
  form.submit();
}

async function send(submitter) {
  const left = line.textContent === SIGNED_OUT;
  say("Saving");
  try {
    if (left && !(await renewed())) {
      settled();
      if (line.textContent === "Saving") say(SIGNED_OUT, true);
      return;
    }
    const answer = await fetch(ADDRESS, { method: "POST", body: fields(submitter), headers: { accept: "application/json" } });
    if (document.body.classList.contains("en-locked")) {
      // A locked page shows nothing more: what is recorded is done, and anything else stays a draft.
      settled();
      dirty = answer.status !== 201;
      if (!dirty) say("Recorded");
    } else if (answer.status === 201) {
      dirty = false;
      location.assign(answer.headers.get("location"));
    } else if (answer.status === 401 && (await answer.json()).kept) {
      dirty = false;
      location.assign(SIGN_IN);
    } else if (answer.status === 401 || answer.status === 403) {
      // Not kept anywhere but here: this page stays, and goes on when its person has signed in again.
      settled();
      dirty = true;
      say(SIGNED_OUT, true);
    } else if (answer.status >= 500) {
      throw new Error("not answered");
    } else {
      // What is wrong stands on the page that the browser gets for the same form.
      asTheBrowserWould(submitter);
    }
  } catch {
    say("Not recorded yet: no connection. What you typed is kept on this page; trying again.", true);
    setTimeout(() => send(submitter), wait);
    wait = Math.min(wait * 2, LATEST_RETRY);
  }
}

form.addEventListener("submit", (event) => {
  if (sending) {
    event.preventDefault();
    return;
  }
  clearTimeout(timer);
  if (event.submitter?.value !== "save") return;
  event.preventDefault();
  sending = true;
  form.dataset.sending = "yes";
  send(event.submitter);
});

window.addEventListener("pageshow", settled);
window.addEventListener("beforeunload", (event) => {
  if (dirty && line.classList.contains("en-draft--fault")) event.preventDefault();
});

// Before the page locks itself, the draft is kept; once the session has lapsed, the form's own address keeps it. The form
// is sent there to look a word up, so that nothing is recorded should the session still hold.

async function keepOrThrow() {
  if (sending) throw new Error("not answered yet");
  await saving;
  if (!dirty && !line.classList.contains("en-draft--fault")) return;
  await keep();
  if (dirty && !(line.textContent === SIGNED_OUT && (await keptAtItsAddress()))) throw new Error("not kept");
  clearTimeout(timer);
  dirty = false;
  line.classList.remove("en-draft--fault");
}

async function keptAtItsAddress() {
  const body = fields({ name: "action", value: "find" });
  const answer = await fetch(ADDRESS, { method: "POST", body, headers: { accept: "application/json" } });
  return answer.status === 401 && (await answer.json()).kept;
}

document.addEventListener("everyneed:locking", (event) => event.detail.push(keepOrThrow()));
