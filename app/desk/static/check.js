// The check screen: keys, zoom, what each field takes, and sending again when the network was away.
"use strict";
(() => {
  const desk = document.getElementById("desk");
  const trouble = document.getElementById("trouble");
  const leftText = document.getElementById("left");
  const leftWords = leftText.textContent;
  const spent = new Map(); // field name -> what it took so far
  let current = null; // the field that has the focus
  let since = performance.now();
  let zoomed = false;
  let leaving = false;

  const fields = () => [...document.querySelectorAll(".field")];
  const inputOf = (field) => field.querySelector("input[name=value]");
  const doubtful = () => fields().filter((field) => field.classList.contains("doubtful") && !sending(field));
  const sending = (field) => field.classList.contains("sending");
  const aboutType = () => document.querySelector("#type-right, #type-wanted"); // while the type is in doubt

  function effort(field) {
    const name = field.dataset.name;
    if (!spent.has(name)) spent.set(name, { id: newId(), milliseconds: 0, keys: 0, insist: null });
    return spent.get(name);
  }

  function stopClock() {
    if (current) effort(current).milliseconds += performance.now() - since;
    since = performance.now();
  }

  // --- the page beside the fields

  function showPlace(field) {
    document.querySelectorAll("rect.now").forEach((rect) => rect.classList.remove("now"));
    const rect = document.querySelector(`rect[data-field="${CSS.escape(field.id)}"]`);
    const page = document.querySelector(`svg[data-page="${CSS.escape(field.dataset.page)}"]`);
    for (const one of document.querySelectorAll("svg.page")) showWhole(one);
    if (!rect || !page) return;
    rect.classList.add("now");
    if (zoomed) zoomTo(page, field.dataset.box.split(" ").map(Number));
    const pages = document.querySelector(".pages");
    const place = rect.getBoundingClientRect();
    const frame = pages.getBoundingClientRect();
    if (place.top < frame.top + 20 || place.bottom > frame.bottom - 20) {
      pages.scrollTop += place.top - frame.top - frame.height / 3;
    }
  }

  function showWhole(page) {
    const [width, height] = page.dataset.size.split(" ");
    page.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  function zoomTo(page, [left, top, width, height]) {
    const [wide, high] = page.dataset.size.split(" ").map(Number);
    const seen = Math.min(wide, Math.max(width * 1.08, wide / 2.6));
    const tall = seen * high / wide;
    const x = Math.max(0, Math.min(wide - seen, left + width / 2 - seen / 2));
    const y = Math.max(0, Math.min(high - tall, top + height / 2 - tall / 2));
    page.setAttribute("viewBox", `${x} ${y} ${seen} ${tall}`);
  }

  // --- going on

  function goTo(field) {
    const input = inputOf(field);
    input.focus({ preventScroll: true });
    input.select();
    field.scrollIntoView({ block: "nearest" });
  }

  function goOn(from) {
    const all = fields();
    const waiting = doubtful();
    const at = from ? all.indexOf(from) : -1;
    const next = waiting.find((field) => all.indexOf(field) > at) || waiting[0];
    if (next) goTo(next);
    else if (aboutType()) aboutType().focus();
    else leaveWhenSent();
  }

  function leaveWhenSent() {
    if (document.querySelector(".field.sending, .field.refused, .field.doubtful") || aboutType() || leaving) return;
    leaving = true;
    location.assign(desk.dataset.next);
  }

  function countLeft() {
    const count = document.querySelectorAll(".field.doubtful").length + (aboutType() ? 1 : 0);
    leftText.textContent = leftWords.replace(/\d+/, String(count));
  }

  // --- sending

  document.body.addEventListener("htmx:configRequest", (event) => {
    const field = event.target.closest(".field");
    if (!field || event.detail.verb !== "post") return;
    stopClock();
    const taken = effort(field);
    const typed = inputOf(field).value;
    Object.assign(event.detail.parameters, {
      check_id: taken.id,
      milliseconds: Math.round(taken.milliseconds),
      keys: taken.keys,
      insist: taken.insist === typed,
    });
    if (field.dataset.unreadable) event.detail.parameters.unreadable = true;
  });

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const field = event.target.closest(".field");
    if (!field || event.detail.requestConfig.verb !== "post") return;
    field.classList.remove("refused");
    field.classList.add("sending");
    goOn(field);
  });

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status) && event.detail.target.matches(".field")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, verb } = event.detail.requestConfig;
    if (verb !== "post") return;
    const status = event.detail.xhr.status;
    if (status === 404) { // its pages are now other documents
      trouble.textContent = desk.dataset.gone;
      document.querySelectorAll(".field.sending").forEach((one) => one.classList.remove("sending"));
      leaving = true;
      location.assign(desk.dataset.next);
      return;
    }
    if (status === 0 || status >= 500) { // lost, or the server is just starting again
      trouble.textContent = desk.dataset.lost;
      setTimeout(() => htmx.trigger(elt, elt.matches("form") ? "submit" : "click"), 2000);
      return;
    }
    trouble.textContent = "";
    const field = elt.closest(".field"); // by now another stands in its place
    if (!field) { // the type is right
      countLeft();
      goOn(null);
      return;
    }
    const name = field.dataset.name;
    const now = document.getElementById(field.id);
    if (status === 422 || status === 409) {
      spent.get(name).insist = status === 422 ? inputOf(now).value : null;
      goTo(now);
    } else {
      spent.delete(name);
      countLeft();
      const rect = document.querySelector(`rect[data-field="${CSS.escape(field.id)}"]`);
      if (rect) rect.setAttribute("class", "sure");
      if (!doubtful().length) leaveWhenSent();
    }
  });

  // Places to choose from come with the reply to what is typed.
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const told = event.target.closest(".told");
    const list = told && told.parentElement.querySelector("datalist");
    if (!list || !told.querySelector("data.place")) return;
    list.replaceChildren(...[...told.querySelectorAll("data.place")].map((place) => {
      const option = document.createElement("option");
      option.value = place.value;
      return option;
    }));
  });

  async function undo() {
    if (document.querySelector(".field.sending")) return;
    let to = null;
    try {
      to = (await ask("/check/undo", { method: "POST" })).headers.get("HX-Redirect");
    } catch { // it may be undone: asked twice, the decision before would be undone too
      trouble.textContent = desk.dataset.silent;
    }
    if (!to) return;
    leaving = true;
    location.assign(to);
    if (new URL(to, location.href).pathname === location.pathname) location.reload();
  }

  // --- keys

  const act = {
    F2: () => { zoomed = !zoomed; if (current) showPlace(current); },
    F4: () => { leaving = true; location.assign(desk.dataset.next); },
    F6: () => { leaving = true; location.assign(document.getElementById("boundaries").href); },
    F7: () => {
      if (!current) return;
      current.dataset.unreadable = "true";
      htmx.trigger(current.querySelector("form"), "submit");
    },
    F8: undo,
    F9: () => document.getElementById("wrong-type-dialog").showModal(),
    F10: () => document.getElementById("page-problem-dialog").showModal(),
  };
  const buttons = { zoom: "F2", "skip-document": "F4", boundaries: "F6", unreadable: "F7", undo: "F8", "wrong-type": "F9", "page-problem": "F10" };
  for (const [id, key] of Object.entries(buttons)) {
    const button = document.getElementById(id);
    if (!button) { // on the quality screen there is nothing to arrange or to set aside
      delete act[key];
      continue;
    }
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    button.addEventListener("click", () => act[key]());
  }

  const wanted = document.getElementById("type-wanted");
  if (wanted) wanted.addEventListener("click", act.F9);

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) { // an input method is at work
      if (current) effort(current).keys += 1;
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    const field = event.target.closest(".field");
    if (field && !["Shift", "Control", "Alt", "Meta"].includes(event.key)) effort(field).keys += 1;
    if (act[event.key] && !event.ctrlKey && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      act[event.key]();
    } else if (field && event.key === "Escape") {
      inputOf(field).value = field.dataset.shown;
    } else if (field && event.key === "Enter" && event.target.name === "value") {
      const unchanged = event.target.value === field.dataset.shown;
      if (unchanged && field.classList.contains("sure")) {
        event.preventDefault();
        goOn(field);
      }
    }
  });

  document.addEventListener("focusin", (event) => {
    const field = event.target.closest(".field");
    if (!field || field === current) return;
    stopClock();
    current = field;
    showPlace(field);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stopClock();
    else since = performance.now();
  });
  document.querySelector(".pages").addEventListener("click", (event) => {
    const rect = event.target.closest("rect");
    const field = rect && document.getElementById(rect.dataset.field);
    if (field) goTo(field);
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector(".field.sending")) event.preventDefault();
  });

  // --- who else has it open

  setInterval(async () => {
    try {
      const answer = await ask(`/check/${desk.dataset.document}/claim`, { method: "POST" });
      if (answer.status === 409) trouble.textContent = desk.dataset.taken;
    } catch { /* the next one will tell */ }
  }, 60000);

  const asked = document.getElementById(`f-${decodeURIComponent(location.hash.slice(1))}`);
  // Only now does htmx hear what is sent: before, Enter would leave the page.
  document.addEventListener("DOMContentLoaded", () => {
    if (asked) goTo(asked);
    else if (doubtful().length || aboutType()) goOn(null);
    else if (fields().length) goTo(fields()[0]);
  });
})();
