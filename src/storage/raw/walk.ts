import { DAY_MS, HOUR_MS } from '../../kit/clock.ts';
import { dayFolder, folderName, hourFolder, hourOf, orgFolder } from './folders.ts';

/*
 * A walk through an organisation's archive, the newest hour first, one listing at a time. Plain JSON: who walks keeps it, and goes
 * on from it after whatever happened.
 */

/** Blocks are filed under the hour of their first delivery; one that was filled longer than this is none of ours. */
const BLOCK_SPAN_MS = 5 * 60_000;

/** Sources whose days are looked at together: of the platform's six requests at once. */
const TOGETHER = 6;

export interface Walk {
  readonly org: string;
  /** Accepted from then (inclusive) until then (exclusive), ms */
  readonly from: number;
  readonly to: number;
  readonly sources: readonly string[];
  /** Start of the day under way; undefined before the sources are known */
  readonly day?: number;
  /** Sources of this day that are still to be asked for their hours */
  readonly ask?: readonly string[];
  /** Hours of this day that have blocks, the newest first */
  readonly hours?: readonly (readonly [hour: number, source: string])[];
  /** The last key of the hour under way that was listed */
  readonly after?: string;
  readonly ended?: true;
}

/** What to list next: folders, or blocks. */
export type WalkStep =
  | { readonly list: 'folders'; readonly prefixes: readonly string[] }
  | { readonly list: 'blocks'; readonly prefix: string; readonly after?: string };

export const newWalk = (org: string, from: number, to: number): Walk => ({ org, from, to, sources: [] });

const firstHour = (w: Walk): number => hourOf(w.from - BLOCK_SPAN_MS);
const dayOf = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;

/** What to list now; undefined at the end. */
export function stepOf(w: Walk): WalkStep | undefined {
  if (w.ended) return undefined;
  if (w.day === undefined) return { list: 'folders', prefixes: [orgFolder(w.org)] };
  if (w.ask !== undefined && w.ask.length > 0)
    return { list: 'folders', prefixes: w.ask.slice(0, TOGETHER).map((s) => dayFolder(w.org, s, w.day!)) };
  const [hour, source] = w.hours![0]!;
  return {
    list: 'blocks',
    prefix: hourFolder(w.org, source, hour),
    ...(w.after === undefined ? {} : { after: w.after }),
  };
}

/** Goes on after the folders that the step asked for, in its order. */
export function foldersListed(w: Walk, folders: readonly (readonly string[])[]): Walk {
  if (w.day === undefined) return openDay({ ...w, sources: folders.flat().map(folderName).toSorted() }, w.to - 1);
  const asked = w.ask!.slice(0, folders.length);
  const found = folders.flatMap((hours, i) =>
    hours.map((h) => [w.day! + Number(folderName(h)) * HOUR_MS, asked[i]!] as const),
  );
  const hours = [...(w.hours ?? []), ...found.filter(([h]) => h >= firstHour(w) && h < w.to)];
  return settled({ ...w, ask: w.ask!.slice(folders.length), hours });
}

/** Goes on after a page of blocks; `last` is its last key where the hour has more. */
export function blocksListed(w: Walk, last: string | undefined): Walk {
  const { after: _, ...rest } = w;
  return last === undefined ? settled({ ...rest, hours: w.hours!.slice(1) }) : { ...rest, after: last };
}

/** Every hour from this one on (ms) is listed whole. */
export function listedDownTo(w: Walk): number {
  if (w.ended) return Number.NEGATIVE_INFINITY;
  if (w.day === undefined) return Number.POSITIVE_INFINITY;
  return w.ask !== undefined && w.ask.length > 0 ? w.day + DAY_MS : w.hours![0]![0] + HOUR_MS;
}

/** Passes over what has nothing more to list. */
function settled(w: Walk): Walk {
  if (w.ask!.length > 0) return w;
  if (w.hours!.length > 0) return { ...w, hours: w.hours!.toSorted(([a, s], [b, t]) => b - a || (s < t ? -1 : 1)) };
  return openDay(w, w.day! - 1);
}

function openDay(w: Walk, at: number): Walk {
  const { org, from, to, sources } = w;
  const day = dayOf(at);
  if (sources.length === 0 || day + DAY_MS <= firstHour(w)) return { org, from, to, sources, ended: true };
  return { org, from, to, sources, day, ask: sources, hours: [] };
}
