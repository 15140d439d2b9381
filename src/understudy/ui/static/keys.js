// Keys: what the dialog `keys` lists.

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (field) {
      if (event.key === "Escape") field.blur();
      return;
    }
    const keyed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const act = keyed ? () => keyed.click() : KEYS[event.key];
    if (act && act() !== false) event.preventDefault();
  });
}

const KEYS = {
  "/": () => document.querySelector("input[type=search]")?.focus() ?? Boolean(document.querySelector("input[type=search]")),
  "?": () => document.getElementById("keys").showModal(),
  j: () => move(1),
  k: () => move(-1),
  x: () => here()?.querySelector("input[type=checkbox]")?.click(),
  p: () => document.querySelector("#player .play, #pause")?.click(),
  u: () => document.querySelector(".brand").click(),
};

function here() {
  return document.querySelector(".rows tr.here");
}

function move(by) {
  const rows = [...document.querySelectorAll(".rows tbody tr")];
  if (!rows.length) return;
  const at = rows.indexOf(here());
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  here()?.classList.remove("here");
  next.classList.add("here");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a").focus({ preventScroll: true });
}
