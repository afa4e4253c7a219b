// The one script of the site. Tables sort and filter, the form opens an issue or a mail or saves a file; nothing is sent from
// here and nothing is kept. Without it every page can be read all the same.
"use strict";

(() => {
  const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    const marked = cell.querySelector("[data-sort]");
    return marked ? marked.dataset.sort : cell.textContent.trim();
  };
  // Numbers by their size, anything else by the alphabet; what is empty comes last, whichever way.
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row) => [keyOf(row, column), row]);
        rows.sort(([a], [b]) => {
          if (!a || !b) return a ? -1 : b ? 1 : 0;
          return down ? order.compare(b, a) : order.compare(a, b);
        });
        body.append(...rows.map(([, row]) => row));
      });
    });
  }

  const filters = document.querySelector("form.filters");
  if (filters) {
    const rows = [...document.querySelector("table.sortable").tBodies[0].rows];
    const chips = [...filters.querySelectorAll("button[data-status]")];
    const box = filters.querySelector("input");
    const told = filters.querySelector("[role=status]");
    const show = () => {
      const wanted = words(box.value);
      const pressed = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true");
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        const fits = wanted.every((word) => text.includes(word)) &&
          (!pressed.length || pressed.some((chip) => row.querySelector(`[data-status="${chip.dataset.status}"]`)));
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      told.textContent = `${shown} of ${rows.length} items`;
    };
    const byAddress = () => {
      const named = decodeURIComponent(location.hash.slice(1));
      chips.forEach((chip) => chip.setAttribute("aria-pressed", String(chip.dataset.status === named)));
      show();
    };
    filters.hidden = false;
    filters.addEventListener("submit", (event) => event.preventDefault());
    box.addEventListener("input", show);
    chips.forEach((chip) => chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      show();
    }));
    window.addEventListener("hashchange", byAddress);
    byAddress();
  }

  const form = document.querySelector("form#suggest");
  if (form) {
    form.querySelectorAll(".scripted").forEach((part) => { part.hidden = false; });
    const value = (name) => form.querySelector(`#suggest-${name}`).value.trim();
    const told = form.querySelector("#suggest-told");
    const text = () => {
      const said = [["Department", value("department")], ["From", [value("name"), value("email")].filter(Boolean).join(", ")]];
      const lines = said.filter(([, what]) => what).map(([name, what]) => `${name}: ${what}`);
      return [value("details"), lines.join("\n")].filter(Boolean).join("\n\n");
    };
    const follow = (address, name) => {
      const link = document.createElement("a");
      link.href = address;
      if (name) link.download = name;
      document.body.append(link);
      link.click();
      link.remove();
    };
    // A cell as a table of texts has it: in quotes, and no formula where somebody opens the file in a spreadsheet.
    const cell = (what) => `"${(/^\s*[=+\-@]/.test(what) ? "'" : "") + what.replace(/\r\n?/g, "\n").replace(/"/g, '""')}"`;
    const today = () => {
      const now = new Date();
      const two = (number) => String(number).padStart(2, "0");
      return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    };
    const ways = {
      issue() {
        const query = new URLSearchParams([[form.dataset.title, value("title")], [form.dataset.body, text()]]);
        told.textContent = "The issue opens in the forge; it is sent when you send it there.";
        follow(`${form.getAttribute("action")}?${query}`);
      },
      mail() {
        const part = encodeURIComponent;
        told.textContent = "Your mail program opens; the mail is sent when you send it there.";
        follow(`mailto:${form.dataset.mail}?subject=${part(value("title"))}&body=${part(text().replace(/\n/g, "\r\n"))}`);
      },
      file() {
        const head = ["Suggestion", "Details", "Department", "Name", "E-mail", "Date"];
        const row = [value("title"), value("details"), value("department"), value("name"), value("email"), today()];
        const csv = `\ufeff${[head, row].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
        const address = URL.createObjectURL(new Blob([csv], { type: "text/csv;charset=utf-8" }));
        const name = `suggestion-${today()}.csv`;
        follow(address, name);
        setTimeout(() => URL.revokeObjectURL(address), 10000);
        told.textContent = `Saved as ${name}. Send it to whoever keeps the register.`;
      },
    };
    const go = (way) => { if (form.reportValidity()) ways[way](); };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.hasAttribute("action")) go("issue");
    });
    form.querySelectorAll("button[type=button]").forEach((button) => {
      button.addEventListener("click", () => go(button.dataset.do));
    });
  }
})();
