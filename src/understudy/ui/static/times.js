// Times of answers as dots, the latest at the right; the axis goes up by powers of ten.

const WIDTH = 560;
const LEFT = 52;
const RIGHT = 552;
const TOP = 12;
const GROUND = 154;
const MOST = 200;
const NAMESPACE = "http://www.w3.org/2000/svg";

export function drawTimes(svg, answers) {
  const shown = answers.slice(0, MOST);
  const times = shown.map((each) => Math.max(each.ms, 0.01));
  const low = Math.floor(Math.log10(Math.min(...times, 1)));
  const high = Math.max(low + 2, Math.ceil(Math.log10(Math.max(...times, 10))));
  const y = (ms) => GROUND - ((Math.log10(ms) - low) / (high - low)) * (GROUND - TOP);
  const parts = [];
  for (let power = low; power <= high; power += 1) {
    parts.push(made("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: y(10 ** power), y2: y(10 ** power) }));
    const label = made("text", { class: "up", x: LEFT - 6, y: y(10 ** power) + 4, "text-anchor": "end" });
    label.textContent = power < 3 ? `${10 ** power} ms` : `${10 ** (power - 3)} s`;
    parts.push(label);
  }
  const step = (RIGHT - LEFT - 8) / MOST;
  shown.forEach((each, place) => {
    const dot = made("circle", { class: `dot ${each.action}`, cx: RIGHT - 4 - place * step, cy: y(times[place]), r: 3 });
    const title = made("title", {});
    title.textContent = `${each.path}: ${each.ms} ms`;
    dot.append(title);
    parts.push(dot);
  });
  svg.replaceChildren(...parts);
  const sorted = [...times].sort((one, other) => one - other);
  const nth = (share) => sorted[Math.ceil(share * sorted.length) - 1].toPrecision(2);
  const says = document.getElementById("latency-says");
  says.textContent = sorted.length ? `50 %: ${Number(nth(0.5))} ms, 90 %: ${Number(nth(0.9))} ms of the last ${sorted.length}` : "";
}

function made(tag, attributes) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
