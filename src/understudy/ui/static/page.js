// What a script adds to pages that work without one: search as one types, keys, copying, playing.

import { startKeys } from "./keys.js";
import { startLive } from "./live.js";
import { startMisses } from "./misses.js";
import { startPlayer } from "./player.js";
import { startPlots } from "./plots.js";
import { startSearch } from "./search.js";

document.documentElement.classList.add("scripted");
startSearch();
startKeys();
startPlayer();
startPlots();
startMisses();
startLive();

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.parentElement.previousElementSibling.textContent;
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
}
