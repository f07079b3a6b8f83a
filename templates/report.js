/* The report page and others with filters: search, keys, links to one change. Texts are only ever read and set as textContent. */
addEventListener("DOMContentLoaded", () => {
  const byId = (id) => document.getElementById(id);
  const help = byId("help");
  const tools = byId("tools");
  const changes = [...document.querySelectorAll("article.change")].map(item);
  const stills = [...document.querySelectorAll("article.still")].map(item);
  const groups = [...document.querySelectorAll("[data-group]")].map((node) => ({
    node,
    own: changes.filter((one) => node.contains(one.node)),
    still: stills.filter((one) => node.contains(one.node)),
  }));
  const tallies = [...document.querySelectorAll("[data-of]")].map((node) => {
    const heading = byId(node.dataset.of);
    const place = heading && heading.closest("[data-group]");
    return { node, own: place ? changes.filter((one) => place.contains(one.node)) : [] };
  });

  function item(node) {
    return { node, keys: new Set(node.dataset.keys.split(" ")), text: null, shown: true };
  }

  /* Widths and case do not count, nor does white space. */
  function folded(text) {
    return text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  }

  function textOf(one) {
    one.text ??= folded(one.node.textContent);
    return one.text;
  }

  /* What is asked for: for each facet the keys chosen in it, and the words searched for. */
  function asked() {
    const chosen = new Map();
    for (const box of tools.querySelectorAll("input[name]:checked")) {
      chosen.set(box.name, [...(chosen.get(box.name) || []), box.value]);
    }
    for (const list of tools.querySelectorAll("select")) {
      if (list.value) chosen.set(list.name, [list.value]);
    }
    const words = byId("find").value.normalize("NFKC").split(/\s+/).map(folded).filter(Boolean);
    const still = byId("with-still");
    return { chosen, words, still: Boolean(still && still.checked) };
  }

  function answers(one, chosen, words) {
    for (const keys of chosen) if (!keys.some((key) => one.keys.has(key))) return false;
    return words.every((word) => textOf(one).includes(word));
  }

  function put(one, shown) {
    if (one.shown !== shown) {
      one.shown = shown;
      one.node.hidden = !shown;
    }
    return shown;
  }

  function apply() {
    const { chosen, words, still } = asked();
    const filtered = chosen.size > 0 || words.length > 0;
    const all = [...chosen.values()];
    const part = chosen.has("part") ? [chosen.get("part")] : [];
    const others = chosen.size > part.length; /* what did not change has no judgement to be chosen by */
    let count = 0;
    let same = 0;
    for (const one of changes) if (put(one, answers(one, all, words))) count += 1;
    for (const one of stills) if (put(one, !filtered || (still && !others && answers(one, part, words)))) same += 1;
    for (const group of groups) {
      const kept = group.still.some((one) => one.shown) && (still || !filtered);
      group.node.hidden = filtered && !kept && !group.own.some((one) => one.shown);
      const details = group.node.querySelector(":scope > details.same");
      if (details) details.hidden = filtered && !kept;
    }
    for (const tally of tallies) {
      const left = tally.own.filter((one) => one.shown).length;
      tally.node.textContent = String(left);
      tally.node.closest("li").classList.toggle("none", left === 0);
    }
    const told = filtered ? `${changes.length}件中${count}件を表示` : `${changes.length}件をすべて表示`;
    const more = still && filtered ? `（ほかに変更のない項目${same}件）` : "";
    byId("result").textContent = told + more;
    byId("filtered").textContent = `絞り込んだ変更だけを示しています（${told}）。`;
    byId("filtered").hidden = !filtered;
    byId("nothing").hidden = !filtered || count + (still ? same : 0) > 0;
    byId("all").disabled = !filtered;
  }

  function openStills(open) {
    for (const details of document.querySelectorAll("details.same")) details.open = open;
  }

  /* Long stretches that did not change can be folded away, so that the changed words stand together. */
  const LONGEST = 120;
  const KEPT = 40;
  let cut = false;
  function cutOnce() {
    if (cut) return;
    cut = true;
    for (const words of document.querySelectorAll("article.change .sides")) {
      if (!words.querySelector("del, ins")) continue;
      for (const text of [...words.querySelectorAll(".words")].flatMap((node) => [...node.childNodes])) {
        if (text.nodeType !== Node.TEXT_NODE || text.length <= LONGEST) continue;
        const first = text.previousSibling ? KEPT : 0;
        const last = text.nextSibling ? KEPT : 0;
        const tail = text.splitText(text.length - last);
        const middle = first ? text.splitText(first) : text;
        const fold = document.createElement("span");
        fold.className = "fold";
        fold.dataset.left = `…（略 ${middle.length}字）…`;
        const inner = document.createElement("span");
        middle.replaceWith(fold);
        inner.append(middle);
        fold.append(inner);
        if (!last) tail.remove();
      }
    }
  }


  function only(key) {
    for (const box of tools.querySelectorAll("input[name], option")) {
      if (box.value !== key) continue;
      if (box.tagName === "OPTION") box.selected = true;
      else box.checked = true;
    }
    apply();
    byId("changes").scrollIntoView();
    const first = changes.find((one) => one.shown);
    if (first) first.node.focus({ preventScroll: true });
  }

  function clear() {
    for (const box of tools.querySelectorAll("input[name]:checked")) box.checked = false;
    for (const list of tools.querySelectorAll("select")) list.value = "";
    byId("find").value = "";
  }

  function go(one) {
    if (!one) return;
    one.node.focus({ preventScroll: true });
    one.node.scrollIntoView();
    history.replaceState(null, "", `#${encodeURI(one.node.id)}`);
  }

  /* The change that has the focus or, if none has, the one that stands at the top of the window. */
  function step(by, wanted = () => true) {
    const shown = changes.filter((one) => one.shown);
    const focused = shown.findIndex((one) => one.node.contains(document.activeElement));
    if (focused >= 0) {
      const rest = by > 0 ? shown.slice(focused + 1) : shown.slice(0, focused).reverse();
      return go(rest.find(wanted));
    }
    const below = shown.findIndex((one) => one.node.getBoundingClientRect().bottom > innerHeight / 3);
    const at = below < 0 ? shown.length : below;
    return go((by > 0 ? shown.slice(at) : shown.slice(0, at).reverse()).find(wanted));
  }

  function toLinked() {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch { /* not an address of ours */ }
    const target = id && byId(id);
    if (!target) return;
    const one = changes.find((change) => change.node === target);
    if (tools && target.closest("[hidden]")) {
      clear();
      apply();
    }
    if (one) one.node.focus({ preventScroll: true });
    target.scrollIntoView();
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    n: () => step(1, (one) => one.node.classList.contains("urgent")),
    "/": () => tools && byId("find").focus(),
    "?": () => {
      if (!help) return;
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
    },
    Escape: () => {
      if (help) help.open = false;
    },
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (typing) {
      if (event.key !== "Escape") return;
      if (typing.id === "find" && typing.value) {
        typing.value = "";
        apply();
      } else typing.blur();
      event.preventDefault();
      return;
    }
    const work = keys[event.key];
    if (!work) return;
    event.preventDefault();
    work();
  });
  addEventListener("hashchange", toLinked);

  const bar = document.querySelector(".bar");
  if (bar) {
    new ResizeObserver(() => {
      const height = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
      document.documentElement.style.setProperty("--bar", `${height}px`);
    }).observe(bar);
  }

  if (tools) {
    tools.hidden = false;
    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.addEventListener("input", (event) => {
      if (event.target.id === "near") {
        cutOnce();
        document.body.classList.toggle("near", event.target.checked);
        return;
      }
      if (event.target.id === "with-still") openStills(event.target.checked);
      apply();
    });
    tools.addEventListener("reset", (event) => {
      event.preventDefault();
      clear();
      apply();
    });
    byId("nothing-all").addEventListener("click", () => {
      clear();
      apply();
      byId("find").focus();
    });
    for (const link of document.querySelectorAll("a[data-only]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        clear();
        only(link.dataset.only);
      });
    }
    apply();
  }
  toLinked();
});
