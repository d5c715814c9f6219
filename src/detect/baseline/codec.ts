import { Baseline } from './baseline.ts';
import { BITMAP_DAYS, BITMAP_WORDS } from './days.ts';
import { FEATURES } from './features.ts';
import { GENERATION_BYTES } from './overflow.ts';

const VERSION = 1;
/** No baseline is larger, whatever it was taught. */
export const BASELINE_MAX_BYTES = 8 * 1024;
const HEX_DIGITS = 16;

/** A baseline as bytes; equal baselines give equal bytes. Bitmaps end with the oldest day that anything was seen on. */
export function toBytes(baseline: Baseline): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(BASELINE_MAX_BYTES);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const u8 = (n: number) => {
    view.setUint8(at++, n);
  };
  const u16 = (n: number) => {
    view.setUint16(at, n, true);
    at += 2;
  };
  const u32 = (n: number) => {
    view.setUint32(at, n, true);
    at += 4;
  };
  const { tallies } = baseline;
  let reach = BITMAP_DAYS;
  while (reach > 0 && tallies[reach * 2 - 1] === 0 && tallies[reach * 2 - 2] === 0) reach--;
  let words = Math.ceil(reach / 32);
  for (const table of baseline.values)
    for (const days of table.values())
      while (words < BITMAP_WORDS && days.subarray(words).some((w) => w !== 0)) words++;
  u8(VERSION);
  u16(baseline.head);
  u8(reach);
  u8(words);
  tallies.subarray(0, reach * 2).forEach(u32);
  for (const [i, table] of baseline.values.entries()) {
    u16(baseline.spilled[i]!);
    u8(table.size);
    for (const [hash, days] of [...table].toSorted((a, b) => a[0] - b[0])) {
      u32(hash);
      days.subarray(0, words).forEach(u32);
    }
  }
  const generations = [...baseline.overflow.generations].toSorted((a, b) => a[0] - b[0]);
  u8(generations.length);
  for (const [n, bits] of generations) {
    u16(n);
    bytes.set(bits, at);
    at += GENERATION_BYTES;
  }
  const admitted = [...baseline.admitted.days].toSorted((a, b) => a[0] - b[0]);
  u8(admitted.length);
  for (const [day, events] of admitted) {
    u16(day);
    u8(events.length);
    for (const event of events) {
      u32(Number.parseInt(event.slice(0, 8), 16));
      u32(Number.parseInt(event.slice(8, HEX_DIGITS), 16));
    }
  }
  return bytes.slice(0, at);
}

/** The inverse of {@link toBytes}. Bytes of another version are a principal that nothing is known of. */
export function fromBytes(bytes: Uint8Array): Baseline {
  const baseline = new Baseline();
  if (bytes[0] !== VERSION) return baseline;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 1;
  const u8 = () => view.getUint8(at++);
  const u16 = () => {
    at += 2;
    return view.getUint16(at - 2, true);
  };
  const u32 = () => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  baseline.head = u16();
  const reach = u8();
  const words = u8();
  for (let i = 0; i < reach * 2; i++) baseline.tallies[i] = u32();
  for (let f = 0; f < FEATURES.length; f++) {
    baseline.spilled[f] = u16();
    for (let n = u8(); n > 0; n--) {
      const hash = u32();
      const days = new Uint32Array(BITMAP_WORDS);
      for (let w = 0; w < words; w++) days[w] = u32();
      baseline.values[f]!.set(hash, days);
    }
  }
  for (let n = u8(); n > 0; n--) {
    const generation = u16();
    baseline.overflow.generations.set(generation, bytes.slice(at, at + GENERATION_BYTES));
    at += GENERATION_BYTES;
  }
  const hex = (n: number) => n.toString(16).padStart(8, '0');
  for (let n = u8(); n > 0; n--) {
    const day = u16();
    baseline.admitted.days.set(
      day,
      Array.from({ length: u8() }, () => hex(u32()) + hex(u32())),
    );
  }
  return baseline;
}
