// A running server's events. The browser asks again by itself when the connection breaks.

export function follow(address, handlers, onOpen) {
  const source = new EventSource(address);
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
  source.addEventListener("open", () => onOpen(true));
  source.addEventListener("error", () => onOpen(false));
  // Few connections are to be had for one server: a page that is left gives its own back at once.
  addEventListener("pagehide", () => source.close());
  return source;
}
