// report.html in a browser: node tests/browser.mjs CHROMIUM REPORT [FOLDER FOR PICTURES]
//
// Needs puppeteer-core and axe-core (from where NODE_PATH says). Opens the report of the fixtures and
// one of a thousand CPTS made out of it, on a desk, on a phone and on paper, and fails with all that is
// wrong.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.NODE_PATH ?? ".", "x.js"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [chromium, report, pictures] = process.argv.slice(2);
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
// What a filter of a thousand CPTS may take, on a busy machine.
const LAG = 1000;
const OPEN = 8000;

let passed = 0;
let failed = 0;
const check = (what, good, told = "") => {
  if (good) passed += 1;
  else failed += 1;
  console.log(`${good ? "ok" : "NOT OK"}  ${what}${told === "" ? "" : `: ${told}`}`);
};

/** The report with its CPTS repeated until there are this many. */
function repeated(text, wanted) {
  const rows = text.match(/<tr data-c=[\s\S]*?<\/tr>\n/g);
  const who = text.match(/<div class="who" data-c=[\s\S]*?<\/div>/g) ?? [];
  const articles = text.match(/<article id="c-[\s\S]*?<\/article>/g);
  const times = Math.ceil(wanted / rows.length);
  const many = (pieces) =>
    Array.from({ length: times }, (_, time) =>
      pieces.map((piece) =>
        piece
          .replaceAll(/data-c="(\d+)"/g, (_, n) => `data-c="${Number(n) + time * rows.length}"`)
          .replaceAll(/(id="|href="#)c-/g, `$1c-${time}-`),
      ),
    )
      .flat()
      .join("");
  const put = (whole, pieces) =>
    pieces.length ? whole.replace(pieces.join(""), () => many(pieces)) : whole;
  // The list of gaps comes before that of changes; of both, one run of pieces each.
  const gaps = who.filter((piece) => piece.includes("<h3>"));
  return put(put(put(text, rows), gaps), articles);
}

const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--lang=fr"],
});

async function open(file, viewport) {
  const page = await browser.newPage();
  await page.setViewport(viewport);
  const problems = [];
  page.on("console", (told) => ["error", "warn"].includes(told.type()) && problems.push(told.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    const address = request.url();
    if (address !== pathToFileURL(file).href && !address.startsWith("data:")) problems.push(address);
  });
  const start = Date.now();
  await page.goto(pathToFileURL(file).href);
  return { page, problems, took: Date.now() - start };
}

const rowsShown = (page) =>
  page.$$eval("#matrix tbody tr", (rows) => rows.filter((row) => !row.hidden).length);
const articlesShown = (page) =>
  page.$$eval("article[data-c]", (all) => all.filter((one) => !one.hidden).length);
const wide = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Axe's findings that keep somebody from reading. */
async function barriers(page) {
  // Everything is laid out, or what lies below the window would not be looked at.
  await page.addStyleTag({ content: ".who, article { content-visibility: visible !important; }" }).catch(() => {});
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id} (${one.nodes.length}): ${one.nodes[0].html.slice(0, 160)}`);
}

const file = resolve(report);
const folder = mkdtempSync(join(tmpdir(), "recense-report-"));
try {
  {
    const { page, problems } = await open(file, DESK);
    check("opens without a word on the console, asking nobody", problems.length === 0, problems.join("; "));
    const all = await rowsShown(page);
    await page.type("#by-name", "zzz");
    check("a name that there is not leaves nothing", (await rowsShown(page)) === 0);
    check("and says so", await page.$eval(".nothing", (one) => !one.hidden));
    await page.click("#filter button[type=reset]");
    await page.waitForFunction((all) => [...document.querySelectorAll("#matrix tbody tr")].filter((r) => !r.hidden).length === all, { timeout: 5000 }, all);
    const name = await page.$eval("#matrix tbody tr:nth-child(2) th a", (one) => one.textContent);
    await page.type("#by-name", name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toUpperCase());
    const found = await rowsShown(page);
    check("a name is found without its accents", found >= 1 && found < all, `${found} of ${all}`);
    check("the rest of the page follows", (await articlesShown(page)) === found);
    await page.click("#filter button[type=reset]");
    const state = await page.$eval("#matrix tbody tr", (row) => row.dataset.s);
    await page.select("#by-state", state);
    const same = await page.$$eval("#matrix tbody tr", (rows) => rows.filter((row) => !row.hidden).map((row) => row.dataset.s));
    check("a state filters", same.length > 0 && same.every((one) => one === state));
    await page.click("#filter button[type=reset]");
    const kind = await page.$eval("#by-code option:nth-child(2)", (one) => one.value);
    await page.select("#by-code", kind);
    const kinds = await page.$$eval("#gaps li[data-k]", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.dataset.k));
    check("a kind of gap filters", kinds.length > 0 && kinds.every((one) => one === kind), `${kinds.length}`);
    await page.select("#by-code", "");
    await page.click("#filter-gaps input[value=info]");
    const severities = await page.$$eval("#gaps li[data-k]", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.dataset.v));
    check("a severity filters", severities.length > 0 && !severities.includes("info"));
    await page.click("#filter-gaps input[value=info]");
    const found_barriers = await barriers(page);
    check("nothing keeps a screen reader out", found_barriers.length === 0, found_barriers.join("\n        "));
    if (pictures) await page.screenshot({ path: join(pictures, "desk.png"), fullPage: false });
    await page.close();
  }
  {
    const { page, problems } = await open(file, PHONE);
    check("opens on a phone", problems.length === 0, problems.join("; "));
    check("nothing is wider than a phone", (await wide(page)) <= 0, `${await wide(page)} px`);
    const found = await barriers(page);
    check("nothing is wider than a phone when all is laid out", (await wide(page)) <= 0, `${await wide(page)} px`);
    check("nothing keeps a screen reader out of the phone's page", found.length === 0, found.join("\n        "));
    if (pictures) await page.screenshot({ path: join(pictures, "phone.png"), fullPage: false });
    await page.close();
  }
  {
    const { page } = await open(file, DESK);
    const paper = join(pictures ?? folder, "paper.pdf");
    await page.pdf({ path: paper, format: "A4" });
    check("prints", statSync(paper).size > 10_000);
    await page.close();
    const silent = await browser.newPage();
    await silent.setJavaScriptEnabled(false);
    await silent.goto(pathToFileURL(file).href);
    const shown = await silent.$$eval("article[data-c]", (all) => all.length).catch(() => -1);
    check("all is there without a script", shown !== 0);
    await silent.close();
  }
  {
    const thousand = join(folder, "thousand.html");
    writeFileSync(thousand, repeated(readFileSync(file, "utf8"), 1000));
    const { page, problems, took } = await open(thousand, DESK);
    const rows = await rowsShown(page);
    check("a thousand CPTS open", rows >= 1000 && problems.length === 0, `${rows} in ${took} ms ${problems.join("; ")}`);
    check("without lag", took < OPEN, `${took} ms`);
    const slow = await page.evaluate(async () => {
      const input = document.querySelector("#by-name");
      const times = [];
      for (const words of ["v", "va", "val", "va", "v", ""]) {
        const start = performance.now();
        input.value = words;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        times.push(Math.round(performance.now() - start));
      }
      return times;
    });
    check("and filter without lag", Math.max(...slow) < LAG, `${slow.join(", ")} ms`);
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
