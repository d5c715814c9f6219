import { HOUR_MS } from '../../kit/clock.ts';

/* Folders of the archive; `blockKey` in block.ts writes what these read. */

/** Start of the hour that a time is in, ms. */
export const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;

export const orgFolder = (org: string): string => `raw/${org}/`;

/** `raw/<org>/<source>/<yyyy>/<mm>/<dd>/`, UTC */
export const dayFolder = (org: string, source: string, ms: number): string =>
  `${orgFolder(org)}${source}/${new Date(ms).toISOString().slice(0, 10).replaceAll('-', '/')}/`;

export const hourFolder = (org: string, source: string, ms: number): string =>
  `${dayFolder(org, source, ms)}${new Date(ms).toISOString().slice(11, 13)}/`;

/** The hour of a block by its key, ms; undefined where it is no block's. */
export function hourOfKey(key: string): number | undefined {
  const m = /^raw\/[^/]+\/[^/]+\/(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/[^/]+$/.exec(key);
  return m === null ? undefined : Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3]), Number(m[4]));
}

/** The last name of a folder, without its slash. */
export const folderName = (folder: string): string => folder.slice(0, -1).split('/').at(-1)!;
