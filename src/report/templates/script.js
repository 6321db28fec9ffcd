"use strict";
// Filters. All content is in the page without this.
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  const parts = new Map();
  for (const part of all("main [data-c]")) {
    const of = parts.get(part.dataset.c) ?? [];
    of.push(part);
    parts.set(part.dataset.c, of);
  }
  const communities = all("#matrix tbody tr").map((row) => ({
    parts: parts.get(row.dataset.c),
    departments: row.dataset.d.split(" "),
    state: row.dataset.s,
    name: fold(row.querySelector("a").textContent),
    shown: true,
  }));
  const ofDocuments = all("#gaps .who:not([data-c])");
  const holes = all("#gaps .who").map((who) => ({ who, holes: [...who.querySelectorAll("li")] }));

  const filter = one("#filter");
  const gaps = one("#filter-gaps");
  const shown = one("#shown");

  const byCommunity = () => {
    const words = fold(one("#by-name").value).split(/\s+/).filter(Boolean);
    const department = one("#by-department").value;
    const state = one("#by-state").value;
    let count = 0;
    for (const community of communities) {
      const fits =
        words.every((word) => community.name.includes(word)) &&
        (!department || community.departments.includes(department)) &&
        (!state || community.state === state);
      count += fits;
      if (fits === community.shown) continue;
      community.shown = fits;
      for (const part of community.parts) part.hidden = !fits;
    }
    const any = words.length > 0 || department !== "" || state !== "";
    for (const who of ofDocuments) who.hidden = any;
    one(".nothing").hidden = count > 0;
    shown.textContent = any
      ? shown.dataset.text.replace("{shown}", count).replace("{all}", communities.length)
      : "";
  };

  const byGap = () => {
    const severities = all("#filter-gaps [name=severity]:checked").map((box) => box.value);
    const code = one("#by-code").value;
    for (const { who, holes: own } of holes) {
      let left = 0;
      for (const hole of own) {
        const fits =
          severities.includes(hole.dataset.v) && (!code || hole.dataset.k === code);
        hole.hidden = !fits;
        left += fits;
      }
      who.classList.toggle("empty", left === 0);
    }
  };

  if (communities.length) {
    filter.hidden = false;
    filter.addEventListener("input", byCommunity);
    filter.addEventListener("reset", () => setTimeout(byCommunity));
    filter.addEventListener("submit", (event) => event.preventDefault());
    byCommunity();
  }
  if (gaps) {
    gaps.hidden = false;
    gaps.addEventListener("input", byGap);
    gaps.addEventListener("submit", (event) => event.preventDefault());
    byGap();
  }
  addEventListener("beforeprint", () => all("details").forEach((part) => (part.open = true)));
})();
