// A sheet of values with doubtful figures: Enter is right, a figure takes the place of the marked one.
"use strict";
(() => {
  const tiles = [...document.querySelectorAll(".tile")];
  if (!tiles.length) return;
  const trouble = document.getElementById("trouble");
  let since = performance.now();

  const isOpen = (tile) => !tile.matches(".done, .sending, .left-over");
  const marks = (tile) => [...tile.querySelectorAll("mark")].filter((mark) => /\d/.test(mark.textContent));
  const typed = (tile) => tile.querySelector(".typed").textContent;

  function focus(tile) {
    for (const one of tiles) one.tabIndex = one === tile ? 0 : -1;
    tile.focus({ preventScroll: true });
    tile.scrollIntoView({ block: "nearest" });
  }

  function goOn(from) {
    const at = tiles.indexOf(from);
    const next = tiles.slice(at + 1).find(isOpen) || tiles.find(isOpen);
    if (next) focus(next);
    else if (!tiles.some((tile) => tile.matches(".sending, .refused"))) document.getElementById("more").focus();
  }

  // The nearest tile in the row above or below.
  function vertical(from, by) {
    const here = from.getBoundingClientRect();
    const others = tiles.map((tile) => [tile, tile.getBoundingClientRect()])
      .filter(([, place]) => (by > 0 ? place.top > here.bottom - 2 : place.bottom < here.top + 2));
    others.sort(([, one], [, other]) => by * (one.top - other.top) || Math.abs(one.left - here.left) - Math.abs(other.left - here.left));
    if (others.length) focus(others[0][0]);
  }

  // A figure takes the place of the first doubtful one that it is not typed into yet.
  function replace(tile, figure) {
    const places = marks(tile).flatMap((mark) => [...mark.textContent].map((letter, at) => [mark, at, letter])).filter(([, , letter]) => /\d/.test(letter));
    const turn = Number(tile.dataset.turn || 0);
    const [mark, at] = places[turn % places.length] || [];
    if (!mark) return;
    const letters = [...mark.textContent];
    letters[at] = figure;
    mark.textContent = letters.join("");
    tile.dataset.turn = turn + 1;
  }

  async function send(tile, insist = false) {
    if (!isOpen(tile)) return;
    tile.dataset.id = tile.dataset.id || newId();
    tile.dataset.milliseconds = Number(tile.dataset.milliseconds || 0) + Math.round(performance.now() - since);
    since = performance.now();
    tile.classList.remove("refused");
    tile.classList.add("sending");
    goOn(tile);
    const { document: id, name, revision, keys } = tile.dataset;
    const told = { check_id: tile.dataset.id, revision, milliseconds: tile.dataset.milliseconds, keys: keys || 1, value: typed(tile), insist };
    let answer = null;
    try {
      answer = await ask(`/check/${id}/fields/${encodeURIComponent(name)}`, { method: "POST", body: new URLSearchParams(told) });
    } catch { /* lost */ }
    tile.classList.remove("sending");
    if (!answer || answer.status >= 500) {
      trouble.textContent = trouble.dataset.lost;
      setTimeout(() => send(tile, insist), 2000);
      return;
    }
    trouble.textContent = "";
    tile.classList.add(answer.ok ? "done" : "refused");
    if (!answer.ok) focus(tile);
    else if (!tiles.some(isOpen)) goOn(tile);
  }

  document.addEventListener("keydown", (event) => {
    const tile = event.target.closest(".tile");
    if (!tile || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = tiles.indexOf(tile);
    const keys = {
      ArrowLeft: () => focus(tiles[Math.max(0, at - 1)]),
      ArrowRight: () => focus(tiles[Math.min(tiles.length - 1, at + 1)]),
      ArrowUp: () => vertical(tile, -1),
      ArrowDown: () => vertical(tile, 1),
      Escape: () => reset(tile),
      n: () => { tile.classList.add("left-over"); goOn(tile); },
      N: () => { tile.classList.add("left-over"); goOn(tile); },
      Enter: () => (event.shiftKey ? [...tile.parentElement.children].filter((one) => isOpen(one) && !one.matches(".refused")).forEach((one) => send(one)) : send(tile, tile.matches(".refused"))),
    };
    const act = /^\d$/.test(event.key) ? () => isOpen(tile) && replace(tile, event.key) : keys[event.key];
    if (!act || event.target.closest("a")) return;
    event.preventDefault();
    tile.dataset.keys = Number(tile.dataset.keys || 0) + 1;
    act();
  });

  function reset(tile) {
    let at = 0;
    for (const node of tile.querySelector(".typed").childNodes) {
      const length = node.textContent.length;
      node.textContent = tile.dataset.shown.slice(at, at + length);
      at += length;
    }
    tile.dataset.turn = 0;
  }

  document.addEventListener("focusin", () => { since = performance.now(); });
  document.addEventListener("click", (event) => {
    const tile = event.target.closest(".tile");
    if (tile && !event.target.closest("a")) focus(tile);
  });
  focus(tiles[0]);
})();
