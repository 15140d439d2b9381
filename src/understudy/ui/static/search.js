// Rows follow the search field and the filters, and so does the address.

const WAIT_MS = 120;
const POLL_MS = 700;

export function startSearch() {
  const form = document.getElementById("filters");
  if (!form) return;
  let timer;
  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => show(address(form)), wait);
  };
  form.addEventListener("input", () => soon(WAIT_MS));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon(0);
  });
  watchMaking();
}

function address(form) {
  const given = [...new FormData(form)].filter(([name, value]) => value && !(name === "order" && value === "newest"));
  const query = new URLSearchParams(given).toString();
  return form.action + (query ? `?${query}` : "");
}

let asked = 0;

async function show(url) {
  const turn = ++asked;
  const part = new URL(url);
  part.searchParams.set("part", "rows");
  const answer = await fetch(part);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const rows = page.getElementById("results");
  // A later question may have been answered before this one.
  if (turn !== asked || !rows) return;
  document.getElementById("results").replaceWith(document.adoptNode(rows));
  history.replaceState(null, "", url);
  watchMaking();
}

async function watchMaking() {
  const place = document.getElementById("results")?.dataset.making;
  if (!place) return;
  await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  const making = await (await fetch(place)).json();
  const note = document.getElementById("making");
  if (!note) return;
  if (making === null) return show(location.href);
  note.querySelector("progress").value = making.done;
  note.querySelector("progress").max = making.of;
  note.querySelector("span").textContent = `${making.done.toLocaleString("en")} of ${making.of.toLocaleString("en")}`;
  watchMaking();
}
