// Plays an answer again, at the pace at which it was recorded.

const UNTIMED_MS = 40; // between frames of which only the order is known

export function startPlayer() {
  const player = document.getElementById("player");
  if (!player) return;
  player.hidden = false;
  const button = player.querySelector("button");
  const speed = player.querySelector("select");
  const state = { frames: null, at: 0, now: 0, running: false };
  button.addEventListener("click", async () => {
    if (state.running) return pause();
    state.frames ??= await load(player.dataset.pace);
    if (state.at >= state.frames.length) rewind();
    state.running = true;
    state.last = performance.now();
    button.textContent = "Pause";
    requestAnimationFrame(step);
  });

  function step(time) {
    if (!state.running) return;
    state.now += (time - state.last) * Number(speed.value);
    state.last = time;
    const said = player.querySelector(".played");
    while (state.at < state.frames.length && state.frames[state.at].at <= state.now) {
      said.append(state.frames[state.at].text);
      state.at += 1;
    }
    if (state.at >= state.frames.length) pause();
    draw();
    requestAnimationFrame(step);
  }

  function draw() {
    const head = player.closest("section").querySelector(".timeline .head");
    const frame = state.frames[Math.max(0, state.at - 1)];
    const next = state.frames[state.at];
    const share = next && next.at > frame.at ? (state.now - frame.at) / (next.at - frame.at) : 0;
    const x = state.at === 0 ? frame.x * Math.min(1, state.now / (frame.at || 1)) : frame.x + ((next ?? frame).x - frame.x) * share;
    head.setAttribute("x1", x);
    head.setAttribute("x2", x);
    player.querySelector(".clock").textContent = state.timed
      ? `${(Math.min(state.now, state.frames.at(-1).at) / 1000).toFixed(2)} s`
      : `frame ${state.at} of ${state.frames.length}`;
  }

  function pause() {
    state.running = false;
    button.textContent = state.at >= state.frames.length ? "Again" : "Go on";
  }

  function rewind() {
    state.at = state.now = 0;
    player.querySelector(".played").textContent = "";
  }

  async function load(url) {
    const told = await (await fetch(url)).json();
    state.timed = told.is_timed;
    return told.frames.map(([at, x, text], place) => ({ at: told.is_timed ? at : (place + 1) * UNTIMED_MS, x, text }));
  }
}
