import { useCallback, useSyncExternalStore } from 'react';
import { api } from '../api/client.ts';

/** A person's own layout: one small JSON document, kept by the server and, so that it works offline, in this browser. */
type Preferences = Readonly<Record<string, unknown>>;
const STORED = 'vedette.preferences';
/** A slider sends once it rests. */
const SEND_AFTER_MS = 800;
const RETRY_MS = 20_000;

function stored(): Preferences {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORED) ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Preferences) : {};
  } catch {
    return {};
  }
}

let current = stored();
/** Changed here and not yet with the server. */
const changed = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
let signedIn = false;
const listeners = new Set<() => void>();

function put(next: Preferences): void {
  current = next;
  try {
    localStorage.setItem(STORED, JSON.stringify(next));
  } catch {
    // Full or forbidden: the server keeps it all the same.
  }
  for (const tell of listeners) tell();
}

async function send(): Promise<void> {
  const sent = [...changed];
  if (!signedIn || sent.length === 0) return;
  try {
    await api.put('/me/preferences', current);
    for (const key of sent) changed.delete(key);
  } catch {
    sendAfter(RETRY_MS);
  }
}
function sendAfter(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void send(), ms);
}

/** Takes over what the server keeps, under what was changed here meanwhile. */
export async function loadPreferences(): Promise<void> {
  signedIn = true;
  const kept = await api.get('/me/preferences').catch(() => undefined);
  if (kept === undefined) return;
  put({ ...kept, ...Object.fromEntries([...changed].map((key) => [key, current[key]])) });
  if (changed.size > 0) sendAfter(SEND_AFTER_MS);
}

/** What was this person's is not the next one's. */
export function forgetPreferences(): void {
  signedIn = false;
  changed.clear();
  put({});
}

export function setPreference(key: string, value: unknown): void {
  changed.add(key);
  put({ ...current, [key]: value });
  sendAfter(SEND_AFTER_MS);
}

const subscribe = (tell: () => void): (() => void) => {
  listeners.add(tell);
  return () => void listeners.delete(tell);
};

/** One entry, such as `columns.findings`; what a server or an older release kept there must still be checked by its user. */
export function usePreference<T>(key: string, otherwise: T): readonly [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => current[key]);
  return [(value as T | undefined) ?? otherwise, useCallback((next: T) => setPreference(key, next), [key])];
}

export type Density = 'normal' | 'compact';
export function useDensity(): readonly [Density, (density: Density) => void] {
  const [value, set] = usePreference<Density>('density', 'normal');
  return [value === 'compact' ? 'compact' : 'normal', set];
}

/** A saved view of a list: its filters under a name. */
export interface SavedView {
  readonly name: string;
  readonly search: Readonly<Record<string, string>>;
}
export const useViews = (list: string) => usePreference<readonly SavedView[]>(`views.${list}`, NO_VIEWS);
const NO_VIEWS: readonly SavedView[] = [];
