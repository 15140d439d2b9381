// A running server's events. The browser asks again by itself when the connection breaks.

export function follow(address, handlers, onOpen) {
  const source = new EventSource(address);
  let isOpen = false;
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => {
      // The head of its answer comes before the server listens: not until it tells something does it follow.
      if (!isOpen) onOpen((isOpen = true));
      handle(JSON.parse(event.data));
    });
  }
  source.addEventListener("error", () => onOpen((isOpen = false)));
  // Few connections are to be had for one server: a page that is left gives its own back at once.
  addEventListener("pagehide", () => source.close());
  return source;
}
