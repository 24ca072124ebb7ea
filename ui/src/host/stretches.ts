/** The most that the shell hands out at once, in bytes. */
export const STRETCH = 1_048_576;

/**
 * The bytes of a preview from `from` on up to, but not with, `to`. Throws when they can't be had whole.
 * They come from the shell, by an address that it gave out; nothing here uses the network.
 */
export async function read(
  address: string,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(to - from);
  for (let at = from; at < to; at += STRETCH) {
    const end = Math.min(to, at + STRETCH);
    const answer = await fetch(address, { headers: { Range: `bytes=${at}-${end - 1}` }, signal });
    if (!answer.ok) throw new Error(`bytes ${at} to ${end}: ${answer.status}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    // One that knows no parts answers with the whole.
    const part = answer.status === 206 ? bytes : bytes.subarray(at, end);
    if (part.length !== end - at) throw new Error(`bytes ${at} to ${end}: ${part.length} came`);
    all.set(part, at - from);
  }
  return all;
}
