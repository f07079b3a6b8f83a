/* The desk: files dropped into the page, keys that decide, how far a job is. Texts are only ever set as textContent. */
addEventListener("DOMContentLoaded", () => {
  const all = (selector, place = document) => [...place.querySelectorAll(selector)];

  /* A file dropped anywhere in its frame. Elsewhere it must not replace the page. */
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => event.preventDefault());
  for (const frame of all("[data-drop]")) {
    const input = frame.querySelector("input[type=file]");
    const other = document.querySelector(`[data-or="${input.id}"]`);
    const told = frame.querySelector("[data-dropped]");
    const tell = () => {
      const file = input.files[0];
      told.hidden = !file;
      told.textContent = file ? `選んだファイル: ${file.name}` : "";
      if (file && other) other.value = "";
    };
    frame.addEventListener("dragover", () => frame.classList.add("over"));
    frame.addEventListener("dragleave", () => frame.classList.remove("over"));
    frame.addEventListener("drop", (event) => {
      frame.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      const one = new DataTransfer();
      one.items.add(event.dataTransfer.files[0]);
      input.files = one.files;
      tell();
    });
    input.addEventListener("change", tell);
    if (other) {
      other.addEventListener("change", () => {
        if (other.value) input.value = "";
        tell();
      });
    }
  }

  /* Nothing is sent twice by a second press. A page that comes back out of the browser's memory can be used again. */
  /* Before a page is left, the program must be there to take what was typed: else it stays, and that is said. */
  let sent = false;
  let sure = false;
  const stopped = document.createElement("p");
  stopped.className = "problem stopped";
  stopped.setAttribute("role", "alert");
  const stored = document.querySelector("[data-kept]");
  stopped.textContent =
    "piadiff が止まっています。入力はこの画面に残っています。piadiff serve をもう一度動かしても、ここからは続けられません。必要な入力は書き写してください。" +
    (stored ? "決めたことは保管庫に残っています。新しく開いた画面の保管庫から、続きを決められます。" : "");
  const alive = async () => {
    try {
      return (await fetch("/alive")).ok;
    } catch {
      return false;
    }
  };
  addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (sure) {
      sure = false;
      return;
    }
    event.preventDefault();
    if (sent) return;
    sent = form.method === "post";
    if (!(await alive())) {
      sent = false;
      document.body.append(stopped);
      return;
    }
    stopped.remove();
    if (form.dataset.busy && button) button.textContent = form.dataset.busy;
    sure = true;
    form.requestSubmit(button);
    sure = false;
  });
  addEventListener("pageshow", (event) => {
    sent = false;
    if (event.persisted) location.reload();
  });

  /* How far a job is. */
  const doing = document.querySelector("[data-job]");
  if (doing) {
    const address = doing.dataset.job;
    const bar = document.getElementById("progress");
    const pages = document.getElementById("pages");
    const look = async () => {
      try {
        const answer = await fetch(`${address}/state`);
        if (!answer.ok) return location.replace(address);
        const job = await answer.json();
        if (job.ended) return location.replace(address);
        if (doing.textContent !== job.doing) doing.textContent = job.doing;
        if (job.of) {
          bar.max = job.of;
          bar.value = job.done;
        } else bar.removeAttribute("value");
        pages.hidden = !job.of;
        pages.textContent = job.of ? `${job.of}ページ中${job.done}ページ` : "";
      } catch {
        doing.textContent = "piadiff が止まっているため、続きが分かりません。piadiff serve をもう一度動かしてください。";
        bar.hidden = true;
        return;
      }
      setTimeout(look, 400);
    };
    setTimeout(look, 400);
  }

  /* Filters stay while decisions lead from page to page. */
  const tools = document.getElementById("tools");
  const kept = `filters:${location.pathname}`;
  const boxes = () => all("input, select", tools);
  const name = (box) => `${box.id || box.name}=${box.type === "checkbox" ? box.value : ""}`;
  if (tools) {
    addEventListener("pagehide", () => {
      const state = {};
      for (const box of boxes()) state[name(box)] = box.type === "checkbox" ? box.checked : box.value;
      try {
        sessionStorage.setItem(kept, JSON.stringify(state));
      } catch { /* the browser does not let a page remember anything */ }
    });
    try {
      const state = JSON.parse(sessionStorage.getItem(kept) || "{}");
      for (const box of boxes()) {
        const value = state[name(box)];
        if (value === undefined || box.id === "near" || box.id === "with-still") continue;
        if (box.type === "checkbox") box.checked = value;
        else box.value = value;
      }
      tools.dispatchEvent(new Event("input"));
      const linked = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (linked && linked.checkVisibility()) {
        linked.focus({ preventScroll: true });
        linked.scrollIntoView();
      }
    } catch { /* as above */ }
  }

  /* What could not be decided is said at the foot of a change, which may be long. */
  const refused = document.querySelector("article.change .problem");
  if (refused) addEventListener("load", () => refused.scrollIntoView({ block: "center" }));

  /* Keys that decide the change that has the focus. */
  const next = document.querySelector("[data-next]");
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  if (next) {
    next.hidden = false;
    next.addEventListener("click", () => press("n"));
  }
  const focused = () => {
    const active = document.activeElement;
    return active && active.closest("article.change");
  };
  const within = (selector) => {
    const article = focused();
    if (!article) {
      press("n");
      return null;
    }
    return all(selector, article).find((node) => node.checkVisibility()) || null;
  };
  const keys = {
    t: () => {
      const box = within("[data-thread]");
      if (box) box.checked = !box.checked;
    },
    m: () => within("[data-note]")?.focus(),
    e: () => {
      const details = within("details.own");
      if (!details) return;
      details.open = true;
      details.querySelector("[data-reason]").focus();
    },
    u: () => document.querySelector("[data-undo]")?.click(),
  };
  /* What was typed of a change is done: its keys decide again. */
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !["Enter", "Escape"].includes(event.key)) return;
    const box = event.target.closest("[data-note], [data-reason]");
    if (!box || (event.key === "Enter" && !box.matches("[data-note]"))) return;
    event.preventDefault();
    event.stopPropagation();
    box.closest("article.change").focus({ preventScroll: true });
  }, true);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea")) return;
    if (/^[1-9]$/.test(event.key)) {
      const button = within(`[data-key="${event.key}"]`);
      if (button) {
        event.preventDefault();
        button.click();
      }
      return;
    }
    const work = document.querySelector("[data-decide]") && keys[event.key];
    if (!work) return;
    event.preventDefault();
    work();
  });
});
