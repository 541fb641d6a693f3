// The booking-out form with scripts: type-ahead that adds chips, the profile as it changes, and one save for one press.
// Everything here also works without scripts, by the form's own buttons.

const form = document.getElementById("booking-out");
const box = document.getElementById("add");
const list = document.getElementById("found");
const said = document.getElementById("said");
const blank = document.getElementById("blank-chip");
const save = document.getElementById("save");
const profession = form.dataset.profession;
const NOT_SEEN = new Set(["2", "3", "4", "7"]);
const CANCELLED = new Set(["2", "4"]);
const LETTERS = { C: "condition", T: "technology_dependency", F: "family_reported_issue", R: "round_the_clock_care" };
const LONGEST_WORDS = 120;
const PAUSE = 80;

let shownFor = null;
let all = false;
let everywhere = "";
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
  all = false;
  everywhere = "";
  shownFor = null;
  highlighted = -1;
  moved = false;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function highlight(place) {
  const rows = list.children;
  if (rows.length === 0) return;
  highlighted = place < 0 ? rows.length - 1 : place % rows.length;
  for (const [index, row] of [...rows].entries()) {
    row.setAttribute("aria-selected", index === highlighted ? "true" : "false");
  }
  box.setAttribute("aria-activedescendant", rows[highlighted].id);
  rows[highlighted].scrollIntoView({ block: "nearest" });
}

function highlightWhat(means) {
  const place = [...list.children].findIndex((row) => row.dataset.means === means);
  if (place >= 0) highlight(place);
  return place >= 0;
}

function span(name, words) {
  const part = document.createElement("span");
  part.className = name;
  part.textContent = words;
  return part;
}

function option(place, means, parts, take) {
  const item = document.createElement("li");
  item.id = `found-${place}`;
  item.dataset.means = means;
  item.className = "en-match";
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.append(...parts.flatMap((part) => [part, " "]));
  item.addEventListener("mousedown", (event) => event.preventDefault());
  item.addEventListener("click", take);
  item.take = take;
  return item;
}

function row(match, place) {
  const parts = [span("en-match__term", match.term)];
  if (match.suggested) parts.unshift(span("en-match__suggested", "Did you mean"));
  if (match.matched !== match.term) parts.push(span("en-match__matched", match.matched));
  parts.push(span("en-match__group", match.groupWords));
  return option(place, match.concept, parts, () => choose([match]));
}

function rowsFor(found, words) {
  const rows = found.map(row);
  if (all) {
    const names = found.map((match) => match.term).join(", ");
    rows.unshift(option("all", "all", [span("en-match__term", `Add all ${found.length}`), span("en-match__matched", names)], () => choose(found)));
  }
  if (form.dataset.wider === "yes" && words.length > 2 && everywhere !== words && !all) {
    rows.push(option("wider", "wider", [span("en-match__matched", `Search all of SNOMED CT for “${words}” (Ctrl+Enter)`)], lookEverywhere));
  }
  if (words.length > 2 && words.length <= LONGEST_WORDS && !found.some((match) => match.exact)) {
    rows.push(option("own", "own", [span("en-match__matched", `Not in list: record “${words}” in your words`)], () => record(box.value.trim())));
  }
  return rows;
}

function show(answer, words) {
  // A row that was chosen by the arrow keys stays chosen when the list is drawn anew.
  const chosen = moved ? list.children[highlighted]?.dataset.means : undefined;
  const found = answer.found;
  all = answer.all;
  shownFor = words;
  highlighted = -1;
  list.replaceChildren(...rowsFor(found, words));
  const empty = list.children.length === 0;
  list.hidden = empty;
  box.setAttribute("aria-expanded", empty ? "false" : "true");
  box.removeAttribute("aria-activedescendant");
  said.classList.toggle("en-said", found.length === 0);
  if (found.length === 0) {
    const where = everywhere ? "SNOMED CT" : "the reference set";
    announce(`Nothing in ${where} is called so. Try fewer letters, or record your own words.`);
    return;
  }
  if (answer.offered) {
    announce(`These words are not one term. ${found.length} found of them; choose by the arrow keys.`);
    return;
  }
  if (found[0].suggested) {
    // What was not typed is never taken by itself: it has to be chosen by the arrow keys or a tap.
    announce(`Nothing is spelled so. Did you mean ${found[0].term}?`);
    return;
  }
  // If it is found no more, no other row takes its place: Enter would add what nobody chose.
  if (chosen === undefined) highlight(0);
  else if (!highlightWhat(chosen)) return;
  announce(all ? `${found.length} at once.` : `${found.length} found. ${found[0].term}, ${found[0].groupWords}.`);
}

// All of SNOMED CT is searched only when it is asked for, and until the words change.
async function lookEverywhere() {
  everywhere = box.value.trim();
  shownFor = null;
  moved = false;
  await look();
  box.focus();
}

async function look() {
  const words = box.value.trim();
  if (words !== everywhere) everywhere = "";
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
    const wider = everywhere ? "&everywhere=yes" : "";
    const answer = await fetch(`${form.dataset.search}words=${encodeURIComponent(words)}${wider}`, {
      signal: asking.signal,
      headers: { accept: "application/json" },
    });
    if (answer.status === 401) {
      said.classList.add("en-said");
      announce("You have been signed out. Sign in in another tab to go on; what you typed is still here.");
      return;
    }
    if (!answer.ok) throw new Error("not answered");
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

function certaintyOf(match) {
  if (match.group === "family_reported_issue" || match.words) return "reported";
  // Of what is outside the reference set nobody can tell that it is no diagnosis.
  if (match.wider) return profession === "paediatrician" ? "diagnosed" : "reported";
  const mine = match.group !== "condition" || (match.diagnosedBy ?? []).includes(profession);
  return mine ? "diagnosed" : "reported";
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
  chip.querySelector(`[name="${key}.words"]`).value = match.words ?? "";
  chip.querySelector(`[name="${key}.description"]`).value = match.description ?? "";
  chip.dataset.countsAs = match.concept;
  if (match.wider) chip.querySelector(".en-chip__note").textContent = "new today; outside the reference set: kept, not counted";
  for (const term of chip.querySelectorAll("[data-term]")) term.textContent = match.term;
  if (match.group !== "condition") {
    for (const only of chip.querySelectorAll(".en-condition")) only.remove();
  }
  if (match.group !== "family_reported_issue") chip.querySelector("[data-lights]").remove();
  else chip.querySelector("[data-lights]").setAttribute("aria-label", `Traffic light of ${match.term}`);
  chip.querySelector(`[name="${key}.certainty"]`).value = certaintyOf(match);
  const place = form.querySelector(`[data-chips="${match.group}"]`);
  place.insertBefore(chip, place.querySelector("[data-offer]"));
  lastAdded.push(chip);
  return chip;
}

function touch(chip) {
  const mark = chip.querySelector('[name$=".touched"]');
  if (mark) mark.value = "yes";
}

function add(match) {
  const known = chips().find((chip) =>
    match.concept ? chip.dataset.concept === match.concept : chip.querySelector('[name$=".words"]')?.value === match.words,
  );
  const chip = known ?? newChip(match);
  chip.querySelector(".en-chip__tick").checked = true;
  touch(chip);
  openAround(chip);
  for (const offer of form.querySelectorAll("[data-offer]")) {
    const button = offer.querySelector("button");
    const rival = match.oneOf && button.dataset.oneOf === match.oneOf;
    if (offer.dataset.offer === match.concept || rival) offer.hidden = true;
  }
  const instead = known ? "" : insteadOf(match, chip);
  settle(chip.dataset.group);
  return known ? `${match.term} is ticked.` : `${match.term} added.${instead}`;
}

// Of some needs a child has one at a time, such as a level: another one takes the place of the one that stood.
function insteadOf(match, chip) {
  if (!match.oneOf) return "";
  chip.dataset.oneOf = match.oneOf;
  const rivals = chips().filter((each) => each !== chip && each.dataset.oneOf === match.oneOf);
  const replaced = rivals.filter((each) => each.querySelector(".en-chip__tick").checked || each.dataset.carried === "yes");
  return replaced
    .map((rival) => {
      rival.querySelector(".en-chip__tick").checked = false;
      const away = rival.querySelector('[name$=".away"]');
      if (away) away.value = "resolved";
      touch(rival);
      settle(rival.dataset.group);
      const term = rival.querySelector("[data-term]").textContent;
      return away ? ` ${term} is set to resolved.` : ` ${term} is taken back.`;
    })
    .join("");
}

function choose(found) {
  const words = found.map(add);
  announce(words.join(" "));
  box.value = "";
  closeList();
  said.classList.remove("en-said");
  box.focus();
  changed();
}

function record(words) {
  choose([{ concept: "", words, term: words, group: "ungrouped", counted: false }]);
}

function takeBack() {
  const chip = lastAdded.pop();
  if (!chip || !chip.isConnected) return;
  announce(`${chip.querySelector("[data-term]").textContent} taken back.`);
  for (const offer of form.querySelectorAll("[data-offer]")) {
    if (offer.dataset.offer === chip.dataset.concept) offer.hidden = false;
  }
  chip.remove();
  settle(chip.dataset.group);
  changed();
}

function changed() {
  form.dispatchEvent(new Event("input", { bubbles: true }));
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
    const count = new Set(counted.map((chip) => chip.dataset.countsAs || chip.dataset.concept)).size;
    const asked = answerOf(group) !== "not_asked" || mine.some((chip) => chip.querySelector(".en-chip__tick").checked);
    const shown = asked ? String(letter === "R" ? Math.min(count, 1) : count) : "not asked";
    document.querySelector(`[data-letter="${letter}"] .en-profile__count`).textContent = shown;
  }
}

// Attendance folds the needs away when nobody was seen

function fold() {
  const attendance = form.elements.attendance.value;
  const away = NOT_SEEN.has(attendance);
  // Needs added today stay in sight: they cannot be recorded of a child who was not seen, and have to be unticked.
  const added = chips().some((chip) => chip.dataset.carried === "no" && chip.querySelector(".en-chip__tick").checked);
  document.getElementById("needs").hidden = away && !added;
  document.querySelector(".en-find").hidden = away;
  for (const seen of form.querySelectorAll(".en-seen, #present, #no-change, #plan-more")) {
    (seen.closest(".en-present") ?? seen).hidden = away;
  }
  form.elements.minutes.closest(".en-field").hidden = away;
  const cancelled = CANCELLED.has(attendance);
  for (const name of ["cancelled_on", "cancellation_reason"]) form.elements[name].closest(".en-field").hidden = !cancelled;
  for (const name of ["replacement_offered_on", "replacement_booked_on"]) form.elements[name].closest(".en-field").hidden = !away;
  const safeguarding = document.getElementById("safeguarding");
  if (safeguarding.dataset.prompts === "yes") safeguarding.hidden = attendance !== "3";
  if (cancelled) {
    document.getElementById("contact-more").open = true;
    if (form.elements.cancelled_on.value === "") form.elements.cancelled_on.value = today();
  }
}

function today() {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", day: "2-digit", month: "2-digit", year: "numeric" });
  return parts.format(new Date());
}

function notSeen(attendance) {
  form.elements.attendance.value = attendance;
  fold();
  changed();
  const asked = document.querySelector('#safeguarding:not([hidden]) input[type="radio"]');
  if (attendance === "3" && asked) asked.focus();
  else save.focus();
}

// "No change": one key proposes it, and says what it affirms and leaves; the next saves it

const confirmation = document.getElementById("confirm");
const unchanged = document.getElementById("no-change");
let proposed = [];

function propose() {
  const ticked = chips().filter((chip) => chip.dataset.carried === "yes" && chip.querySelector(".en-chip__tick").checked);
  const left = chips().filter((chip) => chip.dataset.carried === "yes" && !chip.querySelector(".en-chip__tick").checked);
  const counts = ["condition", "technology_dependency", "functional_level"].map((group) => {
    const count = ticked.filter((chip) => chip.dataset.group === group).length;
    const section = form.querySelector(`[data-section="${group}"]`);
    const title = count === 1 ? section?.dataset.singular : section?.querySelector("legend").firstChild.textContent.trim().toLowerCase();
    return count ? `${count} ${title}` : "";
  });
  const words = counts.filter(Boolean).join(", ");
  confirmation.querySelector("[data-affirms]").textContent = words ? `${words} reviewed, unchanged.` : "No need is yours to review unchanged.";
  confirmation.querySelector("[data-leaves]").textContent = left.length ? `${left.length} carried, not reviewed. ` : "";
  proposed = [];
  const outcome = form.querySelector('input[name="outcome"]:checked') ?? form.querySelector('input[name="outcome"][value="review"]');
  if (!outcome.checked) proposed.push(() => (outcome.checked = false));
  outcome.checked = true;
  const chosen = form.querySelector('input[name="next_weeks"]:checked')?.value ?? form.elements.next_other_weeks.value;
  if (!chosen && outcome.value === "review" && unchanged.dataset.weeks) nextIn(unchanged.dataset.weeks);
  const weeks = form.querySelector('input[name="next_weeks"]:checked')?.value ?? form.elements.next_other_weeks.value;
  const again = weeks ? `See again in ${weeks} weeks.` : "See again.";
  confirmation.querySelector("[data-next]").textContent = outcome.value === "review" ? again : "";
  confirmation.hidden = false;
  save.hidden = true;
  unchanged.hidden = true;
  document.getElementById("confirm-save").focus();
}

function nextIn(weeks) {
  const radio = form.querySelector(`input[name="next_weeks"][value="${weeks}"]`);
  if (radio) radio.checked = true;
  else form.elements.next_other_weeks.value = weeks;
  proposed.push(() => {
    if (radio) radio.checked = false;
    else form.elements.next_other_weeks.value = "";
  });
}

// Going back takes back what was only proposed.
function back() {
  for (const undo of proposed) undo();
  proposed = [];
  confirmation.hidden = true;
  save.hidden = false;
  unchanged.hidden = false;
  box.focus();
}

// Wiring

box.setAttribute("role", "combobox");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", "found");
box.setAttribute("aria-expanded", "false");
for (const button of form.querySelectorAll(".en-find__button")) button.hidden = true;

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
    if (event.ctrlKey && form.dataset.wider === "yes" && box.value.trim() !== "") {
      await lookEverywhere();
      return;
    }
    if (box.value.trim() === "") {
      const outcome = form.querySelector('input[name="outcome"]:checked') ?? form.querySelector('input[name="outcome"]');
      outcome.focus();
      return;
    }
    // A row chosen by the arrow keys is what is meant, even while the words before it are still looked up.
    if (!moved) await look();
    if (moved || shownFor === box.value.trim()) list.children[highlighted]?.take();
  }
});

box.addEventListener("blur", () => setTimeout(() => document.activeElement !== box && closeList(), 150));

form.addEventListener("click", (event) => {
  const offer = event.target.closest("[data-offer] button");
  const quick = event.target.closest("[data-attendance]");
  if (offer) {
    event.preventDefault();
    const asked = offer.dataset;
    const words = add({
      concept: offer.closest("[data-offer]").dataset.offer,
      term: asked.term,
      group: asked.group,
      counted: asked.counted === "yes",
      oneOf: asked.oneOf,
      diagnosedBy: asked.diagnosedBy.split(" "),
    });
    announce(words);
    changed();
    nextOffer(asked.group).focus();
  } else if (quick) {
    event.preventDefault();
    notSeen(quick.dataset.attendance);
  } else if (event.target.closest("#no-change")) {
    event.preventDefault();
    propose();
  } else if (event.target.closest("#confirm-back")) {
    back();
  }
});

// The letters underlined on the buttons, with Alt: the browser's own access keys need other keys on some machines.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.key.length !== 1) return;
  const button = form.querySelector(`button[accesskey="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button || button.hidden || button.closest("[hidden]")) return;
  event.preventDefault();
  button.click();
});

function nextOffer(group) {
  const places = [`[data-section="${group}"]`, "[data-others]"];
  for (const place of places) {
    const next = form.querySelector(`${place} [data-offer]:not([hidden]) button`);
    if (next) return next;
  }
  return box;
}

form.addEventListener("change", (event) => {
  const chip = event.target.closest("[data-chip]");
  if (chip) {
    touch(chip);
    if (event.target.closest(".en-chip__details")) saidOf(chip, event.target);
    if (event.target.matches("[data-instead]") && event.target.value) light(chip);
    if (event.target.matches(".en-chip__tick")) settle(chip.dataset.group);
    else if (event.target.name.endsWith(".primary")) onePrimary(event.target);
    else if (event.target.name.endsWith(".traffic_light")) light(chip);
    else profile();
  } else if (event.target.name === "attendance") {
    fold();
  } else if (event.target.name?.startsWith("group.")) {
    profile();
  } else if (event.target.name === "next_weeks") {
    form.elements.next_other_weeks.value = "";
    seeAgain();
  }
});

// An interval to be seen in says that the child is to be seen again.
function seeAgain() {
  if (form.querySelector('input[name="outcome"]:checked')) return;
  form.querySelector('input[name="outcome"][value="review"]').checked = true;
}

// Details typed of a need that is not ticked say that it is there: unticked, they would be recorded by nobody.
function saidOf(chip, field) {
  const away = chip.querySelector('[name$=".away"]');
  if (field === away || (away && away.value !== "carried")) return;
  chip.querySelector(".en-chip__tick").checked = true;
  settle(chip.dataset.group);
}

function onePrimary(chosen) {
  if (!chosen.checked) return;
  for (const other of form.querySelectorAll('input[name$=".primary"]')) {
    if (other === chosen || !other.checked) continue;
    other.checked = false;
    touch(other.closest("[data-chip]"));
  }
}

function light(chip) {
  chip.querySelector(".en-chip__tick").checked = true;
  settle(chip.dataset.group);
}

form.addEventListener("input", (event) => {
  if (event.target.name === "next_other_weeks" && event.target.value !== "") {
    for (const radio of form.querySelectorAll('input[name="next_weeks"]')) radio.checked = false;
    seeAgain();
  }
});

// Enter in a field would press the form's first button, which looks words up: here it saves, from the last section.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target === box || !event.target.matches("input, select")) return;
  event.preventDefault();
  if (event.target.closest("#booking") || event.target.closest("#safeguarding")) form.requestSubmit(save);
});

window.addEventListener("pageshow", () => {
  for (const section of form.querySelectorAll("[data-section]")) settle(section.dataset.section);
  fold();
});

// A link of the error summary leads to its field, also where that is folded away.
const summary = document.getElementById("summary");
summary?.addEventListener("click", (event) => {
  const field = document.getElementById(event.target.closest("a")?.hash.slice(1) ?? "");
  if (field) openAround(field);
});

if (summary) summary.focus();
else if (!confirmation.hidden) document.getElementById("confirm-save").focus();
else if (!box.closest(".en-find").hidden) box.focus();
