// Peergroups: what CSS and htmx cannot do alone. Every page works without this file.

const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (type, act, root = document) => root.addEventListener(type, act);

// -- say: fill a live region; emptied first, so that the same words are spoken twice --------------------------------

function say(words, assertive = false) {
  const region = $(assertive ? "#live-assertive" : "#live-polite");
  if (!region || !words) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, 80);
}

on("announce", ({ detail }) => say(detail.value ?? detail.text, detail.assertive));

// -- toasts: 8 seconds, waiting while pointed at or focused, never more than two -------------------------------------

function tend(toast) {
  toast.dataset.tended = "";
  let left = 8000, timer, since;
  const go = () => { since = Date.now(); timer = setTimeout(() => toast.remove(), left); };
  const wait = () => { clearTimeout(timer); left = Math.max(2000, left - (Date.now() - since)); };
  for (const type of ["pointerenter", "focusin"]) on(type, wait, toast);
  for (const type of ["pointerleave", "focusout"]) on(type, go, toast);
  go();
}

function tendToasts() {
  all(".slip:not([data-tended])").forEach(tend);
  all(".slip").slice(0, -2).forEach((toast) => toast.remove());
}

// -- waiting: aria-busy where the answer will land, a line on top after 400 ms (CSS) --------------------------------

let waiting = 0;
on("htmx:beforeRequest", ({ detail }) => {
  detail.target?.setAttribute("aria-busy", "true");
  if (detail.requestConfig?.triggeringEvent) document.documentElement.toggleAttribute("data-busy", ++waiting > 0);
  $("#trouble")?.replaceChildren();
});
on("htmx:afterRequest", ({ detail }) => {
  detail.target?.removeAttribute("aria-busy");
  if (detail.requestConfig?.triggeringEvent) document.documentElement.toggleAttribute("data-busy", --waiting > 0);
});

// -- focus: htmx 2 drops it when a control replaces itself; hand it to the successor, else to a heading --------------

let lost = null;
on("htmx:beforeSwap", ({ detail }) => {
  const active = document.activeElement;
  const target = detail.target;
  if (!target?.contains(active) || active === document.body) { lost = null; return; }
  lost = { id: active.id, name: active.getAttribute("name"), target: target.id, next: target.nextElementSibling, before: target.previousElementSibling, around: target.parentElement };
});

function focusOn(element) {
  if (!element) return false;
  if (!element.matches("a[href], button, input, select, textarea, summary, [tabindex]")) element.tabIndex = -1;
  if (element.tabIndex < 0) element.dataset.focused = "";
  element.focus({ preventScroll: false });
  return document.activeElement === element;
}

const handle = (element) => element && ($("[data-focus], [aria-invalid=true], h1, h2, h3, a[href], button, input", element) ?? element);

on("htmx:afterSettle", ({ detail }) => {
  const fresh = detail.elt;
  for (const spoken of [fresh, ...all("[data-announce]", fresh)]) say(spoken.dataset?.announce, "assertive" in spoken.dataset);
  tendToasts();
  const wanted = $("[data-focus]", fresh) ?? (fresh.matches("[data-focus]") ? fresh : null);
  if (!wanted) return regain(fresh);
  lost = null;
  focusOn(wanted);
});

// An answer that only removes something settles nothing, so the end of the request asks too.
on("htmx:afterRequest", () => setTimeout(() => regain(), 60));

function regain(fresh = null) {
  if (!lost || (document.activeElement && document.activeElement !== document.body)) return;
  const { id, name, target, next, before, around } = lost;
  lost = null;
  const home = (target && document.getElementById(target)) || (fresh?.isConnected && fresh !== document.body ? fresh : null);
  const here = (element) => (element?.isConnected ? element : null);
  focusOn(id && document.getElementById(id)) ||
    focusOn(name && home && $(`[name="${CSS.escape(name)}"]`, home)) ||
    focusOn(handle(home)) || focusOn(handle(here(next) ?? here(before) ?? here(around))) || focusOn($("#main"));
}

// -- trouble: the request did not arrive; what was typed stays, and one press tries again ----------------------------

function trouble(words, again) {
  const box = $("#trouble");
  if (!box) return;
  const note = document.createElement("div");
  note.className = "callout callout-care";
  const text = document.createElement("div");
  text.append(Object.assign(document.createElement("p"), { textContent: words }));
  if (again) {
    const retry = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: "Retry" });
    on("click", () => { box.replaceChildren(); again(); }, retry);
    text.append(retry);
  }
  note.append(text);
  box.replaceChildren(note);
}

const unreached = "We could not reach the server. Your text is still here.";

function failed({ detail }) {
  const cause = detail.requestConfig?.triggeringEvent;
  if (!cause) return; // a poll: the next one will tell
  const status = detail.xhr?.status;
  const words = !status ? unreached
    : status === 403 ? "That was not accepted; you may have been signed out. Copy your text, then reload the page."
    : status === 404 ? "That is no longer here. Reload the page to see what is."
    : status === 503 ? "We are busy or restarting. Your text is still here."
    : "Something broke on our side. Your text is still here.";
  const elt = detail.elt;
  trouble(words, () => (elt.matches("form") ? elt.requestSubmit(cause.submitter ?? cause.detail?.submitter) : htmx.trigger(elt, cause.type)));
}
for (const type of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) on(type, failed);

on("submit", (event) => {
  if (navigator.onLine || event.target.method !== "post") return;
  event.preventDefault();
  const { target, submitter } = event;
  trouble(unreached, () => target.requestSubmit(submitter));
});

// -- theme: a cookie, so that the server draws the next page in it ----------------------------------------------------

on("submit", (event) => {
  const choice = event.submitter?.value;
  if (!event.target.matches("[data-theme-form]") || !choice) return;
  event.preventDefault();
  const fixed = choice !== "system";
  document.cookie = `theme=${fixed ? choice : ""}; path=/; max-age=${fixed ? 31536000 : 0}; samesite=lax`;
  if (fixed) document.documentElement.dataset.bsTheme = choice;
  else delete document.documentElement.dataset.bsTheme;
  all("[data-theme-form] button").forEach((button) => button.setAttribute("aria-pressed", String(button.value === choice)));
  say(`Appearance: ${choice}`);
});

// -- things that open ------------------------------------------------------------------------------------------------

on("click", (event) => {
  const { target } = event;
  for (const menu of all("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
  const opener = target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog) { event.preventDefault(); if (dialog.id === "keys") listKeys(); dialog.showModal(); }
  if (target.closest("[data-close]")) target.closest("dialog")?.close();
  if (target.closest(".slip-close")) target.closest(".slip").remove();
  if (target.closest("[aria-disabled=true]")) event.preventDefault();
  if (target.closest("[data-print]")) window.print();
  const copy = target.closest("[data-copy]");
  if (copy) {
    const field = document.getElementById(copy.dataset.copy);
    field.select();
    navigator.clipboard?.writeText(field.value).then(() => {
      copy.textContent = "Copied";
      say("Copied");
      setTimeout(() => { copy.textContent = "Copy"; }, 2000);
    });
  }
});

// -- keys: data-key="n" or "g t" on any link, button or field; j and k walk [data-row]; data-row-key acts in that row ---

const atHand = (element) => !element.closest("details:not([open]) > :not(summary)");
const store = { get: () => { try { return localStorage.getItem("keys"); } catch { return null; } }, set: (value) => { try { localStorage.setItem("keys", value); } catch { /* private mode */ } } };
let prefix = "";

function listKeys() {
  const list = $("[data-keys-list]");
  const first = [...list.children].slice(0, 2);
  const rows = all("[data-key]").filter(atHand).flatMap((element) => {
    const dt = document.createElement("dt");
    element.dataset.key.split(" ").forEach((key) => dt.append(Object.assign(document.createElement("kbd"), { textContent: key }), " "));
    return [dt, Object.assign(document.createElement("dd"), { textContent: element.ariaLabel || element.labels?.[0]?.textContent || ($(".truncate", element) ?? element).textContent.trim() })];
  });
  list.replaceChildren(...first, ...rows);
  $("[data-keys-switch]").checked = store.get() !== "off";
}

on("change", ({ target }) => target.matches("[data-keys-switch]") && store.set(target.checked ? "on" : "off"));

on("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = $("details.menu[open]");
    if (menu) { menu.open = false; $("summary", menu).focus(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || store.get() === "off" || $("dialog[open]")) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]")) return;
  if (event.key === "?") return void $("[data-dialog=keys]")?.click();
  const combo = prefix + event.key;
  prefix = "";
  const row = document.activeElement?.closest("[data-row]");
  const wanted = (row && $(`[data-row-key="${CSS.escape(combo)}"]`, row)) ?? all(`[data-key="${CSS.escape(combo)}"]`).find(atHand);
  if (wanted) {
    event.preventDefault();
    if (wanted.matches("input, select, textarea")) wanted.focus();
    if (!wanted.matches("input:not([type=radio]), select, textarea")) wanted.click();
    const opened = wanted.matches("summary") && wanted.parentElement;
    if (opened?.open) focusOn($("input[type=radio]:checked", opened) ?? wanted);
    return;
  }
  if (event.key === "g") { prefix = "g "; setTimeout(() => { prefix = ""; }, 1200); }
  if (event.key === "j" || event.key === "k") {
    const rows = all("[data-row]");
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    focusOn(rows[Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))]);
  }
});

// -- without a network: a worker shows our page instead of the browser's (templates/programs/service_worker.js) ---------

on("load", () => navigator.serviceWorker?.register("/service-worker.js", { updateViaCache: "all" }).catch(() => {}), window);

// -- at the start ------------------------------------------------------------------------------------------------------

all(".slip p").forEach((words) => say(words.textContent));
tendToasts();
for (const first of all("[data-focus]").slice(0, 1)) focusOn(first);
