// What `.ci/site` looks at, in Chromium: node site.cjs FOLDER SUGGESTION, with FOLDER/site and FOLDER/public.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [folder, suggestion] = process.argv.slice(2);
const site = path.join(folder, "site");
const step = (text) => console.log(`site: ${text}`);
const wanted = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

// The first page of each kind: all of the top folder, one of each folder below.
const first = (below) => path.join(below, fs.readdirSync(path.join(site, below)).sort()[0]);
const longest = (below) => {
  const sizes = fs.readdirSync(path.join(site, below)).map((name) => [fs.statSync(path.join(site, below, name)).size, name]);
  return path.join(below, sizes.sort(([a], [b]) => b - a)[0][1]);
};
const kinds = fs.readdirSync(site).filter((name) => name.endsWith(".html"))
  .concat(longest("items"), first("people"), first("departments"), first("sources/incident"));

const server = http.createServer((request, response) => {
  const file = path.join(folder, decodeURIComponent(new URL(request.url, "http://x").pathname));
  const type = file.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
  if (!fs.existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": type }).end(fs.readFileSync(file));
});

// A page on which nothing may go wrong, and which may ask nothing of elsewhere.
async function watched(context, home) {
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && page.faults.push(message.text()));
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("dialog", (dialog) => { page.faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(home) && !url.startsWith("data:") && !url.startsWith("blob:")) page.faults.push(`asks ${url}`);
  });
  return page;
}

async function faultless(browser, home) {
  for (const look of [{ colorScheme: "light", width: 1280 }, { colorScheme: "dark", width: 1280 }, { colorScheme: "light", width: 360 }, { colorScheme: "dark", width: 360 }]) {
    const context = await browser.newContext({ colorScheme: look.colorScheme, viewport: { width: look.width, height: 900 } });
    const page = await watched(context, home);
    for (const kind of kinds) {
      const where = `${kind}, ${look.colorScheme}, ${look.width} px`;
      await page.goto(`${home}/site/${kind.split(path.sep).map(encodeURIComponent).join("/")}`);
      assert.deepStrictEqual(page.faults, [], where);
      await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${where}: ${wide} px too wide`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate((options) => window.axe.run(document, options), wanted);
      const told = violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(" | ")}`);
      assert.deepStrictEqual(told, [], where);
    }
    await context.close();
  }
}

async function sortsAndFilters(browser, home) {
  const page = await watched(await browser.newContext(), home);
  await page.goto(`${home}/site/register.html`);
  const rows = () => page.$$eval("table.sortable tbody tr", (all) => all.filter((row) => !row.hidden && row.offsetParent)
    .map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
  const all = await rows();
  assert.ok(all.length >= 39, String(all.length));
  const due = page.locator("th", { hasText: "due" });
  for (const way of ["ascending", "descending"]) {
    await due.getByRole("button").press("Enter");
    assert.equal(await due.getAttribute("aria-sort"), way);
    assert.equal(await page.locator("th[aria-sort]").count(), 1);
    const days = (await rows()).map((row) => row[5].slice(0, 10));
    const known = days.filter(Boolean);
    const sorted = [...known].sort();
    assert.deepStrictEqual(known, way === "ascending" ? sorted : sorted.reverse());
    assert.ok(days.slice(known.length).every((day) => !day), "what is empty comes last");
  }
  await page.getByLabel("Only items with these words").fill("LEAVERS accounts");
  const found = await rows();
  assert.ok(found.length === 1 && found[0][1].includes("Accounts of leavers"), JSON.stringify(found));
  assert.equal(await page.locator(".filters [role=status]").textContent(), `1 of ${all.length} items`);
  await page.getByLabel("Only items with these words").fill("");
  const chip = page.locator(".chips button", { hasText: "overdue" });
  await chip.click();
  assert.equal(await chip.getAttribute("aria-pressed"), "true");
  const late = await rows();
  assert.ok(late.length > 0 && late.every((row) => row[5].includes("overdue")), JSON.stringify(late));
  await chip.click();
  assert.equal((await rows()).length, all.length);
  await page.goto(`${home}/site/index.html`);
  await page.getByRole("link", { name: "Past their target date" }).click();
  await page.waitForURL("**/register.html#overdue");
  assert.equal((await rows()).length, late.length);
  assert.deepStrictEqual(page.faults, []);
}

async function suggests(browser, home) {
  const context = await browser.newContext({ acceptDownloads: true, timezoneId: "Europe/Berlin" });
  const page = await watched(context, home);
  await page.clock.setFixedTime(new Date("2026-09-24T09:00:00Z"));
  await page.goto(`${home}/site/suggest.html`);
  const file = page.getByRole("button", { name: "Save it as a file" });
  await file.click();
  assert.equal(await page.locator("#suggest-told").textContent(), "", "a title is asked for first");
  await page.getByLabel("What should be better?").fill('Visitors can read the screens at reception, "all" of them');
  await page.getByLabel("What did you see, and what would help?").fill("=From the sofa\nthe list of the day can be read.");
  await page.getByLabel("Department (if you like)").fill("Facilities");
  await page.getByLabel("Name", { exact: true }).fill("Jo Weiß");
  await page.getByLabel("Mail address").fill("jo@example.com");
  const [download] = await Promise.all([page.waitForEvent("download"), file.click()]);
  assert.equal(download.suggestedFilename(), "suggestion-2026-09-24.csv");
  assert.deepStrictEqual(fs.readFileSync(await download.path()), fs.readFileSync(suggestion));
  assert.deepStrictEqual(page.faults, []);
  // The issue opens in the forge with all that was said; the forge is not asked here.
  await page.route("https://git.example.com/**", (route) => route.fulfill({ body: "the forge" }));
  page.faults = [];
  await page.getByRole("button", { name: "Open it as an issue" }).click();
  await page.waitForURL("https://git.example.com/**");
  const asked = new URL(page.url()).searchParams;
  assert.ok(asked.get("title").startsWith("Visitors can read") && asked.get("body").includes("Department: Facilities"));
  // Without a script the form opens the same page, and the tables are all there.
  const bare = await browser.newContext({ javaScriptEnabled: false });
  const plain = await bare.newPage();
  await plain.route("https://git.example.com/**", (route) => route.fulfill({ body: "the forge" }));
  await plain.goto(`${home}/site/register.html`);
  assert.ok(await plain.locator("table tbody tr").count() >= 39 && !await plain.locator(".filters").isVisible());
  await plain.goto(`${home}/site/suggest.html`);
  assert.ok(!await plain.getByRole("button", { name: "Save it as a file" }).isVisible());
  await plain.locator("#suggest-title").fill("A title");
  await plain.locator("#suggest-details").fill("A text");
  await plain.getByRole("button", { name: "Open it as an issue" }).click();
  await plain.waitForURL("https://git.example.com/**");
  assert.equal(new URL(plain.url()).search, "?title=A+title&body=A+text");
}

// Opened from a folder, as a mail or a shared drive has it.
async function opensFromAFolder(browser) {
  const home = `file://${folder}`;
  const page = await watched(await browser.newContext(), home);
  for (const name of ["site", "public"]) {
    await page.goto(`${home}/${name}/register.html`);
    assert.ok(await page.locator(".filters").isVisible(), "the script runs");
    await page.locator("table tbody tr a").first().click();
    await page.waitForURL("**/items/*.html");
  }
  assert.deepStrictEqual(page.faults, []);
}

(async () => {
  await new Promise((ready) => { server.listen(0, "127.0.0.1", ready); });
  const home = `http://127.0.0.1:${server.address().port}`;
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: flags });
  try {
    step(`${kinds.length} kinds of pages: no error, nothing asked of elsewhere, no fault of access, light and dark, 1280 and 360 px`);
    await faultless(browser, home);
    step("the register sorts and filters");
    await sortsAndFilters(browser, home);
    step("the form saves the file that a test imports, and opens the issue");
    await suggests(browser, home);
    step("it opens from a folder");
    await opensFromAFolder(browser);
  } finally {
    await browser.close();
    server.close();
  }
})().catch((error) => { console.error(error.message || error); process.exit(1); });
