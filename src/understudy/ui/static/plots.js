// Plots as PNG: drawn from their SVG files onto a canvas, to be copied or saved.

const POLL_MS = 700;

export function startPlots() {
  reloadOnceRead();
  for (const figure of document.querySelectorAll(".plots figure")) {
    const link = figure.querySelector("a[download]");
    if (!link) continue;
    const save = figure.querySelector(".save-plot");
    save.hidden = false;
    save.addEventListener("click", async () => {
      const made = document.createElement("a");
      made.href = URL.createObjectURL(await drawn(link.href));
      made.download = link.download.replace(/svg$/, "png");
      made.click();
      setTimeout(() => URL.revokeObjectURL(made.href), 10_000);
    });
    const copy = figure.querySelector(".copy-plot");
    // Browsers lend the clipboard to this machine's own pages and to https alone.
    if (!navigator.clipboard?.write) continue;
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      // The promise is given, not what it comes to: Safari wants the clipboard asked for within the click.
      await navigator.clipboard.write([new ClipboardItem({ "image/png": drawn(link.href) })]);
      copy.textContent = "Copied";
      setTimeout(() => (copy.textContent = "Copy PNG"), 1500);
    });
  }
}

async function drawn(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  const sharper = 2;
  canvas.width = image.naturalWidth * sharper;
  canvas.height = image.naturalHeight * sharper;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

// Sums of a part of the recordings are not what anybody came for.
async function reloadOnceRead() {
  const place = document.getElementById("reading")?.dataset.making;
  if (!place) return;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if ((await (await fetch(place)).json()) === null) return location.reload();
  }
}
