import type { Link } from './types.ts';

interface Span {
  incident: string;
  openedAt: number;
  first: number;
  last: number;
  changed: boolean;
}

/** An incident opened in this call is younger than any known one. */
const OPENED_NOW = Number.MAX_SAFE_INTEGER;

/** For each key the incidents that it leads to and when, with what this call adds. */
export class Timeline {
  private readonly spans = new Map<string, Span[]>();
  private readonly opened = new Map<string, number>();

  constructor(links: readonly Link[]) {
    for (const { key, ...link } of links) {
      this.opened.set(link.incident, link.openedAt);
      const spans = this.spans.get(key);
      if (!spans) this.spans.set(key, [{ ...link, changed: false }]);
      else spans.push({ ...link, changed: false });
    }
  }

  /** Spans of a key that `at` lies in, or outside of by at most `windowMs`. */
  near(key: string, at: number, windowMs: number): readonly Span[] {
    return (this.spans.get(key) ?? []).filter((s) => at >= s.first - windowMs && at <= s.last + windowMs);
  }

  /** The oldest incident near `at` by any of the keys; of equally old ones the smaller id. */
  oldest(keys: readonly string[], at: number, windowMs: number): string | undefined {
    let best: Span | undefined;
    for (const key of keys)
      for (const s of this.near(key, at, windowMs))
        if (!best || s.openedAt < best.openedAt || (s.openedAt === best.openedAt && s.incident < best.incident))
          best = s;
    return best?.incident;
  }

  extend(key: string, incident: string, at: number): void {
    let spans = this.spans.get(key);
    if (!spans) this.spans.set(key, (spans = []));
    const span = spans.find((s) => s.incident === incident);
    if (!span)
      spans.push({ incident, openedAt: this.opened.get(incident) ?? OPENED_NOW, first: at, last: at, changed: true });
    else if (at < span.first || at > span.last) {
      span.first = Math.min(span.first, at);
      span.last = Math.max(span.last, at);
      span.changed = true;
    }
  }

  /** What led to `from` leads to `into` now. Stored links of `from` are resolved by the store, so nothing of them needs writing. */
  merge(from: string, into: string): void {
    for (const spans of this.spans.values())
      for (const s of spans)
        if (s.incident === from) {
          s.incident = into;
          s.openedAt = this.opened.get(into) ?? OPENED_NOW;
        }
  }

  /** Spans to be written. */
  changed(): { key: string; incident: string; first: number; last: number }[] {
    const out: { key: string; incident: string; first: number; last: number }[] = [];
    for (const [key, spans] of this.spans)
      for (const s of spans) if (s.changed) out.push({ key, incident: s.incident, first: s.first, last: s.last });
    return out;
  }
}
