// The booking-out form with scripts: type-ahead that adds chips, the profile as it changes, and one save for one press.
// Everything here also works without scripts, by the form's own buttons.

const form = document.getElementById("booking-out");
const box = document.getElementById("add");
const list = document.getElementById("found");
const said = document.getElementById("said");
const blank = document.getElementById("blank-chip");
const save = form.querySelector(".en-save__button");
const NOT_SEEN = new Set(["2", "3", "4", "7"]);
const CANCELLED = new Set(["2", "4"]);
const LETTERS = { C: "condition", T: "technology_dependency", F: "family_reported_issue", R: "round_the_clock_care" };
const PAUSE = 80;

let shownFor = null;
let matches = [];
let highlighted = -1;
let moved = false;
let asking = null;
let timer = 0;
const lastAdded = [];

function announce(words) {
  said.textContent = words;
}

// The list of members found

function closeList() {
  list.hidden = true;
  list.replaceChildren();
  matches = [];
  shownFor = null;
  highlighted = -1;
  moved = false;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function highlight(place) {
  const rows = list.children;
  if (rows.length === 0) return;
  highlighted = (place + rows.length) % rows.length;
  for (const [index, row] of [...rows].entries()) {
    row.setAttribute("aria-selected", index === highlighted ? "true" : "false");
  }
  box.setAttribute("aria-activedescendant", rows[highlighted].id);
  rows[highlighted].scrollIntoView({ block: "nearest" });
}

function span(name, words) {
  const part = document.createElement("span");
  part.className = name;
  part.textContent = words;
  return part;
}

function row(match, place) {
  const item = document.createElement("li");
  item.id = `found-${place}`;
  item.className = "en-match";
  item.setAttribute("role", "option");
  item.append(span("en-match__term", match.term));
  if (match.matched !== match.term) item.append(" ", span("en-match__matched", match.matched));
  item.append(" ", span("en-match__group", match.groupWords));
  item.addEventListener("mousedown", (event) => {
    event.preventDefault();
    choose(match);
  });
  return item;
}

function show(found, words) {
  // A row that was chosen by the arrow keys stays chosen when the list is drawn anew.
  const chosen = moved ? matches[highlighted]?.concept : undefined;
  matches = found;
  shownFor = words;
  highlighted = -1;
  if (found.length === 0) {
    list.replaceChildren();
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    announce("Nothing in the reference set begins with these words. Try fewer letters.");
    said.classList.add("en-said");
    return;
  }
  said.classList.remove("en-said");
  list.replaceChildren(...found.map(row));
  list.hidden = false;
  box.setAttribute("aria-expanded", "true");
  highlight(Math.max(0, found.findIndex((match) => match.concept === chosen)));
  announce(`${found.length} found. ${found[0].term}, ${found[0].groupWords}.`);
}

async function look() {
  const words = box.value.trim();
  if (words === "") {
    closeList();
    said.classList.remove("en-said");
    announce("");
    return;
  }
  if (words === shownFor) return;
  if (asking) asking.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(`${form.dataset.search}?words=${encodeURIComponent(words)}`, { signal: asking.signal });
    if (answer.redirected || !answer.ok) throw new Error("not answered");
    const found = await answer.json();
    if (box.value.trim() === words) show(found, words);
  } catch (fault) {
    if (fault.name === "AbortError") return;
    said.classList.add("en-said");
    announce("The list cannot be reached just now. What you typed is still here; try again.");
  }
}

// Chips

function chips() {
  return [...form.querySelectorAll("[data-chip]")];
}

function freshKey() {
  const taken = new Set([...form.querySelectorAll('input[name="need"]')].map((input) => input.value));
  let number = 0;
  while (taken.has(`n${number}`)) number += 1;
  return `n${number}`;
}

function openAround(element) {
  for (let outer = element.parentElement; outer && outer !== form; outer = outer.parentElement) {
    if (outer.tagName === "DETAILS") outer.open = true;
  }
}

function newChip(match) {
  const key = freshKey();
  const copy = document.createElement("template");
  copy.innerHTML = blank.innerHTML.replaceAll("__KEY__", key);
  const chip = copy.content.querySelector("[data-chip]");
  Object.assign(chip.dataset, {
    group: match.group,
    concept: match.concept,
    counted: match.counted ? "yes" : "no",
    carried: "no",
  });
  chip.querySelector(`[name="${key}.concept"]`).value = match.concept;
  for (const term of chip.querySelectorAll("[data-term]")) term.textContent = match.term;
  if (match.group !== "condition") {
    for (const only of chip.querySelectorAll(".en-condition")) only.remove();
  }
  const certainty = chip.querySelector(`[name="${key}.certainty"]`);
  certainty.value = match.group === "family_reported_issue" ? "reported" : "diagnosed";
  form.querySelector(`[data-chips="${match.group}"]`).append(chip);
  lastAdded.push(chip);
  return chip;
}

function choose(match) {
  const known = chips().find((chip) => chip.dataset.concept === match.concept);
  const chip = known ?? newChip(match);
  chip.querySelector(".en-chip__tick").checked = true;
  openAround(chip);
  announce(known ? `${match.term} is ticked.` : `${match.term} added.`);
  box.value = "";
  closeList();
  settle(chip.dataset.group);
  box.focus();
}

function takeBack() {
  const chip = lastAdded.pop();
  if (!chip || !chip.isConnected) return;
  announce(`${chip.querySelector("[data-term]").textContent} taken back.`);
  chip.remove();
  settle(chip.dataset.group);
}

// The groups' answers and the profile

function answerOf(group) {
  return form.querySelector(`input[name="group.${group}"]:checked`)?.value ?? "not_asked";
}

function answer(group, value) {
  const radio = form.querySelector(`input[name="group.${group}"][value="${value}"]`);
  if (radio) radio.checked = true;
}

function settle(group) {
  const here = chips().some((chip) => chip.dataset.group === group && chip.querySelector(".en-chip__tick").checked);
  const now = answerOf(group);
  if (here && now !== "some") answer(group, "some");
  if (!here && now === "some") answer(group, "not_asked");
  profile();
}

function stands(chip) {
  const certainty = chip.querySelector('[name$=".certainty"]');
  if (certainty && certainty.value === "excluded") return false;
  if (chip.querySelector(".en-chip__tick").checked) return true;
  return chip.dataset.carried === "yes" && chip.querySelector('[name$=".away"]')?.value === "carried";
}

function profile() {
  for (const [letter, group] of Object.entries(LETTERS)) {
    const mine = chips().filter((chip) => chip.dataset.group === group);
    const counted = mine.filter((chip) => chip.dataset.counted === "yes" && stands(chip));
    const count = new Set(counted.map((chip) => chip.dataset.concept)).size;
    const asked = answerOf(group) !== "not_asked" || mine.some((chip) => chip.querySelector(".en-chip__tick").checked);
    const shown = asked ? String(letter === "R" ? Math.min(count, 1) : count) : "not asked";
    document.querySelector(`[data-letter="${letter}"] .en-profile__count`).textContent = shown;
  }
}

// Attendance folds the needs away when nobody was seen

function fold() {
  const away = NOT_SEEN.has(form.elements.attendance.value);
  // Needs added today stay in sight: they cannot be recorded of a child who was not seen, and have to be unticked.
  const added = chips().some((chip) => chip.dataset.carried === "no" && chip.querySelector(".en-chip__tick").checked);
  document.getElementById("needs").hidden = away && !added;
  document.querySelector(".en-find").hidden = away;
  document.querySelector("#contact .en-present").hidden = away;
  form.elements.minutes.closest(".en-field").hidden = away;
  if (CANCELLED.has(form.elements.attendance.value)) document.querySelector("#contact .en-details").open = true;
}

// Wiring

box.setAttribute("role", "combobox");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", "found");
box.setAttribute("aria-expanded", "false");
form.querySelector(".en-find__button").hidden = true;

box.addEventListener("input", () => {
  moved = false;
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
});

box.addEventListener("keydown", async (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    moved = true;
    highlight(highlighted + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Escape") {
    clearTimeout(timer);
    if (asking) asking.abort();
    box.value = "";
    closeList();
    announce("");
  } else if (event.key === "Backspace" && box.value === "") {
    takeBack();
  } else if (event.key === "Enter") {
    event.preventDefault();
    clearTimeout(timer);
    if (box.value.trim() === "") {
      form.querySelector('input[name="outcome"]').focus();
      return;
    }
    if (moved && matches.length > 0) {
      choose(matches[highlighted]);
      return;
    }
    await look();
    if (matches.length > 0 && shownFor === box.value.trim()) choose(matches[Math.max(highlighted, 0)]);
  }
});

box.addEventListener("blur", () => setTimeout(() => document.activeElement !== box && closeList(), 150));

form.addEventListener("change", (event) => {
  const chip = event.target.closest("[data-chip]");
  if (chip) {
    if (event.target.matches(".en-chip__tick")) settle(chip.dataset.group);
    else profile();
  } else if (event.target.name === "attendance") {
    fold();
  } else if (event.target.name?.startsWith("group.")) {
    profile();
  } else if (event.target.name === "next_weeks") {
    form.elements.next_other_weeks.value = "";
  }
});

form.addEventListener("input", (event) => {
  if (event.target.name === "next_other_weeks" && event.target.value !== "") {
    for (const radio of form.querySelectorAll('input[name="next_weeks"]')) radio.checked = false;
  }
});

// Enter in a field would press the form's first button, which looks words up: here it saves, from the last section.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target === box || !event.target.matches("input, select")) return;
  event.preventDefault();
  if (event.target.closest("#booking")) form.requestSubmit(save);
});

form.addEventListener("submit", (event) => {
  if (form.dataset.sending === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
});

window.addEventListener("pageshow", () => {
  delete form.dataset.sending;
  for (const section of form.querySelectorAll("[data-section]")) settle(section.dataset.section);
  fold();
});

const summary = document.getElementById("summary");
if (summary) summary.focus();
else if (!box.closest(".en-find").hidden) box.focus();
