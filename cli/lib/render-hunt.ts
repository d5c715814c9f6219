import type { RetroHuntView } from '../../src/contracts/retro-hunt.ts';
import { clockTime, plain, table } from './output.ts';

/** Matches that are printed; `--json` has all that are kept. */
const SHOWN = 20;

const span = (r: { readonly from: number; readonly to: number }): string => `${clockTime(r.from)} – ${clockTime(r.to)}`;

const size = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** How far a hunt is, in one line. */
export const huntLine = (h: RetroHuntView): string =>
  `${h.state}: ${h.blocks.checked} of ${h.blocks.found} blocks, ${size(h.bytes)}, ${h.events} events, ${h.matches} matches, ${h.findings} findings`;

/** A hunt for people: what it found, and what it did not look at. */
export function huntReport(h: RetroHuntView): string {
  const lines = [
    `${h.id}  ${plain(h.title)}`,
    huntLine(h),
    `from ${span(h)} (UTC)${h.finishedAt === null ? ', still under way' : `, over after ${Math.ceil((h.finishedAt - h.startedAt) / 1_000)} s`}`,
  ];
  if ((h.keptBack ?? 0) > 0) lines.push(`${h.keptBack} matches were kept back by a suppression or shadow`);
  if ((h.skipped ?? 0) > 0) lines.push(`${h.skipped} deliveries or records could not be read; they are dead letters`);
  if (h.failure !== null) lines.push(`it failed: ${plain(h.failure)}`);
  lines.push(
    ...(h.unchecked.length === 0
      ? h.finishedAt === null
        ? []
        : ['everything was looked at']
      : ['NOT looked at:', ...h.unchecked.map((u) => `  ${span(u)}: ${plain(u.why)}`)]),
  );
  if (h.samples.length > 0)
    lines.push(
      table([
        ['TIME', 'SOURCE', 'PRINCIPAL', 'EVENT', 'FINDING'],
        ...h.samples
          .slice(0, SHOWN)
          .map((m) => [clockTime(m.time), m.source, m.principal ?? '-', m.eventId, m.finding ?? '-']),
      ]),
    );
  if (h.samples.length > SHOWN) lines.push(`and ${h.matches - SHOWN} more; --json shows those that are kept`);
  return lines.join('\n');
}
