// What a page gains with JavaScript: steppers, a live total, filters that apply themselves. Nothing here is needed to buy.
"use strict";
document.documentElement.classList.add("js");

const money = (minor, box) =>
  new Intl.NumberFormat("en-US", { style: "currency", currency: box.dataset.currency })
    .format(minor / 10 ** Number(box.dataset.exponent));

function retotal(input) {
  const form = input.form;
  const box = form && form.querySelector("[data-unit-minor]");
  if (box && input.validity.valid && input.value) box.textContent = money(box.dataset.unitMinor * input.value, box);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (button) {
    const input = button.parentElement.querySelector("input");
    const wanted = Number(input.value || 1) + Number(button.dataset.step);
    const kept = Math.min(Math.max(wanted, Number(input.min || 0)), Number(input.max || 999));
    if (kept !== Number(input.value)) {
      input.value = kept;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return;
  }
  const menu = document.querySelector(".drawer[open]");
  if (menu && !menu.contains(event.target)) menu.removeAttribute("open");
});

document.addEventListener("input", (event) => {
  if (event.target.matches(".quantity input")) retotal(event.target);
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".drawer[open]");
  if (event.key === "Escape" && menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const input = document.getElementById(button.dataset.copy);
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    button.textContent = "Copied";
  } catch {
    // Not allowed here: the link stands selected, ready to be copied by hand.
  }
});

// A double click must not send a form twice; the server holds its own key, this spares the shopper a second page.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

// On a desktop the filters stand open even where the browser cannot style a closed <details>.
function openFilters() {
  const filters = document.querySelector(".filters");
  if (!filters || CSS.supports("selector(::details-content)")) return;
  if (matchMedia("(min-width: 961px)").matches) filters.setAttribute("open", "");
}
openFilters();

// The first thing to read after a refused form is what is wrong with it.
function showFaults(root) {
  const faults = root.querySelector(".summary-faults");
  if (faults) faults.focus();
}
showFaults(document);

document.addEventListener("htmx:afterSwap", (event) => {
  showFaults(event.target);
  for (const input of document.querySelectorAll(".buy .quantity input")) retotal(input);
});

// Problem pages are pages too: show them instead of swallowing them.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status === 409 || status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  } else if (status >= 400) {
    window.location.reload();
  }
});

// "Use my position": only when asked, and only to fill in the field above it.
const locate = document.querySelector("[data-locate]");
if (locate && navigator.geolocation) {
  locate.hidden = false;
  locate.addEventListener("click", () => {
    const note = document.querySelector("[data-locate-note]");
    note.textContent = "Looking where you are…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        locate.form.elements.near.value = `${coords.latitude.toFixed(4)}, ${coords.longitude.toFixed(4)}`;
        locate.form.requestSubmit();
      },
      () => { note.textContent = "Your browser does not say where you are. Please type a city."; },
      { maximumAge: 600000, timeout: 10000 },
    );
  });
}
// Files that are too large are said so before they are sent: the server would only hang up.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.dataset.most) return;
  const sum = [...input.files].reduce((total, file) => total + file.size, 0);
  const most = Number(input.dataset.most);
  input.setCustomValidity(sum > most ? `Please choose at most ${Math.floor(most / 1048576)} MB at a time.` : "");
  input.reportValidity();
});

// A picture that cannot be loaded (a seller's server may be gone) becomes a quiet tile with the words it stands for.
function blankPicture(image) {
  const tile = document.createElement("span");
  tile.className = `${image.className} no-picture`.trim();
  tile.textContent = image.alt;
  if (image.alt) {
    tile.setAttribute("role", "img");
    tile.setAttribute("aria-label", image.alt);
  }
  image.replaceWith(tile);
}
document.addEventListener("error", (event) => {
  if (event.target instanceof HTMLImageElement) blankPicture(event.target);
}, true);
for (const image of document.images) {
  if (image.complete && image.naturalWidth === 0 && image.currentSrc) blankPicture(image);
}
