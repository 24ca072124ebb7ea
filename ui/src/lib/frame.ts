/** A window that is not seen has no frames; what waits for one is done then all the same. */
const unseenMs = 250;

/** Calls at the beginning of the next frame, once. What is given back calls it off. */
export function nextFrame(call: () => void): () => void {
  const off = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const once = () => {
    off();
    call();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, unseenMs);
  return off;
}
