// Our few lines of script. Every page works without them; they save a step or a doubt.

import "htmx.org";

const on = (kind, selector, act) =>
  document.addEventListener(kind, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) act(found, event);
  });

// Large type, remembered by a cookie so that the server draws the next page large from the start.
on("click", "[data-large-toggle]", (button) => {
  const large = document.documentElement.toggleAttribute("data-large");
  button.setAttribute("aria-pressed", String(large));
  document.cookie = `large=${large ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
});

on("click", "[data-print]", () => window.print());

// A question before what cannot be undone. Without script the server asks on a page of its own.
const dialog = document.getElementById("confirm");
let asked = null;
on("click", "button[data-confirm]", (button, event) => {
  if (!dialog || asked === button) return;
  event.preventDefault();
  if (!button.form || !button.form.reportValidity()) return;
  dialog.querySelector("[data-confirm-text]").textContent = button.dataset.confirm;
  dialog.querySelector("[data-confirm-yes]").textContent = button.textContent.trim();
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return;
    asked = button;
    button.form.requestSubmit(button);
    asked = null;
  };
  dialog.returnValue = "";
  dialog.showModal();
});

// A form goes out once, however often its button is hit. Coming back to the page frees it, and so
// do ten seconds, for forms that are answered by a download.
const sent = new WeakSet();
const free = (form) => {
  sent.delete(form);
  form.removeAttribute("aria-busy");
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-again")) return;
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  form.setAttribute("aria-busy", "true");
  setTimeout(free, 10_000, form);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(free));

// A photograph as evidence: where a form asks for it, the telephone is asked where it is once a file
// was chosen. Who says no, or has no script, sends the photograph without it.
on("change", "input[type=file]", (input) => {
  const field = input.form?.querySelector(`input[data-position="${CSS.escape(input.name)}"]`);
  if (!field || !input.files.length || !navigator.geolocation) return;
  const put = ({ coords }) => (field.value = `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}`);
  navigator.geolocation.getCurrentPosition(put, () => {}, { enableHighAccuracy: true, timeout: 10_000 });
});

// Filters answer as soon as one is chosen, leave nothing empty in the address, and say what came.
on("change", "form[data-auto] select, form[data-auto] :is(input[type=checkbox], input[type=date])", (field) => field.form.requestSubmit());
document.addEventListener("formdata", ({ target, formData }) => {
  if (!target.matches("form[data-auto]")) return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});
document.addEventListener("htmx:configRequest", ({ target, detail }) => {
  if (!target.matches("form[data-auto]")) return;
  for (const [name, value] of Object.entries(detail.parameters)) if (value === "") delete detail.parameters[name];
});
document.addEventListener("htmx:afterSettle", () => {
  const live = document.getElementById("live");
  const count = document.querySelector("[data-count], .empty-title");
  if (live && count) live.textContent = count.textContent;
});

// Rows: choose all of the page, and see how many are chosen.
function count(form) {
  const boxes = [...form.querySelectorAll("input[data-row]")];
  const chosen = boxes.filter((it) => it.checked).length;
  const all = form.querySelector("input[data-rows]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  for (const it of form.querySelectorAll("[data-chosen]")) it.textContent = String(chosen);
  form.toggleAttribute("data-some", chosen > 0);
}
on("change", "input[data-rows]", (all) => {
  for (const box of all.form.querySelectorAll("input[data-row]")) box.checked = all.checked;
  count(all.form);
});
on("change", "input[data-row]", (box) => count(box.form));
window.addEventListener("pageshow", () => {
  for (const all of document.querySelectorAll("input[data-rows]")) count(all.form);
});

// Menus that open in place close again when one looks elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// What was typed and not sent is not lost by a stray click.
const typed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.hasAttribute("data-guard")) typed.add(form);
});
window.addEventListener("beforeunload", (event) => {
  for (const form of typed) {
    if (form.isConnected && !sent.has(form)) event.preventDefault();
  }
});
