"use strict";
/* The switch of light and dark on every page. What is chosen holds for all pages that the browser lets remember it. */
(() => {
  const KEY = "piadiff-theme";
  const NAMES = { "": "配色: 自動", light: "配色: 明るい", dark: "配色: 暗い" };
  const root = document.documentElement;
  const show = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  let theme = "";
  try {
    theme = localStorage.getItem(KEY) || "";
  } catch { /* the browser does not let a page remember anything */ }
  if (!(theme in NAMES)) theme = "";
  show(theme);
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (!button) return;
    button.hidden = false;
    button.textContent = NAMES[theme];
    button.addEventListener("click", () => {
      const order = Object.keys(NAMES);
      theme = order[(order.indexOf(theme) + 1) % order.length];
      show(theme);
      button.textContent = NAMES[theme];
      try {
        localStorage.setItem(KEY, theme);
      } catch { /* as above */ }
    });
  });
})();
