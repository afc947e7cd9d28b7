// Handing in: every file is sent by itself, three at a time, again if the network was away, and never twice.
"use strict";
(() => {
  const upload = document.getElementById("upload");
  const words = upload.dataset;
  const batchName = document.getElementById("batch");
  const drop = document.getElementById("drop");
  const list = document.getElementById("list");
  const trouble = document.getElementById("trouble");
  const AT_ONCE = 3;
  const PIECE = 8 * 1024 * 1024; // bytes
  const SLOWEST = 50; // bytes a millisecond: a slower connection is as good as none
  const queue = [];
  const counts = { all: 0, done: 0, refused: 0 };
  let running = 0;
  let batch = null;

  if (!batchName.value) { // else somebody was quicker than this script
    const today = new Date();
    const two = (number) => String(number).padStart(2, "0");
    batchName.value = `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())} ${two(today.getHours())}:${two(today.getMinutes())}`;
    batchName.select(); // whoever types names it anew
  }

  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  // Asked again until somebody answers: a batch that is opened twice is the same.
  async function askForBatch(name) {
    for (;;) {
      try {
        const answer = await ask("/upload/batches", { method: "POST", body: new URLSearchParams({ name }) });
        if (answer.status < 500) return answer;
      } catch { /* lost */ }
      trouble.textContent = words.lost;
      await pause(2000);
    }
  }

  async function openBatch() {
    const name = batchName.value.trim();
    if (batch && batch.name === name) return true;
    const answer = await askForBatch(name);
    if (answer.redirected) { location.assign("/login"); return false; }
    if (!answer.ok) {
      trouble.textContent = (await answer.json()).sentence;
      return false;
    }
    trouble.textContent = "";
    batch = { id: (await answer.json()).batch, name };
    const open = document.getElementById("open");
    open.href = `/batches/${batch.id}`;
    open.hidden = false;
    return true;
  }

  function say(row, state, more, link) {
    const cell = row.lastElementChild;
    cell.className = state;
    cell.replaceChildren(words[state] + (more ? ": " : ""));
    if (!more) return;
    const text = link ? Object.assign(document.createElement("a"), { href: link }) : document.createElement("span");
    text.textContent = more;
    cell.append(text);
  }

  function summarise() {
    const text = words.progress.replace("{done}", counts.done).replace("{all}", counts.all).replace("{refused}", counts.refused);
    document.getElementById("summary").textContent = text;
  }

  async function add(files) {
    if (!files.length || !(await openBatch())) return;
    list.hidden = false;
    const into = batch.id;
    for (const { file, path } of files) {
      const row = document.createElement("tr");
      const name = document.createElement("td");
      name.textContent = path;
      row.append(name, document.createElement("td"));
      list.tBodies[0].append(row);
      say(row, "waiting");
      queue.push({ file, path, row, into });
      counts.all += 1;
    }
    summarise();
    while (running < AT_ONCE && queue.length) work();
  }

  async function work() {
    running += 1;
    while (queue.length) await send(queue.shift());
    running -= 1;
  }

  // A large file goes in pieces, from where the last try broke off.
  async function put(into, file, path, told, offset) {
    const whole = file.size <= PIECE;
    for (;;) {
      const piece = whole ? {} : { offset, size: file.size };
      const body = whole ? file : file.slice(offset, offset + PIECE);
      const answer = await ask(`/upload/${into}/files?${new URLSearchParams({ told, path, ...piece })}`, {
        method: "PUT",
        headers: { "Content-Type": "application/octet-stream" },
        body,
        milliseconds: SILENCE + body.size / SLOWEST,
      });
      if (answer.status !== 202) return answer;
      offset = (await answer.json()).offset;
    }
  }

  async function send({ file, path, row, into }) {
    const told = `${path}\n${file.size}\n${file.lastModified}`;
    const query = new URLSearchParams({ told });
    for (let wait = 1000; ; wait = Math.min(8000, 2 * wait)) {
      try {
        const known = await ask(`/upload/${into}/files?${query}`, { method: "HEAD" });
        if (known.headers.get("Sohoa-Known") === "yes") {
          counts.done += 1;
          say(row, "known");
          break;
        }
        say(row, "sending");
        const answer = await put(into, file, path, told, Number(known.headers.get("Sohoa-Offset")));
        if (answer.status >= 500 || answer.status === 409) throw new Error("again");
        if (answer.redirected || answer.status === 401) { location.assign("/login"); return; }
        const said = await answer.json();
        if (answer.ok) counts.done += 1;
        else counts.refused += 1;
        say(row, answer.ok ? said.state : "refused", said.sentence, said.link);
        break;
      } catch {
        say(row, "lost");
        await pause(wait);
      }
    }
    summarise();
  }

  // Folders come as a tree that is read part by part.
  async function walk(entry, path) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      return file.name.startsWith(".") ? [] : [{ file, path: path + file.name }];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return found;
      for (const one of some) found.push(...(await walk(one, `${path}${entry.name}/`)));
    }
  }

  // One folder that was dropped holds the dossiers: its own name is none.
  function below(files) {
    const top = files.length && files[0].path.split("/")[0];
    const within = files.every(({ path }) => path.includes("/") && path.split("/")[0] === top);
    return within ? files.map(({ file, path }) => ({ file, path: path.split("/").slice(1).join("/") })) : files;
  }

  const chosen = (event) => {
    const files = [...event.target.files].filter((file) => !file.name.startsWith("."));
    add(below(files.map((file) => ({ file, path: file.webkitRelativePath || file.name }))));
    event.target.value = "";
  };
  document.getElementById("folder").addEventListener("change", chosen);
  document.getElementById("files").addEventListener("change", chosen);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    const found = [];
    for (const entry of entries) found.push(...(await walk(entry, "")));
    add(below(found));
  });
  window.addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });
})();
