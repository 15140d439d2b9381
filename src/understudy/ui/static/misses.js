// Misses as they happen: the list is asked for again once the run has more of them.

import { follow } from "./follow.js";

export function startMisses() {
  const section = document.getElementById("missed");
  if (!section) return;
  ready();
  follow(section.dataset.events, { counts: (counts) => renew(counts.missed) }, (isOpen) => {
    document.querySelector("#missed .follows").hidden = !isOpen;
  });
}

let isAsking = false;

async function renew(count) {
  const section = document.getElementById("missed");
  if (isAsking || String(count) === section.dataset.count) return;
  isAsking = true;
  try {
    const answer = await fetch(`${location.pathname}?part=list`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("missed");
    if (!fresh) return;
    section.replaceWith(document.adoptNode(fresh));
    ready();
    document.querySelector("#missed .follows").hidden = false;
  } finally {
    isAsking = false;
  }
}

function ready() {
  for (const button of document.querySelectorAll("#missed .copy-text")) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 1500);
    });
  }
}
