// The pages of a scan as papers: moved, split, joined, turned, marked and named with keys, kept by one request.
"use strict";
(() => {
  const place = document.getElementById("boundaries");
  const told = JSON.parse(place.dataset.told);
  const strip = place.querySelector(".strip");
  const large = place.querySelector(".large");
  const said = document.getElementById("said");
  const dialog = document.getElementById("type-dialog");
  const words = place.dataset;

  // A paper: its pages in order; `type`: what a clerk says it is, null where its title tells; `says`: the type
  // that holds, null where the pages changed.
  let now = {
    papers: told.papers,
    turns: Object.fromEntries(Object.entries(told.turns).map(([page, turns]) => [Number(page), turns])),
    rescan: told.rescan,
  };
  let page = told.first.page;
  const before = []; // what there was, for taking back

  const order = () => [...now.papers.flatMap((paper) => paper.pages), ...now.rescan];
  const paperOf = (number) => now.papers.findIndex((paper) => paper.pages.includes(number));
  const turnsOf = (number) => now.turns[number] ?? told.pages[number].turns;
  const copy = (what) => JSON.parse(JSON.stringify(what));
  const isChanged = () => before.length > 0;

  // --- what the keys do; each returns false where there is nothing to do

  const act = {
    split() {
      const at = paperOf(page);
      if (at < 0) return false;
      const paper = now.papers[at];
      const first = paper.pages.indexOf(page);
      if (first === 0) return false;
      now.papers.splice(at, 1, changed(paper, paper.pages.slice(0, first)), newPaper(paper.pages.slice(first)));
    },
    join() {
      const at = paperOf(page);
      if (at < 1) return false;
      const [one, other] = now.papers.splice(at - 1, 2, null);
      now.papers.splice(at - 1, 1, changed(one, [...one.pages, ...other.pages]));
      now.papers = now.papers.filter(Boolean);
    },
    up: () => moveTo(-1),
    down: () => moveTo(1),
    left: () => shift(-1),
    right: () => shift(1),
    turn: () => turn(3),
    turnLeft: () => turn(1),
    blank() {
      const at = paperOf(page);
      if (at < 0) return false;
      const paper = now.papers[at];
      const alone = paper.pages.length === 1;
      if (alone) Object.assign(paper, { type: paper.type === "blank" ? null : "blank", says: null });
      else now.papers.splice(at, 1, changed(paper, paper.pages.filter((number) => number !== page)), { pages: [page], type: "blank", says: null });
    },
    rescan() {
      const at = paperOf(page);
      if (at < 0) {
        now.rescan = now.rescan.filter((number) => number !== page);
        now.papers.push(newPaper([page]));
        return true;
      }
      now.rescan.push(page);
      const paper = now.papers[at];
      const rest = paper.pages.filter((number) => number !== page);
      now.papers.splice(at, 1, ...(rest.length ? [changed(paper, rest)] : []));
    },
  };

  function newPaper(pages) {
    return { pages, type: null, says: null };
  }

  function changed(paper, pages) {
    return { pages, type: paper.type === "blank" ? null : paper.type, says: null };
  }

  function moveTo(by) {
    const at = paperOf(page);
    const to = at + by;
    if (at < 0) return false;
    const paper = now.papers[at];
    const rest = paper.pages.filter((number) => number !== page);
    if (to < 0 || to >= now.papers.length) {
      if (!rest.length) return false;
      now.papers[at] = changed(paper, rest);
      now.papers.splice(to < 0 ? 0 : now.papers.length, 0, newPaper([page]));
      return true;
    }
    const other = now.papers[to];
    now.papers[to] = changed(other, by < 0 ? [...other.pages, page] : [page, ...other.pages]);
    if (rest.length) now.papers[at] = changed(paper, rest);
    else now.papers.splice(at, 1);
  }

  function shift(by) {
    const at = paperOf(page);
    if (at < 0) return false;
    const pages = [...now.papers[at].pages];
    const from = pages.indexOf(page);
    if (from + by < 0 || from + by >= pages.length) return false;
    [pages[from], pages[from + by]] = [pages[from + by], pages[from]];
    now.papers[at] = changed(now.papers[at], pages);
  }

  function turn(quarters) {
    if (paperOf(page) < 0) return false;
    const turns = (turnsOf(page) + quarters) % 4;
    if (turns === told.pages[page].turns && !(page in told.turns)) delete now.turns[page];
    else now.turns[page] = turns;
  }

  function setType(type) {
    const at = paperOf(page);
    if (at < 0) return false;
    now.papers[at].type = type || null;
    if (!type) now.papers[at].says = null;
  }

  function perform(change) {
    const kept = copy(now);
    if (change() === false) return;
    before.push([kept, page]);
    show();
  }

  function undo() {
    const last = before.pop();
    if (last) {
      [now, page] = last;
      show();
    } else {
      const form = document.getElementById("undoing");
      if (form) form.requestSubmit();
    }
  }

  function keep() {
    const marked = new Set(now.rescan);
    const turns = Object.fromEntries(Object.entries(now.turns).filter(([number]) => !marked.has(Number(number))));
    const papers = now.papers.map((paper) => ({ pages: paper.pages, document_type: paper.type }));
    const form = document.getElementById("keeping");
    form.elements.arrangement.value = JSON.stringify({ papers, turns, rescan: now.rescan });
    form.requestSubmit();
  }

  // --- showing

  function show() {
    const made = now.papers.map((paper, at) => section(`${words.wordPaper} ${at + 1}`, captionOf(paper), paper.pages, "paper"));
    if (now.rescan.length) made.push(section(words.wordRescan, "", now.rescan, "paper rescan"));
    if (told.lost.length) made.push(section(words.wordLost, told.lost.join(", "), [], "paper rescan"));
    strip.replaceChildren(...made);
    document.getElementById("keep").classList.toggle("quiet", !isChanged());
    focus(order().includes(page) ? page : order()[0]);
  }

  function captionOf(paper) {
    if (paper.type) return told.names[paper.type];
    return paper.says ? told.names[paper.says] || paper.says : words.wordMachine;
  }

  function section(title, caption, pages, kind) {
    const made = document.createElement("section");
    made.className = kind;
    const head = document.createElement("h2");
    head.textContent = caption ? `${title} · ${caption}` : title;
    const sheets = document.createElement("div");
    sheets.className = "sheets";
    sheets.append(...pages.map((number) => sheet(number, head.textContent)));
    made.append(head, sheets);
    return made;
  }

  function sheet(number, of) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `sheet ${turnClass(number)}`;
    made.dataset.page = number;
    made.tabIndex = -1;
    const name = words.wordPage.replace("#", number);
    made.setAttribute("aria-label", `${name}, ${of}`);
    const image = document.createElement("img");
    image.src = told.pages[number].small;
    image.alt = "";
    image.loading = "lazy";
    const caption = document.createElement("span");
    caption.textContent = number;
    made.append(image, caption);
    return made;
  }

  // The picture is upright as the machine sees it; what the clerk turned further is turned on the screen.
  function turnClass(number) {
    return `turned-${(turnsOf(number) - told.pages[number].turns + 4) % 4}`;
  }

  function focus(number) {
    page = number;
    for (const one of strip.querySelectorAll(".sheet")) {
      const mine = Number(one.dataset.page) === number;
      one.tabIndex = mine ? 0 : -1;
      one.toggleAttribute("aria-current", mine);
      if (!mine) continue;
      one.focus({ preventScroll: true });
      one.closest("section").scrollIntoView({ block: "nearest" });
      one.scrollIntoView({ block: "nearest" });
      said.textContent = one.getAttribute("aria-label");
    }
    if (number === undefined || number === null) return;
    large.className = `large ${turnClass(number)}`;
    if (large.dataset.page !== String(number)) large.src = told.pages[number].page;
    large.dataset.page = number;
    large.alt = words.wordPage.replace("#", number);
  }

  // --- keys

  function go(by) {
    const all = order();
    const to = all[all.indexOf(page) + by];
    if (to !== undefined) focus(to);
  }

  function goPaper(by) {
    const at = paperOf(page);
    const heads = [...now.papers.map((paper) => paper.pages[0]), ...now.rescan.slice(0, 1)];
    const from = at < 0 ? heads.length - 1 : at;
    const to = heads[from + by];
    if (to !== undefined) focus(to);
  }

  function askType() {
    const at = paperOf(page);
    if (at < 0) return;
    dialog.querySelector("select").value = now.papers[at].type || now.papers[at].says || "";
    dialog.returnValue = "";
    dialog.showModal();
    dialog.querySelector("select").focus();
  }

  // A larger look at the page that has the focus; the keys do what they always do.
  function look() {
    place.classList.toggle("looking");
    focus(page);
  }

  function scrollPage(by) {
    const frame = large.parentElement;
    frame.scrollBy(0, by * 0.8 * frame.clientHeight);
  }

  const keys = {
    ArrowLeft: () => go(-1), ArrowRight: () => go(1), ArrowUp: () => goPaper(-1), ArrowDown: () => goPaper(1),
    PageUp: () => scrollPage(-1), PageDown: () => scrollPage(1),
    Home: () => focus(order()[0]), End: () => focus(order().at(-1)),
    "shift+ArrowLeft": () => perform(act.left), "shift+ArrowRight": () => perform(act.right),
    "shift+ArrowUp": () => perform(act.up), "shift+ArrowDown": () => perform(act.down),
    c: () => perform(act.split), n: () => perform(act.join), r: () => perform(act.turn),
    "shift+r": () => perform(act.turnLeft), b: () => perform(act.blank), q: () => perform(act.rescan),
    t: askType, z: undo, F2: look, F8: undo, F4: () => location.assign("/check/next"), "control+Enter": keep,
  };
  const buttons = { type: askType, look, undo, keep };

  document.addEventListener("keydown", (event) => {
    if (dialog.open || event.altKey || event.metaKey) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const pressed = `${event.ctrlKey ? "control+" : ""}${event.shiftKey ? "shift+" : ""}${name}`;
    if (!keys[pressed]) return;
    event.preventDefault();
    keys[pressed]();
  });
  dialog.querySelector("select").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); dialog.close("set"); }
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "set") perform(() => setType(dialog.querySelector("select").value));
    focus(page);
  });
  strip.addEventListener("click", (event) => {
    const one = event.target.closest(".sheet");
    if (one) focus(Number(one.dataset.page));
  });
  for (const button of document.querySelectorAll("button[data-act]")) {
    const name = button.dataset.act;
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => (name in buttons ? buttons[name]() : perform(act[name])));
  }
  window.addEventListener("beforeunload", (event) => {
    if (isChanged() && !document.querySelector("form[data-sent]")) event.preventDefault();
  });
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", () => { form.dataset.sent = "true"; });
  }

  show();
  if (told.first.wanted) perform(() => setType(told.first.wanted));
})();
