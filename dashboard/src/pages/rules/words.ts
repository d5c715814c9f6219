import type { Tone } from '../../ui/badge.tsx';
import type { State } from './data.ts';

export const STATE_WORD: Record<State, string> = {
  enabled: 'Enabled',
  shadow: 'Shadow',
  disabled: 'Disabled',
  draft: 'Draft',
};
export const STATE_TONE: Record<State, Tone> = { enabled: 'ok', shadow: 'accent', disabled: 'warn', draft: 'neutral' };
/** What a state means for findings. */
export const STATE_MEANS: Record<State, string> = {
  enabled: 'What it matches becomes findings.',
  shadow: 'Matched and counted; nothing becomes a finding.',
  disabled: 'Not matched at all.',
  draft: 'Kept, not matched.',
};

/** What a rule says of itself, apart: a lead, and the steps after `Triage:`, each a line that begins with its number. */
export function describe(text: string): { readonly lead: string; readonly steps: readonly string[] } {
  const lines = text.trim().split('\n');
  const at = lines.findIndex((l) => /^\s*triage:?\s*$/i.test(l));
  if (at < 0) return { lead: text.trim(), steps: [] };
  const steps: string[] = [];
  const after: string[] = [];
  for (const line of lines.slice(at + 1)) {
    const step = /^\s*(?:\d{1,2}[.)]|[-*])\s+(.*)$/.exec(line);
    const words = line.trim();
    if (step !== null) steps.push(step[1]!.trim());
    else if (words !== '' && steps.length > 0) steps.push(`${steps.pop()!} ${words}`);
    else after.push(words);
  }
  const lead = [...lines.slice(0, at), ...after].join('\n').trim();
  return { lead, steps };
}

/** A link that may be followed: https or http, nothing that a browser would carry out. Undefined for any other text. */
export function safeLink(text: string): string | undefined {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** MITRE's page of `T1562.008`; undefined for what is no technique. */
export function attackLink(technique: string): string | undefined {
  const match = /^T(\d{4})(?:\.(\d{3}))?$/i.exec(technique);
  if (match === null) return undefined;
  return `https://attack.mitre.org/techniques/T${match[1]}/${match[2] === undefined ? '' : `${match[2]}/`}`;
}

const DAY_MS = 86_400_000;
/** Ends that people choose, as days and words; within the year that is allowed. */
export const ENDS = [
  ['1', 'One day'],
  ['7', 'A week'],
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'A year'],
  ['date', 'On a day…'],
] as const;

/** When a choice of {@link ENDS} ends (ms); `date` is a day as its field gives it, ended at its last moment, here. */
export function endOf(choice: string, date: string, now: number): number | undefined {
  if (choice !== 'date') return now + Number(choice) * DAY_MS;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const end = new Date(`${date}T23:59:59.999`).getTime();
  return Number.isNaN(end) ? undefined : end;
}
